"""Paths are made absolute, looked up on this machine, and never raise anything but a validation error."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from faults import faults, messages
from rompy.backends import DockerConfig, LocalConfig

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_working_dir_must_exist_and_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    missing, file = {"working_dir": f"{tmp_path}/missing"}, {"working_dir": f"{tmp_path}/file"}
    assert faults(LocalConfig, missing) == [("working_dir_missing", ("working_dir",))]
    assert messages(LocalConfig, missing) == [f"Working directory does not exist: {tmp_path}/missing"]
    assert faults(LocalConfig, file) == [("working_dir_no_directory", ("working_dir",))]
    assert messages(LocalConfig, file) == [f"Working directory is not a directory: {tmp_path}/file"]
    for fields in (missing, file):
        assert faults(LocalConfig, fields, host=False) == []


def test_relative_paths_begin_at_the_working_directory_in_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path)
    config = LocalConfig(working_dir=Path("work"))
    assert config.working_dir == tmp_path / "work"
    assert LocalConfig(working_dir=Path()).working_dir == tmp_path
    assert config.base is None
    docker = DockerConfig(dockerfile=Path("Dockerfile"))
    assert docker.dockerfile == Path("Dockerfile")
    monkeypatch.chdir("/")
    assert config.working_dir == tmp_path / "work"


@pytest.mark.parametrize("base", [Path("/srv/runs"), "/srv/runs"])
def test_relative_paths_begin_at_the_base_that_the_context_gives(base: object) -> None:
    context = {"base": base, "host": False}
    config = DockerConfig.model_validate(
        {"dockerfile": "Dockerfile", "build_context": "docker", "working_dir": "/absolute"}, context=context
    )
    assert (config.build_context, config.working_dir) == (Path("/srv/runs/docker"), Path("/absolute"))
    assert config.base == Path("/srv/runs")


@pytest.mark.parametrize("context", [None, {}, {"host": True}, {"other": 1}, 5, "text"])
def test_a_context_that_says_nothing_leaves_the_checks_on(context: object) -> None:
    with pytest.raises(ValidationError, match="Working directory does not exist"):
        LocalConfig.model_validate({"working_dir": "/no/such/folder"}, context=context)


def test_a_relative_base_begins_at_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs" / "work").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    config = LocalConfig.model_validate({"working_dir": "work"}, context={"base": Path("runs")})
    assert config.working_dir == tmp_path / "runs" / "work"


def test_a_tilde_is_the_home_folder_and_that_of_an_unknown_user_is_a_missing_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert LocalConfig.model_validate({"working_dir": "~/work"}).working_dir == tmp_path / "work"
    assert LocalConfig(working_dir=Path("~")).working_dir == tmp_path
    fields = {"working_dir": "~no-such-user/work"}
    assert faults(LocalConfig, fields) == [("working_dir_missing", ("working_dir",))]


NEVER_THERE = {
    "": "path_empty",
    "a\0b": "path_nul",
    "half\udc80": "path_surrogate",
    "name" * 100: "missing",
    "/folder" * 2000: "missing",
    "/dev/null/below": "missing",
    "a{path}b": "missing",
}


@pytest.mark.parametrize(("path", "fault"), NEVER_THERE.items())
@pytest.mark.parametrize("as_path", [False, True])
def test_a_path_that_no_system_could_have_is_a_fault_and_no_crash(path: str, fault: str, *, as_path: bool) -> None:
    if as_path and not path:
        return
    value: Any = Path(path) if as_path else path
    for name in ("working_dir", "build_context"):
        expected = f"{name}_missing" if fault == "missing" else fault
        fields = {"image": "swan", name: value}
        assert faults(DockerConfig, fields) == [(expected, (name,))]
        assert "{path}" not in messages(DockerConfig, fields)[0].replace("a{path}b", "")
        with pytest.raises(ValidationError) as error:
            DockerConfig(**fields)
        assert name in str(error.value)
        assert name in error.value.json()
    if fault != "missing":
        assert faults(DockerConfig, {"dockerfile": value}) == [(fault, ("dockerfile",))]
    else:
        fields = {"dockerfile": path.lstrip("/"), "build_context": "/"}
        assert faults(DockerConfig, fields) == [("dockerfile_missing", ("dockerfile",))]
        assert faults(DockerConfig, {"image": "swan", "volumes": [f"{path}:/data"]}) == [
            ("volume_host_missing", ("volumes", 0))
        ]


@pytest.fixture
def unreadable(tmp_path: Path) -> Iterator[Path]:
    """Make a folder that nobody but root may look into."""
    folder = tmp_path / "closed"
    (folder / "work").mkdir(parents=True)
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def test_a_folder_that_may_not_be_looked_into_raises_no_permission_error(unreadable: Path) -> None:
    inside = f"{unreadable}/work"
    may_look = os.path.exists(inside)  # noqa: PTH110 - root may
    expected = [] if may_look else ["working_dir_missing"]
    assert [kind for kind, _ in faults(LocalConfig, {"working_dir": inside})] == expected
    fields = {"dockerfile": "work", "build_context": str(unreadable)}
    assert [path for _, path in faults(DockerConfig, fields)] == [("dockerfile",)]


def test_where_the_working_directory_is_gone_only_relative_paths_are_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    fields = {"image": "swan", "working_dir": "work", "volumes": ["data:/data", f"{tmp_path}:/here"]}
    assert faults(DockerConfig, fields) == [("path_no_start", ("working_dir",)), ("path_no_start", ("volumes", 0))]
    assert faults(DockerConfig, {"dockerfile": "Dockerfile"}, complete=True) == [("path_no_start", ("dockerfile",))]
    assert faults(LocalConfig, {"working_dir": str(tmp_path)}) == []
    assert faults(DockerConfig, {"image": "swan", "volumes": ["../:/data"]}, base=tmp_path) == []
