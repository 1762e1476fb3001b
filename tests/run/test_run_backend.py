"""The classes that configs name as what runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.errors import CannotStartError
from rompy.plan import Folder
from rompy.run import DockerRunBackend, LocalRunBackend, RunBackend, SlurmRunBackend, execute
from rompy.run.execution import Nobody
from rompy.run.record import Record


@pytest.mark.parametrize(
    ("config", "backend"),
    [
        (LocalConfig(), LocalRunBackend),
        (DockerConfig(image="swan"), DockerRunBackend),
        (SlurmConfig(command="true"), SlurmRunBackend),
    ],
)
def test_each_config_names_the_class_that_runs_it(config: BaseBackendConfig, backend: type[RunBackend]) -> None:
    assert config.get_backend_class() is backend


def test_what_has_no_id_and_no_workspace_is_refused_by_its_class_and_not_by_its_values() -> None:
    with pytest.raises(CannotStartError, match="dict cannot be run: it needs a run_id and a workspace") as error:
        LocalRunBackend().run({"token": "secret"}, LocalConfig(command="true"))
    assert "secret" not in str(error.value)


def test_an_audience_that_breaks_ends_no_run(workspace: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Breaking(Nobody):
        def phase(self, record: Record) -> None:
            raise OSError("the terminal is gone")

    done = execute(Folder("a run", workspace), LocalConfig(command="echo on"), audience=Breaking())
    assert done.is_success
    assert (workspace / "run.log").read_text() == "on\n"
    assert "the run goes on, and is told no more" in caplog.text
