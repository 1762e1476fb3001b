"""A local run is stopped by a signal to rompy: gracefully first, at once where it comes twice."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from localruns import LONG, Listener, Sleepers, carried_out, log, rompy_process, wait_until
from rompy.backends import LocalConfig
from rompy.run.outcome import State
from rompy.run.record import read
from rompy.run.stop import Stop

SAVES = "trap 'echo saving; exit 0' TERM INT; echo started; while :; do sleep 0.05; done"
IGNORES = "trap '' TERM INT; echo started; while :; do sleep 0.05; done"


def started(workspace: Path) -> None:
    path = workspace / "run.log"
    wait_until(lambda: True if path.exists() and "started" in path.read_text() else None, "the start of the model")


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["INT", "TERM", "HUP"],
)
def test_a_signal_lets_the_model_save_and_is_the_exit_status(
    workspace: Path, number: signal.Signals, status: int
) -> None:
    rompy = rompy_process(workspace, f"LocalConfig(command={SAVES!r})")
    started(workspace)
    rompy.send_signal(number)
    said, _ = rompy.communicate(timeout=LONG)
    assert rompy.returncode == status
    assert said.decode() == f"cancelled it was stopped by {number.name}\n"
    assert "saving" in log(workspace)
    record = read(workspace / "run.json")
    assert record.outcome is not None
    assert (record.outcome.state, record.outcome.exit_code) == (State.CANCELLED, 0)
    assert record.outcome.stopped_by == number


def test_a_second_request_ends_a_run_at_once(workspace: Path, sleepers: Sleepers) -> None:
    stop = Stop()
    listener = Listener()

    def ask_twice() -> None:
        started(workspace)
        stop.request(signal.SIGINT)
        wait_until(lambda: True if "stopping" in listener.phases else None, "the run to hear of it")
        stop.request(signal.SIGINT)

    asking = threading.Thread(target=ask_twice)
    asking.start()
    config = LocalConfig(command=f"setsid {sleepers.command} & {IGNORES}")
    outcome, record = carried_out(workspace, config, grace=10 * LONG, stop=stop, listener=listener)
    asking.join()
    stop.close()
    assert (outcome.state, outcome.signal, outcome.exit_status) == (State.CANCELLED, 9, 130)
    assert record.times.wall_seconds is not None
    assert record.times.wall_seconds < 10 * LONG
    assert sleepers.running() == []
    assert listener.phases == ["running", "stopping", "finished"]


def test_a_stop_without_a_signal_exits_with_what_the_model_gave(workspace: Path) -> None:
    stop = Stop()
    listener = Listener(on_tick=lambda _: stop.request() if (workspace / "on").exists() else None)
    outcome, _ = carried_out(workspace, LocalConfig(command="touch on; sleep 1000"), stop=stop, listener=listener)
    stop.close()
    assert (outcome.state, outcome.cause) == (State.CANCELLED, "it was stopped")
    assert outcome.exit_status == 128 + (outcome.signal or 0)


def test_a_process_that_was_stopped_by_a_signal_hears_of_the_end_too(workspace: Path) -> None:
    command = "trap 'echo saving; exit 0' TERM; kill -STOP $$; while :; do sleep 0.05; done"
    outcome, _ = carried_out(workspace, LocalConfig(command=command), timeout=1, grace=LONG)
    assert (outcome.state, outcome.exit_code) == (State.TIMEOUT, 0)
    assert "saving" in log(workspace)


def test_a_run_is_ended_where_what_listens_to_it_breaks(workspace: Path, sleepers: Sleepers) -> None:
    def broken(_: object) -> None:
        if sleepers.running():
            raise BrokenPipeError

    config = LocalConfig(command=sleepers.command)
    with pytest.raises(BrokenPipeError):
        carried_out(workspace, config, listener=Listener(on_tick=broken))
    assert sleepers.running() == []
