"""Images that a run pulls: from where, as whom, what is told of it, and what is said where it cannot be."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dockerkit import Ear, Runs
from engines import wait_until
from registry import Registry
from rompy.run.outcome import State
from rompy.run.stop import Stop


@pytest.fixture
def config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Docker config of the test's own."""
    folder = tmp_path / "docker-config"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder


@pytest.fixture
def registries(config_folder: Path) -> Iterator[ExitStack]:
    """Where registries are opened; what was pulled from them is removed."""
    with ExitStack() as stack:
        yield stack


def opened(registries: ExitStack, runs: Runs, layer: bytes, **fields: object) -> Registry:
    registry = registries.enter_context(Registry(layer, **fields).open())  # type: ignore[arg-type]
    registries.callback(runs.engine.run, "rmi", "--force", registry.image, check=False)
    return registry


def logged_in(config_folder: Path, **content: object) -> None:
    (config_folder / "config.json").write_text(json.dumps(content), encoding="utf-8")


def test_an_image_that_the_engine_lacks_is_pulled_and_told_of(
    runs: Runs, registries: ExitStack, busybox: bytes
) -> None:
    registry = opened(registries, runs, busybox)
    ear = Ear()
    ended = runs.run("echo pulled", image=registry.image, ear=ear)
    assert ended.log == "pulled\n"
    assert ear.phases == ["pulling", "running", "finished"]
    assert ear.lines[0] == f"pulling {registry.image}"
    assert any(line.startswith("Digest: sha256:") for line in ear.lines)
    image = ended.record.native["image"]
    assert image["name"] == registry.image
    assert image["digests"] == [f"{registry.name}/models/wave@{registry.digest}"]


def test_an_image_that_the_engine_has_is_not_pulled_again(runs: Runs, registries: ExitStack, busybox: bytes) -> None:
    registry = opened(registries, runs, busybox)
    runs.run("true", image=registry.image)
    asked = len(registry.asked)
    ear = Ear()
    assert runs.run("true", image=registry.image, ear=ear).outcome.is_success
    assert len(registry.asked) == asked
    assert ear.phases == ["running", "finished"]


def test_an_image_is_pulled_by_its_digest_with_or_without_a_tag(
    runs: Runs, registries: ExitStack, busybox: bytes
) -> None:
    registry = opened(registries, runs, busybox)
    name = f"{registry.name}/models/wave"
    for image in (f"{name}@{registry.digest}", f"{name}:1@{registry.digest}"):
        assert runs.run("true", image=image).outcome.is_success, image
        runs.engine.run("rmi", "--force", f"{name}@{registry.digest}")


def test_without_a_tag_latest_is_pulled_and_nothing_else(runs: Runs, registries: ExitStack, busybox: bytes) -> None:
    registry = opened(registries, runs, busybox)
    assert runs.run("true", image=f"{registry.name}/models/wave").outcome.is_success
    assert next(path for path in registry.asked if "/manifests/" in path).endswith("/latest")
    assert "/v2/models/wave/tags/list" not in registry.asked
    runs.engine.run("rmi", f"{registry.name}/models/wave:latest")


@pytest.mark.parametrize("uses_tokens", [False, True], ids=["password", "token"])
def test_credentials_come_from_the_docker_config(
    runs: Runs, registries: ExitStack, busybox: bytes, config_folder: Path, uses_tokens: bool
) -> None:
    registry = opened(registries, runs, busybox, login=("modeller", "pass:word"), uses_tokens=uses_tokens)
    logged_in(config_folder, auths={registry.name: {"auth": registry.encoded_login}})
    assert runs.run("true", image=registry.image).outcome.is_success


