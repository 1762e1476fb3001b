"""Runs one command, owns every process that comes of it, and ends them all.

A script of its own, started as ``python -I -S supervisor.py SPEC`` by rompy on its own machine and by a job on a node
of a cluster; it needs nothing but the standard library. ``rompy.run.supervision`` writes its specs and reads its
results with types.

The **spec** is a JSON object, removed as soon as it is read because values of its environment may be secret:

============  ==========================================================================================================
version       1
token         names the run; every process has it as ROMPY_RUN_TOKEN
owner         names the process whose death makes these processes leftovers (``Owner``), as ROMPY_RUN_OWNER;
              empty where they may outlive rompy, as jobs on a cluster do
argv          what is executed; a name without a slash is looked up in PATH of the environment below
folder        where it starts
environment   what is set on top of the inherited environment
timeout       seconds from the start on; null sets no limit
grace         seconds between SIGTERM and SIGKILL, on a stop and on a timeout
log           file that takes the output, appended to; null lets it go where the supervisor's own output goes
error_log     file that takes the errors; null puts them where the output goes
result        file for the result
progress      file for what is known so far, replaced now and then; null writes none
control       whether standard input takes commands, lines of ``stop`` or ``kill``, and its end says that the owner died
============  ==========================================================================================================

SIGTERM is a request to stop too, and a second one is ``kill``. SIGUSR1 and SIGUSR2 are passed on to the command.

The **result** is a JSON object that appears whole; until then there is no file. Times are seconds since the epoch,
sizes bytes, null is not measured:

=================  =====================================================================================================
version, token     as in the spec
supervisor         ``[pid, start]``, with the start in clock ticks since the boot (proc(5))
process            the same of the command; null where it was not started
started, finished  when; the end is that of the last process
wall_seconds       between the two, by a clock that is never set
cause              why the command ended: ``exited`` by itself, ``timeout``, ``stopped``, ``owner_gone``; or
                   ``not_started``
exit_code, signal  of the command; one of the two is null, both where it was not started or did not end
error              null, or why it was not started: ``{"stage": "log" | "folder" | "command", "errno": n}``
outlived           processes that went on after the command had ended by itself, and were ended
killed             processes that were ended by SIGKILL
left               ``[pid, start]`` of each process that could not be ended
cpu_seconds        of all processes that were waited for by their parents
max_rss_bytes      memory of the largest single process; null below the supervisor's own
memory_peak_bytes  the largest sum of resident memory of all processes at one moment; seen about once a second
samples            ``[seconds since the start, cpu_seconds, memory_bytes]``, at most 240, evenly spread
oom_kills          processes of this control group that the kernel ended for memory in the meantime, also those of
                   others; null where no counter can be read
log_bytes          what was written into the log and the error log
lost_bytes         what could not be written there, as on a full disk
=================  =====================================================================================================

The **progress** has version, token, supervisor, process, started, cpu_seconds, memory_peak_bytes and samples, as
above, and ``processes``: ``[pid, start]`` of each process that there was.

The exit status is the command's own, 128 and the number of its signal, 124 after a timeout, 125 where nothing was
started, 130 where it was stopped; never 0 unless the command itself ended with 0.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import json
import os
import resource
import select
import signal
import sys
import time

# typing itself would take a tenth of the time that this script needs to start
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn, TypedDict

    class Spec(TypedDict):
        """The spec, as above."""

        version: int
        token: str
        owner: str
        argv: list[str]
        folder: str
        environment: dict[str, str]
        timeout: float | None
        grace: float
        log: str | None
        error_log: str | None
        result: str
        progress: str | None
        control: bool


VERSION = 1
TOKEN_VARIABLE, OWNER_VARIABLE = "ROMPY_RUN_TOKEN", "ROMPY_RUN_OWNER"
MARK = "rompy-run:"
"""How the memory file begins that marks forked processes, whose environment in /proc is still their parent's."""
SAMPLES = 240

