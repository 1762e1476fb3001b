"""Volume mounts follow Docker's rules for ``--volume host:container[:modes]``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faults import faults, messages
from rompy.backends import DockerConfig
from rompy.backends.volume import MODES, MountFormatError, parse_mount

if TYPE_CHECKING:
    from collections.abc import Mapping

ELSEWHERE: Mapping[str, object] = {"host": False}


@pytest.mark.parametrize(
    ("text", "host", "container", "modes", "target"),
    [
        ("/data:/app", "/data", "/app", (), "/app"),
        ("/data:/app/data:ro", "/data", "/app/data", ("ro",), "/app/data"),
        ("/data:/app:ro,z,rslave,cached", "/data", "/app", ("ro", "z", "rslave", "cached"), "/app"),
        ("./data:/app", "./data", "/app", (), "/app"),
        ("~/data:/app", "~/data", "/app", (), "/app"),
        ("/my data:/with blank", "/my data", "/with blank", (), "/with blank"),
        ("/data://app//data/", "/data", "//app//data/", (), "/app/data"),
        ("/data:/app/../b/./c", "/data", "/app/../b/./c", (), "/b/c"),
        ("/données:/ü", "/données", "/ü", (), "/ü"),
    ],
)
def test_a_mount_has_a_host_path_a_container_path_and_modes(
    text: str, host: str, container: str, modes: tuple[str, ...], target: str
) -> None:
    mount = parse_mount(text)
    assert (mount.host, mount.container, mount.modes, mount.target) == (host, container, modes, target)
    assert str(mount) == text


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_known_and_stands_alone_or_with_one_of_each_other_group(mode: str) -> None:
    others = [other for other in ("ro", "z", "delegated", "rshared") if MODES[other] != MODES[mode]]
    assert parse_mount(f"/a:/b:{mode}").modes == (mode,)
    assert parse_mount(f"/a:/b:{','.join([mode, *others])}").modes == (mode, *others)


@pytest.mark.parametrize(
    ("one", "other"), [(one, other) for one in MODES for other in MODES if MODES[one] == MODES[other]]
)
def test_two_modes_of_one_group_are_refused(one: str, other: str) -> None:
    with pytest.raises(MountFormatError, match=f"two {MODES[one]} modes: {one} and {other}") as error:
        parse_mount(f"/a:/b:{one},{other}")
    assert error.value.mode == other


MALFORMED = {
    "": "Volume mount must contain ':' separator",
    "/data": "Volume mount must contain ':' separator",
    "data": "Volume mount must contain ':' separator",
    ":/app": "Volume mount has no host path before the first ':'",
    "::": "Volume mount has no host path before the first ':'",
    "/data:": "Volume mount has no container path after the ':'",
    "/data::ro": "Volume mount has no container path after the ':'",
    "/data:ro": "Volume mount has a mode (ro) where its container path should be",
    "/data:ro,z": "Volume mount has a mode (ro,z) where its container path should be",
    "/data:app": "Volume mount must have an absolute container path (one that begins with /)",
    "/data:./app": "Volume mount must have an absolute container path (one that begins with /)",
    "/data: /app": "Volume mount must have an absolute container path (one that begins with /)",
    "C:\\data:/app": "Volume mount must have an absolute container path (one that begins with /)",
    "/data:/": "Volume mount cannot cover the container's root folder /",
    "/data://": "Volume mount cannot cover the container's root folder /",
    "/data:/.:ro": "Volume mount cannot cover the container's root folder /",
    "/data:/app/..": "Volume mount cannot cover the container's root folder /",
    "/data:/app:ro:z": "Volume mount has more than three parts; write host:container[:modes]",
    "/data:/app:ro:": "Volume mount has more than three parts; write host:container[:modes]",
}


@pytest.mark.parametrize(("text", "fault"), MALFORMED.items())
def test_a_mount_without_its_parts_is_refused(text: str, fault: str) -> None:
    fields = {"image": "swan", "volumes": [text]}
    assert faults(DockerConfig, fields) == [("volume_format", ("volumes", 0))]
    assert messages(DockerConfig, fields) == [f"{fault}: {text}"]


@pytest.mark.parametrize(
    ("modes", "named"),
    [
        ("", "an empty mode"),
        ("ro,", "an empty mode"),
        (",ro", "an empty mode"),
        ("RO", "mode 'RO'"),
        ("readonly", "mode 'readonly'"),
        ("ro z", "mode 'ro z'"),
        ("ro\n", "mode 'ro\\n'"),
        ("nocopy", "mode 'nocopy'"),
        ("{volume}", "mode '{volume}'"),
    ],
)
def test_an_unknown_mode_is_named_with_those_that_docker_knows(modes: str, named: str) -> None:
    fields = {"image": "swan", "volumes": [f"/:/app:{modes}"]}
    assert faults(DockerConfig, fields) == [("volume_format", ("volumes", 0))]
    known = ", ".join(MODES)
    assert messages(DockerConfig, fields) == [f"Volume mount has {named}; Docker knows {known}: /:/app:{modes}"]


def test_a_mount_holds_no_nul() -> None:
    assert faults(DockerConfig, {"image": "swan", "volumes": ["/:/a\0"]}) == [("text_nul", ("volumes", 0))]


@pytest.mark.parametrize("second", ["/app", "/app/", "//app", "/app/.", "/app/x/..", "/../app"])
def test_two_mounts_on_one_target_are_one_fault_at_the_second(second: str) -> None:
    fields = {"image": "swan", "volumes": ["/:/app", "/:/other", f"/tmp:{second}:ro"]}  # noqa: S108 - any folder
    assert faults(DockerConfig, fields, **ELSEWHERE) == [("volume_target_twice", ("volumes", 2))]
    assert messages(DockerConfig, fields, **ELSEWHERE) == ["Two volumes are mounted on /app"]


def test_targets_are_compared_among_the_mounts_that_are_well_formed() -> None:
    fields = {"image": "swan", "volumes": ["/:/app", "nonsense", 5, "/:/app"]}
    assert sorted(faults(DockerConfig, fields)) == [
        ("string_type", ("volumes", 2)),
        ("volume_format", ("volumes", 1)),
        ("volume_target_twice", ("volumes", 3)),
    ]


def test_one_host_path_may_be_mounted_twice_and_one_target_within_another(tmp_path: Path) -> None:
    volumes = [f"{tmp_path}:/a", f"{tmp_path}:/b:ro", f"{tmp_path}:/a/b"]
    assert DockerConfig(image="swan", volumes=volumes).volumes == volumes


def test_the_host_path_must_exist_and_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "data.nc").touch()
    assert faults(DockerConfig, {"image": "swan", "volumes": [f"{tmp_path}/data.nc:/data.nc"]}) == []
    fields = {"image": "swan", "volumes": [f"{tmp_path}/missing:/data"]}
    assert faults(DockerConfig, fields) == [("volume_host_missing", ("volumes", 0))]
    assert messages(DockerConfig, fields) == [f"Host path does not exist: {tmp_path}/missing"]
    assert faults(DockerConfig, fields, **ELSEWHERE) == []


def test_relative_host_paths_begin_at_the_base_and_are_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (tmp_path / "here" / "data").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path / "here")
    here, config = tmp_path / "here", DockerConfig(image="swan", volumes=["data:/a:ro", ".:/b", "~/data:/c", "~:/d"])
    assert config.volumes == [f"{here}/data:/a:ro", f"{here}:/b", f"{home}/data:/c", f"{home}:/d"]

    fields = {"image": "swan", "volumes": ["data:/a", "../x:/b"]}
    based = DockerConfig.model_validate(fields, context={"base": Path("/srv"), "host": False})
    assert based.volumes == ["/srv/data:/a", "/srv/../x:/b"]


def test_a_relative_host_path_under_a_folder_with_a_colon_cannot_be_mounted(tmp_path: Path) -> None:
    folder = tmp_path / "12:00"
    (folder / "data").mkdir(parents=True)
    found = faults(DockerConfig, {"image": "swan", "volumes": ["data:/data"]}, base=folder)
    assert found == [("volume_host_colon", ("volumes", 0))]
