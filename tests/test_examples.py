from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from processes import run

EXAMPLES = Path(__file__).parents[1] / "examples"
BROKEN = sorted((EXAMPLES / "broken").iterdir())
ANNOUNCED = re.compile(r"(RMP[0-9]{3}) ([a-z-]+)")


def findings(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run("rompy-lint", "--format", "json", *paths).stdout)["findings"]
    return found


GOOD = "No problems: 9 backends, 1 model run and 1 postprocessor in 8 files checked, 1 other file skipped.\n"


def test_good_examples_lint_clean_even_when_warnings_count() -> None:
    done = run("rompy-lint", "--strict", EXAMPLES / "backends", EXAMPLES / "pipeline.yml", EXAMPLES / "foreign")
    assert (done.returncode, done.stdout) == (0, GOOD)


def test_good_examples_lint_clean_wherever_the_folder_is_copied(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "elsewhere")
    done = run("rompy-lint", "--strict", tmp_path / "elsewhere" / "backends", cwd=Path("/"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted((EXAMPLES / "backends").iterdir()), ids=lambda path: path.name)
def test_every_good_example_of_one_backend_validates_and_loads(path: Path) -> None:
    from rompy.backends import load  # noqa: PLC0415 - the one test here that needs no command

    assert run("rompy", "backends", "validate", path).returncode == 0
    if path.name != "storm_season.yml":
        assert load(path).model_fields_set


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_every_broken_example_has_the_findings_that_its_first_line_announces(path: Path) -> None:
    announced = set(ANNOUNCED.findall(path.read_text(encoding="utf-8").splitlines()[0]))
    assert announced
    assert {(finding["code"], finding["name"]) for finding in findings(path)} == announced


def test_linting_all_examples_shows_the_broken_ones_and_fails() -> None:
    done = run("rompy-lint", "examples", cwd=EXAMPLES.parent)
    assert done.returncode == 1
    shown = Counter(re.findall(r"--> examples/broken/(\w+\.yml):", done.stdout))
    assert set(shown) == {path.name for path in BROKEN}
    assert done.stdout.count("-->") == shown.total()
