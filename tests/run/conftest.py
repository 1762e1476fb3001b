"""What tests of running share: Docker's engine and images for it, Slurm, and a disk that is soon full."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from engines import MINE, Docker, Slurm, StartSlurm, bare_layer, busybox_layer
from localruns import Sleepers

HOW_TO_DOCKER = "no Docker engine answers: run scripts/services/docker-start"
HOW_TO_SLURM = "Slurm is not installed: apt-get install --no-install-recommends slurm-wlm munge"


Given = TypeVar("Given")


@pytest.fixture(scope="session")
def docker_engine() -> Docker:
    """The engine of this machine, which tests share with everything else on it."""
    engine = Docker()
    if shutil.which("docker") is None or not engine.is_answering():
        pytest.skip(HOW_TO_DOCKER)
    return engine


@pytest.fixture(scope="session")
def busybox() -> bytes:
    """The files of :func:`busybox_image`, which an engine of its own can load too."""
    try:
        return busybox_layer()
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def busybox_image(docker_engine: Docker, busybox: bytes) -> Iterator[str]:
    """An image with busybox's ``sh`` and tools, and the user ``modeller`` (1001), but no bash."""
    image = docker_engine.load(f"rompy-tests/busybox:{MINE}", busybox)
    yield image
    docker_engine.remove(image)


@pytest.fixture(scope="session")
def bare_image(docker_engine: Docker, busybox: bytes) -> Iterator[str]:
    """An image with ``/bin/true``, ``false``, ``echo`` and ``sleep``, and no shell."""
    image = docker_engine.load(f"rompy-tests/bare:{MINE}", bare_layer())
    yield image
    docker_engine.remove(image)


@pytest.fixture
def private_docker() -> Iterator[Docker]:
    """An engine of the test's own, which it may kill and start again; it has no images."""
    if os.getuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("an engine of its own needs root, and dockerd: run scripts/services/docker-start as root")
    # the folders of pytest are too long for the names of sockets
    with tempfile.TemporaryDirectory(prefix="rompy-docker-", ignore_cleanup_errors=True) as name:
        engine = Docker(f"unix://{name}/docker.sock", Path(name))
        try:
            engine.start()
            yield engine
        finally:
            engine.stop()


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slurm]:
    """A Slurm with one node, which tests share: its daemons are left alone."""
    yield from _slurms(tmp_path_factory.mktemp("slurm"), lambda start: start())


@pytest.fixture
def private_slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartSlurm]:
    """Starts a Slurm of the test's own, whose daemons it may kill, with as many nodes as it wants."""
    yield from _slurms(tmp_path_factory.mktemp("slurm"), lambda start: start)


def _slurms(folder: Path, give: Callable[[StartSlurm], Given]) -> Iterator[Given]:
    if shutil.which("sbatch") is None or shutil.which("slurmctld", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip(HOW_TO_SLURM)
    started: list[Slurm] = []

    def start(*settings: str, nodes: int = 1) -> Slurm:
        made = Slurm(folder / str(len(started)), nodes, settings)
        started.append(made)
        made.start()
        return made

    try:
        yield give(start)
    finally:
        for made in started:
            made.stop()


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with 2 MiB, to fill."""
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk: run these tests as root")
    folder = tmp_path / "small-disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "rompy-tests", str(folder)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


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
