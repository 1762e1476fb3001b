"""Without an engine nothing is run, and nobody is told that it was."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.errors import EngineMissingError, RompyError
from rompy.run import DockerRunBackend, LocalRunBackend, RunBackend, SlurmRunBackend


@pytest.mark.parametrize(
    ("config", "backend", "engine"),
    [
        (LocalConfig(), LocalRunBackend, "local processes"),
        (DockerConfig(image="swan"), DockerRunBackend, "Docker containers"),
        (SlurmConfig(command="true"), SlurmRunBackend, "Slurm jobs"),
    ],
)
def test_a_run_is_refused_with_what_was_not_run(
    config: BaseBackendConfig, backend: type[RunBackend], engine: str
) -> None:
    assert config.get_backend_class() is backend
    with pytest.raises(EngineMissingError) as error:
        config.get_backend_class()().run(SimpleNamespace(run_id="north-sea"), config)
    assert isinstance(error.value, RompyError)
    assert str(error.value) == (
        f"this version of rompy checks configs and has no engine for {engine}: "
        f"{type(config).__name__} was not run for 'north-sea'"
    )


def test_a_run_without_an_id_is_named_by_its_class_and_not_by_its_values() -> None:
    with pytest.raises(EngineMissingError, match="LocalConfig was not run for 'dict'") as error:
        LocalRunBackend().run({"token": "secret"}, LocalConfig())
    assert "secret" not in str(error.value)


def test_a_plugin_without_a_run_of_its_own_is_refused_too() -> None:
    with pytest.raises(EngineMissingError, match="no engine for a plugin's engine"):
        RunBackend().run(None, None)
