"""What a container is run with: every field of a docker config, seen from inside the container and from outside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dockerkit import Ear, Runs
from rompy.run.outcome import State
from rompy.run.owner import owner_of

Seen = dict[str, Any]


def seen_from_outside(runs: Runs, **fields: Any) -> Seen:
    """Run with some fields, and give what the engine says of the container while it runs."""
    found: list[Seen] = []

    def look(_written: bytes) -> None:
        if not found:
            found.append(runs.inspect(runs.tokens[-1]))
            (runs.workspace / "seen").touch()

    runs.workspace.chmod(0o777)
    ended = runs.shell(
        "echo started; until [ -e /app/run_id/seen ]; do sleep 0.1; done", ear=Ear(at_output=look), **fields
    )
    (runs.workspace / "seen").unlink()
    assert ended.outcome.is_success, ended.outcome
    return found[0]


def at(found: Seen, place: str) -> object:
    """Give what stands at a place such as ``Config.User``."""
    here: Any = found
    for name in place.split("."):
        here = here[name]
    return here


EVERYTHING = {
    "cpu": 1,
    "memory": "64m",
    "user": "1001:1002",
    "working_dir": "/usr",
    "env_vars": {"A": "b,c=d e\nf", "EMPTY": ""},
    "volumes": ["/etc:/host:ro"],
    "timeout": 600,
}
AS_GIVEN = {
    "HostConfig.NanoCpus": 1_000_000_000,
    "HostConfig.Memory": 64 * 1024**2,
    # no swap comes on top, so that the limit is the limit
    "HostConfig.MemorySwap": 64 * 1024**2,
    "Config.User": "1001:1002",
    "Config.WorkingDir": "/usr",
    "Config.Entrypoint": ["/app/run_id/model.sh"],
    "Config.Env": ["A=b,c=d e\nf", "EMPTY=", "PYTHONUNBUFFERED=1", "PATH=/bin"],
}
WITHOUT_A_WORD = {
    "HostConfig.NanoCpus": 1_000_000_000,
    "HostConfig.Memory": 0,
    "Config.User": "root",
    "Config.WorkingDir": "/app/run_id",
    "Config.Tty": False,
    "Config.OpenStdin": False,
    "Config.StopSignal": "SIGTERM",
    "HostConfig.Init": True,
    "HostConfig.AutoRemove": False,
    "HostConfig.Privileged": False,
    "HostConfig.LogConfig.Type": "json-file",
}


@pytest.mark.parametrize(("fields", "expected"), [(EVERYTHING, AS_GIVEN), ({}, WITHOUT_A_WORD)])
def test_the_engine_has_what_the_config_says(runs: Runs, fields: Seen, expected: Seen) -> None:
    found = seen_from_outside(runs, **fields)
    assert {place: at(found, place) for place in expected} == expected


def test_the_first_word_takes_the_place_of_the_images_entrypoint_and_no_shell_is_in_between(runs: Runs) -> None:
    ended = runs.run("echo '$HOME' a\\ b \"c  d\" *")
    assert ended.log == "$HOME a b c  d *\n"


def test_the_words_of_mpiexec_come_first_with_the_number_of_cores(runs: Runs) -> None:
    assert runs.run("model -x", mpiexec="echo mpirun", cpu=1).log == "mpirun -n 1 model -x\n"


def test_an_entrypoint_and_a_command_of_the_image_are_not_executed(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(f'FROM {runs.image}\nENTRYPOINT ["false"]\nCMD ["image"]\n', encoding="utf-8")
    ended = runs.run("echo ours", dockerfile="Dockerfile", build_context=tmp_path)
    assert ended.log == "ours\n"
    runs.engine.run("rmi", ended.record.native["image"]["name"])


def test_the_container_sees_no_more_memory_and_cpu_than_it_may_use(runs: Runs) -> None:
    script = """
        cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max
        cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.swap.max
        cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cut -d' ' -f1 /sys/fs/cgroup/cpu.max
    """
    memory, swap, quota = runs.shell(script, memory="64m", cpu=1).lines
    assert memory == str(64 * 1024**2)
    assert swap in {memory, "0"}
    assert quota == "100000"


@pytest.mark.parametrize(
    ("user", "owner"), [("1001:1002", (1001, 1002)), ("modeller", (1001, 1001)), ("1234", (1234, 0)), ("root", (0, 0))]
)
def test_files_belong_to_the_user_of_the_config(runs: Runs, user: str, owner: tuple[int, int]) -> None:
    runs.workspace.chmod(0o777)
    ended = runs.shell("id -u; id -g; echo result >output.nc", user=user)
    status = (runs.workspace / "output.nc").stat()
    assert (status.st_uid, status.st_gid) == owner
    assert ended.lines == [str(number) for number in owner]


def test_values_of_the_environment_arrive_as_they_are(runs: Runs) -> None:
    values = {"A": "b,c=d e", "LINES_": "one\ntwo\n", "EMPTY": "", "QUOTED": "\"'$HOME\\", "WAVES": "höhe 3 m"}
    script = "env -0 >env.bin"
    assert runs.shell(script, env_vars=values).outcome.is_success
    entries = (runs.workspace / "env.bin").read_bytes().decode().split("\0")
    found = dict(entry.split("=", 1) for entry in entries if entry)
    assert {name: found.get(name) for name in values} == values


def test_the_environment_holds_nothing_of_ours_but_that_python_writes_at_once(runs: Runs) -> None:
    first = runs.run("env", env_vars={"A": "1"})
    names = {line.split("=")[0] for line in first.lines}
    assert names - {"PATH", "HOSTNAME", "HOME"} == {"A", "PYTHONUNBUFFERED"}
    second = runs.run("env", env_vars={"PYTHONUNBUFFERED": ""})
    assert "PYTHONUNBUFFERED=" in second.lines


def test_a_run_starts_in_its_workspace_or_in_the_folder_of_the_config(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "else where").mkdir()
    assert runs.run("pwd").lines == ["/app/run_id"]
    assert runs.run("pwd", working_dir=tmp_path / "else where").lines == [str(tmp_path / "else where")]


def test_a_volume_that_is_read_only_cannot_be_written(runs: Runs, tmp_path: Path) -> None:
    for name in ("forcing", "results"):
        (tmp_path / name).mkdir()
    volumes = [f"{tmp_path}/forcing:/forcing:ro", f"{tmp_path}/results:/results:rw"]
    ended = runs.shell("touch /results/ok && touch /forcing/no", volumes=volumes)
    assert ended.outcome.exit_code == 1
    assert "Read-only file system" in ended.log
    assert ((tmp_path / "results/ok").exists(), (tmp_path / "forcing/no").exists()) == (True, False)


def test_two_mounts_of_one_folder_are_both_there(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "grid").write_text("1\n", encoding="utf-8")
    volumes = [f"{tmp_path}/data:/first", f"{tmp_path}/data:/second:ro"]
    assert runs.run("cat /first/grid /second/grid", volumes=volumes).log == "1\n1\n"


def test_a_file_can_be_mounted_and_names_may_hold_blanks_and_commas(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "a, b").write_text("namelist\n", encoding="utf-8")
    assert runs.run("cat '/in put,x'", volumes=[f"{tmp_path}/a, b:/in put,x:ro"]).log == "namelist\n"


@pytest.mark.parametrize(
    ("modes", "kept"),
    [
        ("ro", {"ReadOnly": True}),
        ("rw", {}),
        ("ro,z", {"ReadOnly": True}),
        ("Z", {}),
        ("ro,rshared", {"ReadOnly": True, "BindOptions": {"Propagation": "rshared"}}),
        ("slave", {"BindOptions": {"Propagation": "slave"}}),
        ("ro,private", {"ReadOnly": True, "BindOptions": {"Propagation": "private"}}),
        ("cached", {"Consistency": "cached"}),
        ("ro,consistent", {"ReadOnly": True, "Consistency": "consistent"}),
    ],
)
def test_the_modes_of_a_volume_are_kept_exactly(runs: Runs, tmpfs: Path, modes: str, kept: Seen) -> None:
    # what is given on to others must be a mount that is shared
    subprocess.run(["mount", "--make-shared", tmpfs], check=True)
    found = seen_from_outside(runs, volumes=[f"{tmpfs}:/seen:{modes}"])
    (mount,) = [one for one in found["HostConfig"]["Mounts"] if one["Target"] == "/seen"]
    assert mount == {"Type": "bind", "Source": str(tmpfs), "Target": "/seen", **kept}


def test_a_missing_path_is_an_error_and_is_not_made(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    config = runs.config("true", volumes=[f"{tmp_path}/here:/data"])
    (tmp_path / "here").rmdir()
    ended = runs.carry_out(runs.prepare(config))
    assert ended.outcome.state is State.REJECTED
    assert f"what is mounted on /data does not exist: {tmp_path}/here" in ended.outcome.cause
    assert not (tmp_path / "here").exists()


def test_a_container_is_named_for_people_and_labelled_for_rompy(runs: Runs) -> None:
    found = seen_from_outside(runs)
    token = runs.tokens[-1]
    assert found["Name"] == f"/rompy-wave-run-{token[:8]}"
    assert {name: text for name, text in found["Config"]["Labels"].items() if name.startswith("org.rompy.")} == {
        "org.rompy.token": token,
        "org.rompy.run-id": "wave run",
        "org.rompy.owner": str(owner_of()),
        "org.rompy.host": socket.gethostname(),
        "org.rompy.workspace": str(runs.workspace),
        "org.rompy.kept": "no",
    }


def test_an_ended_container_is_removed_with_its_unnamed_volumes(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM {runs.image}\nVOLUME /scratch\n", encoding="utf-8")
    volume: list[str] = []

    def look(_written: bytes) -> None:
        mounts = runs.inspect(runs.tokens[-1])["Mounts"]
        volume.extend(mount["Name"] for mount in mounts if mount["Type"] == "volume")

    ended = runs.shell("echo 1; sleep 1", ear=Ear(at_output=look), dockerfile="Dockerfile", build_context=tmp_path)
    assert ended.outcome.is_success
    assert runs.containers(runs.tokens[-1]) == []
    assert runs.engine.run("volume", "inspect", volume[0], check=False).returncode != 0
    runs.engine.run("rmi", ended.record.native["image"]["name"])


def test_a_container_that_is_to_be_kept_is_kept_and_named(runs: Runs) -> None:
    ended = runs.run("echo kept", remove_container=False)
    runs.kept.add(runs.tokens[-1])
    assert runs.inspect(runs.tokens[-1])["State"]["Status"] == "exited"
    name = f"rompy-wave-run-{runs.tokens[-1][:8]}"
    assert ended.record.left_behind == [f"container {name} (kept: remove_container is false)"]


def test_output_is_heard_while_the_model_runs_and_kept_in_the_log(runs: Runs) -> None:
    heard_while: list[bool] = []

    def hear(_written: bytes) -> None:
        heard_while.append(runs.inspect(runs.tokens[-1])["State"]["Running"])

    ear = Ear(at_output=hear)
    ended = runs.shell("echo to stdout; sleep 1; echo to stderr >&2; sleep 1; printf 'no newline'", ear=ear)
    assert heard_while[0]
    assert ended.lines == ["to stdout", "to stderr", "no newline"]
    assert ear.written == ended.log.encode()
    (log,) = ended.record.logs
    assert (log.path, log.bytes, log.truncated) == (str(runs.workspace / "run.log"), len(ear.written), False)


def test_a_log_of_many_megabytes_with_long_lines_is_complete(runs: Runs) -> None:
    script = (
        "head -c 300000 /dev/zero | tr '\\0' x; echo; "
        "i=0; while [ $i -lt 20000 ]; do echo line $i of the model; i=$((i+1)); done; head -c 20000000 /dev/zero"
    )
    assert runs.shell(script).outcome.is_success
    content = (runs.workspace / "run.log").read_bytes()
    lines = b"".join(b"line %d of the model\n" % number for number in range(20000))
    assert content == b"x" * 300000 + b"\n" + lines + bytes(20_000_000)


def test_the_record_says_what_ran_and_what_it_used(runs: Runs) -> None:
    script = "i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done; sleep 2"
    record = runs.shell(script, memory="64m").record
    image = json.loads(runs.engine.text("inspect", runs.image))[0]
    assert record.native["image"] == {"name": runs.image, "id": image["Id"], "digests": image["RepoDigests"]}
    assert record.native["engine"]["name"] == "docker"
    assert record.native["container"]["name"] == f"rompy-wave-run-{runs.tokens[-1][:8]}"
    assert record.usage.cpu_seconds is not None
    assert record.usage.cpu_seconds > 0
    assert record.usage.memory_peak_bytes is not None
    assert 0 < record.usage.memory_peak_bytes <= 64 * 1024**2
    assert record.usage.samples
    assert record.times.started is not None
    assert record.times.finished is not None
    assert record.times.created <= record.times.started < record.times.finished
    assert {limit.name: limit.enforced_by for limit in record.limits} == {
        "timeout": "rompy",
        "cpu": "docker",
        "memory": "docker",
    }


def test_secrets_are_not_in_the_record_nor_in_the_command_lines_of_this_machine(runs: Runs) -> None:
    secret = f"s3cret-{os.urandom(8).hex()}"
    lines: list[bytes] = []

    def look(_written: bytes) -> None:
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                lines.append(process.read_bytes())
            except OSError:
                continue

    ended = runs.shell("echo started; sleep 1", env_vars={"API_KEY": secret}, ear=Ear(at_output=look))
    assert lines
    assert not any(secret.encode() in line for line in lines)
    assert ended.record.config["env_vars"] == ["API_KEY"]
    for path in runs.workspace.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_phases_are_told_in_their_order(runs: Runs) -> None:
    ear = Ear()
    runs.run("true", ear=ear)
    assert ear.phases == ["running", "finished"]