_LINGER = 0.5
"""Seconds that processes get to end by themselves after the command, as one that copies its output does."""
_SHORT_GRACE = 3.0
"""Seconds between SIGTERM and SIGKILL for what outlived the command."""
_GIVE_UP = 10.0
"""Seconds until a process that SIGKILL does not end is left: one that waits for a disk, or of another user."""
_CHUNK = 65536
_RESULT_ROOM = 32 * 1024
"""Bytes, more than a result has."""
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
"""prctl(2), linux/prctl.h."""
_IS_LINUX = sys.platform == "linux"


def main(path: str) -> int:
    """Carry out a spec and give the exit status."""
    with open(path, encoding="utf-8") as stream:
        spec: Spec = json.load(stream)
    os.unlink(path)
    return supervise(spec)


def supervise(spec: Spec, call: Callable[[], int] | None = None) -> int:
    """Carry out a spec and give the exit status; instead of its argv, a forked process can call something.

    This process becomes a supervisor for good: its signals, its session and, for a call, its open files.
    """
    if spec["version"] != VERSION:
        message = f"this supervisor reads specs of version {VERSION}, and this is one of version {spec['version']}"
        raise SystemExit(message)
    return _Supervisor(spec, call).run()


class _Log:
    """A file that takes what comes out of a pipe, as far as the disk has room for it."""

    def __init__(self, path: str) -> None:
        self.handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        self.written = 0
        self.lost = 0
        self._gap = 0
        self._retry = 0.0

    def write(self, data: bytes) -> None:
        """Write what can be written; after a failure, try again a second later and mark the gap."""
        if self._gap:
            if time.monotonic() < self._retry:
                self._lose(len(data))
                return
            data = b"\n[rompy: %d bytes are missing here, because the log could not be written]\n" % self._gap + data
        left = memoryview(data)
        while left:
            try:
                count = os.write(self.handle, left)
            except OSError:
                self._lose(len(left))
                self._retry = time.monotonic() + 1.0
                return
            self.written += count
            left = left[count:]
        self._gap = 0

    def _lose(self, count: int) -> None:
        self._gap += count
        self.lost += count


