"""What cannot be had on every machine: other engines' words and abilities, and what rompy makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rompy.backends import DockerConfig
from rompy.errors import CannotStartError, EngineRefusalError
from rompy.plan import Folder, RunContainer
from rompy.run.docker.container import body_of, name_of, probe_of
from rompy.run.docker.daemon import Abilities, Container
from rompy.run.docker.ending import outcome_of
from rompy.run.docker.endpoint import Endpoint
from rompy.run.docker.faults import creation_fault, start_fault
from rompy.run.docker.image import pull_fault
from rompy.run.docker.moment import moment, seconds_of
from rompy.run.docker.preflight import check_limits, notes
from rompy.run.outcome import State

HERE = Endpoint("unix:///var/run/docker.sock")
ENGINE = Abilities(
    version="24.0",
    cores=8,
    memory=16 * 1024**3,
    limits_cpu=True,
    limits_memory=True,
    architecture="amd64",
    os="linux",
    is_podman=False,
    is_rootless=False,
    remaps_users=False,
    has_selinux=False,
)


def container(**fields: object) -> RunContainer:
    config = DockerConfig.model_validate({"image": "swan:41.45", **fields}, context={"host": False})
    (step,) = config.plan(Folder("wave", Path("/runs/wave"))).steps
    assert isinstance(step, RunContainer)
    return step


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (
            "pull access denied for wave, repository does not exist or may require 'docker login': denied",
            "docker.io has none of that name, or hides it from who is not logged in; check the name, or use",
        ),
        ("manifest for wave:9 not found: manifest unknown", "docker.io does not have it: check its name and its tag"),
        ("toomanyrequests: You have reached your pull rate limit", "you reached its limit"),
        ("no matching manifest for linux/arm64/v8 in the manifest list entries", "not made for this engine's platform"),
        ("write /var/lib/docker/tmp/x: no space left on device", "does not fit on the engine's disk"),
        (
            "Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io: no such host",
            "cannot be reached",
        ),
        ("Get https://registry-1.docker.io/v2/: x509: certificate signed by unknown authority", "cannot be reached"),
        ("Get https://r/v2/: net/http: TLS handshake timeout", "cannot be reached"),
        ("unauthorized: incorrect username or password", "log in with 'docker login'"),
        ("something new", "could not be pulled; the engine says: something new"),
    ],
)
def test_what_an_engine_says_of_a_pull_is_put_in_words(said: str, meaning: str) -> None:
    fault = str(pull_fault("wave:9", said))
    assert meaning in fault
    assert said in fault


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (
            'unable to start container process: exec: "swan": executable file not found in $PATH: unknown',
            "the image has no swan",
        ),
        (
            'OCI runtime create failed: exec: "/etc/passwd": permission denied: unknown',
            "/etc/passwd in the image may not be executed by user root",
        ),
        ("exec /swan: exec format error", "/swan is no program for this platform"),
        ("unable to find user waves: no matching entries in passwd file", "the image has no user 'root'"),
        ("no init binary found: catatonit", "the engine has no init to put before the model"),
        ("error mounting /x to rootfs at /y: not a directory", "a mount could not be made"),
        ("something new", "the container could not be started: something new"),
    ],
)
def test_what_an_engine_says_of_a_start_is_put_in_words(said: str, meaning: str) -> None:
    assert meaning in str(start_fault(said, container(executable="swan")))


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("Minimum memory limit allowed is 6MB", "the engine does not take the memory limit of 64m"),
        ("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", "does not take 4 cores"),
        ("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler", "does not take 4 cores"),
        ("invalid mount config: bind source path does not exist: /data", "a host path of 'volumes' does not exist"),
        ("No such image: swan:41.45", "the image swan:41.45 has just been removed"),
    ],
)
def test_what_an_engine_says_of_a_creation_is_put_in_words(said: str, meaning: str) -> None:
    fault = creation_fault(EngineRefusalError(400, said), container(cpu=4, memory="64m"), "swan:41.45")
    assert meaning in str(fault)


def test_an_engine_that_cannot_hold_a_run_to_its_limits_is_refused() -> None:
    weak = replace(ENGINE, limits_memory=False)
    check_limits(container(), weak, HERE)
    with pytest.raises(CannotStartError, match="cannot limit memory, as a rootless one without cgroup v2"):
        check_limits(container(memory="64m"), weak, HERE)
    with pytest.raises(CannotStartError, match="cannot limit cpu"):
        check_limits(container(), replace(ENGINE, limits_cpu=False), HERE)
    with pytest.raises(CannotStartError, match="runs windows containers: switch it to Linux containers"):
        check_limits(container(), replace(ENGINE, os="windows"), HERE)


def test_what_root_means_with_a_rootless_engine_is_told() -> None:
    rootless = replace(ENGINE, is_rootless=True)
    assert [note for note in notes(container(), rootless) if "root in the container is you" in note]
    assert list(notes(container(user="1000:1000"), rootless)) == []
    assert [note for note in notes(container(), replace(ENGINE, remaps_users=True)) if "remaps users" in note]


def test_a_memory_limit_above_the_memory_of_the_host_is_told() -> None:
    (note,) = notes(container(memory="32g"), ENGINE)
    assert note.startswith("memory is 32g, more than the host of the engine has (16384m)")


def test_selinux_labels_are_set_where_the_engine_has_selinux_and_nothing_is_made_for_them() -> None:
    step = container(volumes=["/data:/a:ro,z", "/data:/b"])
    without = body_of(step, "swan", {}, ENGINE, ())["HostConfig"]
    assert isinstance(without, dict)
    assert without["Binds"] == []
    assert [mount["Target"] for mount in without["Mounts"]] == ["/app/run_id", "/a", "/b"]
    within = body_of(step, "swan", {}, replace(ENGINE, has_selinux=True), ())["HostConfig"]
    assert isinstance(within, dict)
    assert within["Binds"] == ["/data:/a:ro,z"]
    assert [mount["Target"] for mount in within["Mounts"]] == ["/app/run_id", "/b"]
    # the engine is asked first by a container that mounts what must be there
    probe = probe_of(step, "swan")
    assert probe is not None
    assert isinstance(probe["HostConfig"], dict)
    assert [mount["Type"] for mount in probe["HostConfig"]["Mounts"]] == ["bind", "bind", "bind"]
    assert probe_of(container(volumes=["/data:/b"]), "swan") is None


def test_what_the_image_says_of_pythons_buffering_is_left() -> None:
    assert body_of(container(), "swan", {}, ENGINE, ("PYTHONUNBUFFERED=",))["Env"] == []


@pytest.mark.parametrize(
    ("run_id", "name"),
    [
        ("wave", "rompy-wave-01234567"),
        ("my run/1", "rompy-my-run-1-01234567"),
        ("høyde", "rompy-h-yde-01234567"),
        ("///", "rompy-run-01234567"),
        ("x" * 200, f"rompy-{'x' * 60}-01234567"),
    ],
)
def test_a_container_has_a_name_that_docker_takes(run_id: str, name: str) -> None:
    assert name_of(run_id, "0123456789abcdef") == name


def test_times_are_read_as_docker_and_podman_write_them() -> None:
    assert seconds_of("2026-11-22T16:43:08.110624023Z") == "1795365788.110624023"
    assert seconds_of("2026-11-22T17:43:08.5+01:00") == "1795365788.500000000"
    assert str(moment("2026-11-22T16:43:08.110624023Z")) == "2026-11-22 16:43:08.110624+00:00"
    assert moment("0001-01-01T00:00:00Z") is None
    assert moment("") is None


def test_a_kill_that_nobody_asked_docker_for_points_to_the_hosts_memory() -> None:
    ended = Container("1", "wave", "swan", "exited", 137, False, "", "", "", {})
    outcome = outcome_of(ended, container(), None, [], was_engine_away=False)
    assert (outcome.state, outcome.signal) == (State.FAILED, 9)
    assert outcome.advice is not None
    assert "the host may have run out of memory" in outcome.advice
