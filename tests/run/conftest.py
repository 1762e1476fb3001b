"""What tests of runs may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localruns import Sleepers


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what rompy remembers of runs apart from that of the user."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def sleepers() -> Iterator[Sleepers]:
    """Processes that would outlive a run if they were let; what is left of them after a failure is ended."""
    own = Sleepers()
    yield own
    own.end()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder for a run."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder
