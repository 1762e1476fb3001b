"""Where a run looks for Docker's engine, and what is said where there is none that can be used."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockerkit import Runs
from engines import Docker
from processes import environment
from rompy.backends import DockerConfig
from rompy.errors import CannotStartError
from rompy.plan import Folder
from rompy.run.docker import DockerEngine
from rompy.run.docker.endpoint import Endpoint, find_endpoint
from rompy.run.outcome import State

CONFIG = DockerConfig(image="swan:41.45")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a Docker config."""
    return tmp_path / "docker-config"


def make_context(folder: Path, name: str, host: str, *, tls: bool = False, **endpoint: object) -> None:
    identity = hashlib.sha256(name.encode()).hexdigest()
    meta = folder / "contexts" / "meta" / identity
    meta.mkdir(parents=True)
    described = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, **endpoint}}}
    (meta / "meta.json").write_text(json.dumps(described), encoding="utf-8")
    if tls:
        files = folder / "contexts" / "tls" / identity / "docker"
        files.mkdir(parents=True)
        for file in ("ca.pem", "cert.pem", "key.pem"):
            (files / file).touch()


def found(folder: Path, **variables: str) -> Endpoint:
    return find_endpoint({"DOCKER_CONFIG": str(folder), **variables})


def test_without_a_word_it_is_the_socket_of_this_machine(folder: Path) -> None:
    assert found(folder) == Endpoint("unix:///var/run/docker.sock")


def test_docker_host_comes_first_then_docker_context_then_the_current_context(folder: Path) -> None:
    make_context(folder, "current", "unix:///current.sock")
    make_context(folder, "named", "ssh://user@named")
    (folder / "config.json").write_text('{"currentContext": "current"}', encoding="utf-8")
    assert found(folder) == Endpoint("unix:///current.sock", "current")
    assert found(folder, DOCKER_CONTEXT="named") == Endpoint("ssh://user@named", "named")
    assert found(folder, DOCKER_CONTEXT="default") == Endpoint("unix:///var/run/docker.sock")
    assert found(folder, DOCKER_CONTEXT="named", DOCKER_HOST="tcp://host:2375") == Endpoint("tcp://host:2375")


def test_a_context_brings_its_certificates(folder: Path) -> None:
    make_context(folder, "strict", "tcp://host:2376", tls=True, SkipTLSVerify=False)
    make_context(folder, "lax", "tcp://host:2376", tls=True, SkipTLSVerify=True)
    strict, lax = (found(folder, DOCKER_CONTEXT=name).certificates for name in ("strict", "lax"))
    assert strict is not None
    assert lax is not None
    assert (strict.verifies, lax.verifies) == (True, False)
    assert strict.pair == (strict.folder / "cert.pem", strict.folder / "key.pem")
    assert strict.authority == strict.folder / "ca.pem"


def test_a_context_that_is_not_there_is_told_and_not_passed_over(folder: Path) -> None:
    with pytest.raises(CannotStartError, match=r"Docker's context 'hpc' is not there: see 'docker context ls'"):
        found(folder, DOCKER_CONTEXT="hpc")


