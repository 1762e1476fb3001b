"""Output of any size, on a disk of any size."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from localruns import LONG, Listener, carried_out, log, wait_until
from rompy.backends import LocalConfig
from rompy.run.outcome import State
from rompy.run.record import read
from rompy.run.tail import Tail

MANY = 800_000_000
FLAT = 100_000_000
"""Bytes of memory that rompy and its supervisor may need, whatever a model writes."""


@pytest.mark.parametrize("stream", [False, True])
def test_800_megabytes_of_output_need_no_more_memory_than_none(workspace: Path, stream: bool) -> None:
    program = textwrap.dedent("""\
        import os, sys
        from pathlib import Path
        sys.path.append(sys.argv[2])
        from localruns import Listener, peak_memory
        from rompy.backends import LocalConfig
        from rompy.plan import Folder
        from rompy.run import execute

        class Counting(Listener):
            count = peak = 0

            def output(self, chunk):
                self.count += len(chunk)

            def tick(self, record):
                self.peak = max(self.peak, peak_memory(record.native["supervisor"]["pid"]))

        heard = Counting()
        STREAM = sys.argv[4] == "True"
        config = LocalConfig(command=f"head -c {sys.argv[3]} /dev/zero | tr '\\\\0' x", stream_output=STREAM)
        outcome = execute(Folder("a run", Path(sys.argv[1])), config, audience=heard)
        print(outcome.exit_status, heard.count, heard.peak, peak_memory(os.getpid()))
        """)
    tests = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", program, str(workspace), tests, str(MANY), str(stream)]
    said = subprocess.run(command, check=True, capture_output=True, timeout=4 * LONG).stdout.split()
    status, heard, supervisor, rompy = map(int, said)
    assert status == 0
    assert (workspace / "run.log").stat().st_size == MANY
    (workspace / "run.log").unlink()
    assert heard == MANY if stream else 0 < heard <= MANY
    assert 0 < supervisor < FLAT
    assert 0 < rompy < FLAT
    assert read(workspace / "run.json").logs[0].bytes == MANY


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_a_model_ends_as_it_would_and_its_log_is_marked(small_disk: Path) -> None:
    command = "head -c 20000000 /dev/zero | tr '\\0' x; exit 3"
    outcome, record = carried_out(small_disk, LocalConfig(command=command))
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 3)
    [kept] = record.logs
    assert kept.truncated
    assert kept.bytes is not None
    assert 0 < kept.bytes < 2**21
    assert record.is_finished
    assert any("bytes of output could not be written to the log" in line for line in outcome.evidence)


def test_a_log_goes_on_with_a_mark_when_there_is_room_again(small_disk: Path) -> None:
    # the model writes beyond the disk, makes room, and goes on after the second that rompy waits
    command = "head -c 1000000 /dev/zero > ballast; head -c 5000000 /dev/zero; rm ballast; sleep 1.5; echo the end"
    outcome, _ = carried_out(small_disk, LocalConfig(command=command))
    assert outcome.state is State.SUCCEEDED
    assert log(small_disk).endswith("bytes are missing here, because the log could not be written]\nthe end\n")


def test_a_limit_of_file_sizes_cuts_the_log_and_not_the_model(workspace: Path) -> None:
    program = textwrap.dedent("""\
        import resource, sys
        from pathlib import Path
        from rompy.backends import LocalConfig
        from rompy.plan import Folder
        from rompy.run import execute
        resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))
        config = LocalConfig(command="head -c 5000000 /dev/zero; exit 4")
        sys.exit(execute(Folder("a run", Path(sys.argv[1])), config).exit_status)
        """)
    done = subprocess.run([sys.executable, "-c", program, str(workspace)], check=False, timeout=LONG)
    assert done.returncode == 4
    assert read(workspace / "run.json").logs[0].truncated


def test_a_listener_that_is_slow_keeps_no_run_from_its_end(workspace: Path) -> None:
    heard_after_the_end: list[bool] = []

    class Slow(Listener):
        def output(self, chunk: bytes) -> None:
            super().output(chunk)
            if not heard_after_the_end:
                wait_until(lambda: next(workspace.glob(".rompy/*/0-result"), None), "the end of the run")
            heard_after_the_end.append(True)

    listener = Slow()
    config = LocalConfig(command="head -c 5000000 /dev/zero", stream_output=True)
    outcome, _ = carried_out(workspace, config, listener=listener)
    assert outcome.state is State.SUCCEEDED
    assert sum(map(len, listener.chunks)) == 5_000_000


def test_a_log_that_does_not_stand_there_yet_has_no_text(tmp_path: Path) -> None:
    with closing(Tail(tmp_path / "log")) as tail:
        assert tail.read(100) == b""
        tail.skip(1)
        (tmp_path / "log").write_bytes(b"abcdef")
        assert tail.read(2) == b"ab"
        tail.skip(1)
        assert tail.read(100) == b"f"
        tail.skip(100)
        assert tail.read(100) == b""


def test_bytes_that_are_no_text_are_kept_and_told_as_they_are(workspace: Path) -> None:
    listener = Listener()
    carried_out(workspace, LocalConfig(command="printf '\\377\\000\\376'", stream_output=True), listener=listener)
    assert (workspace / "run.log").read_bytes() == b"\xff\x00\xfe"
    assert b"".join(listener.chunks) == b"\xff\x00\xfe"
