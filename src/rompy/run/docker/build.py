"""Builds the image of a run: by BuildKit where the docker command has it, by the engine's own builder otherwise."""

from __future__ import annotations

import codecs
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from rompy.errors import CannotStartError, EngineAwayError, EngineRefusalError
from rompy.run.buildcontext import archive, build_tag, dockerfile_name
from rompy.run.docker.stream import Messages
from rompy.run.docker.waiting import EndedEarlyError
from rompy.run.execution import OWNER_VARIABLE, TOKEN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from rompy.plan import BuildImage
    from rompy.run.docker.daemon import Daemon, Image
    from rompy.run.docker.waiting import Clock
    from rompy.run.execution import Execution

_SHOWN = 20
"""How many of the last lines a message about a failure holds."""
_FAREWELL = 5.0
"""Seconds that docker is given to end a build."""
_HIDDEN = 4
"""Characters from which on a value of an argument is a secret that could be told apart from other text."""
_OF_DOCKER = re.compile("PATH|HOME|LD_.*|DOCKER_.*|BUILDX_.*|BUILDKIT_(?:HOST|PROGRESS)|XDG_.*|SSH_.*")
"""Variables that the docker command itself heeds, so that an argument of that name cannot be given by one."""
_SAID_STEP = re.compile(r"Step \d+/\d+ : |#\d+ \[")
_MADE = re.compile(r"\s---> ([0-9a-f]{12,64})\s*")


def build_image(execution: Execution, daemon: Daemon, step: BuildImage, clock: Clock) -> tuple[str, Image]:
    """Give the image that a step builds, by its tag; one that the engine has from the same files is taken as it is.

    Raises:
        CannotStartError: where it cannot be built; the message ends in the last lines of the build.
        EndedEarlyError: where the run is to end before.
    """
    execution.enter("building")
    tag = build_tag(step, clock.check)
    found = daemon.image(tag)
    if found is not None:
        execution.audience.progress(f"{tag} was built from the same files before")
        return tag, found
    execution.audience.progress(f"building {tag} from {step.context / step.dockerfile}")
    with ExitStack() as stack:
        log = stack.enter_context(_BuildLog(execution, step))
        if has_buildkit(os.environ) and not any(map(_OF_DOCKER.fullmatch, step.arguments)):
            _build_by_command(log, daemon, step, tag, clock)
        else:
            _build_by_engine(log, daemon, step, tag, clock)
    found = daemon.image(tag)
    if found is None:
        message = (
            f"the image was built, and the engine at {daemon.endpoint} does not have it: the docker command builds "
            f"elsewhere; see 'docker buildx ls' and 'docker context ls', and unset BUILDX_BUILDER (log: {log.path})"
        )
        raise CannotStartError(message)
    return tag, found


