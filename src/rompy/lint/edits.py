"""Fixes as edits by place: everything outside them stays as it is, byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.document import Span
from rompy.lint.expression import Expression
from rompy.lint.finding import Edit, Fix

if TYPE_CHECKING:
    from rompy.document import Document, Path

_WORDS = frozenset({"false", "no", "null", "off", "on", "true", "yes"})
"""What is no text to YAML 1.1 (yaml.org/type), in small letters."""
_PLAIN = Expression(r"[A-Za-z0-9./-](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_./-])?")


def replace_value(document: Document, path: Path, text: str, title: str, *, is_safe: bool = True) -> Fix | None:
    """Put another text in the place of a scalar; None where the value is not written out on one line there."""
    document, path, file = _home(document, path)
    span = _own_line(document, path)
    return Fix(title, (Edit(span, text),), is_safe, file) if span else None


def replace_text(document: Document, path: Path, text: str, title: str, *, is_safe: bool = True) -> Fix | None:
    """Put another text in the place of one that is written plainly or in quotes, in the same quotes."""
    document, path, file = _home(document, path)
    span = _own_line(document, path)
    style = document.style_at(path)
    if span is None or style not in {None, '"', "'"}:
        return None
    written = _in_style(text, style)
    return Fix(title, (Edit(span, written),), is_safe, file) if written is not None else None


def append_text(document: Document, path: Path, text: str, title: str, *, is_safe: bool = True) -> Fix | None:
    """Put a text at the end of one that is written plainly or in quotes, within its quotes."""
    document, path, file = _home(document, path)
    span = _own_line(document, path)
    style = document.style_at(path)
    if span is None or span.start == span.end or style not in {None, '"', "'"}:
        return None
    end = span.end - (style is not None)
    return Fix(title, (Edit(Span(end, end), text),), is_safe, file)


def insert_after(  # noqa: PLR0913 - what, where, and how sure
    document: Document, path: Path, name: str, text: str, title: str, *, is_safe: bool = True
) -> Fix | None:
    """Put a key and its plain value behind a key whose value stands on one line, unless the key is there already."""
    document, path, file = _key_home(document, path)
    parent, source = path[:-1], document.source
    value = _own_line(document, path)
    if value is None or document.has((*parent, name)):
        return None
    key = document.key_span(path)
    mark = source.text[key.start]
    entry = f"{mark}{name}{mark}: {text}" if mark in {'"', "'"} else f"{name}: {text}"
    if not document.is_block(parent):
        return Fix(title, (Edit(Span(value.end, value.end), f", {entry}"),), is_safe, file)
    line = source.line_span(source.position(key.start).line)
    before = source.text[line.start : key.start]
    if before.strip(" -") or source.position(value.start).line != source.position(key.start).line:
        return None
    line_break = next((each for each in ("\r\n", "\n", "\r") if each in source.text), "\n")
    return Fix(title, (Edit(Span(line.end, line.end), f"{line_break}{' ' * len(before)}{entry}"),), is_safe, file)


def quote_value(document: Document, path: Path, *, is_safe: bool = True) -> Fix | None:
    """Put a plain scalar in quotes, its text as it is written."""
    document, path, file = _home(document, path)
    span = _own_line(document, path)
    if span is None or document.style_at(path) is not None or span.start == span.end:
        return None
    return Fix("put it in quotes", (Edit(span, quoted(document.source.text[span.start : span.end])),), is_safe, file)


def quote_key(document: Document, path: Path, *, is_safe: bool = True) -> Fix | None:
    """Put a plain key in quotes, its text as it is written."""
    document, path, file = _key_home(document, path)
    if not document.is_written_out(path):
        return None
    span = document.key_span(path)
    text = document.source.text[span.start : span.end]
    return None if text[:1] in {'"', "'"} else Fix("put it in quotes", (Edit(span, quoted(text)),), is_safe, file)


def rename_key(document: Document, path: Path, name: str, *, is_safe: bool = True) -> Fix | None:
    """Give the key at the end of a path another name, unless a key of that name is there already."""
    document, path, file = _key_home(document, path)
    if not document.is_written_out(path) or document.has((*path[:-1], name)):
        return None
    span = document.key_span(path)
    mark = document.source.text[span.start : span.start + 1]
    written = f"{mark}{name}{mark}" if mark in {'"', "'"} else name
    return Fix(f"rename to {name!r}", (Edit(span, written),), is_safe, file)


def remove_entry(document: Document, path: Path, title: str, *, is_safe: bool = True) -> Fix | None:
    """Remove a key with its value, or an item of a list, that has its lines to itself and is not the only one."""
    document, path, file = _key_home(document, path)
    parent = path[:-1]
    if not path or not document.is_written_out(path):
        return None
    container = document.value_at(parent)
    if len(container) < 2 or not document.is_block(parent):  # noqa: PLR2004 - the last entry would leave null
        return None
    source = document.source
    start = document.key_span(path).start
    line = source.line_span(source.position(start).line)
    if source.text[line.start : start].strip() not in ({"-"} if isinstance(path[-1], int) else {""}):
        return None
    value = document.whole_span(path)
    last = source.text[start : value.end].rstrip()
    last_line = source.position(start + len(last)).line
    end = source.line_span(last_line).end
    is_alone = not source.text[start + len(last) : end].split("#")[0].strip()
    return (
        Fix(title, (Edit(Span(line.start, _after_break(source.text, end)), ""),), is_safe, file) if is_alone else None
    )


def insert_before(document: Document, path: Path, line: str, title: str, *, is_safe: bool = False) -> Fix | None:
    """Put a line of its own before a key of a block mapping, as far in as the key."""
    document, path, file = _key_home(document, path)
    parent, source = path[:-1], document.source
    if not path or not document.is_written_out(path) or not document.is_block(parent):
        return None
    start = document.key_span(path).start
    begin = source.line_span(source.position(start).line).start
    indent = source.text[begin:start]
    if indent.strip(" "):
        return None
    end = "\r\n" if "\r\n" in source.text else "\n"
    return Fix(title, (Edit(Span(begin, begin), f"{indent}{line}{end}"),), is_safe, file)


def split_item(document: Document, path: Path, texts: list[str], title: str, *, is_safe: bool = True) -> Fix | None:
    """Make several items of one item of a list."""
    document, path, file = _home(document, path)
    span, source = _own_line(document, path), document.source
    if span is None or document.style_at(path) not in {None, '"', "'"}:
        return None
    written = [_in_style(text, document.style_at(path)) for text in texts]
    between = ", "
    if document.is_block(path[:-1]):
        begin = source.line_span(source.position(span.start).line).start
        lead = source.text[begin : span.start]
        if lead.strip() != "-":
            return None
        between = ("\r\n" if "\r\n" in source.text else "\n") + lead
    parts = [text for text in written if text is not None]
    return Fix(title, (Edit(span, between.join(parts)),), is_safe, file) if len(parts) == len(texts) else None


def together(title: str, *fixes: Fix | None, is_safe: bool = True) -> Fix | None:
    """Make one fix of several; None where one of them cannot be made, or they edit several files."""
    made = [fix for fix in fixes if fix is not None]
    if len(made) < len(fixes) or len({fix.file for fix in made}) != 1:
        return None
    return Fix(title, tuple(edit for fix in made for edit in fix.edits), is_safe, made[0].file)


def chomp(document: Document, path: Path, title: str, *, is_safe: bool = True) -> Fix | None:
    """Let a block scalar end without a line break: put ``-`` after its ``|`` or ``>``."""
    document, path, file = _home(document, path)
    if not document.is_written_out(path) or document.style_at(path) not in {"|", ">"}:
        return None
    span = document.value_span(path)
    header = re.match(r"[|>][0-9]?\+?", document.source.text[span.start : span.end])
    if header is None:
        return None
    written = header[0].rstrip("+") + "-"
    return Fix(title, (Edit(Span(span.start, span.start + header.end()), written),), is_safe, file)


def unnest(document: Document, path: Path) -> Fix | None:
    """Lift the keys of a nested block mapping to the level of its own key."""
    document, path, file = _key_home(document, path)
    source = document.source
    if not document.is_written_out(path) or not document.is_block(path):
        return None
    nested, around = document.value_at(path), document.value_at(path[:-1])
    if not isinstance(nested, dict) or not nested or set(nested) & set(around):
        return None
    key, first = document.key_span(path), document.whole_span(path)
    key_line, first_line = source.position(key.start).line, source.position(first.start).line
    outer, inner = key.start - source.line_span(key_line).start, first.start - source.line_span(first_line).start
    header = source.text[source.line_span(key_line).start : source.line_span(key_line).end]
    if first_line == key_line or header[:outer].strip() or inner <= outer or not re.fullmatch(r"[^#]*:\s*", header):
        return None
    last_line = source.position(first.start + len(source.text[first.start : first.end].rstrip())).line
    start, end = source.line_span(key_line).start, source.line_span(key_line).end
    edits = [Edit(Span(start, _after_break(source.text, end)), "")]
    for number in range(key_line + 1, last_line + 1):
        begin = source.line_span(number).start
        text = source.line(number)
        blanks = len(text) - len(text.lstrip(" "))
        if text.strip():
            edits.append(Edit(Span(begin, begin + min(blanks, inner - outer)), ""))
    return Fix("write the fields beside 'type'", tuple(edits), file=file)


def quoted(text: str) -> str:
    """Put a text in quotes that leave it as it is written."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _home(document: Document, path: Path) -> tuple[Document, Path, str | None]:
    """Give the document that a value is written in, the path there, and its file where that is an included one."""
    home, inner = document.home(path)
    return home, inner, None if home is document else home.source.name