class _ResultFile:
    """The file for the result, with its room taken beforehand: the disk may be full at the end."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._part = f"{path}.part"
        self.handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with contextlib.suppress(OSError):
            os.write(self.handle, b" " * _RESULT_ROOM)

    def write(self, result: dict[str, object]) -> None:
        """Let the result appear, whole."""
        data = json.dumps(result).encode()
        os.pwrite(self.handle, data, 0)
        os.ftruncate(self.handle, len(data))
        os.fsync(self.handle)
        os.replace(self._part, self._path)


class _Samples:
    """What the processes used, at moments evenly spread over the run."""

    def __init__(self) -> None:
        self.kept: list[tuple[float, float, int]] = []
        self.peak: int | None = None
        self._interval = 1.0
        self._next = 0.0

    def add(self, seconds: float, cpu: float, memory: int) -> None:
        self.peak = max(self.peak or 0, memory)
        if seconds < self._next:
            return
        self.kept.append((round(seconds, 3), round(cpu, 3), memory))
        if len(self.kept) >= SAMPLES:
            del self.kept[1::2]
            self._interval *= 2
        self._next = seconds + self._interval


class _Supervisor:
    """One command under supervision."""

    def __init__(self, spec: Spec, call: Callable[[], int] | None) -> None:
        self._spec = spec
        self._call = call
        self._me = os.getpid()
        self._parent = os.getppid()
        self._pid = 0
        self._start: int | None = None
        self._status: int | None = None
        self._cause: str | None = None
        self._error: dict[str, object] | None = None
        self._began = self._began_clock = 0.0
        self._deadline: float | None = None
        self._term_at: float | None = None
        self._kill_at: float | None = None
        self._terms = 0
        self._is_termed = False
        self._outlived = 0
        self._killed: set[tuple[int, int]] = set()
        self._left: list[tuple[int, int]] = []
        self._samples = _Samples()
        self._measure_at = 0.0
        self._progress_at = 0.0
        self._logs: dict[int, _Log] = {}
        self._starting = -1
        self._waking, self._wake = os.pipe()
        self._poll = select.poll()
        self._own_rss = 0
        self._oom_before = _oom_kills()

    def run(self) -> int:
        """Run the command to the end of its last process."""
        self._become_owner()
        result = _ResultFile(self._spec["result"])
        self._began, self._began_clock = time.time(), time.monotonic()
        if self._spec["timeout"] is not None:
            self._deadline = self._began_clock + self._spec["timeout"]
        try:
            self._open_logs_and_start(result)
            while self._pid and not self._is_over():
                self._hear(self._patience())
                self._advance(time.monotonic())
            for handle in list(self._logs):
                self._drain(handle, 16 * 1024 * 1024)
        except BaseException:
            _kill_all(self._me, self._pid)
            raise
        result.write(self._result())
        return self._exit_status()

    def _become_owner(self) -> None:
        # the leader of a session already is one
        with contextlib.suppress(PermissionError):
            os.setsid()
        if _IS_LINUX:
            _prctl(_PR_SET_CHILD_SUBREAPER, 1)
        os.set_blocking(self._waking, False)
        os.set_blocking(self._wake, False)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2):
            signal.signal(number, _take)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        self._poll.register(self._waking, select.POLLIN)
        if self._spec["control"]:
            self._poll.register(0, select.POLLIN)

    # starting

    def _open_logs_and_start(self, result: _ResultFile) -> None:
        ends: list[int | None] = []
        try:
            ends += [None if path is None else self._piped(_Log(path)) for path in self._log_paths()]
        except OSError as error:
            self._cause, self._error = "not_started", {"stage": "log", "errno": error.errno}
            return
        self._starting, starting = os.pipe()
        self._poll.register(self._starting, select.POLLIN)
        mark = _mark(self._spec) if self._call is not None else -1
        self._own_rss = _max_rss(resource.RUSAGE_SELF)
        try:
            self._pid = os.fork()
        except OSError as error:
            self._cause, self._error = "not_started", {"stage": "command", "errno": error.errno}
            return
        if self._pid == 0:
            out = ends[0]
            self._become_command(starting, out, out if len(ends) == 1 else ends[1])
        self._start = _start_of(self._pid)
        os.close(starting)
        for end in ends:
            if end is not None:
                os.close(end)
        if self._call is not None:
            logs = [log.handle for log in self._logs.values()]
            self._close_others({self._starting, self._waking, self._wake, mark, result.handle, *logs, *self._logs})

    def _log_paths(self) -> list[str | None]:
        """Give the file of the output, and that of the errors where it is another one."""
        out, errors = self._spec["log"], self._spec["error_log"]
        return [out] if errors in {None, out} else [out, errors]

    def _piped(self, log: _Log) -> int:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._logs[reading] = log
        self._poll.register(reading, select.POLLIN)
        return writing

    def _become_command(self, starting: int, out: int | None, errors: int | None) -> NoReturn:
        """Be the forked process: execute the command, or make the call."""
        stage = "command"
        try:
            os.setsid()
            if _IS_LINUX:
                _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() != self._me:
                    os._exit(125)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            for end, number in ((out, 1), (errors, 2)):
                if end is not None:
                    os.dup2(end, number)
            signal.set_wakeup_fd(-1)
            _reset_signals(keeps_pythons=self._call is not None)
            stage = "folder"
            os.chdir(self._spec["folder"])
            stage = "command"
            environment = self._environment()
            if self._call is None:
                os.execvpe(self._spec["argv"][0], self._spec["argv"], environment)  # noqa: S606 - no shell is meant
            for log in self._logs.values():
                os.close(log.handle)
            for handle in self._logs:
                os.close(handle)
            os.environ.update(environment)
            os.close(starting)
            os._exit(self._call())
        except OSError as error:
            os.write(starting, f"{stage} {error.errno}".encode())
        except ValueError:
            # a zero byte, or text that has no bytes
            os.write(starting, f"{stage} {errno.EINVAL}".encode())
        finally:
            os._exit(125)

    def _environment(self) -> dict[str, str]:
        own = {TOKEN_VARIABLE: self._spec["token"], OWNER_VARIABLE: self._spec["owner"]}
        return {"PYTHONUNBUFFERED": "1", **os.environ, **self._spec["environment"], **own}

    def _close_others(self, own: set[int]) -> None:
        """Close what the forked process took over from rompy, such as the control pipes of other runs."""
        gc.freeze()
        for name in os.listdir("/dev/fd"):
            if int(name) > 2 and int(name) not in own:  # noqa: PLR2004 - standard error
                with contextlib.suppress(OSError):
                    os.close(int(name))

    def _hear_of_start(self) -> None:
        """Hear that the command was executed (the pipe ends), or why it was not."""
        said = os.read(self._starting, 64).split()
        self._poll.unregister(self._starting)
        os.close(self._starting)
        self._starting = -1
        if said:
            self._error = {"stage": said[0].decode(), "errno": int(said[1])}
        else:
            self._write_progress([(self._pid, self._start or 0)])

    # running

    def _patience(self) -> float:
        """Give the seconds until something is due."""
        now = time.monotonic()
        if self._kill_at is not None and now >= self._kill_at:
            return 0.01
        due = [self._measure_at, now + 1.0]
        if self._cause is None and self._deadline is not None:
            due.append(self._deadline)
        if not self._is_termed and self._term_at is not None:
            due.append(self._term_at)
        if self._kill_at is not None:
            due.append(self._kill_at)
        return max(0.0, min(due) - now)

    def _hear(self, seconds: float) -> None:
        """Wait, and take what comes: signals, commands, output, the news of the start."""
        # rounded up, or the last millisecond would be spent asking again and again
        for handle, _ in self._poll.poll(int(seconds * 1000) + 1):
            if handle == self._waking:
                self._hear_signals()
            elif handle == self._starting:
                self._hear_of_start()
            elif handle in self._logs:
                self._drain(handle, 16 * _CHUNK)
            elif handle == 0:
                self._hear_owner()
        if self._spec["control"] and os.getppid() != self._parent:
            # somebody else may hold the other end of the pipe: a process that the owner forked
            self._end("owner_gone")

    def _hear_signals(self) -> None:
        for number in os.read(self._waking, 512):
            if number == signal.SIGTERM:
                self._terms += 1
                self._end("stopped")
                if self._terms > 1:
                    self._end_at_once()
            elif number in {signal.SIGUSR1, signal.SIGUSR2} and self._pid and self._status is None:
                _signal(self._pid, number)

    def _hear_owner(self) -> None:
        words = os.read(0, 4096).split()
        if not words:
            self._poll.unregister(0)
            self._end("owner_gone")
        for word in words:
            self._end("stopped")
            if word == b"kill":
                self._end_at_once()

    def _end(self, cause: str) -> None:
        """Begin to end everything, unless that has begun."""
        if self._cause is None:
            self._cause = cause
            self._term_at = time.monotonic()
            self._kill_at = self._term_at + self._spec["grace"]

    def _end_at_once(self) -> None:
        now = time.monotonic()
        self._kill_at = now if self._kill_at is None else min(self._kill_at, now)

    def _drain(self, handle: int, limit: int) -> None:
        """Take what stands in a pipe, up to some bytes, so that nothing else has to wait."""
        for _ in range(limit // _CHUNK):
            try:
                data = os.read(handle, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                with contextlib.suppress(KeyError):
                    self._poll.unregister(handle)
                return
            self._logs[handle].write(data)

    def _advance(self, now: float) -> None:
        """Do what is due."""
        if self._cause is None and self._deadline is not None and now >= self._deadline:
            self._end("timeout")
        if not self._is_termed and self._term_at is not None and now >= self._term_at:
            self._is_termed = True
            running = list(_running_below(self._me, self._pid))
            if self._cause == "exited":
                self._outlived = len(running)
            for pid, _ in running:
                _signal(pid, signal.SIGTERM)
                # a stopped process would not take notice
                _signal(pid, signal.SIGCONT)
        if self._kill_at is not None and now >= self._kill_at:
            for process in _running_below(self._me, self._pid):
                if _signal(process[0], signal.SIGKILL):
                    self._killed.add(process)
        if now >= self._measure_at and self._starting < 0:
            self._measure(now)

    def _is_over(self) -> bool:
        """Reap what ended; tell whether the last process is gone, or what is left cannot be ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                # what a process leaves behind becomes a child of this one, so none means none at all
                if _IS_LINUX or not list(_running_below(self._me, self._pid)):
                    return True
                break
            if pid == 0:
                break
            if pid == self._pid:
                self._note_exit(status)
        if self._kill_at is None or time.monotonic() < self._kill_at + _GIVE_UP:
            return False
        self._left = list(_running_below(self._me, self._pid))
        return True

    def _note_exit(self, status: int) -> None:
        if self._starting >= 0:
            self._hear_of_start()
        if self._error is not None:
            self._cause = "not_started"
            self._pid = 0
            return
        self._status = status
        if self._cause is None:
            self._cause = "exited"
            self._term_at = time.monotonic() + _LINGER
            self._kill_at = self._term_at + min(self._spec["grace"], _SHORT_GRACE)

    # measuring and telling

    def _measure(self, now: float) -> None:
        cpu = _cpu_of_children()
        memory = 0
        processes = []
        for pid in _below(self._me, self._pid):
            stat = _stat(pid)
            if stat is None:
                continue
            # what its own children used that it waited for (cutime, cstime) counts too
            cpu += sum(map(int, stat[11:15])) / _TICKS
            memory += int(stat[21]) * _PAGE
            if stat[0] not in "ZX":
                processes.append((pid, int(stat[19])))
        if processes:
            self._samples.add(now - self._began_clock, cpu, memory)
        took = time.monotonic() - now
        # a tree of thousands of processes is looked at less often, so that at most a hundredth of a core goes there
        self._measure_at = now + max(1.0 if now > self._began_clock + 1 else 0.25, 100 * took)
        if processes and now >= self._progress_at:
            self._write_progress(processes)

    def _write_progress(self, processes: list[tuple[int, int]]) -> None:
        path = self._spec["progress"]
        if path is None:
            return
        self._progress_at = time.monotonic() + 2.0
        cpu = self._samples.kept[-1][1] if self._samples.kept else None
        said = {**self._common(), "cpu_seconds": cpu, "processes": processes}
        try:
            with open(f"{path}.part", "w", encoding="utf-8") as stream:
                json.dump(said, stream)
            os.replace(f"{path}.part", path)
        except OSError:
            # as on a full disk: the result has its room
            return

    def _common(self) -> dict[str, object]:
        return {
            "version": VERSION,
            "token": self._spec["token"],
            "supervisor": (self._me, _start_of(self._me)),
            "process": (self._pid, self._start) if self._pid else None,
            "started": self._began,
            "memory_peak_bytes": self._samples.peak,
            "samples": self._samples.kept,
        }

    def _result(self) -> dict[str, object]:
        code = None if self._status is None else os.waitstatus_to_exitcode(self._status)
        largest = _max_rss(resource.RUSAGE_CHILDREN)
        oom = _oom_kills()
        return {
            **self._common(),
            "finished": time.time(),
            "wall_seconds": round(time.monotonic() - self._began_clock, 3),
            "cause": self._cause,
            "exit_code": code if code is not None and code >= 0 else None,
            "signal": -code if code is not None and code < 0 else None,
            "error": self._error,
            "outlived": self._outlived,
            "killed": len(self._killed),
            "left": self._left[:64],
            "cpu_seconds": round(_cpu_of_children(), 3),
            # a process that was forked and executed something keeps the peak of what it was before
            "max_rss_bytes": largest if largest > self._own_rss else None,
            "oom_kills": None if oom is None or self._oom_before is None else max(0, oom - self._oom_before),
            "log_bytes": sum(log.written for log in self._logs.values()),
            "lost_bytes": sum(log.lost for log in self._logs.values()),
        }

    def _exit_status(self) -> int:
        if self._cause in {"not_started", "timeout"}:
            return 125 if self._cause == "not_started" else 124
        if self._cause in {"stopped", "owner_gone"} or self._status is None:
            return 130
        code = os.waitstatus_to_exitcode(self._status)
        return code if code >= 0 else 128 - code