def has_buildkit(environment: dict[str, str] | os._Environ[str]) -> bool:
    """Tell whether the docker command is there and builds by BuildKit (docs.docker.com, "BuildKit")."""
    wanted = environment.get("DOCKER_BUILDKIT", "")
    if shutil.which("docker") is None or wanted in {"0", "false"}:
        return False
    if wanted:
        return True
    try:
        asked = subprocess.run(
            ["docker", "buildx", "version"],  # noqa: S607 - the user's docker
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


class _BuildLog:
    """What a build writes, without the values of its arguments."""

    def __init__(self, execution: Execution, step: BuildImage) -> None:
        self.path = execution.places.build_log
        self.last: list[str] = []
        self.execution = execution
        self._hidden = sorted(
            ((value, name) for name, value in step.arguments.items() if len(value) >= _HIDDEN),
            key=lambda pair: -len(pair[0]),
        )
        self._rest = ""
        self._file: BinaryIO | None = None
        self._is_truncated = False

    def __enter__(self) -> Self:
        try:
            self._file = self.path.open("wb", buffering=0)
        except OSError:
            self._is_truncated = True
        return self

    def __exit__(self, *exception: object) -> None:
        self.add("\n" if self._rest else "")
        if self._file is not None:
            self._file.close()
        self.execution.keep_log(self.path, truncated=self._is_truncated)
        self.execution.save()

    def add(self, text: str) -> list[str]:
        """Write on, and give the lines that are complete now."""
        *lines, self._rest = re.split(r"\r?\n", self._rest + text)
        found = [self.hidden(line) for line in lines]
        for line in found:
            self._keep(line)
        return found

    def hidden(self, text: str) -> str:
        """Put the names of arguments for their values."""
        for value, name in self._hidden:
            # a value of several lines comes line by line
            for part in filter(lambda part: len(part) >= _HIDDEN, value.splitlines()):
                text = text.replace(part, f"${{{name}}}")
        return text

    def fault(self, said: str = "") -> CannotStartError:
        """Say that a build failed."""
        shown = [line for line in self.last if line.strip()]
        if said and self.hidden(said) not in "\n".join(shown):
            shown.append(self.hidden(said))
        advice = ""
        if "buildkit" in "\n".join(shown).lower() or "unknown flag: mount" in said.lower():
            advice = "\nthe Dockerfile needs BuildKit: install docker-buildx"
        lines = "\n".join(f"  {line}" for line in shown[-_SHOWN:])
        return CannotStartError(f"the image could not be built; its log is {self.path} and ends:\n{lines}{advice}")

    def _keep(self, line: str) -> None:
        self.last = [*self.last[-2 * _SHOWN :], line]
        if _SAID_STEP.match(line) or "[Warning]" in line or "WARN" in line:
            self.execution.audience.progress(line)
        if self._file is None or self._is_truncated:
            return
        try:
            self._file.write(f"{line}\n".encode(errors="replace"))
        except OSError:
            self._is_truncated = True


def _build_by_engine(log: _BuildLog, daemon: Daemon, step: BuildImage, tag: str, clock: Clock) -> None:
    parameters = {
        "t": tag,
        "dockerfile": dockerfile_name(step),
        "buildargs": json.dumps(dict(step.arguments)),
        "rm": "1",
        "forcerm": "1",
    }
    messages = Messages()
    error: str | None = None
    credentials = daemon.all_credentials()
    if credentials.fault is not None:
        log.execution.audience.progress(credentials.fault)
    with (
        _Made(daemon) as made,
        daemon.build(_until(clock.check, archive(step)), parameters, credentials) as stream,
    ):
        while not stream.is_over:
            for piece in stream.taken():
                for message in messages.fed(piece):
                    made.see(log.add(str(message.get("stream", ""))))
                    error = str(message["error"]) if "error" in message else error
            clock.wait()
        if stream.error is not None:
            raise _broken(stream.error, log)
        if error is not None:
            raise log.fault(error)


def _broken(error: Exception, log: _BuildLog) -> Exception:
    if isinstance(error, EngineRefusalError):
        return log.fault(str(error))
    if isinstance(error, EndedEarlyError | CannotStartError) and not isinstance(error, EngineAwayError):
        return error
    return CannotStartError(f"the connection to the engine broke while it built: {error}; the log is {log.path}")


def _until(check: Callable[[], None], pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        check()
        yield piece


class _Made:
    """The images that the engine's own builder makes between the steps; those of a failed build are removed."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._images: list[str] = []
        self._is_cached = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, *exception: object) -> None:
        if fault is not None:
            with suppress(EngineAwayError, EngineRefusalError):
                for image in reversed(self._images):
                    self._daemon.remove_image(image)

    def see(self, lines: list[str]) -> None:
        for line in lines:
            if line.startswith("Step "):
                # what FROM names was there before
                self._is_cached = " : FROM " in line
            elif line.strip() == "---> Using cache":
                self._is_cached = True
            elif (found := _MADE.fullmatch(line)) and not self._is_cached:
                self._images.append(found[1])


def _build_by_command(log: _BuildLog, daemon: Daemon, step: BuildImage, tag: str, clock: Clock) -> None:
    names = [word for name in sorted(step.arguments) for word in ("--build-arg", name)]
    dockerfile = str(step.context / step.dockerfile)
    # BuildKit makes no containers that could be left, and takes the option all the same
    argv = ["docker", "build", "--force-rm", "--tag", tag, "--file", dockerfile, *names, str(step.context)]
    # a value on the command line could be read by everybody on this machine
    environment = {
        **os.environ,
        "BUILDKIT_PROGRESS": "plain",
        TOKEN_VARIABLE: log.execution.record.token,
        OWNER_VARIABLE: log.execution.record.owner,
        **step.arguments,
    }
    process = subprocess.Popen(  # noqa: S603 - the user's docker
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
        preexec_fn=_ends_with_parent(),  # noqa: PLW1509 - it calls nothing but the kernel
    )
    with _Made(daemon) as made, _Docker(process) as docker:
        while (text := docker.said()) is not None:
            made.see(log.add(text))
            clock.wait()
        if process.wait() != 0:
            raise log.fault()


def _ends_with_parent() -> Callable[[], object] | None:
    """Give what makes a process end with the thread that started it (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform != "linux":
        return None
    call = ctypes.CDLL(None).prctl
    return lambda: call(1, signal.SIGTERM)


@dataclass(frozen=True)
class _Docker:
    """The docker command at work; it is ended where it is left."""

    process: subprocess.Popen[bytes]
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")(errors="replace")
    )

    def __enter__(self) -> Self:
        os.set_blocking(self._output.fileno(), False)
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.poll() is None:
            self._end()
        self._output.close()

    @property
    def _output(self) -> BinaryIO:
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        return self.process.stdout  # type: ignore[return-value]

    def said(self) -> str | None:
        """Give what it wrote since; None where it has ended and everything was read."""
        has_ended = self.process.poll() is not None
        pieces = []
        while piece := self._output.read():
            pieces.append(piece)
        return None if has_ended and not pieces else self._decoder.decode(b"".join(pieces))

    def _end(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_FAREWELL)
                return
