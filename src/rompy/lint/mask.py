"""Hides values that may be secret in the text that findings are shown with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.backends.registry import description, own_types
from rompy.backends.secrets import is_secret_field, secrets_in_command
from rompy.document import Document, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEY = r"^(?P<indent>[ \t]*(?:- )?)(?P<open>[{\[,]?[ \t]*)[\"']?(?P<name>[\w-]+)[\"']?[ \t]*:(?P<rest>.*)$"


def masked(source: Source, documents: Iterable[Document], *, whole: bool, is_secret: bool = False) -> Source:
    """Give the text with every value of a secret field, and all else that is surely secret, replaced by asterisks.

    All places stay.

    Args:
        source: The text to show lines of.
        documents: What could be read of it.
        whole: Whether all of it could be read; the rest is masked by the look of its lines.
        is_secret: Whether all of it is the value of a secret field, because it is included there.
    """
    characters = list(source.text)
    spans = [span for document in documents for span in document.scalar_spans_under(is_secret_field)]
    if is_secret:
        spans += [span for document in documents for span in document.scalar_spans()]
    if not whole:
        spans += [Span(0, len(source.text))] if is_secret else _secret_lines(source)
    spans += [span for span, _ in secrets_in_command(source.text)]
    for start, end in spans:
        is_quoted = end - start > 1 and characters[start] in "\"'" and characters[end - 1] == characters[start]
        for index in range(start + is_quoted, end - is_quoted):
            if characters[index] not in "\r\n":
                characters[index] = "*"
    return Source(source.name, "".join(characters), source.is_json)


def more_masked(source: Source, other: Source) -> Source:
    """Mask in one text what is masked in another version of it too."""
    if len(source.text) != len(other.text):
        return source
    pairs = zip(source.text, other.text, strict=True)
    return source.with_text("".join("*" if "*" in pair else pair[0] for pair in pairs))


def _secret_lines(source: Source) -> Iterator[Span]:
    """Yield what may be a value of a secret field in a text whose structure is not known.

    That is all after the field's colon, up to a line that begins with another field no deeper than it. Indentation
    alone does not end it: the text is broken.
    """
    fields = {name for known in own_types() for name in description(known).fields} | {"type"}
    inside: int | None = None
    for number in range(1, source.line_count + 1):
        start, end = source.line_span(number)
        text = source.text[start:end]
        match = re.match(_KEY, text)
        indent = len(text) - len(text.lstrip(" \t"))
        if match and is_secret_field(match["name"]):
            inside = indent
            yield Span(start + match.start("rest"), end)
        elif inside is not None and match and indent <= inside and match["name"] in fields:
            inside = None
        elif inside is not None:
            yield Span(start + (match.start("rest") if match else indent), end)
