"""Conditions between fields hold when a config is made and when it is changed, and every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from faults import Fault, faults, messages
from rompy.backends import DockerConfig, LocalConfig, SlurmConfig

NEITHER: Fault = ("image_xor_dockerfile", ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [NEITHER]),
        ({"image": None}, [NEITHER]),
        ({"image": None, "dockerfile": None}, [NEITHER]),
        ({"build_context": None}, [NEITHER]),
        ({"image": "swan"}, []),
        ({"image": "swan", "dockerfile": None}, []),
        ({"dockerfile": "Dockerfile"}, []),
        ({"dockerfile": "Dockerfile", "image": None}, []),
        ({"image": "swan", "dockerfile": "Dockerfile"}, [("image_xor_dockerfile", ("dockerfile",))]),
        ({"dockerfile": "Dockerfile", "image": "swan"}, [("image_xor_dockerfile", ("image",))]),
    ],
)
def test_a_container_has_an_image_or_a_dockerfile_and_the_later_of_both_is_at_fault(
    fields: dict[str, object], expected: list[Fault]
) -> None:
    assert faults(DockerConfig, fields) == expected


def test_the_words_of_the_pair_stay() -> None:
    assert messages(DockerConfig, {}) == ["Either 'image' or 'dockerfile' must be provided"]
    both = {"image": "swan", "dockerfile": "Dockerfile"}
    assert messages(DockerConfig, both) == ["Cannot specify both 'image' and 'dockerfile'"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"cpu": 0}, [("greater_than_equal", ("cpu",)), NEITHER]),
        (
            {"image": "Swan", "dockerfile": "/Dockerfile", "cpu": "4", "user": None},
            [
                ("image_name", ("image",)),
                ("dockerfile_absolute", ("dockerfile",)),
                ("int_type", ("cpu",)),
                ("string_type", ("user",)),
                ("image_xor_dockerfile", ("dockerfile",)),
            ],
        ),
        (
            {"dokerfile": "x", "volumes": ["/:/a", "/:/a"], "memory": "1k", "timeout": 1, "env_vars": {"": "x"}},
            [
                ("greater_than_equal", ("timeout",)),
                ("env_name_empty", ("env_vars", "", "[key]")),
                ("memory_below_minimum", ("memory",)),
                ("extra_forbidden", ("dokerfile",)),
                NEITHER,
                ("volume_target_twice", ("volumes", 1)),
            ],
        ),
    ],
)
def test_all_faults_are_told_at_once(fields: dict[str, object], expected: list[Fault]) -> None:
    assert faults(DockerConfig, fields) == expected


def test_a_missing_command_hides_no_other_fault() -> None:
    assert faults(SlurmConfig, {"nodes": 101, "time_limit": "1h"}) == [
        ("missing", ("command",)),
        ("less_than_equal", ("nodes",)),
        ("string_pattern_mismatch", ("time_limit",)),
    ]


@pytest.mark.parametrize("path", ["/Dockerfile", "/docker/Dockerfile", "~/Dockerfile", "~"])
def test_a_dockerfile_is_relative_to_its_build_context(path: str) -> None:
    assert faults(DockerConfig, {"dockerfile": path}) == [("dockerfile_absolute", ("dockerfile",))]
    assert messages(DockerConfig, {"dockerfile": path}) == [
        f"Dockerfile path must be relative to build context: {path}"
    ]


def test_a_dockerfile_must_exist_in_the_build_context_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker" / "Dockerfile").touch()
    for path in ("docker/Dockerfile", "./docker/Dockerfile", "docker/../docker/Dockerfile"):
        assert faults(DockerConfig, {"dockerfile": path, "build_context": str(tmp_path)}) == []
    missing = {"dockerfile": "Dockerfile", "build_context": str(tmp_path)}
    assert faults(DockerConfig, missing) == [("dockerfile_missing", ("dockerfile",))]
    assert messages(DockerConfig, missing) == [f"Dockerfile does not exist: {tmp_path}/Dockerfile"]
    assert faults(DockerConfig, missing, host=False) == []
    folder = {"dockerfile": "docker", "build_context": str(tmp_path)}
    assert faults(DockerConfig, folder) == [("dockerfile_no_file", ("dockerfile",))]
    assert messages(DockerConfig, folder) == [f"Dockerfile is not a file: {tmp_path}/docker"]


def test_without_a_build_context_the_dockerfile_is_looked_for_only_when_all_must_be_complete(tmp_path: Path) -> None:
    fields = {"dockerfile": "Dockerfile"}
    assert faults(DockerConfig, fields, base=tmp_path) == []
    assert faults(DockerConfig, fields, base=tmp_path, complete=True) == [("dockerfile_missing", ("dockerfile",))]
    assert faults(DockerConfig, fields, base=tmp_path, complete=True, host=False) == []
    (tmp_path / "Dockerfile").touch()
    assert faults(DockerConfig, fields, base=tmp_path, complete=True) == []


def test_a_build_context_that_is_missing_or_no_folder_is_one_fault_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    missing = {"dockerfile": "Dockerfile", "build_context": f"{tmp_path}/missing"}
    assert faults(DockerConfig, missing) == [("build_context_missing", ("build_context",))]
    assert messages(DockerConfig, missing) == [f"Build context directory does not exist: {tmp_path}/missing"]
    file = {"dockerfile": "Dockerfile", "build_context": f"{tmp_path}/file"}
    assert faults(DockerConfig, file) == [("build_context_no_directory", ("build_context",))]
    assert messages(DockerConfig, file) == [f"Build context must be a directory: {tmp_path}/file"]


def test_a_wrong_dockerfile_is_not_told_as_a_missing_one_too(tmp_path: Path) -> None:
    for path, fault in {"/Dockerfile": "dockerfile_absolute", "": "path_empty", "a\0": "path_nul"}.items():
        fields = {"dockerfile": path, "build_context": str(tmp_path)}
        assert faults(DockerConfig, fields) == [(fault, ("dockerfile",))]


REFUSED_ASSIGNMENTS = [
    ("timeout", 59, ("greater_than_equal", ("timeout",))),
    ("timeout", "3600", ("int_type", ("timeout",))),
    ("cpu", None, ("int_type", ("cpu",))),
    ("image", "Swan", ("image_name", ("image",))),
    ("image", None, NEITHER),
    ("dockerfile", "Dockerfile", ("image_xor_dockerfile", ("dockerfile",))),
    ("volumes", ["/:/a", "/:/a/"], ("volume_target_twice", ("volumes", 1))),
    ("env_vars", {"": "x"}, ("env_name_empty", ("env_vars", "", "[key]"))),
    ("working_dir", "/no/such/folder", ("working_dir_missing", ("working_dir",))),
    ("type", "local", ("literal_error", ("type",))),
]


@pytest.mark.parametrize(("name", "value", "fault"), REFUSED_ASSIGNMENTS)
def test_a_refused_assignment_changes_nothing(name: str, value: object, fault: Fault) -> None:
    config = DockerConfig(image="swan", cpu=4, env_vars={"A": "b"})
    before, given = config.model_dump(), set(config.model_fields_set)
    with pytest.raises(ValidationError) as error:
        setattr(config, name, value)
    assert [(found["type"], found["loc"]) for found in error.value.errors()] == [fault]
    assert (config.model_dump(), config.model_fields_set) == (before, given)


def test_of_two_that_exclude_each_other_the_one_assigned_last_is_at_fault() -> None:
    config = DockerConfig(image=None, dockerfile=Path("Dockerfile"))
    with pytest.raises(ValidationError) as error:
        config.image = "swan"
    assert [fault["loc"] for fault in error.value.errors()] == [("image",)]


def test_assignments_that_keep_the_config_valid_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = DockerConfig(image="swan")
    config.image = "swan:41.45"
    config.volumes = [".:/data"]
    config.dockerfile = None
    config.working_dir = None
    assert config == DockerConfig(image="swan:41.45", volumes=[f"{tmp_path}:/data"])
    assert "volumes" in config.model_fields_set


def test_a_field_that_there_is_not_cannot_be_assigned() -> None:
    config = LocalConfig()
    with pytest.raises(ValueError, match="no field"):
        config.cpu = 4


def test_what_the_context_of_validation_said_holds_for_later_assignments(tmp_path: Path) -> None:
    context = {"host": False, "base": tmp_path}
    config = DockerConfig.model_validate({"image": "swan", "volumes": ["/none:/a"]}, context=context)
    config.working_dir = Path("elsewhere")
    config.volumes = ["data:/b"]
    config.cpu = 2
    assert config.working_dir == tmp_path / "elsewhere"
    assert config.volumes == [f"{tmp_path}/data:/b"]
    assert config.base == tmp_path
    with pytest.raises(ValidationError):
        config.cpu = 0
