"""Many files are linted by several processes: in order, whatever becomes of a process, and without leaving one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from processes import BIN, environment
from rompy.document import Includes
from rompy.lint import parallel
from rompy.lint.engine import Judge, Result, Target, lint_target
from rompy.lint.loaded import Loaded
from rompy.lint.parallel import WORTH_IT, cores, spread

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks here")


def number_and_process(number: int) -> bytes:
    return f"{number}:{os.getpid()}".encode()


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("rompy.lint.parallel", "rompy.cli.quick", "rompy.cli.judged"):
        monkeypatch.setattr(f"{module}.cores", lambda: 2)


@pytest.fixture(autouse=True)
def _no_child_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_every_piece_is_done_once_and_by_several_processes() -> None:
    done = dict(spread(number_and_process, 1000, 3))
    assert sorted(done) == list(range(1000))
    told = {number: (answer or b"").decode().split(":") for number, answer in done.items()}
    assert all(int(first) == number for number, (first, _) in told.items())
    assert len({process for _, process in told.values()}) == 3


def test_a_large_answer_arrives_whole() -> None:
    assert dict(spread(lambda number: bytes([number]) * 1_000_000, 4, 2)) == {
        number: bytes([number]) * 1_000_000 for number in range(4)
    }


def test_a_piece_that_kills_its_process_gives_nothing_and_the_others_are_done() -> None:
    def work(number: int) -> bytes:
        if number in {3, 7}:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    done = dict(spread(work, 20, 2))
    assert {number for number, answer in done.items() if answer is None} == {3, 7}
    assert len(done) == 20


def test_whoever_stops_listening_ends_all_processes() -> None:
    def work(number: int) -> bytes:
        if number > 1:
            time.sleep(600)
        return b"x" * (1 << 17)

    answers = spread(work, 4, 2)
    next(answers)
    answers.close()  # type: ignore[attr-defined]


def test_where_there_are_other_threads_nothing_is_forked() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert cores() == 1
    finally:
        end.set()
        thread.join()


def faulty(folder: Path, count: int) -> None:
    for index in range(count):
        text = f"type: local\ntimeout: {30 + index % 3}\n" if index % 5 else "type: local\ncommand: a\n"
        (folder / f"b{index:05}.yml").write_text(text, encoding="utf-8")


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    from rompy.cli import rompy_lint  # noqa: PLC0415 - its modules are patched

    with pytest.raises(SystemExit) as end:
        rompy_lint(arguments)
    return end.value.code, capsys.readouterr().out


def test_what_is_found_is_the_same_on_one_core_and_on_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(tmp_path, 5 * WORTH_IT)
    outcomes = []
    for count in (1, 2):
        for module in ("rompy.cli.quick", "rompy.cli.judged"):
            monkeypatch.setattr(f"{module}.cores", lambda count=count: count)
        outcomes.append(lint(capsys, str(tmp_path), "--format", "concise"))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == 1


@pytest.mark.usefixtures("two_cores")
def test_a_file_that_kills_its_process_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rompy.cli import judged  # noqa: PLC0415 - as above

    faulty(tmp_path, 2 * WORTH_IT)

    def dying(target: Target, judge: Judge, loaded: Loaded, includes: Includes | None = None) -> Result | None:
        if target.name.endswith("b00001.yml"):
            os.kill(os.getpid(), signal.SIGKILL)
        return lint_target(target, judge, loaded, includes)

    monkeypatch.setattr(judged, "lint_target", dying)
    status, out = lint(capsys, str(tmp_path), "--format", "concise")
    assert status == 3
    [line] = [line for line in out.splitlines() if "RMP903" in line]
    assert "b00001.yml:1:1" in line
    assert out.count("RMP104") == 2 * WORTH_IT * 4 // 5 - 1


def test_ctrl_c_ends_all_processes_at_once(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "from rompy.lint import parallel\n"
        "parallel.cores = lambda: 2\n"
        "from rompy.cli import judged, rompy_lint\n"
        "def slow(*_):\n"
        "    os.write(1, f'{os.getpid()}\\n'.encode())\n"
        "    time.sleep(600)\n"
        "judged.lint_target = slow\n"
        "rompy_lint([sys.argv[1]])\n"
    )
    faulty(tmp_path, 2 * WORTH_IT)
    with subprocess.Popen(
        [BIN / "python", "-c", code, tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        workers = [int(process.stdout.readline()) for _ in range(2)]
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "Interrupted.\n"
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_this_machine_is_asked_for_the_cores_that_may_be_used() -> None:
    if threading.active_count() == 1:
        assert cores() == len(os.sched_getaffinity(0))
    assert parallel.WORTH_IT > 1