# processes, by proc(5)

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def _stat(pid: int) -> list[str] | None:
    """Give the fields of /proc/PID/stat from the third one on, the state; None where there is no such process."""
    text = _read(f"/proc/{pid}/stat")
    # the name in parentheses may hold blanks and parentheses
    return text.rpartition(")")[2].split() or None


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read()
    except OSError:
        return ""


def _start_of(pid: int) -> int | None:
    stat = _stat(pid)
    return None if stat is None else int(stat[19])


def _below(supervisor: int, command: int) -> Iterator[int]:
    """Give every process below the supervisor; where there is no /proc, the group of the command, as its negative."""
    if not _IS_LINUX:
        yield -command
        return
    parents = None if _HAS_CHILDREN_FILES else _children_of_all()
    found = [supervisor]
    while found:
        pid = found.pop()
        for child in _children(pid) if parents is None else parents.get(pid, ()):
            found.append(child)
            yield child


def _children(pid: int) -> Iterator[int]:
    """Give the children of each thread of a process."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        yield from map(int, _read(f"/proc/{pid}/task/{thread}/children").split())


_HAS_CHILDREN_FILES = os.access("/proc/self/task", os.R_OK) and os.access(f"/proc/self/task/{os.getpid()}/children", 4)
"""Whether the kernel lists children (CONFIG_PROC_CHILDREN); looking at all processes takes longer."""


def _children_of_all() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        stat = _stat(int(name)) if name.isdecimal() else None
        if stat is not None:
            children.setdefault(int(stat[1]), []).append(int(name))
    return children


def _running_below(supervisor: int, command: int) -> Iterator[tuple[int, int]]:
    """Give number and start of each process below the supervisor that has not ended."""
    for pid in _below(supervisor, command):
        if pid < 0:
            if command and _signal(pid, 0):
                yield pid, 0
            continue
        stat = _stat(pid)
        if stat is not None and stat[0] not in "ZX":
            yield pid, int(stat[19])


def _signal(pid: int, number: int) -> bool:
    """Send a signal; tell whether it could be sent."""
    try:
        os.kill(pid, number)
    except OSError:
        # it is gone, or it is another user's
        return False
    return True


def _kill_all(supervisor: int, command: int) -> None:
    """End everything at once, as the last thing that a broken supervisor does."""
    deadline = time.monotonic() + _GIVE_UP
    while time.monotonic() < deadline:
        for pid, _ in _running_below(supervisor, command):
            _signal(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


# the system


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def _take(_number: int, _frame: object) -> None:
    """Let a signal do nothing but wake what waits."""


def _reset_signals(*, keeps_pythons: bool) -> None:
    """Give every signal its first meaning; for a call the one that it has in Python."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        # two of them belong to the C library
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
    if keeps_pythons:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_IGN)


