"""What docs/composing.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes import run
from rompy.document.filters import FILTERS
from rompy.document.including import MAX_INCLUDES
from rompy.document.template import render
from rompy.lint.rules import rules

PAGE = (Path(__file__).parents[1] / "docs" / "composing.md").read_text(encoding="utf-8")
TEMPLATES, INCLUDES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_example_of_templates_has_no_error(tmp_path: Path) -> None:
    (tmp_path / "backend.yml").write_text(TEMPLATES, encoding="utf-8")
    done = run("rompy-lint", "--no-host", "--format", "concise", "backend.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    shown = run("rompy", "render", "backend.yml", cwd=tmp_path, variables={"DATA_ROOT": "/d", "CYCLE": "2023-01-31"})
    assert "cpu: 4  # default of CPUS" in shown.stdout


def test_the_example_of_includes_is_composed(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yml").write_text(INCLUDES, encoding="utf-8")
    for name, text in (("models/north_sea.yml", "run_id: a\n"), ("backends/cluster.yml", "type: slurm\ncommand: x\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run("rompy-lint", "pipeline.yml", cwd=tmp_path).returncode == 0
    assert "command: x  # backends/cluster.yml:2" in run("rompy", "render", "pipeline.yml", cwd=tmp_path).stdout


def test_the_output_that_is_shown_is_that_of_the_command(tmp_path: Path) -> None:
    match = re.search(r"^```text\n\$ (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert match is not None
    text = "type: docker\nimage: swan:${SWAN_VERSION:-41.45}\ncpu: ${CPUS:-4}\nenv_vars: !include shared/vars.yml\n"
    (tmp_path / "backend.yml").write_text(text, encoding="utf-8")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "vars.yml").write_text("OMP_NUM_THREADS: ${CPUS:-4}\nMODEL: swan\n", encoding="utf-8")
    assert match[1] == "CPUS=8 rompy render backend.yml"
    assert run("rompy", "render", "backend.yml", cwd=tmp_path, variables={"CPUS": "8"}).stdout == match[2]


@pytest.mark.parametrize(
    ("template", "variables", "rendered"),
    [
        ("${OUT:-${SCRATCH:-/tmp}/out}", {}, "/tmp/out"),  # noqa: S108 - a default of the page
        ("${CYCLE|shift:+${HOURS:-24}h}", {"CYCLE": "20230131"}, "2023-02-01T00:00:00"),
    ],
)
def test_templates_of_the_text_are_rendered(template: str, variables: dict[str, str], rendered: str) -> None:
    assert template in PAGE
    assert render(template, variables) == rendered


def test_every_filter_and_every_rule_is_on_the_page() -> None:
    assert all(f"| `{name}" in PAGE for name in FILTERS)
    for rule in rules():
        if "RMP012" <= rule.code <= "RMP018":
            assert f"rules/{rule.code}-{rule.name}.md" in PAGE
    assert MAX_INCLUDES == 10
    assert "ten deep" in PAGE