def _key_home(document: Document, path: Path) -> tuple[Document, Path, str | None]:
    """Give the same of a key."""
    home, inner = document.key_home(path)
    return home, inner, None if home is document else home.source.name


def _own_line(document: Document, path: Path) -> Span | None:
    """Give the place of a scalar that is written out on one line."""
    if not document.is_written_out(path) or document.is_block(path) or document.is_included(path):
        return None
    span = document.value_span(path)
    whole = document.whole_span(path)
    return span if whole.end == span.end and "\n" not in document.source.text[span.start : span.end] else None


def _in_style(text: str, style: str | None) -> str | None:
    if style == '"':
        return None if '"' in text or "\\" in text else f'"{text}"'
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return text if _reads_as_text(text) else quoted(text)


def _reads_as_text(text: str) -> bool:
    """Tell whether a text is one to a reader of YAML 1.1 where it is written plainly."""
    if not _PLAIN.fullmatch(text):
        return False
    # no number and no date begins with a letter, and no number ends in one of these
    if (text[0].isalpha() and text.lower() not in _WORDS) or (text[:-1].isdigit() and text[-1] in "kmg"):
        return True
    import yaml  # noqa: PLC0415 - it takes long to load

    return isinstance(yaml.safe_load(text), str)


def _after_break(text: str, end: int) -> int:
    return end + 2 if text.startswith("\r\n", end) else min(end + 1, len(text))
