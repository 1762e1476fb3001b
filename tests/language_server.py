"""Drives yaml-language-server, which is behind the YAML support of most editors, as an editor does."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from editor_tools import installed, node, pins

CURSOR = "¦"
"""Stands in a text where the cursor is."""

_KINDS = {9: "module", 10: "key", 12: "value", 13: "enum", 15: "snippet"}
# an answer takes milliseconds; this is for a machine that does much else
_PATIENCE = 120.0


def server_names() -> list[str]:
    """Give the names of the servers that tests drive, the newest first."""
    return [name for name in pins() if name.startswith("server-")]


@dataclass(frozen=True)
class Proposal:
    """What the editor would insert when one line of its list is picked."""

    label: str
    kind: str
    insert: str
    text: str
    """What is told beside it; empty where nothing is."""


@dataclass(frozen=True)
class Problem:
    """A squiggle: the words, and the text that is underlined."""

    message: str
    line: int
    """From 1, as editors count."""
    under: str


@dataclass(frozen=True)
class Action:
    """A quick fix, and the whole text once it is applied."""

    title: str
    result: str


class Document:
    """A text that is open in the editor, with a cursor in it where ``CURSOR`` stands."""

    def __init__(self, server: LanguageServer, uri: str, marked: str) -> None:
        before, _, after = marked.partition(CURSOR)
        self._server = server
        self._uri = uri
        self.text = before + after
        self._place = {
            "textDocument": {"uri": uri},
            "position": {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1},
        }

    def proposals(self) -> list[Proposal]:
        """Give what is offered at the cursor, in the server's order."""
        answer = self._server.request("textDocument/completion", {**self._place, "context": {"triggerKind": 1}})
        items = answer.get("items", []) if isinstance(answer, dict) else answer or []
        return [_proposal(item) for item in items]

    def hover(self) -> str:
        """Give what is shown when the mouse rests at the cursor, as markdown; empty for nothing."""
        answer = self._server.request("textDocument/hover", self._place)
        return _words(answer["contents"]) if answer else ""

    def problems(self) -> list[Problem]:
        """Give what is underlined, once the server has judged the text."""
        return [self._problem(diagnostic) for diagnostic in self._server.diagnostics(self._uri)]

    def actions(self) -> list[Action]:
        """Give the quick fixes of all problems."""
        found = []
        for diagnostic in self._server.diagnostics(self._uri):
            context = {"diagnostics": [diagnostic], "only": ["quickfix"]}
            asked = {"textDocument": {"uri": self._uri}, "range": diagnostic["range"], "context": context}
            for action in self._server.request("textDocument/codeAction", asked) or []:
                changes = (action.get("edit") or {}).get("changes", {})
                found += [Action(action["title"], self._edited(edits)) for edits in changes.values()]
        return found

    def _problem(self, diagnostic: dict[str, Any]) -> Problem:
        start, end = (self._offset(diagnostic["range"][which]) for which in ("start", "end"))
        return Problem(diagnostic["message"], diagnostic["range"]["start"]["line"] + 1, self.text[start:end])

    def _offset(self, position: Mapping[str, int]) -> int:
        lines = self.text.splitlines(keepends=True)
        return sum(map(len, lines[: position["line"]])) + position["character"]

    def _edited(self, edits: list[dict[str, Any]]) -> str:
        text = self.text
        for edit in sorted(edits, key=lambda edit: self._offset(edit["range"]["start"]), reverse=True):
            start, end = (self._offset(edit["range"][which]) for which in ("start", "end"))
            text = text[:start] + edit["newText"] + text[end:]
        return text


