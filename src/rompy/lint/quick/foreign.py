"""Tells that a file which was found in a folder is surely none of ours, by the keys at the margin of its text."""

from __future__ import annotations

from rompy.lint.quick.facts import KEYS, TELLING

_UNREADABLE = str.maketrans("", "", "\n\r\t")
_REACH = 100
_LIKE_TYPE = frozenset("type")


def surely_foreign(text: str) -> bool:
    """Tell that no document of a YAML text is ours, and that the text does not look like ours should it be no YAML."""
    return not _looks_like_ours(text) and text.translate(_UNREADABLE).isprintable() and _has_other_keys(text)


def is_foreign(data: object, text: str) -> bool:
    """Tell the same of JSON, by what it holds."""
    if _looks_like_ours(text):
        return False
    if isinstance(data, dict):
        return bool(data) and not any(map(_could_be_ours, data))
    return isinstance(data, list)


def _looks_like_ours(text: str) -> bool:
    """Tell whether a text names a type of backend, or has keys that others hardly have."""
    if any(word in text for word in TELLING) or "backend_type" in text:
        return True
    for name in ("local", "docker", "slurm"):
        at = text.find(name)
        while at >= 0:
            before = text[max(0, at - _REACH) : at].rstrip(" \t\r\n\"'")
            key = before[:-1].rstrip(" \t\r\n\"'")
            if (before[-1:] == ":" and key[-4:] in {"", "type"}) or not (before or at < _REACH):
                return True
            at = text.find(name, at + 1)
    return False


def _has_other_keys(text: str) -> bool:
    """Tell that every document begins at the margin, and that no key at the margin could be one of ours."""
    is_begun = False
    for line in text.replace("\r", "\n").split("\n"):
        if line[:1] in {"", "#", "\t", " "}:
            # a document that begins further in has its keys there
            if not is_begun and line.strip() and not line.lstrip().startswith("#"):
                return False
        elif line[:3] in {"---", "..."}:
            if line[3:].strip() and not line[3:].lstrip().startswith("#"):
                return False
            is_begun = False
        else:
            is_begun = True
            if not _is_foreign_line(line):
                return False
    return True


def _is_foreign_line(line: str) -> bool:
    if line[0] == "-":
        return line[:2] in {"-", "- "}
    key, colon, _ = line.partition(":")
    key = key.rstrip(" ")
    if key[:1] in {'"', "'"} and key[-1:] == key[:1]:
        key = key[1:-1]
    is_plain = (
        bool(key) and (key[0].isalnum() or key[0] in "_.@/") and "\\" not in key and not set(key) & set("\"'{}[]")
    )
    return is_plain and bool(colon) and not _could_be_ours(key)


def _could_be_ours(key: object) -> bool:
    """Tell whether a key is one of ours, or might be a slip for ``type``."""
    if not isinstance(key, str):
        return False
    return key in KEYS or (3 <= len(key) <= 6 and len(_LIKE_TYPE & set(key.lower())) >= 3)  # noqa: PLR2004 - what difflib takes for close
