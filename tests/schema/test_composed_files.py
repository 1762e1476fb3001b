"""Editors are led to schemas of this machine, which know the types of packages, and are written anew with these."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from packages import install
from plugins_here import EXAMPLE, install_example
from processes import run

BROKEN = {"rompy.run": {"broken": "brokenpackage:Thing"}}


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where packages are installed: the one of the manual, and a broken one."""
    site = tmp_path / "site"
    install_example(site)
    install(site, "broken", BROKEN, brokenpackage="import missing_module\n")
    monkeypatch.setenv("PYTHONPATH", f"{site}:{EXAMPLE}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return site


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "repository").mkdir()
    return tmp_path / "repository"


def settings(repository: Path) -> dict[str, list[str]]:
    text = (repository / ".vscode" / "settings.json").read_text(encoding="utf-8")
    found: dict[str, list[str]] = json.loads(text)["yaml.schemas"]
    return found


def files(repository: Path) -> dict[str, Path]:
    """Give the files that the settings lead to, by the name of their kind."""
    places = [Path(place.removeprefix("file://")) for place in settings(repository)]
    return {place.parent.name if place.stem == "latest" else place.stem: place for place in places}


@pytest.mark.parametrize("name", ["backend", "model-run", "postprocessor", "pipeline"])
def test_the_schema_of_this_machine_is_shown_and_the_broken_package_told_once(name: str, repository: Path) -> None:
    done = run("rompy", "schema", "show", name, "--installed", cwd=repository)
    assert done.returncode == 0
    assert json.loads(done.stdout)["description"].endswith(" With mypackage 1.0.")
    assert done.stderr == (
        "Warning: the backend type 'broken' of broken 1.0 cannot be loaded: "
        "ModuleNotFoundError: No module named 'missing_module'\n"
    )
    shown = run("rompy", "schema", "show", name, cwd=repository)
    assert json.loads(shown.stdout)["$id"].endswith(f"/{name}/1.0.0.json")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backend@1", "--installed"), "which has no versions and no folder"),
        (("backend", "--installed", "--output", "."), "which has no versions and no folder"),
        (("docker", "--installed"), "installed packages bring nothing to 'docker'; they do to backend, model-run"),
    ],
)
def test_what_has_no_schema_of_this_machine_is_told(words: tuple[str, ...], said: str, repository: Path) -> None:
    done = run("rompy", "schema", "show", *words, cwd=repository)
    assert done.returncode != 0
    assert said in done.stderr
    assert done.stdout == ""


def test_editors_are_led_to_schemas_that_know_the_types(repository: Path, tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "vscode", cwd=repository)
    assert done.returncode == 0
    assert done.stderr.count("missing_module") == 1
    assert "Wrote the schemas with the types of mypackage 1.0 into" in done.stderr
    led = files(repository)
    assert sorted(led) == ["backend", "lint-settings", "model-run", "pipeline", "postprocessor"]
    for name in ("backend", "model-run", "pipeline", "postprocessor"):
        assert led[name].is_relative_to(tmp_path / "data" / "rompy" / "schemas")
        shown = run("rompy", "schema", "show", name, "--installed", cwd=repository)
        assert led[name].read_text(encoding="utf-8") == shown.stdout


def test_a_package_that_comes_or_goes_leaves_no_second_schema_for_the_same_files(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = ("rompy", "schema", "install", "--editor", "vscode")
    with_package = monkeypatch.context
    with with_package() as without:
        without.delenv("PYTHONPATH")
        run(*install, cwd=repository)
        before = settings(repository)
    run(*install, cwd=repository)
    composed = settings(repository)
    assert set(before) & set(composed) == {place for place in before if "lint-settings" in place}
    assert sorted(before.values()) == sorted(composed.values())
    with with_package() as without:
        without.delenv("PYTHONPATH")
        run(*install, cwd=repository)
    assert settings(repository) == before
    assert run(*install, "--schema", "address", cwd=repository).returncode == 0
    assert all(place.startswith("https://") for place in settings(repository))


@pytest.mark.parametrize("editor", ["helix", "zed", "jetbrains"])
def test_other_editors_leave_none_either(editor: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.delenv("PYTHONPATH")
        run("rompy", "schema", "install", "--editor", editor, cwd=repository)
    (path,) = (path for path in repository.rglob("*") if path.is_file())
    assert "/backend/latest.json" in path.read_text(encoding="utf-8")
    done = run("rompy", "schema", "install", "--editor", editor, cwd=repository)
    text = done.stdout if editor == "jetbrains" else path.read_text(encoding="utf-8")
    assert "/backend.json" in text
    assert "/backend/latest.json" not in text


def test_settings_that_are_only_shown_write_nothing(repository: Path, tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "vscode", "--print", cwd=repository)
    assert "Without --print, the schemas are written with the types of mypackage 1.0" in done.stderr
    assert str(tmp_path / "data") in done.stdout
    assert not (tmp_path / "data").exists()
    assert list(repository.iterdir()) == []


def test_published_addresses_know_no_package_and_that_is_told(repository: Path, tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "zed", "--schema", "address", cwd=repository)
    assert "The published schemas do not know the types of mypackage 1.0" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_told(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    done = run("rompy", "schema", "install", "--editor", "vscode", cwd=repository)
    assert done.returncode == 1
    assert f"{tmp_path / 'data'}" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(repository.iterdir()) == []


def test_files_of_each_kind_are_named(repository: Path) -> None:
    named = ("--files", "backends/*.yml", "--files", "model-run=models/*.yml", "--files", "pipeline=*.pipe.yml")
    assert run("rompy", "schema", "install", "--editor", "vscode", *named, cwd=repository).returncode == 0
    by_kind = {Path(place).stem: patterns for place, patterns in settings(repository).items()}
    assert by_kind["backend"][-1] == "backends/*.yml"
    assert by_kind["model-run"][-1] == "models/*.yml"
    assert by_kind["pipeline"][-1] == "*.pipe.yml"
    wrong = run("rompy", "schema", "install", "--editor", "vscode", "--files", "model=a.yml", cwd=repository)
    assert wrong.returncode == 2
    assert "'model=a.yml' is no PATTERN, or KIND=PATTERN of a kind that there is: backend, model-run" in wrong.stderr


def test_a_package_publishes_its_postprocessor_as_its_backends(repository: Path) -> None:
    done = run("rompy", "schema", "compile", "--type", "archive", "--output", "schemas", cwd=repository)
    assert done.returncode == 0, done.stderr
    made = json.loads((repository / "schemas" / "types" / "archive" / "1.0.0.json").read_text(encoding="utf-8"))
    assert made["title"] == "archive postprocessor"
    assert "pattern" in made["properties"]
