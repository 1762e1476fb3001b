"""Where Docker's engine is: the rules of the docker command line (docs.docker.com, "Docker contexts")."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_HOST = "unix:///var/run/docker.sock"


@dataclass(frozen=True)
class Certificates:
    """What a connection by TLS is made with."""

    folder: Path
    verifies: bool
    """Whether the engine must prove who it is."""

    @property
    def authority(self) -> Path | None:
        """The certificate of who vouches for the engine."""
        return self._file("ca.pem")

    @property
    def pair(self) -> tuple[Path, Path] | None:
        """The certificate and the key by which the engine knows us."""
        certificate, key = self._file("cert.pem"), self._file("key.pem")
        return (certificate, key) if certificate and key else None

    def _file(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None


@dataclass(frozen=True)
class Endpoint:
    """An engine, and what leads to it."""

    host: str
    context: str | None = None
    """The context of the docker command line that names it; None where DOCKER_HOST does, or nothing."""
    certificates: Certificates | None = None

    @property
    def is_local(self) -> bool:
        """Whether the engine sees this machine's files: a socket in the file system is taken to lead to such a one."""
        return self.host.startswith("unix://")

    def __str__(self) -> str:
        """Say where it is, and why there."""
        return f"{self.host} (context {self.context!r})" if self.context else self.host


def find_endpoint(environment: Mapping[str, str]) -> Endpoint:
    """Find the engine as ``docker`` does: DOCKER_HOST, then DOCKER_CONTEXT, then the current context, then the default.

    Raises:
        CannotStartError: for a context that is not there, or cannot be read.
    """
    folder = _config_folder(environment)
    host = environment.get("DOCKER_HOST", "")
    if host:
        return Endpoint(host, certificates=_given_certificates(environment, folder, host))
    name = environment.get("DOCKER_CONTEXT") or _current_context(folder)
    if name == "default":
        return Endpoint(DEFAULT_HOST)
    return _context(folder, name)


def _config_folder(environment: Mapping[str, str]) -> Path:
    given = environment.get("DOCKER_CONFIG", "")
    return Path(given) if given else Path.home() / ".docker"


def _given_certificates(environment: Mapping[str, str], folder: Path, host: str) -> Certificates | None:
    verifies = environment.get("DOCKER_TLS_VERIFY", "") != ""
    given = environment.get("DOCKER_CERT_PATH", "")
    if not (verifies or given) or host.startswith(("unix://", "ssh://")):
        return None
    found = Certificates(Path(given) if given else folder, verifies)
    if found.pair is None:
        message = (
            f"the engine at {host} wants TLS, and {found.folder} lacks cert.pem or key.pem: set DOCKER_CERT_PATH to "
            "the folder of the certificates, or unset DOCKER_TLS_VERIFY"
        )
        raise CannotStartError(message)
    return found


def _current_context(folder: Path) -> str:
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        # without a config that can be read, docker goes to the default too
        return "default"
    name = config.get("currentContext") if isinstance(config, dict) else None
    return name if isinstance(name, str) and name else "default"


def _context(folder: Path, name: str) -> Endpoint:
    identity = hashlib.sha256(name.encode()).hexdigest()
    path = folder / "contexts" / "meta" / identity / "meta.json"
    try:
        described = json.loads(path.read_bytes())["Endpoints"]["docker"]
        host, skips = described["Host"], bool(described.get("SkipTLSVerify", False))
    except FileNotFoundError as error:
        message = (
            f"Docker's context {name!r} is not there: see 'docker context ls', choose one by 'docker context use' "
            "or DOCKER_CONTEXT"
        )
        raise CannotStartError(message) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"Docker's context {name!r} names no engine that can be read: {path}"
        raise CannotStartError(message) from error
    tls = folder / "contexts" / "tls" / identity / "docker"
    return Endpoint(str(host), name, Certificates(tls, not skips) if tls.is_dir() else None)
