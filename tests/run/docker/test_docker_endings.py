"""How docker runs end, and how that is told: each ending with a real container."""

from __future__ import annotations

import signal
import threading
from typing import Any

import pytest

from dockerkit import Ear, Runs
from engines import wait_until
from rompy.run.outcome import State
from rompy.run.stop import Stop

DEAF = "trap '' TERM; echo started; while :; do sleep 0.2; done"
OBEDIENT = "trap 'echo stopping; exit 0' TERM; echo started; while :; do sleep 0.2; done"


def test_a_model_that_ends_well_is_a_success(runs: Runs) -> None:
    outcome = runs.run("true").outcome
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.SUCCEEDED, 0, 0)


def test_the_exit_status_of_the_model_is_that_of_the_run(runs: Runs) -> None:
    outcome = runs.shell("exit 7").outcome
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.FAILED, 7, 7)
    assert outcome.cause == "the model exited with status 7"


def test_a_command_that_a_script_does_not_find_is_explained(runs: Runs) -> None:
    outcome = runs.shell("no-such-command").outcome
    assert (outcome.state, outcome.exit_status) == (State.FAILED, 127)
    assert outcome.advice is not None
    assert "a command that it does not find" in outcome.advice


def test_a_model_that_a_signal_ends_is_told_by_its_signal(runs: Runs) -> None:
    outcome = runs.shell("kill -SEGV $$").outcome
    assert (outcome.state, outcome.signal, outcome.exit_status) == (State.FAILED, signal.SIGSEGV, 139)
    assert outcome.cause == "the model was ended by SIGSEGV"


def test_a_run_ends_when_its_time_is_over(runs: Runs) -> None:
    ended = runs.shell("echo started; sleep 1000", timeout=3)
    assert (ended.outcome.state, ended.outcome.exit_status) == (State.TIMEOUT, 124)
    assert ended.outcome.cause == "its time of 3 s was over"
    assert ended.lines == ["started"]


def test_a_model_may_end_by_itself_within_its_grace(runs: Runs) -> None:
    ended = runs.shell(OBEDIENT, timeout=3)
    assert (ended.outcome.state, ended.outcome.exit_code) == (State.TIMEOUT, 0)
    assert ended.lines == ["started", "stopping"]


def test_a_model_that_does_not_heed_sigterm_is_killed_after_its_grace(runs: Runs) -> None:
    outcome = runs.shell(DEAF, timeout=3, grace=1).outcome
    assert (outcome.state, outcome.exit_code, outcome.signal) == (State.TIMEOUT, 137, signal.SIGKILL)


def test_children_that_the_model_leaves_behind_end_with_it(runs: Runs) -> None:
    ended = runs.shell("(trap '' TERM HUP; sleep 1000) & setsid sleep 1001 & echo started; exit 0")
    assert ended.outcome.is_success
    assert runs.containers(runs.tokens[-1]) == []


def test_a_model_without_a_handler_for_sigterm_ends_at_once_although_it_is_alone(runs: Runs) -> None:
    # as the first process of a container it would be deaf
    outcome = runs.run("sleep 1000", timeout=3, grace=1000).outcome
    assert (outcome.state, outcome.signal) == (State.TIMEOUT, signal.SIGTERM)


def test_a_request_to_stop_ends_the_run_gracefully(runs: Runs) -> None:
    stop = Stop()
    ear = Ear(at_output=lambda _written: None if stop.is_requested else stop.request(signal.SIGINT))
    ended = runs.shell(OBEDIENT, ear=ear, stop=stop)
    assert (ended.outcome.state, ended.outcome.stopped_by) == (State.CANCELLED, signal.SIGINT)
    assert ended.outcome.exit_status == 130
    assert ended.lines == ["started", "stopping"]
    assert ear.phases == ["running", "stopping", "finished"]


def test_a_second_request_kills_at_once(runs: Runs) -> None:
    stop = Stop()
    ear = Ear(at_output=lambda _written: None if stop.is_requested else stop.request(signal.SIGTERM))
    ear.at_phase = lambda phase: stop.request(signal.SIGTERM) if phase == "stopping" else None
    outcome = runs.shell(DEAF, ear=ear, stop=stop, grace=1000).outcome
    assert (outcome.state, outcome.signal, outcome.exit_status) == (State.CANCELLED, signal.SIGKILL, 143)


def test_a_model_that_reaches_its_memory_limit_is_out_of_memory(runs: Runs) -> None:
    outcome = runs.shell("exec tail -c 100000000 /dev/zero", memory="16m").outcome
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.OUT_OF_MEMORY, 137, 137)
    assert outcome.cause == "the model was ended because it reached its memory limit of 16m"
    assert "OOMKilled=true" in outcome.evidence


def test_a_child_that_reaches_the_memory_limit_is_no_success_although_the_model_exits_with_0(runs: Runs) -> None:
    outcome = runs.shell("tail -c 100000000 /dev/zero; exit 0", memory="16m").outcome
    assert (outcome.state, outcome.exit_code) == (State.OUT_OF_MEMORY, 0)
    assert outcome.exit_status != 0
    assert "although the model exited with status 0" in outcome.cause


