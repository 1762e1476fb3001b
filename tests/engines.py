"""Real engines for tests: Docker's, that of this machine or one of its own, and Slurm, all started by the scripts."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from processes import environment

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICES = Path(__file__).parents[1] / "scripts" / "services"
# images, like all that tests leave for a while, are named for the process of pytest: several run on one machine
MINE = os.getpid()


def start(script: str, *arguments: str | Path, **variables: str) -> None:
    """Run a script of ``scripts/services``; what it said is in the error when it fails."""
    done = subprocess.run(
        [SERVICES / script, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(**variables),
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)


def wait_until(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait until something holds, or fail with what was waited for."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Say whether a process runs; one that ended and that nobody waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill(pid: int) -> None:
    """End a process as a crash does, and wait until it has ended."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid), f"process {pid} ends")


@dataclass(frozen=True)
class Docker:
    """An engine and how to reach it."""

    host: str | None = None
    folder: Path | None = None

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that lead to this engine; none for the one that is there by default."""
        return {"DOCKER_HOST": self.host} if self.host else {}

    def run(self, *arguments: str, data: bytes = b"", check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run ``docker`` to its end; with ``check`` it must end well."""
        done = subprocess.run(
            ["docker", *arguments],
            input=data,
            capture_output=True,
            env=environment(**self.variables),
            timeout=120,
            check=False,
        )
        if check:
            assert done.returncode == 0, (done.stdout + done.stderr).decode()
        return done

    def text(self, *arguments: str) -> str:
        """Run ``docker``, which must end well, and give what it printed."""
        return self.run(*arguments).stdout.decode().strip()

    def is_answering(self) -> bool:
        """Say whether the engine is there."""
        return self.run("version", "--format", "{{.Server.Version}}", check=False).returncode == 0

    def load(self, image: str, layer: bytes) -> str:
        """Make an image of one layer; its name is given back."""
        self.run("import", "--change", "ENV PATH=/bin", "-", image, data=layer)
        return image

    def remove(self, image: str) -> None:
        """Remove an image, and the containers that still use it."""
        containers = self.text("ps", "--all", "--quiet", "--filter", f"ancestor={image}").split()
        if containers:
            self.run("rm", "--force", "--volumes", *containers, check=False)
        self.run("rmi", "--force", image, check=False)

    @property
    def pid(self) -> int:
        """The process of an engine of its own."""
        assert self.folder is not None, "only an engine of its own may be killed"
        return int((self.folder / "docker.pid").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """End an engine of its own as a crash does; its containers live on."""
        kill(self.pid)

    def start(self) -> None:
        """Start an engine of its own, also again after it was killed: its containers are ended by that."""
        assert self.folder is not None, "the engine of this machine is started by scripts/services/docker-start"
        start("docker-private", self.folder)

    def stop(self) -> None:
        """End an engine of its own, with its containers and images."""
        assert self.folder is not None, "the engine of this machine is left alone"
        start("docker-private-stop", self.folder)


def busybox_layer() -> bytes:
    """Give the files of an image with busybox's ``sh`` and tools, and the user ``modeller`` (1001), but no bash."""
    binary = _busybox()
    listed = subprocess.run([binary, "--list"], capture_output=True, text=True, check=True).stdout.split()
    with _Layer() as layer:
        layer.file("bin/busybox", binary.read_bytes(), 0o755)
        for tool in listed:
            if tool != "busybox":
                layer.link(f"bin/{tool}", "busybox")
        layer.file("etc/passwd", b"root:x:0:0::/:/bin/sh\nmodeller:x:1001:1001::/tmp:/bin/sh\n", 0o644)
        layer.file("etc/group", b"root:x:0:\nmodeller:x:1001:\n", 0o644)
        layer.folder("tmp", 0o1777)
    return layer.content


def bare_layer() -> bytes:
    """Give the files of an image with ``/bin/true``, ``false``, ``echo`` and ``sleep``, and nothing else: no shell."""
    with _Layer() as layer:
        layer.file("bin/true", _busybox().read_bytes(), 0o755)
        for tool in ("false", "echo", "sleep"):
            layer.link(f"bin/{tool}", "true")
    return layer.content


def _busybox() -> Path:
    found = shutil.which("busybox")
    if found is None:
        raise FileNotFoundError("busybox is not installed: apt-get install busybox-static")
    return Path(found)


class _Layer:
    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._file, mode="w")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        self.folder("bin", 0o755)
        return self

    def __exit__(self, *exception: object) -> None:
        self._tar.close()

    @property
    def content(self) -> bytes:
        return self._file.getvalue()

    def file(self, name: str, content: bytes, mode: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), mode
        self._tar.addfile(info, io.BytesIO(content))

    def link(self, name: str, target: str) -> None:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = tarfile.SYMTYPE, target
        self._tar.addfile(info)

    def folder(self, name: str, mode: int) -> None:
        info = tarfile.TarInfo(name)
        info.type, info.mode = tarfile.DIRTYPE, mode
        self._tar.addfile(info)


