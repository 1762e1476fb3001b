"""``rompy runs logs`` prints what a run wrote, also while it goes on writing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from processes import command, environment
from rompy.run.places import Places
from rompy.run.record import Log, Record, Result, write
from runkit import DEAD, History, under_way


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def raw(history: History, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command("rompy", "runs", "logs", *arguments),
        env=environment(**history.variables),
        cwd=history.folder,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_the_log_is_printed_as_it_was_written(history: History) -> None:
    written = b"\x1b[31mred\x1b[0m\r\n\xff\x00 no newline"
    history.add(log=written)
    done = raw(history)
    assert (done.returncode, done.stdout, done.stderr) == (0, written, b"")


@pytest.mark.parametrize(
    ("lines", "printed"),
    [("0", b""), ("1", b"last\n"), ("2", b"\nlast\n"), ("3", b"first\n\nlast\n"), ("9", b"first\n\nlast\n")],
)
def test_the_last_lines_alone_are_printed(history: History, lines: str, printed: bytes) -> None:
    history.add(log=b"first\n\nlast\n")
    assert raw(history, "--tail", lines).stdout == printed


def test_the_last_line_may_lack_its_end(history: History) -> None:
    history.add(log=b"first\nsecond\nlast")
    assert raw(history, "-n", "2").stdout == b"second\nlast"


def test_the_last_lines_of_a_large_log_are_found(history: History) -> None:
    lines = [b"%d" % number + b"x" * (number % 5000) for number in range(400)]
    history.add(log=b"\n".join(lines) + b"\n")
    assert raw(history, "-n", "300").stdout == b"\n".join(lines[-300:]) + b"\n"


def test_a_log_that_was_cut_says_so(history: History) -> None:
    record = history.add()
    log = Log(path=f"{record.workspace}/run.log", bytes=6, truncated=True)
    write(record.model_copy(update={"logs": [log]}), Path(record.workspace, "run.json"))
    done = raw(history)
    assert done.stdout == b"hello\n"
    assert b"note: the log is truncated" in done.stderr


def test_a_run_that_keeps_no_log_says_why(history: History) -> None:
    record = history.add(log=None, config={"capture_output": False})
    done = raw(history)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == (
        f"run {record.token[:8]} of 'swan' has no log: "
        "none: 'capture_output: false' sent what it wrote to the terminal of its rompy\n"
    )


def test_several_logs_are_printed_below_their_names(history: History) -> None:
    out, err = history.folder / "job.out", history.folder / "job.err"
    out.write_bytes(b"out\n")
    err.write_bytes(b"err\n")
    history.add(log=None, logs=[Log(path=str(out)), Log(path=str(err))])
    assert raw(history).stdout.decode() == f"==> {out} <==\nout\n\n==> {err} <==\nerr\n"


def test_following_ends_with_the_run(history: History) -> None:
    record = history.add(log=b"first\n", **under_way())
    places = Places(Path(record.workspace), record.token)
    following = start(history, "--follow")
    assert following.stdout is not None
    assert following.stdout.readline() == b"first\n"
    with places.log.open("ab") as log:
        log.write(b"second\n")
    assert following.stdout.readline() == b"second\n"
    with places.log.open("ab") as log:
        log.write(b"last\n")
    finish(record, places)
    assert following.communicate(timeout=120) == (b"last\n", b"")
    assert following.returncode == 0


def test_following_begins_before_there_is_a_log(history: History) -> None:
    record = history.add(log=None, **under_way())
    places = Places(Path(record.workspace), record.token)
    following = start(history, "-f", "-n", "1")
    places.log.write_bytes(b"first\nsecond\n")
    finish(record, places)
    output, _ = following.communicate(timeout=120)
    assert output.endswith(b"second\n")


def test_following_ends_where_the_rompy_of_the_run_is_gone(history: History) -> None:
    record = history.add(**under_way(owner=DEAD))
    done = raw(history, "-f")
    assert (done.returncode, done.stdout) == (0, b"hello\n")
    expected = f"note: the rompy of this run is gone; 'rompy runs attach {record.token[:8]}' takes its place\n"
    assert done.stderr.decode() == expected


def test_a_reader_that_goes_away_is_no_fault(history: History) -> None:
    history.add(log=b"line\n" * 200_000)
    following = start(history)
    assert following.stdout is not None
    assert following.stdout.readline() == b"line\n"
    following.stdout.close()
    assert following.stderr is not None
    assert following.stderr.read() == b""
    following.stderr.close()
    following.wait(timeout=120)


def start(history: History, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("rompy", "runs", "logs", *arguments),
        env=environment(**history.variables),
        cwd=history.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(record: Record, places: Places) -> None:
    result = Result(state="succeeded", cause="the model ended with exit status 0", exit_code=0)
    write(record.model_copy(update={"phase": "finished", "outcome": result}), places.record)