@pytest.mark.parametrize(
    ("command", "cause"),
    [
        (["kill"], "the container was ended from outside (SIGKILL), as 'docker stop' and 'docker kill' do"),
        (["stop"], "the container was ended from outside (SIGTERM), as 'docker stop' and 'docker kill' do"),
        (["rm", "--force"], "the container was removed from outside while it ran, as 'docker rm --force' does"),
    ],
)
def test_a_container_that_somebody_else_ends_is_told_as_cancelled(runs: Runs, command: list[str], cause: str) -> None:
    def end(_written: bytes) -> None:
        if not done.is_set():
            done.set()
            runs.engine.run(*command, *runs.containers(runs.tokens[-1]))

    done = threading.Event()
    outcome = runs.shell("echo started; sleep 1000", ear=Ear(at_output=end)).outcome
    assert (outcome.state, outcome.cause) == (State.CANCELLED, cause)
    assert outcome.exit_status != 0


def test_a_model_that_exits_with_0_because_somebody_else_stopped_it_is_no_success(runs: Runs) -> None:
    def end(_written: bytes) -> None:
        if not done.is_set():
            done.set()
            runs.engine.run("stop", *runs.containers(runs.tokens[-1]))

    done = threading.Event()
    outcome = runs.shell(OBEDIENT, ear=Ear(at_output=end)).outcome
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.CANCELLED, 0, 1)


def test_a_paused_container_is_ended_too(runs: Runs) -> None:
    stop = Stop()

    def pause(_written: bytes) -> None:
        if not stop.is_requested:
            runs.engine.run("pause", *runs.containers(runs.tokens[-1]))
            stop.request(signal.SIGINT)

    outcome = runs.shell(DEAF, ear=Ear(at_output=pause), stop=stop, grace=1).outcome
    assert outcome.state is State.CANCELLED


@pytest.mark.parametrize(
    ("image", "fields", "cause"),
    [
        ("busybox", {"executable": "/usr/bin/swan"}, "the image has no /usr/bin/swan"),
        ("busybox", {"executable": "swan"}, "the image has no swan"),
        ("busybox", {"executable": "bash run.sh"}, "the image has no bash"),
        ("busybox", {"executable": "/etc/passwd"}, "/etc/passwd in the image may not be executed by user root"),
        ("busybox", {"executable": "true", "user": "nobody-here"}, "the image has no user 'nobody-here'"),
        ("bare", {"executable": "sh -c true"}, "the image has no sh"),
    ],
)
def test_what_cannot_be_started_says_which(
    runs: Runs, bare_image: str, image: str, fields: dict[str, Any], cause: str
) -> None:
    given = {**fields, **({"image": bare_image} if image == "bare" else {})}
    outcome = runs.run(**given).outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert cause in outcome.cause


def test_an_image_without_a_shell_runs_what_it_has(runs: Runs, bare_image: str) -> None:
    ended = runs.run("echo no shell needed", image=bare_image)
    assert ended.outcome.is_success
    assert ended.log == "no shell needed\n"


def test_a_program_for_another_platform_is_told(runs: Runs) -> None:
    # an executable for AArch64
    (runs.workspace / "swan").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00" + bytes(200))
    (runs.workspace / "swan").chmod(0o755)
    outcome = runs.run("/app/run_id/swan").outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "/app/run_id/swan is no program for this platform: it, made for arm64," in outcome.cause


def test_a_program_for_another_platform_is_told_also_where_no_shell_is_in_the_image(
    runs: Runs, bare_image: str
) -> None:
    (runs.workspace / "swan").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00" + bytes(200))
    (runs.workspace / "swan").chmod(0o755)
    outcome = runs.run("/app/run_id/swan", image=bare_image).outcome
    assert "is no program for this platform: it, made for arm64," in outcome.cause


def test_a_script_whose_interpreter_is_missing_is_told(runs: Runs) -> None:
    (runs.workspace / "run.bash").write_text("#!/bin/bash\ntrue\n", encoding="utf-8")
    (runs.workspace / "run.bash").chmod(0o755)
    outcome = runs.run("/app/run_id/run.bash").outcome
    assert outcome.state is State.REJECTED
    assert "what its first line names is not in the image: /bin/bash" in outcome.cause


def test_a_user_who_may_not_write_the_workspace_is_advised(runs: Runs) -> None:
    runs.workspace.chmod(0o755)
    outcome = runs.shell("echo result >output.nc", user="1001:1001").outcome
    assert outcome.state is State.FAILED
    assert outcome.advice is not None
    assert "user 1001:1001 may not write or read something" in outcome.advice


def test_more_cores_than_the_host_has_are_refused_with_both_numbers(runs: Runs) -> None:
    cores = int(runs.engine.text("info", "--format", "{{.NCPU}}"))
    outcome = runs.run("true", cpu=128).outcome
    assert outcome.state is State.REJECTED
    assert f"cpu is 128, and the host of the Docker engine has {cores} core" in outcome.cause


def test_a_run_that_is_stopped_before_it_begins_makes_no_container(runs: Runs) -> None:
    stop = Stop()
    stop.request(signal.SIGTERM)
    outcome = runs.run("true", stop=stop).outcome
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 143)
    wait_until(lambda: runs.containers(runs.tokens[-1]) == [], "no container is there")
