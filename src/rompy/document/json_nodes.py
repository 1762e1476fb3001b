"""JSON text (RFC 8259) to the same nodes that YAML is composed into, so that one builder serves both."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, NoReturn

import yaml

from rompy.document.fault import MAX_DEPTH, Fault, FaultError, too_deep
from rompy.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_DECODER = JSONDecoder()
_TAG = "tag:yaml.org,2002:"
_LITERALS = {"true": _TAG + "bool", "false": _TAG + "bool", "null": _TAG + "null"}


def compose_json(source: Source, *, number_tag: Callable[[str], str] | None = None) -> yaml.Node:
    """Compose the one value of a JSON text.

    Args:
        source: the text.
        number_tag: tells the tag of a number where JSON is not to say it: YAML 1.1 takes ``1e5`` for a text.

    Raises:
        FaultError: at the first character that is no JSON, or at a collection below ``MAX_DEPTH`` levels.
    """
    return _Composer(source, number_tag or _json_number_tag).document()


class _Composer:
    """A cursor over the text."""

    def __init__(self, source: Source, number_tag: Callable[[str], str]) -> None:
        self._source = source
        self._number_tag = number_tag
        self._text = source.text
        self._at = 0

    def document(self) -> yaml.Node:
        self._skip_blank()
        node = self._value(0)
        self._skip_blank()
        if self._at < len(self._text):
            self._refuse("JSON holds one value, and this follows it")
        return node

    def _value(self, depth: int) -> yaml.Node:
        character = self._peek()
        if character in {"{", "["}:
            if depth >= MAX_DEPTH:
                raise FaultError(too_deep(self._at))
            return self._object(depth) if character == "{" else self._array(depth)
        if character == '"':
            return self._string()
        return self._plain()

    def _object(self, depth: int) -> yaml.Node:
        pairs: list[tuple[yaml.Node, yaml.Node]] = []

        def member() -> None:
            if self._peek() != '"':
                self._refuse("A key of a JSON object is a text in double quotes")
            key = self._string()
            self._skip_blank()
            if self._peek() != ":":
                self._refuse("A colon is missing after the key")
            self._at += 1
            self._skip_blank()
            pairs.append((key, self._value(depth + 1)))

        start, end = self._items("}", member)
        return yaml.MappingNode(_TAG + "map", pairs, start, end, flow_style=True)

    def _array(self, depth: int) -> yaml.Node:
        items: list[yaml.Node] = []
        start, end = self._items("]", lambda: items.append(self._value(depth + 1)))
        return yaml.SequenceNode(_TAG + "seq", items, start, end, flow_style=True)

    def _items(self, closing: str, read_item: Callable[[], None]) -> tuple[yaml.Mark, yaml.Mark]:
        opened = self._at
        self._at += 1
        self._skip_blank()
        if self._peek() != closing:
            while True:
                read_item()
                self._skip_blank()
                if self._peek() == closing:
                    break
                if self._at >= len(self._text):
                    self._at = opened
                    self._refuse(f"This {self._text[opened]} is never closed", f"end it with {closing}")
                if self._peek() != ",":
                    self._refuse(f"A comma or {closing} is missing before this")
                comma = self._at
                self._at += 1
                self._skip_blank()
                if self._peek() == closing:
                    self._at = comma
                    self._refuse("JSON allows no comma after the last item", "remove it")
        self._at += 1
        return self._mark(opened), self._mark(self._at)

    def _string(self) -> yaml.Node:
        start = self._at
        try:
            value, self._at = _DECODER.raw_decode(self._text, start)
        except JSONDecodeError as error:
            ends_early = self._text[error.pos : error.pos + 1] in {"\r", "\n"}
            if ends_early or error.msg.startswith("Unterminated"):
                self._at = start
                self._refuse("This quote is not closed on its line", 'end the text with "')
            self._at = error.pos
            self._refuse(f"This text is no JSON string: {error.msg.lower()}")
        return self._scalar(_TAG + "str", value, start, '"')

    def _plain(self) -> yaml.Node:
        start = self._at
        match = _WORD.match(self._text, start)
        word = match[0] if match else self._peek()
        if word in _LITERALS:
            tag = _LITERALS[word]
        elif _NUMBER.fullmatch(word):
            tag = self._number_tag(word)
        else:
            self._refuse(
                "JSON expects a value here",
                'texts stand in double quotes ("); YAML files end in .yml',
                len(word) or 1,
            )
        self._at = start + len(word)
        return self._scalar(tag, word, start)

    def _scalar(self, tag: str, value: str, start: int, style: str | None = None) -> yaml.Node:
        return yaml.ScalarNode(tag, value, self._mark(start), self._mark(self._at), style)

    def _mark(self, offset: int) -> yaml.Mark:
        line, column = self._source.position(offset)
        return yaml.Mark(self._source.name, offset, line - 1, column - 1, None, 0)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _refuse(self, message: str, advice: str | None = None, width: int = 1) -> NoReturn:
        offset = min(self._at, max(0, len(self._text.rstrip()) - 1))
        raise FaultError(Fault("syntax_error", Span(offset, offset + width), message, advice))


def _json_number_tag(word: str) -> str:
    return _TAG + ("int" if word.removeprefix("-").isdigit() else "float")
