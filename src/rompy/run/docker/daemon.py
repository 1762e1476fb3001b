"""Docker's engine as runs need it; nothing else talks to it."""

from __future__ import annotations

import base64
import errno
import getpass
import json
import os
import posixpath
import re
import socket
import ssl
import tarfile
import warnings
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import requests
import urllib3
from docker import APIClient, auth
from docker.credentials import StoreError
from docker.errors import APIError, DockerException, NotFound, TLSParameterError
from docker.tls import TLSConfig

from rompy.errors import CannotStartError, EngineAwayError, EngineRefusalError
from rompy.run.docker.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rompy.run.docker.endpoint import Endpoint

_PATIENCE = 30
"""Seconds that a single answer may take; an engine that is busy with large images is slow."""
_CONNECT_PATIENCE = 10
_MOST_LINKS = 8
_BEGINNING = 2048
_ONE_SHOT = (1, 41)
"""The version of the API that gives figures of a container without waiting for two of them."""


@dataclass(frozen=True)
class Abilities:
    """What an engine says of itself."""

    version: str
    cores: int | None
    memory: int | None
    """Bytes."""
    limits_cpu: bool
    limits_memory: bool
    architecture: str
    os: str
    is_podman: bool
    is_rootless: bool
    remaps_users: bool
    has_selinux: bool


@dataclass(frozen=True)
class Image:
    """An image that the engine has."""

    id: str
    digests: tuple[str, ...]
    architecture: str
    os: str
    environment: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Container:
    """A container, as the engine tells of it."""

    id: str
    name: str
    image: str
    status: str
    """created, running, paused, restarting, removing, exited or dead."""
    exit_code: int
    is_oom_killed: bool
    error: str
    started: str
    finished: str
    """As the engine writes times; year 1 where it has not."""
    labels: Mapping[str, str]

    @property
    def is_over(self) -> bool:
        """Whether its main process has ended."""
        return self.status in {"exited", "dead"}

    @property
    def raw(self) -> dict[str, object]:
        """Its state in the engine's own words, for a record."""
        return {
            "Status": self.status,
            "ExitCode": self.exit_code,
            "OOMKilled": self.is_oom_killed,
            "Error": self.error,
            "StartedAt": self.started,
            "FinishedAt": self.finished,
        }


@dataclass(frozen=True)
class Figures:
    """What a container used up to a moment."""

    cpu_seconds: float | None
    memory: int | None
    """Bytes, without file cache that can be given up at once (as ``docker stats`` counts)."""
    memory_peak: int | None
    """Bytes, by the kernel's own count, file cache included; None where the kernel does not tell (cgroup v2)."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a container."""

    action: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Credentials:
    """As whom a registry is asked."""

    header: str | None = field(repr=False)
    """None is nobody."""
    fault: str | None = None
    """Why they could not be looked up; who needs none is not kept from pulling by that."""


