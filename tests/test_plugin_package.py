"""The package that the manual builds is installed as any other, and brings what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from packages import install
from processes import environment, run

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "examples" / "plugin"
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
GROUPS = re.findall(r'^\[project\.entry-points\."(.+)"\]$', (PACKAGE / "pyproject.toml").read_text(), re.MULTILINE)
BLOCK = re.compile(
    r"^(?P<fence>`{3,4})(python|toml|yaml)\n# (?P<name>[\w/.]+)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built and installed by pip into a folder, without a network."""
    folder = tmp_path_factory.mktemp("package")
    source = shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", folder / "site", source],
        env=environment(),
        check=True,
        capture_output=True,
    )
    return folder / "site"


@pytest.fixture
def files(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that use the package, where it is installed."""
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return shutil.copytree(PACKAGE / "files", tmp_path / "files")


def test_everything_that_it_brings_can_be_used(files: Path) -> None:
    done = run("rompy", "plugins", "--format", "json")
    brought = {(plugin["name"], plugin["kind"], plugin["problem"]) for plugin in json.loads(done.stdout)}
    assert done.returncode == 0
    assert brought == {
        ("hpc", "backend type", None),
        ("nice", "backend type", None),
        ("tide", "model type", None),
        ("archive", "postprocessor", None),
        ("debug-queue", "lint rule", None),
        ("csv", "output format", None),
    }


def test_its_files_are_clean_and_nothing_of_them_is_left_unread(files: Path) -> None:
    done = run("rompy-lint", "--strict", files)
    said = "No problems: 3 backends, 1 model run and 1 postprocessor in 3 files checked, no other files.\n"
    assert (done.returncode, done.stdout) == (0, said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type: hpc\nqueue: debug\ntimeout: 7200\n", "3:10: MYP001 The debug queue ends jobs after 1800 seconds"),
        ("type: hpc\nqueue: general\nnodes: 101\n", "3:8: RMP104 nodes"),
        ("type: hpc\nnodes: 1\n", "1:1: RMP102 The field 'queue' is missing"),
        ("type: nice\ncommand: pwd\nnicenes: 5\n", "3:1: RMP101 [*] A nice backend has no field 'nicenes'"),
        ("type: archive\npatern: a\n", "2:1: RMP101 [*] An archive postprocessor has no field 'patern'"),
        (
            "run_id: a\noutput_dir: b\nconfig: {model_type: tide, amplitude: -1}\n",
            "3:39: RMP104 config.amplitude",
        ),
    ],
)
def test_what_is_wrong_with_its_types_is_found(files: Path, text: str, found: str) -> None:
    (files / "wrong.yml").write_text(text)
    done = run("rompy-lint", "--format", "concise", "wrong.yml", cwd=files)
    assert f"wrong.yml:{found}" in done.stdout
    assert "wrong.yml" in run("rompy-lint", "--format", "csv", "wrong.yml", cwd=files).stdout.splitlines()[1]


def test_files_of_its_backends_are_created_and_validate(files: Path) -> None:
    for name in ("hpc", "nice"):
        words = ("--backend-type", name, "--with-examples", "--output", f"new_{name}.yml")
        assert run("rompy", "backends", "create", *words, cwd=files).returncode == 0
        assert run("rompy", "backends", "validate", f"new_{name}.yml", cwd=files).returncode == 0
        shown = run("rompy", "backends", "schema", "--backend-type", name)
        assert "timeout" in json.loads(shown.stdout)["properties"]
        assert f"\n{name}" in run("rompy", "backends", "list").stdout


def test_its_model_is_generated_run_and_packed(files: Path) -> None:
    done = run("rompy", "pipeline", "pipeline.yml", cwd=files)
    assert done.returncode == 0, done.stderr
    workspace = files / "output" / "spring"
    assert (workspace / "levels.txt").read_text().splitlines()[:2] == ["1.200", "1.050"]
    with tarfile.open(workspace / "spring.tar.gz") as archive:
        assert archive.getnames() == ["levels.txt", "tide.txt"]


def test_its_plan_is_carried_out_by_rompy(files: Path) -> None:
    planned = run("rompy", "run", "pipeline.yml", "--backend-config", "nice.yml", "--dry-run", cwd=files)
    assert "nice -n 19 /bin/sh -c 'wc -l tide.txt'" in planned.stdout
    assert run("rompy", "run", "pipeline.yml", "--backend-config", "nice.yml", cwd=files).returncode == 0
    assert (files / "output" / "spring" / "run.log").read_text() == "1 tide.txt\n"


@pytest.mark.parametrize("status", [0, 3])
def test_its_own_way_of_running_is_called_and_recorded(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    script = tmp_path / "bin" / "hpc-submit"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$@" > submitted\nexit {status}\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    done = run("rompy", "run", "pipeline.yml", "--backend-config", "hpc.yml", cwd=files)
    workspace = files / "output" / "spring"
    assert (workspace / "submitted").read_text() == "--wait --queue=general --nodes=2 spring\n"
    assert done.returncode == (0 if status == 0 else 1)
    assert json.loads((workspace / "run.json").read_text())["outcome"]["state"] == ("failed" if status else "succeeded")


def test_a_broken_package_beside_it_breaks_nothing(
    installed: Path, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = {group: {"broken": "brokenpackage:Thing"} for group in GROUPS}
    install(tmp_path / "broken", "broken", points, brokenpackage="import missing_module\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'broken'}:{installed}")
    done = run("rompy", "plugins", "--format", "json")
    problems = {plugin["name"] for plugin in json.loads(done.stdout) if plugin["problem"]}
    assert (done.returncode, problems) == (1, {"broken"})
    linted = run("rompy-lint", "--strict", files)
    assert linted.returncode == 0
    assert "No module named 'missing_module'" in linted.stderr
    assert run("rompy", "pipeline", "pipeline.yml", cwd=files).returncode == 0


def test_the_page_shows_the_package_as_it_is() -> None:
    shown = list(BLOCK.finditer(PAGE))
    names = {match["name"] for match in shown}
    modules = {f"mypackage/{path.name}" for path in (PACKAGE / "mypackage").glob("[!_]*.py")}
    assert modules | {"pyproject.toml"} <= names
    for match in shown:
        assert match["text"] in (PACKAGE / match["name"]).read_text(encoding="utf-8"), match["name"]
