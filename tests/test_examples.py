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


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the examples of models, so that what they write stays out of the repository."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shutil.copytree(EXAMPLES / "models", tmp_path / "models")
    return tmp_path / "models"


def levels(workspace: Path) -> list[tuple[int, float]]:
    """Read what the model of the examples wrote: seconds, and metres."""
    lines = (workspace / "levels.txt").read_text(encoding="utf-8").splitlines()
    return [(int(line.split()[0]), float(line.split()[1])) for line in lines]


def test_every_example_of_a_model_lints_clean_even_when_warnings_count(models: Path) -> None:
    done = run("rompy-lint", "--strict", "--isolated", ".", cwd=models)
    assert (done.returncode, done.stdout) == (
        0,
        "No problems: 3 backends, 4 model runs and 3 postprocessors in 6 files checked, 1 other file skipped.\n",
    )


def test_the_example_of_a_model_run_runs(models: Path) -> None:
    done = run("rompy", "run", "harbour.yml", "--backend-config", "laptop.yml", cwd=models)
    assert (done.returncode, "succeeded" in done.stderr) == (0, True)
    found = levels(models / "simulations" / "harbour")
    assert [seconds for seconds, _ in found] == [3600 * hour for hour in range(25)]
    assert found[0][1] == 1.2
    assert min(metres for _, metres in found) < -1.1


def test_the_example_of_a_pipeline_runs_to_its_end(models: Path) -> None:
    done = run("rompy", "pipeline", "pipeline.yml", cwd=models)
    assert (done.returncode, "generate, run, postprocess ended well" in done.stderr) == (0, True)
    assert len(levels(models / "simulations" / "spring_tide")) == 49


@pytest.mark.parametrize(
    ("variables", "name", "count", "first"),
    [
        ({}, "tide_20230601", 25, 1.2),
        ({"DAY": "2024-02-29", "HOURS": "6", "AMPLITUDE": "3"}, "tide_20240229", 7, 3.0),
    ],
)
def test_the_example_of_a_composed_pipeline_does_what_variables_say(
    models: Path, variables: dict[str, str], name: str, count: int, first: float
) -> None:
    done = run("rompy", "pipeline", "composed.yml", cwd=models, variables=variables)
    assert (done.returncode, f"pipeline of {name}: generate, run, postprocess ended well" in done.stderr) == (0, True)
    found = levels(models / "simulations" / name)
    assert (len(found), found[0][1]) == (count, first)