class Daemon:
    """A connection to an engine."""

    def __init__(self, endpoint: Endpoint, client: APIClient, make: Callable[[str | None], APIClient]) -> None:
        self.endpoint = endpoint
        self._client = client
        self._make = make

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def abilities(self) -> Abilities:
        """Ask what the engine can do."""
        with _asked(self.endpoint):
            info = self._client.info()
            version = self._client.version()
        options = " ".join(map(str, info.get("SecurityOptions") or ()))
        components = version.get("Components") or ()
        return Abilities(
            version=str(info.get("ServerVersion", "")),
            cores=info.get("NCPU") or None,
            memory=info.get("MemTotal") or None,
            limits_cpu=bool(info.get("CpuCfsQuota", True)),
            limits_memory=bool(info.get("MemoryLimit", True)),
            architecture=str(version.get("Arch", "")),
            os=str(info.get("OSType", "linux")),
            is_podman=any("podman" in str(part.get("Name", "")).lower() for part in components),
            is_rootless="name=rootless" in options or bool(info.get("Rootless", False)),
            remaps_users="name=userns" in options,
            has_selinux="name=selinux" in options,
        )

    def image(self, name: str) -> Image | None:
        """Look an image up; None where the engine does not have it."""
        try:
            with _asked(self.endpoint):
                found = self._client.inspect_image(name)  # type: ignore[no-untyped-call]
        except EngineRefusalError as error:
            if error.status == requests.codes["not_found"]:
                return None
            raise
        return Image(
            id=str(found["Id"]),
            digests=tuple(found.get("RepoDigests") or ()),
            architecture=str(found.get("Architecture", "")),
            os=str(found.get("Os", "")),
            environment=tuple((found.get("Config") or {}).get("Env") or ()),
        )

    def credentials(self, repository: str) -> Credentials:
        """Look up as whom images of a repository are pulled, as Docker's config says."""
        return _looked_up(lambda: auth.get_config_header(self._client, auth.resolve_repository_name(repository)[0]))

    def all_credentials(self) -> Credentials:
        """Look up all that Docker's config knows, for a build that may pull from anywhere."""

        def found() -> bytes | None:
            known = auth.load_config().get_all_credentials()  # type: ignore[no-untyped-call]
            return auth.encode_header(known) if known else None

        return _looked_up(found)

    def pull(self, repository: str, tag: str, credentials: Credentials) -> Stream:
        """Begin to pull an image."""
        headers = {"X-Registry-Auth": credentials.header} if credentials.header else {}
        return self._stream("POST", "/images/create", params={"fromImage": repository, "tag": tag}, headers=headers)

    def build(self, context: Iterator[bytes], parameters: Mapping[str, str], credentials: Credentials) -> Stream:
        """Begin to build an image by the engine's own builder (API manual, "Build an image")."""
        headers = {"Content-Type": "application/x-tar"}
        if credentials.header:
            headers["X-Registry-Config"] = credentials.header
        return self._stream("POST", "/build", params=parameters, headers=headers, data=context)

    def logs(self, container: str, *, follow: bool, since: str | None) -> Stream:
        """Begin to read what a container wrote, each entry after its time."""
        params = {"stdout": "1", "stderr": "1", "timestamps": "1", "follow": "1" if follow else "0"}
        if since is not None:
            params["since"] = since
        return self._stream("GET", f"/containers/{container}/logs", params=params)

    def create(self, name: str, body: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        """Create a container (API manual, "Create a container"); its id and what the engine warns of are given back."""
        with _asked(self.endpoint):
            made = self._request("POST", "/containers/create", params={"name": name}, json=body).json()
        return str(made["Id"]), tuple(made.get("Warnings") or ())

    def start(self, container: str) -> None:
        """Start a container."""
        with _asked(self.endpoint):
            self._client.start(container)

    def container(self, name: str) -> Container | None:
        """Look a container up; None where there is none."""
        try:
            with _asked(self.endpoint):
                found: dict[str, Any] = self._client.inspect_container(name)
        except EngineRefusalError as error:
            if error.status == requests.codes["not_found"]:
                return None
            raise
        state = found["State"]
        return Container(
            id=str(found["Id"]),
            name=str(found["Name"]).removeprefix("/"),
            image=str(found["Image"]),
            status=str(state["Status"]),
            exit_code=int(state["ExitCode"]),
            is_oom_killed=bool(state["OOMKilled"]),
            error=str(state.get("Error") or ""),
            started=str(state["StartedAt"]),
            finished=str(state["FinishedAt"]),
            labels=dict((found.get("Config") or {}).get("Labels") or {}),
        )

    def containers(self, *labels: str) -> list[str]:
        """List the ids of containers, ended ones too, that have all labels."""
        with _asked(self.endpoint):
            found = self._client.containers(all=True, filters={"label": list(labels)})
        return [str(container["Id"]) for container in found]

    def beginning(self, container: str, path: str) -> bytes | None:
        """Give the first bytes of a file as a container has it; None where it has none, or that cannot be told."""
        try:
            with _asked(self.endpoint):
                for _ in range(_MOST_LINKS):
                    asked = {"params": {"path": path}, "stream": True}
                    with self._request("GET", f"/containers/{container}/archive", **asked) as response:
                        found = json.loads(base64.b64decode(response.headers["X-Docker-Container-Path-Stat"]))
                        target = str(found.get("linkTarget") or "")
                        if not target:
                            return _first_bytes(response.raw.read(_BEGINNING))
                    path = posixpath.join(posixpath.dirname(path), target)
        except (EngineAwayError, EngineRefusalError, ValueError, KeyError):
            return None
        return None

    def send_signal(self, container: str, name: str) -> bool:
        """Send a signal to a container; tell whether it still ran to get it."""
        try:
            with _asked(self.endpoint):
                self._client.kill(container, name)
        except EngineRefusalError as error:
            if error.status in {requests.codes["not_found"], requests.codes["conflict"]}:
                return False
            raise
        return True

    def remove(self, container: str) -> None:
        """Remove a container with its unnamed volumes, also where it runs; one that is gone is as good."""
        try:
            with _asked(self.endpoint):
                self._client.remove_container(container, v=True, force=True)
        except EngineRefusalError as error:
            if error.status != requests.codes["not_found"]:
                raise

    def remove_image(self, image: str) -> bool:
        """Remove an image that nothing uses; tell whether it is gone."""
        try:
            with _asked(self.endpoint):
                self._client.remove_image(image)
        except EngineRefusalError as error:
            return bool(error.status == requests.codes["not_found"])
        return True

    def dangling_images(self) -> set[str]:
        """List the ids of images that have no name, and on which no other is built."""
        with _asked(self.endpoint):
            return {str(image["Id"]) for image in self._client.images(filters={"dangling": True})}

    def figures(self, container: str) -> Figures | None:
        """Ask what a running container has used; None where the engine cannot say so at once."""
        if tuple(map(int, self._client.api_version.split("."))) < _ONE_SHOT:
            return None
        with _asked(self.endpoint):
            found: dict[str, Any] = self._client.stats(container, stream=False, one_shot=True)
        cpu = ((found.get("cpu_stats") or {}).get("cpu_usage") or {}).get("total_usage")
        memory = found.get("memory_stats") or {}
        usage = memory.get("usage")
        if not usage:
            return None
        parts = memory.get("stats") or {}
        # cgroup v1 and v2 (docs.docker.com, "docker container stats")
        idle = parts.get("total_inactive_file", parts.get("inactive_file", 0))
        return Figures(
            cpu_seconds=None if cpu is None else cpu / 1e9,
            memory=usage - idle if idle < usage else usage,
            memory_peak=memory.get("max_usage") or None,
        )

    def events(self, container: str, since: float, until: float) -> list[Event]:
        """List what happened to a container, as far as the engine remembers.

        Args:
            container: Its id.
            since: Seconds since 1970.
            until: As well; a time that is still to come is waited for.
        """
        wanted = {"container": [container], "type": ["container"]}
        asked = {"since": f"{since:.9f}", "until": f"{until:.9f}", "filters": json.dumps(wanted)}
        with _asked(self.endpoint), self._request("GET", "/events", params=asked) as response:
            found = [json.loads(line) for line in response.text.splitlines() if line.strip()]
        return [Event(str(one["Action"]), dict(one["Actor"]["Attributes"])) for one in found]

    def _stream(self, method: str, path: str, **keywords: Any) -> Stream:  # noqa: ANN401 - what requests takes
        client = self._make(self._client.api_version)

        def opened() -> requests.Response:
            with _asked(self.endpoint):
                return _requested(client, method, path, timeout=(_CONNECT_PATIENCE, None), stream=True, **keywords)

        return Stream(opened, client.close)

    def _request(self, method: str, path: str, **keywords: Any) -> requests.Response:  # noqa: ANN401 - what requests takes
        return _requested(self._client, method, path, timeout=_PATIENCE, **keywords)


class _Client(APIClient):
    def merge_environment_settings(
        self,
        url: str | bytes | None,
        proxies: Any,  # noqa: ANN401 - as requests has it
        stream: bool | None,  # noqa: FBT001 - as well
        verify: Any,  # noqa: ANN401 - as well
        cert: Any,  # noqa: ANN401 - as well
    ) -> Any:  # noqa: ANN401 - as well
        # REQUESTS_CA_BUNDLE is about the web, and would be heeded before the certificates of the engine
        verify = self.verify if verify is None else verify
        return super().merge_environment_settings(url, proxies, stream, verify, cert)


def connect(endpoint: Endpoint) -> Daemon:
    """Connect to an engine.

    Raises:
        CannotStartError: where it does not answer, or may not be used; the message says what to do.
    """

    def make(version: str | None) -> APIClient:
        return _Client(
            base_url=endpoint.host,
            version=version,
            timeout=_PATIENCE,
            tls=_tls(endpoint) or False,
            use_ssh_client=True,
        )

    with _asked(endpoint):
        client = make(None)
    return Daemon(endpoint, client, make)


def _looked_up(header: Callable[[], bytes | None]) -> Credentials:
    try:
        with warnings.catch_warnings():
            # it warns of a helper that is missing, and raises too
            warnings.simplefilter("ignore")
            found = header()
    except (DockerException, StoreError, OSError, ValueError, KeyError, TypeError) as error:
        fault = (
            f"the credentials of Docker's config cannot be read ({_plain(str(error))}), so nobody is logged in: mend "
            "config.json or install the helper that it names, or log in anew with 'docker login'"
        )
        return Credentials(None, fault)
    return Credentials(found.decode("ascii") if found else None)


def _first_bytes(archive: bytes) -> bytes | None:
    """Give the beginning of the only file of a tar archive, of which more may follow."""
    try:
        information = tarfile.TarInfo.frombuf(archive[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return None
    return archive[tarfile.BLOCKSIZE :][: information.size] if information.isreg() else None


def _tls(endpoint: Endpoint) -> TLSConfig | None:
    found = endpoint.certificates
    if found is None:
        return None
    pair = None if found.pair is None else (str(found.pair[0]), str(found.pair[1]))
    authority = None if found.authority is None else str(found.authority)
    return TLSConfig(client_cert=pair, ca_cert=authority, verify=found.verifies)


def _requested(client: APIClient, method: str, path: str, **keywords: Any) -> requests.Response:  # noqa: ANN401
    # what is read bit by bit must not come compressed
    keywords["headers"] = {"Accept-Encoding": "identity", **keywords.get("headers", {})}
    response = client.request(method, f"{client.base_url}/v{client.api_version}{path}", **keywords)
    if response.ok:
        return response
    with response:
        try:
            explanation = str(response.json()["message"])
        except (ValueError, KeyError, TypeError):
            explanation = response.text.strip()
    raise EngineRefusalError(response.status_code, explanation)


@contextmanager
def _asked(endpoint: Endpoint) -> Iterator[None]:
    """Turn what docker-py and what it is made of raise into our own errors."""
    try:
        if endpoint.is_local:
            _knock(endpoint)
        yield
    except NotFound as error:
        raise EngineRefusalError(requests.codes["not_found"], _explanation(error)) from error
    except APIError as error:
        raise EngineRefusalError(error.status_code or 500, _explanation(error)) from error
    except TLSParameterError as error:
        message = f"the certificates for the engine at {endpoint} cannot be used: {error.msg}"
        raise CannotStartError(message) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, DockerException, OSError) as error:
        raise EngineAwayError(_away(endpoint, error)) from error


def _knock(endpoint: Endpoint) -> None:
    """See that somebody listens: docker-py leaves a socket open for each connection that it does not get."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        connection.settimeout(_CONNECT_PATIENCE)
        connection.connect("/" + endpoint.host.removeprefix("unix://").lstrip("/"))


def _explanation(error: APIError) -> str:
    return str(error.explanation or error)


def _away(endpoint: Endpoint, error: Exception) -> str:
    text = str(error)
    numbers = set(_error_numbers(error))
    if "Install paramiko" in text:
        return (
            f"the Docker engine at {endpoint} is reached by SSH, for which docker-py needs paramiko: pip install "
            "paramiko, or forward the socket with 'ssh -L' and set DOCKER_HOST to it"
        )
    if numbers & {errno.EACCES, errno.EPERM}:
        return (
            f"you ({_user()}) may not use the Docker engine at {endpoint}: add yourself to its group with 'sudo "
            "usermod -aG docker $USER' and log in again, or use a rootless engine"
        )
    if numbers & {errno.ENOENT, errno.ECONNREFUSED, errno.ENOTSOCK}:
        return (
            f"no Docker engine answers at {endpoint}: start it with 'sudo systemctl start docker' or by Docker "
            "Desktop, or set DOCKER_HOST to where it is"
        )
    return f"the Docker engine at {endpoint} cannot be reached: {_plain(text)}; see 'docker info'"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.removeprefix("Error while fetching server API version: "))[:300]


def _error_numbers(error: BaseException | None) -> Iterator[int]:
    """Find the numbers of the operating system's errors that an error was made of."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        # those of TLS are OSErrors too, with numbers of their own
        if isinstance(one, OSError) and not isinstance(one, ssl.SSLError) and one.errno is not None:
            yield one.errno
        waiting += [one.__cause__, one.__context__, *one.args, getattr(one, "reason", None)]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user number {os.getuid()}"
