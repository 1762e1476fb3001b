"""What tests of docker runs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dockerkit import Runs
from engines import Docker


@pytest.fixture
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where rompy remembers the runs of a test."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def runs(docker_engine: Docker, busybox_image: str, tmp_path: Path, state_home: Path) -> Iterator[Runs]:
    """Runs of the busybox image by the engine of this machine."""
    workspace = tmp_path / "work"
    workspace.mkdir()
    found = Runs(docker_engine, busybox_image, workspace)
    yield found
    left = [container for token in found.tokens if token not in found.kept for container in found.containers(token)]
    for token in found.tokens:
        for container in found.containers(token):
            docker_engine.run("rm", "--force", "--volumes", container, check=False)
    assert left == []
