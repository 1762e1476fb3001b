"""A small registry of images on this machine, as Docker's engine pulls from it (Docker Registry HTTP API V2)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
TOKEN = "token-of-the-test"  # noqa: S105 - it opens nothing else


@dataclass
class Registry:
    """One image, named ``models/wave:1``, and who may have it."""

    layer: bytes
    login: tuple[str, str] | None = None
    """Who may pull; None is everybody."""
    uses_tokens: bool = False
    """Whether it asks for a token of its own service instead of a password."""
    stalls: bool = False
    """Whether the layer never comes."""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        packed = gzip.compress(self.layer, mtime=0)
        config = json.dumps(
            {
                "architecture": "amd64",
                "os": "linux",
                "config": {"Env": ["PATH=/bin"]},
                "rootfs": {"type": "layers", "diff_ids": [digest(self.layer)]},
            }
        ).encode()
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": described("application/vnd.docker.container.image.v1+json", config),
                "layers": [described("application/vnd.docker.image.rootfs.diff.tar.gzip", packed)],
            }
        ).encode()
        self.blobs = {digest(config): config, digest(packed): packed}
        self.large = digest(packed)

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def image(self) -> str:
        return f"{self.name}/models/wave:1"

    @property
    def digest(self) -> str:
        return digest(self.manifest)

    @property
    def encoded_login(self) -> str:
        assert self.login is not None
        return base64.b64encode(":".join(self.login).encode()).decode()

    @contextmanager
    def open(self) -> Iterator[Registry]:
        registry = self

        class Desk(_Desk):
            served = registry

        with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
            server.daemon_threads = True
            self.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield self
            finally:
                self.released.set()
                server.shutdown()
                thread.join()


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def described(kind: str, content: bytes) -> dict[str, Any]:
    return {"mediaType": kind, "size": len(content), "digest": digest(content)}


class _Desk(BaseHTTPRequestHandler):
    served: Registry

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        registry, path = self.served, urlsplit(self.path).path
        registry.asked.append(path)
        if path == "/token":
            self._token()
        elif not self._is_allowed():
            self._refuse()
        elif path == "/v2/":
            self._answer(b"{}", "application/json")
        elif path.startswith("/v2/models/wave/manifests/") and path.endswith(("/1", "/latest", registry.digest)):
            self._answer(registry.manifest, MANIFEST)
        elif path.rpartition("/")[2] in registry.blobs:
            found = path.rpartition("/")[2]
            if registry.stalls and found == registry.large:
                registry.released.wait(120)
            self._answer(registry.blobs[found], "application/octet-stream")
        else:
            content = json.dumps({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}).encode()
            self._answer(content, "application/json", 404)

    def _is_allowed(self) -> bool:
        registry = self.served
        if registry.login is None:
            return True
        wanted = f"Bearer {TOKEN}" if registry.uses_tokens else f"Basic {registry.encoded_login}"
        return self.headers.get("Authorization") == wanted

    def _refuse(self) -> None:
        registry = self.served
        content = json.dumps({"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]}).encode()
        bearer = f'Bearer realm="http://{registry.name}/token",service="test"'
        self._answer(content, "application/json", 401, bearer if registry.uses_tokens else 'Basic realm="test"')

    def _token(self) -> None:
        if self.headers.get("Authorization") != f"Basic {self.served.encoded_login}":
            self._answer(b"{}", "application/json", 401)
            return
        assert parse_qs(urlsplit(self.path).query)["service"] == ["test"]
        self._answer(json.dumps({"token": TOKEN}).encode(), "application/json")

    def _answer(self, content: bytes, kind: str, status: int = 200, challenge: str = "") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
            if kind == MANIFEST:
                self.send_header("Docker-Content-Digest", digest(content))
            if challenge:
                self.send_header("WWW-Authenticate", challenge)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