def test_a_context_that_cannot_be_read_is_told(folder: Path) -> None:
    make_context(folder, "broken", "unix:///x.sock")
    (next((folder / "contexts/meta").iterdir()) / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(CannotStartError, match="Docker's context 'broken' names no engine that can be read"):
        found(folder, DOCKER_CONTEXT="broken")


def test_an_empty_docker_config_of_no_use_leads_to_the_default(folder: Path) -> None:
    folder.mkdir()
    (folder / "config.json").write_text("nonsense", encoding="utf-8")
    assert found(folder) == Endpoint("unix:///var/run/docker.sock")


def test_certificates_that_are_missing_are_told(folder: Path) -> None:
    with pytest.raises(CannotStartError, match=r"wants TLS, and .* lacks cert.pem or key.pem: set DOCKER_CERT_PATH"):
        found(folder, DOCKER_HOST="tcp://host:2376", DOCKER_TLS_VERIFY="1")


@pytest.fixture
def checked(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def check(workspace: Path) -> None:
    DockerEngine().check(CONFIG.plan(Folder("wave run", workspace)))


def test_an_engine_that_is_not_there_is_told(checked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    with pytest.raises(CannotStartError, match=f"no Docker engine answers at unix://{tmp_path}/no.sock: start it"):
        check(tmp_path)


def test_an_engine_that_is_not_there_by_tcp_is_told(checked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        checked.setenv("DOCKER_HOST", host)
        with pytest.raises(CannotStartError, match=f"no Docker engine answers at {host}: start it"):
            check(tmp_path)


def test_who_may_not_use_the_engine_is_told_how_to(tmp_path: Path, docker_engine: Docker) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    program = (
        "import os, sys; from pathlib import Path; import rompy.run.docker as docker\n"
        "from rompy.backends import DockerConfig; from rompy.plan import Folder\n"
        "import rompy.run.docker.engine, encodings.idna, http.client\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534); os.environ['DOCKER_CONFIG'] = '/nowhere'\n"
        "try:\n"
        "    docker.DockerEngine().check(DockerConfig(image='swan').plan(Folder('wave', Path('/tmp'))))\n"
        "except rompy.run.docker.engine.CannotStartError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False
    )
    assert "may not use the Docker engine at unix:///var/run/docker.sock: add yourself to its group" in done.stdout, (
        done
    )


def test_an_engine_by_ssh_is_told_what_it_needs(checked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked.setenv("DOCKER_HOST", "ssh://user@host")
    # what docker-py does where paramiko cannot be imported
    checked.delattr("docker.api.client.SSHHTTPAdapter", raising=False)
    with pytest.raises(CannotStartError, match="is reached by SSH, for which docker-py needs paramiko: pip install"):
        check(tmp_path)


def test_what_is_no_address_is_told(checked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked.setenv("DOCKER_HOST", "nonsense://x")
    with pytest.raises(CannotStartError, match="the Docker engine at nonsense://x cannot be reached"):
        check(tmp_path)


def test_what_answers_and_is_no_engine_is_told(checked: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

        thread = threading.Thread(target=answer)
        thread.start()
        checked.setenv("DOCKER_HOST", host)
        with pytest.raises(CannotStartError, match=f"the Docker engine at {host} cannot be reached"):
            check(tmp_path)
        thread.join()


@pytest.fixture
def by_tls(runs: Runs, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The engine of this machine behind TLS, which asks for a certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    files = tmp_path / "certificates"
    files.mkdir()
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    extension = ["-addext", "subjectAltName=IP:127.0.0.1"]
    outputs = ["-keyout", str(files / "key.pem"), "-out", str(files / "cert.pem")]
    subprocess.run([*request, *extension, *outputs], capture_output=True, check=True)
    shutil.copy(files / "cert.pem", files / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files / "cert.pem", files / "key.pem")
    context.load_verify_locations(files / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as server:
        door = threading.Thread(target=_let_in, args=(server, context))
        door.start()
        yield server.getsockname()[1], files
        server.shutdown(socket.SHUT_RDWR)
        door.join()


def _let_in(server: socket.socket, context: ssl.SSLContext) -> None:
    threads = []
    while True:
        try:
            plain, _ = server.accept()
        except OSError:
            break
        thread = threading.Thread(target=_connected, args=(plain, context))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


def _connected(plain: socket.socket, context: ssl.SSLContext) -> None:
    try:
        guest = context.wrap_socket(plain, server_side=True)
    except OSError:
        plain.close()
        return
    with guest, socket.socket(socket.AF_UNIX) as engine:
        engine.connect("/var/run/docker.sock")
        back = threading.Thread(target=_copied, args=(engine, guest))
        back.start()
        _copied(guest, engine)
        back.join()


def _copied(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


@pytest.fixture
def variables(by_tls: tuple[int, Path]) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as found:
        yield found


def test_an_engine_behind_tls_is_used_with_the_certificates_that_docker_uses(
    runs: Runs, by_tls: tuple[int, Path], variables: pytest.MonkeyPatch
) -> None:
    port, files = by_tls
    variables.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{port}")
    variables.setenv("DOCKER_TLS_VERIFY", "1")
    variables.setenv("DOCKER_CERT_PATH", str(files))
    # where the web's certificates are, as many sites set it
    variables.setenv("REQUESTS_CA_BUNDLE", os.devnull)
    ended = runs.run("echo by TLS")
    assert ended.outcome.is_success, ended.outcome.cause
    assert ended.log == "by TLS\n"
    assert ended.record.native["engine"]["host"] == f"tcp://127.0.0.1:{port}"


def test_an_engine_of_a_context_behind_tls_is_used(
    runs: Runs, by_tls: tuple[int, Path], folder: Path, variables: pytest.MonkeyPatch
) -> None:
    port, files = by_tls
    make_context(folder, "remote", f"tcp://127.0.0.1:{port}", tls=True)
    (tls,) = (folder / "contexts/tls").glob("*/docker")
    for name in ("ca.pem", "cert.pem", "key.pem"):
        shutil.copy(files / name, tls / name)
    variables.setenv("DOCKER_CONFIG", str(folder))
    variables.setenv("DOCKER_CONTEXT", "remote")
    ended = runs.run("echo by TLS")
    assert ended.outcome.is_success, ended.outcome.cause
    assert ended.log == "by TLS\n"
    assert ended.record.native["engine"]["context"] == "remote"


def test_an_engine_whose_certificate_nobody_vouches_for_is_told(
    runs: Runs, by_tls: tuple[int, Path], tmp_path: Path, variables: pytest.MonkeyPatch
) -> None:
    port, files = by_tls
    other = tmp_path / "others"
    shutil.copytree(files, other)
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-keyout", "/dev/null"]
    subprocess.run([*request, "-out", str(other / "ca.pem")], capture_output=True, check=True)
    variables.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{port}")
    variables.setenv("DOCKER_TLS_VERIFY", "1")
    variables.setenv("DOCKER_CERT_PATH", str(other))
    outcome = runs.run("true").outcome
    assert outcome.state is State.REJECTED
    assert "cannot be reached" in outcome.cause
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.cause
