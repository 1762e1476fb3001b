"""That memory ran out is said where the kernel says so, and nowhere else."""

from __future__ import annotations

import secrets
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localruns import LONG
from rompy.backends import LocalConfig
from rompy.plan import Folder
from rompy.run.ending import outcome_of
from rompy.run.outcome import State
from rompy.run.record import read
from rompy.run.supervision import Result

ENDED = Result(
    token="run",  # noqa: S106 - the name of a run
    supervisor=(2, 1),
    process=(3, 2),
    started=0.0,
    finished=1.0,
    wall_seconds=1.0,
    cause="exited",
    exit_code=None,
    signal=9,
    error=None,
    outlived=0,
    killed=0,
    left=[],
    cpu_seconds=1.0,
    max_rss_bytes=None,
    memory_peak_bytes=None,
    samples=[],
    oom_kills=0,
    log_bytes=0,
    lost_bytes=0,
)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"oom_kills": 1}, State.OUT_OF_MEMORY),
        ({"oom_kills": 1, "signal": None, "exit_code": 137}, State.OUT_OF_MEMORY),
        ({"oom_kills": 0}, State.FAILED),
        ({"oom_kills": None}, State.FAILED),
        ({"oom_kills": 1, "signal": 15}, State.FAILED),
        # the group may hold others, so their ends are not this run's
        ({"oom_kills": 1, "signal": None, "exit_code": 0}, State.SUCCEEDED),
        ({"oom_kills": 1, "cause": "timeout", "killed": 1}, State.TIMEOUT),
    ],
)
def test_only_a_kill_that_the_kernel_counted_is_one_for_memory(
    tmp_path: Path, changes: dict[str, object], state: State
) -> None:
    plan = LocalConfig(command="true").plan(Folder("a run", tmp_path))
    outcome = outcome_of(ENDED.model_copy(update=changes), replace(plan, timeout=60))
    assert outcome.state is state
    assert any("memory ran out" in line for line in outcome.evidence) == (
        bool(changes["oom_kills"]) and state is not State.TIMEOUT
    )


@pytest.fixture
def small_group() -> Iterator[Path]:
    """A control group with memory for rompy and not much else."""
    name = f"rompy-test-{secrets.token_hex(4)}"
    for base, limit, value in (
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "200M"),
        ("/sys/fs/cgroup", "memory.max", "200M"),
    ):
        group = Path(base, name)
        try:
            group.mkdir()
        except OSError:
            continue
        if (group / limit).exists():
            (group / limit).write_text(value)
            break
        group.rmdir()
    else:
        pytest.skip("a control group of one's own needs root")
    yield group
    deadline = time.monotonic() + LONG
    while (group / "cgroup.procs").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    group.rmdir()


@pytest.mark.parametrize("masks", [False, True], ids=["by itself", "told by a shell"])
def test_a_model_that_the_kernel_ends_for_memory_ran_out_of_it(workspace: Path, small_group: Path, masks: bool) -> None:
    program = textwrap.dedent("""\
        import os, sys
        from pathlib import Path
        from rompy.backends import LocalConfig
        from rompy.plan import Folder
        from rompy.run import execute
        Path(sys.argv[2], "cgroup.procs").write_text(str(os.getpid()))
        sys.exit(execute(Folder("a run", Path(sys.argv[1])), LocalConfig(command=sys.argv[3])).exit_status)
        """)
    # swap would only take longer
    model = "python3 -c 'x = [bytearray(b\"x\" * 10**7) for _ in range(10**4)]'"
    command = f"{model}; exit $?" if masks else f"exec {model}"
    arguments = [sys.executable, "-c", program, str(workspace), str(small_group), command]
    done = subprocess.run(arguments, check=False, timeout=2 * LONG)
    record = read(workspace / "run.json")
    assert record.outcome is not None
    assert record.outcome.state is State.OUT_OF_MEMORY
    assert "the kernel ended 1 process of the control group because memory ran out" in record.outcome.evidence
    assert done.returncode == 137
