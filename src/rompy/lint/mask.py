"""Hides values that may be secret in the text that findings are shown with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rompy.backends.redact import SECRET_FIELDS
from rompy.document import Document, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.document import Path

_KEY = re.compile(r"^(?P<indent>[ \t]*(?:- )?)(?P<open>[{\[,]?[ \t]*)[\"']?(?P<name>[\w-]+)[\"']?[ \t]*:(?P<rest>.*)$")


def masked(source: Source, documents: Iterable[Document], *, whole: bool) -> Source:
    """Give the text with every value of a secret field replaced by asterisks; all places stay.

    Args:
        source: The text to show lines of.
        documents: What could be read of it.
        whole: Whether all of it could be read; the rest is masked by the look of its lines.
    """
    characters = list(source.text)
    spans = [
        span
        for document in documents
        for path in _secret_paths(document.data, ())
        for span in document.scalar_spans_below(path)
    ]
    if not whole:
        spans += _secret_lines(source)
    for start, end in spans:
        is_quoted = end - start > 1 and characters[start] in "\"'" and characters[end - 1] == characters[start]
        for index in range(start + is_quoted, end - is_quoted):
            if characters[index] not in "\r\n":
                characters[index] = "*"
    return Source(source.name, "".join(characters), source.is_json)


def is_secret_field(name: object) -> bool:
    """Tell whether a field's values are never shown; a misspelt name counts too."""
    return isinstance(name, str) and bool(get_close_matches(name.lower(), SECRET_FIELDS, n=1, cutoff=0.6))


def _secret_paths(data: object, path: Path) -> Iterator[Path]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if is_secret_field(key):
                yield (*path, key)
            else:
                yield from _secret_paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _secret_paths(value, (*path, index))


def _secret_lines(source: Source) -> Iterator[Span]:
    """Yield what follows a secret field's colon, and what follows a colon on the lines indented below it."""
    inside: int | None = None
    for number in range(1, source.line_count + 1):
        start, end = source.line_span(number)
        text = source.text[start:end]
        if not text.strip():
            continue
        match = _KEY.match(text)
        indent = len(text) - len(text.lstrip(" \t"))
        if inside is not None and indent <= inside and not text.lstrip().startswith(("- ", "}", "]", '"', "'")):
            inside = None
        if inside is not None:
            yield Span(start + (match.start("rest") if match else indent), end)
        elif match and is_secret_field(match["name"]):
            inside = indent
            yield Span(start + match.start("rest"), end)