@pytest.mark.parametrize("way", ["credsStore", "credHelpers"])
def test_credentials_come_from_the_helper_that_the_docker_config_names(
    runs: Runs,
    registries: ExitStack,
    busybox: bytes,
    config_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    registry = opened(registries, runs, busybox, login=("modeller", "secret"))
    helper = config_folder / "docker-credential-test"
    answer = json.dumps({"ServerURL": registry.name, "Username": "modeller", "Secret": "secret"})
    helper.write_text(f"#!/bin/sh\nread -r asked\n[ \"$1 $asked\" = 'get {registry.name}' ] && echo '{answer}'\n")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{config_folder}:{os.environ['PATH']}")
    logged_in(config_folder, **{way: "test" if way == "credsStore" else {registry.name: "test"}})
    assert runs.run("true", image=registry.image).outcome.is_success


def test_who_is_not_logged_in_is_told_how_to(runs: Runs, registries: ExitStack, busybox: bytes) -> None:
    registry = opened(registries, runs, busybox, login=("modeller", "secret"))
    outcome = runs.run("true", image=registry.image).outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert f"the registry {registry.name} does not give you the image {registry.image}" in outcome.cause
    assert f"'docker login {registry.name}'" in outcome.cause


def test_wrong_credentials_are_told_and_not_shown(
    runs: Runs, registries: ExitStack, busybox: bytes, config_folder: Path
) -> None:
    registry = opened(registries, runs, busybox, login=("modeller", "secret"))
    logged_in(config_folder, auths={registry.name: {"auth": "bW9kZWxsZXI6d3JvbmctcGFzcw=="}})
    outcome = runs.run("true", image=registry.image).outcome
    assert f"'docker login {registry.name}'" in outcome.cause
    assert "wrong-pass" not in (runs.workspace / "run.json").read_text(encoding="utf-8")


def test_a_helper_for_credentials_that_is_missing_is_told_and_what_is_public_is_pulled(
    runs: Runs, registries: ExitStack, busybox: bytes, config_folder: Path
) -> None:
    registry = opened(registries, runs, busybox)
    logged_in(config_folder, credsStore="nowhere-to-be-found")
    ear = Ear()
    assert runs.run("true", image=registry.image, ear=ear).outcome.is_success
    (line,) = [line for line in ear.lines if "credentials of Docker's config cannot be read" in line]
    assert "docker-credential-nowhere-to-be-found" in line


def test_an_image_that_the_registry_lacks_is_told(runs: Runs, registries: ExitStack, busybox: bytes) -> None:
    registry = opened(registries, runs, busybox)
    image = f"{registry.name}/models/tide:9"
    outcome = runs.run("true", image=image).outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert f"the image {image} is not there, and {registry.name} does not have it" in outcome.cause


def test_a_registry_that_cannot_be_reached_is_told(runs: Runs) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        registry = f"127.0.0.1:{taken.getsockname()[1]}"
        outcome = runs.run("true", image=f"{registry}/models/wave:1").outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert f"the registry {registry} cannot be reached" in outcome.cause


@pytest.mark.parametrize("way", ["stop", "timeout"])
def test_a_pull_ends_with_its_run(runs: Runs, registries: ExitStack, busybox: bytes, way: str) -> None:
    # no engine has this layer, so that it must come
    registry = opened(registries, runs, busybox + bytes(512 * (1 + os.urandom(1)[0])), stalls=True)
    stop = Stop()

    def ask() -> None:
        if way == "stop" and any("/blobs/" in path for path in registry.asked) and not stop.is_requested:
            stop.request(signal.SIGINT)

    timeout = 5 if way == "timeout" else 600
    outcome = runs.run("true", image=registry.image, ear=Ear(at_tick=ask), stop=stop, timeout=timeout).outcome
    state, status = (State.CANCELLED, 130) if way == "stop" else (State.TIMEOUT, 124)
    assert (outcome.state, outcome.exit_status) == (state, status)
    assert "while its image was pulled" in outcome.cause
    registry.released.set()
    wait_until(lambda: runs.engine.run("inspect", registry.image, check=False).returncode != 0, "nothing was pulled")
