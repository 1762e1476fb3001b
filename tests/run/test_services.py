"""The engines that tests use are real, and a test that wants one of its own may end it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from engines import Docker, Slurm, StartSlurm, is_running, wait_until


def test_a_container_runs_a_shell(docker_engine: Docker, busybox_image: str) -> None:
    assert docker_engine.text("run", "--rm", busybox_image, "sh", "-c", "echo $((6 * 7))") == "42"


def test_the_image_with_a_shell_has_no_bash(docker_engine: Docker, busybox_image: str) -> None:
    done = docker_engine.run("run", "--rm", busybox_image, "bash", "-c", "true", check=False)
    assert done.returncode == 127
    assert b"not found" in done.stderr


def test_a_container_runs_as_a_user_of_the_image(docker_engine: Docker, busybox_image: str) -> None:
    assert docker_engine.text("run", "--rm", "--user", "modeller", busybox_image, "id", "-u") == "1001"


def test_the_bare_image_has_programs_and_no_shell(docker_engine: Docker, bare_image: str) -> None:
    assert docker_engine.text("run", "--rm", bare_image, "echo", "swan") == "swan"
    done = docker_engine.run("run", "--rm", bare_image, "sh", "-c", "true", check=False)
    assert done.returncode == 127


def test_an_engine_of_its_own_may_be_killed_and_started_again(
    docker_engine: Docker, busybox_image: str, private_docker: Docker, busybox: bytes
) -> None:
    image = private_docker.load("swan:1", busybox)
    container = private_docker.text("run", "--init", "--detach", image, "sleep", "600")
    inside = int(private_docker.text("inspect", "--format", "{{.State.Pid}}", container))

    private_docker.kill()
    assert not private_docker.is_answering()
    assert is_running(inside)

    private_docker.start()
    wait_until(lambda: not is_running(inside), "the container of before has ended")
    state = private_docker.text("inspect", "--format", "{{.State.Status}}", container)
    assert state == "exited"

    # an engine that is started can take the bridge of another away
    ping = "ping -c 1 -W 5 $(ip route | awk '/^default/ { print $3 }')"
    docker_engine.run("run", "--rm", busybox_image, "sh", "-c", ping)


def test_an_engine_of_its_own_leaves_nothing_behind(private_docker: Docker, busybox: bytes) -> None:
    assert private_docker.folder is not None
    bridge = (private_docker.folder / "bridge").read_text(encoding="utf-8").strip()
    assert Path("/sys/class/net", bridge).exists()
    image = private_docker.load("swan:1", busybox)
    container = private_docker.text("run", "--init", "--detach", image, "sleep", "600")
    inside = int(private_docker.text("inspect", "--format", "{{.State.Pid}}", container))

    private_docker.kill()
    private_docker.stop()

    assert not is_running(inside)
    assert not Path("/sys/class/net", bridge).exists()
    assert str(private_docker.folder) not in Path("/proc/self/mounts").read_text(encoding="utf-8")


def test_a_job_runs(slurm: Slurm, tmp_path: Path) -> None:
    number = slurm.submit(f"echo swan > {tmp_path}/out")
    job = slurm.wait_for(number, "COMPLETED", "FAILED")
    assert (job["JobState"], job["ExitCode"]) == ("COMPLETED", "0:0")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "swan\n"


def test_a_job_that_takes_too_much_memory_is_ended(slurm: Slurm) -> None:
    if not slurm.is_memory_limited:
        pytest.skip("Slurm limits memory for root alone, with control groups of version 1")
    too_much = "head -c 400m /dev/zero | tail"
    number = slurm.submit(too_much + "; true", "--mem=50M")
    job = slurm.wait_for(number, "OUT_OF_MEMORY", "COMPLETED", "FAILED", "CANCELLED")
    assert job["JobState"] == "OUT_OF_MEMORY"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--partition=closed"], "PartitionDown"),
        (["--partition=short", "--time=5"], "PartitionTimeLimit"),
    ],
)
def test_some_jobs_stay_pending(slurm: Slurm, options: list[str], reason: str) -> None:
    number = slurm.submit("true", *options)
    wait_until(lambda: slurm.job(number)["Reason"] == reason, f"the reason is {reason}")
    assert slurm.job(number)["JobState"] == "PENDING"
    slurm.run("scancel", str(number))


def test_two_slurms_know_nothing_of_each_other(slurm: Slurm, private_slurm: StartSlurm) -> None:
    other = private_slurm()
    number = other.submit("true")
    other.wait_for(number, "COMPLETED")
    assert set(slurm.nodes).isdisjoint(other.nodes)
    assert "invalid job" in slurm.run("scontrol", "show", "job", str(number + 1000), check=False).stderr.lower()


def test_the_controller_of_a_slurm_of_its_own_may_be_killed(private_slurm: StartSlurm) -> None:
    own = private_slurm("SlurmctldTimeout=5", nodes=2)
    assert len(own.nodes) == 2
    own.kill_controller()
    assert not is_running(own.controller_pid())
    own.start()
    assert is_running(own.controller_pid())
    own.wait_for(own.submit("true"), "COMPLETED")


def test_a_slurm_of_its_own_is_ended_with_its_jobs(private_slurm: StartSlurm, tmp_path: Path) -> None:
    own = private_slurm()
    number = own.submit(f"echo $$ > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/pid; sleep 600")
    own.wait_for(number, "RUNNING")
    wait_until((tmp_path / "pid").exists, "the job has written its process")
    pids = [own.controller_pid(), *map(own.node_pid, own.nodes), int((tmp_path / "pid").read_text(encoding="utf-8"))]
    assert all(map(is_running, pids))

    own.kill_controller()
    own.stop()
    assert not any(map(is_running, pids))


def test_a_small_disk_is_soon_full(tmpfs: Path) -> None:
    with pytest.raises(OSError, match="No space left") as error:
        (tmpfs / "output.nc").write_bytes(bytes(3 << 20))
    assert error.value.errno == errno.ENOSPC
