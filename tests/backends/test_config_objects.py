"""A config behaves as a value: it can be copied, compared and pickled, and other backends can be made from its base."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, ValidationError

from faults import faults
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.backends.registry import config_class, config_classes
from rompy.errors import BackendFileError


class HPCConfig(BaseBackendConfig):
    """Configuration for HPC cluster execution, without a type of its own."""

    queue: str = Field(..., description="SLURM queue name")
    nodes: int = Field(1, ge=1, le=100, description="Number of nodes")

    def get_backend_class(self) -> type[Any]:
        return HPCConfig


class EqualToAll:
    """Says that it equals whatever it is compared with, and has to be asked."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


CONFIGS = [
    LocalConfig(command="true", env_vars={"A": "b"}),
    DockerConfig(image="swan", volumes=["/:/data"], build_args={"A": "b"}),
    SlurmConfig(command="true", additional_options=["--exclusive"]),
    HPCConfig(queue="general"),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_every_copy_is_equal_and_stays_checked(config: BaseBackendConfig) -> None:
    copies = [copy.copy(config), copy.deepcopy(config), config.model_copy(), config.model_copy(deep=True)]
    copies += [pickle.loads(pickle.dumps(config)), type(config).model_validate(config.model_dump())]  # noqa: S301
    copies.append(type(config).model_validate_json(config.model_dump_json()))
    for other in copies:
        assert other == config
        with pytest.raises(ValidationError):
            other.timeout = 0
        other.timeout = 600
        assert other != config


def test_a_deep_copy_shares_nothing() -> None:
    config = LocalConfig(env_vars={"A": "b"})
    config.model_copy(deep=True).env_vars["A"] = "c"
    assert config.env_vars == {"A": "b"}


def test_copies_keep_where_relative_paths_begin(tmp_path: Path) -> None:
    config = LocalConfig.model_validate({}, context={"base": tmp_path, "host": False})
    for other in (copy.deepcopy(config), pickle.loads(pickle.dumps(config))):  # noqa: S301
        other.working_dir = Path("not/there")
        assert other.working_dir == tmp_path / "not" / "there"


def test_configs_are_equal_where_type_and_fields_are(tmp_path: Path) -> None:
    assert LocalConfig() == LocalConfig.model_validate({"timeout": 3600}, context={"base": tmp_path})
    assert LocalConfig() != LocalConfig(timeout=60)
    assert LocalConfig(command="true") != SlurmConfig(command="true")
    assert LocalConfig() != {"type": "local"}
    assert LocalConfig() == EqualToAll()


def test_a_config_can_be_changed_so_it_has_no_hash() -> None:
    assert not isinstance(LocalConfig(), Hashable)
    with pytest.raises(TypeError, match="unhashable"):
        hash(LocalConfig())


@pytest.mark.parametrize("make", [BaseBackendConfig, lambda: BaseBackendConfig.model_validate({})])
def test_the_base_is_abstract(make: Any) -> None:
    with pytest.raises(TypeError, match="Can't instantiate abstract class"):
        make()


def test_a_config_of_ones_own_is_as_strict_as_ours() -> None:
    assert faults(HPCConfig, {"nodes": "4", "timeout": 30, "cpu": 1}) == [
        ("greater_than_equal", ("timeout",)),
        ("missing", ("queue",)),
        ("int_type", ("nodes",)),
        ("extra_forbidden", ("cpu",)),
    ]


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (LocalConfig(), "LocalRunBackend"),
        (DockerConfig(image="swan"), "DockerRunBackend"),
        (SlurmConfig(command="true"), "SlurmRunBackend"),
    ],
)
def test_each_config_knows_the_class_that_runs_it(config: BaseBackendConfig, name: str) -> None:
    assert config.get_backend_class().__name__ == name


def test_each_type_is_the_default_of_its_class() -> None:
    assert {name: chosen.model_fields["type"].default for name, chosen in config_classes().items()} == {
        "local": "local",
        "docker": "docker",
        "slurm": "slurm",
    }


@pytest.mark.parametrize("chosen", config_classes().values())
def test_the_examples_of_each_class_are_configs(chosen: type[BaseBackendConfig]) -> None:
    extra = chosen.model_config["json_schema_extra"]
    assert isinstance(extra, dict)
    examples = extra["examples"]
    assert isinstance(examples, list)
    for example in examples:
        assert faults(chosen, example) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("dokcer", "did you mean docker?"),
        ("Docker", "did you mean docker?"),
        ("LOCAL", "did you mean local?"),
        ("slrm", "did you mean slurm?"),
        ("kubernetes", "there are local, docker, slurm"),
        (None, "there are local, docker, slurm"),
        (["docker"], "did you mean docker?"),
    ],
)
def test_an_unknown_type_is_refused_with_the_nearest_or_all(name: object, hint: str) -> None:
    with pytest.raises(BackendFileError) as error:
        config_class(name)
    assert str(error.value) == f"no backend type is called {name!r}; {hint}"