@dataclass(frozen=True)
class Slurm:
    """A Slurm of its own on this machine: partitions ``debug``, ``short`` (one minute) and ``closed`` (down)."""

    folder: Path
    node_count: int = 1
    settings: tuple[str, ...] = field(default=())

    @property
    def conf(self) -> Path:
        """What ``SLURM_CONF`` has to be."""
        return self.folder / "slurm.conf"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that lead to it."""
        return {"SLURM_CONF": str(self.conf)}

    @property
    def nodes(self) -> list[str]:
        """The names of its nodes."""
        return (self.folder / "nodes").read_text(encoding="utf-8").split()

    @property
    def is_memory_limited(self) -> bool:
        """Whether jobs are held to their memory by control groups, so that ``OUT_OF_MEMORY`` is seen."""
        return "proctrack/cgroup" in self.conf.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start what does not run of it, also after daemons were killed: jobs are still known then."""
        start("slurm-start", self.folder, *self.settings, NODES=str(self.node_count))

    def stop(self) -> None:
        """End it with its jobs."""
        start("slurm-stop", self.folder)

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command such as ``sbatch`` to its end; with ``check`` it must end well."""
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.folder,
            env=environment(**self.variables),
            text=True,
            timeout=120,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    def submit(self, script: str, *options: str) -> int:
        """Submit lines of ``sh`` as a job; its output is thrown away unless an option says where it goes."""
        done = self.run("sbatch", "--parsable", "--output=/dev/null", *options, "--wrap", script)
        return int(done.stdout.split(";")[0])

    def job(self, number: int) -> dict[str, str]:
        """Give what ``scontrol show job`` says of a job, by its names."""
        shown = self.run("scontrol", "show", "job", "--oneliner", str(number)).stdout.split()
        return dict(word.split("=", 1) for word in shown if "=" in word)

    def wait_for(self, number: int, *states: str, seconds: float = 60) -> dict[str, str]:
        """Wait until a job has one of the states, and give what is said of it then."""
        wait_until(lambda: self.job(number)["JobState"] in states, f"job {number} is {' or '.join(states)}", seconds)
        return self.job(number)

    def controller_pid(self) -> int:
        """Give the process of ``slurmctld``."""
        return self._pid("slurmctld.pid")

    def node_pid(self, node: str) -> int:
        """Give the process of the ``slurmd`` of a node."""
        return self._pid(f"slurmd.{node}.pid")

    def kill_controller(self) -> None:
        """End ``slurmctld`` as a crash does."""
        kill(self.controller_pid())

    def kill_node(self, node: str) -> None:
        """End the ``slurmd`` of a node as a crash does; its jobs run on until they are found."""
        kill(self.node_pid(node))

    def _pid(self, name: str) -> int:
        return int((self.folder / "pid" / name).read_text(encoding="utf-8"))


class StartSlurm(Protocol):
    """Starts a Slurm of its own; settings are lines of its slurm.conf such as ``SlurmdTimeout=5``."""

    def __call__(self, *settings: str, nodes: int = 1) -> Slurm: ...