class LanguageServer:
    """A server, for documents in folders of which each is bound to a schema, as ``yaml.schemas`` of editors does.

    Used as a context; it is ended at the end. Everything happens in the thread that asks.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        schemas: Mapping[str, Path],
        settings: Mapping[str, list[str]] | None = None,
        *,
        custom_tags: Sequence[str] = (),
    ) -> None:
        """Prepare it.

        Args:
            name: Which one, of ``server_names``.
            folder: Where the documents are, which need not be on the disk.
            schemas: The schema of the documents of each folder.
            settings: More of ``yaml.schemas``: addresses and patterns of files.
            custom_tags: What ``yaml.customTags`` says.
        """
        program = installed(name) / "yaml-language-server" / "bin" / "yaml-language-server"
        self._command = [str(node()), str(program), "--stdio"]
        self.name = name
        self._folder = folder
        self._schemas: dict[str, str | list[str]] = {
            path.as_uri(): f"**/{kind}/*.yml" for kind, path in schemas.items()
        }
        self._schemas |= settings or {}
        self._custom_tags = list(custom_tags)
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0
        self._opened = 0
        self._received = b""

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self._folder,
            bufsize=0,
        )
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self.request("shutdown", None)
            self._notify("exit", None)
            self._process.wait(10)
        except (OSError, AssertionError, subprocess.TimeoutExpired):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            assert pipe is not None
            pipe.close()

    def open(self, folder: str, marked: str) -> Document:
        """Open a new file in a folder whose schema was given; ``CURSOR`` in its text is where the cursor is."""
        self._opened += 1
        uri = (self._folder / folder / f"{self._opened}.yml").as_uri()
        document = Document(self, uri, marked)
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": document.text}
        self._notify("textDocument/didOpen", {"textDocument": opened})
        return document

    def request(self, method: str, parameters: object) -> Any:
        """Ask, and give the result.

        Raises:
            AssertionError: where the server answers with an error, ends, or does not answer.
        """
        self._asked += 1
        number = self._asked
        self._send({"id": number, "method": method, "params": parameters})
        self._wait_until(lambda: number in self._answers, method)
        answer = self._answers.pop(number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """Give the problems that the server told of an open document, which it does once for a text."""
        self._wait_until(lambda: uri in self._diagnostics, f"problems of {uri}")
        return self._diagnostics[uri]

    def _begin(self) -> None:
        formats = ["markdown", "plaintext"]
        item = {"snippetSupport": True, "documentationFormat": formats, "deprecatedSupport": True}
        quick_fixes = {"codeActionKind": {"valueSet": ["quickfix"]}}
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {"completionItem": item, "contextSupport": True},
                "hover": {"contentFormat": formats},
                "publishDiagnostics": {},
                "codeAction": {"codeActionLiteralSupport": quick_fixes},
            },
        }
        here = {"uri": self._folder.as_uri(), "name": "here"}
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": here["uri"],
                "workspaceFolders": [here],
                "capabilities": capabilities,
            },
        )
        # The server asks for its settings by itself and does not tell when they hold: it flags this file from then on.
        flagged = self._folder / "flagged.json"
        flagged.write_text('{"required": ["never"]}', encoding="utf-8")
        self._schemas[flagged.as_uri()] = "**/flagged/*.yml"
        self._notify("initialized", {})
        uri = (self._folder / "flagged" / "file.yml").as_uri()
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": "a: 1\n"}
        self._notify("textDocument/didOpen", {"textDocument": opened})
        self._wait_until(lambda: bool(self._diagnostics.get(uri)), "the settings to hold")

    def _setting(self, section: str) -> object:
        off = {"enable": False}
        yaml = {
            "validate": True,
            "hover": True,
            "completion": True,
            "schemas": self._schemas,
            "customTags": self._custom_tags,
            "schemaStore": off,
            "kubernetesCRDStore": off,
        }
        return {"yaml": yaml, "[yaml]": {"editor.tabSize": 2}, "editor": {"tabSize": 2}}.get(section, {})

    def _notify(self, method: str, parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))

    def _wait_until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _PATIENCE
        while not holds():
            for message in self._read(end, what):
                self._take(message)

    def _read(self, end: float, what: str) -> list[dict[str, Any]]:
        """Wait for bytes, and give the messages that are whole."""
        assert self._process.stdout is not None
        output = self._process.stdout
        ready, _, _ = select.select([output], [], [], max(0.0, end - time.monotonic()))
        chunk = os.read(output.fileno(), 1 << 16) if ready else b""
        if not chunk:
            self._errors.seek(0)
            how = "ended" if ready else f"was silent for {_PATIENCE:.0f} s"
            raise AssertionError(f"the server {how}, waiting for {what}: {self._errors.read().decode()[-2000:]}")
        self._received += chunk
        messages = []
        while b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            if len(rest) < length:
                break
            messages.append(json.loads(rest[:length]))
            self._received = rest[length:]
        return messages

    def _take(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "workspace/configuration", "id": number, "params": {"items": items}}:
                self._send({"id": number, "result": [self._setting(item.get("section", "")) for item in items]})
            case {"method": _, "id": number}:
                self._send({"id": number, "result": None})
            case {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": diagnostics}}:
                self._diagnostics[uri] = diagnostics
            case {"id": int(number)}:
                self._answers[number] = message


def _proposal(item: dict[str, Any]) -> Proposal:
    insert = (item.get("textEdit") or {}).get("newText", item.get("insertText", item["label"]))
    kind = _KINDS.get(item.get("kind", 0), "other")
    return Proposal(item["label"], kind, insert, _words(item.get("documentation")))


def _words(text: object) -> str:
    match text:
        case None:
            return ""
        case {"value": value}:
            return str(value)
        case list():
            return "\n".join(map(_words, text))
    return str(text)
