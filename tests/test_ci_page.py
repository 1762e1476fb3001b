"""What the page on CI shows can be run and read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from processes import run
from rompy.cli.status import Status
from rompy.lint.formats import formats

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"rompy-lint( --no-host[^|`'\n]*)$", PAGE, re.MULTILINE)))


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_ends_with_1_for_errors_and_0_without(arguments: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("type: local\ntimeout: 1\n", encoding="utf-8")
    words = shlex.split(arguments)
    if "--as-found" in words:
        words.append("a.yml")
    assert run("rompy-lint", *words, cwd=tmp_path).returncode == 1
    path.write_text("type: local\nworking_dir: /of/another/machine\n", encoding="utf-8")
    assert run("rompy-lint", *words, cwd=tmp_path).returncode == 0
    if "--output" in words:
        assert (tmp_path / words[words.index("--output") + 1]).is_file()


def test_formats_and_exit_statuses_of_the_tables_are_those_there_are() -> None:
    assert set(re.findall(r"--format ([a-z]+)", PAGE)) <= set(formats())
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)] == sorted(Status)


def test_examples_are_yaml() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    for text in examples:
        assert yaml.safe_load(text)


def test_a_report_that_a_job_keeps_is_the_one_that_it_writes() -> None:
    for name in re.findall(r"--output (\S+?)'?$", PAGE, re.MULTILINE):
        assert len(re.findall(re.escape(name), PAGE)) >= 2, name