def _mark(spec: Spec) -> int:
    """Open a memory file whose name tells whose the process is, as its environment cannot."""
    if not _IS_LINUX:
        return -1
    # memfd_create(2) takes 249 bytes
    return os.memfd_create(f"{MARK}{spec['token']}:{spec['owner']}"[:249])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _max_rss(who: int) -> int:
    """Give the peak of resident memory in bytes (getrusage(2): in KiB, on macOS in bytes)."""
    return resource.getrusage(who).ru_maxrss * (1024 if _IS_LINUX else 1)


def _oom_kills() -> int | None:
    """Count what the kernel has ended for memory in the control group of this process (cgroups(7))."""
    groups = dict(line.split(":", 2)[1:] for line in _read("/proc/self/cgroup").splitlines())
    wanted = [("cgroup", names, path) for names, path in groups.items() if "memory" in names.split(",")]
    wanted += [("cgroup2", "", groups[""])] if "" in groups else []
    for kind, _, path in wanted:
        for line in _read("/proc/self/mountinfo").splitlines():
            mount, _, source = line.partition(" - ")
            if source.split(" ")[0] != kind or (kind == "cgroup" and "memory" not in source.split(" ")[2].split(",")):
                continue
            root, folder = mount.split(" ")[3:5]
            inner = path.removeprefix(root) if root != "/" else path
            for counter in (f"{folder}{inner}/memory.oom_control", f"{folder}{inner}/memory.events"):
                for words in map(str.split, _read(counter).splitlines()):
                    if words[0] == "oom_kill":
                        return int(words[1])
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
