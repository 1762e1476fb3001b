"""The grammar of container image names, as registries and Docker share it."""

from __future__ import annotations

import re

_NAME_LENGTH = 255
"""Longest repository path in characters (RepositoryNameTotalLengthMax)."""

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_HOST_LABEL}(?:\.{_HOST_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}"
_REFERENCE = (
    rf"(?:{_DOMAIN}/)?(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)"
    rf"(?::{_TAG})?"
    rf"(?:@(?:{_DIGEST}))?"
)
IMAGE_PATTERN = (
    rf"^(?:(?:{_HOST_LABEL}(?:\.{_HOST_LABEL})*(?::[0-9]+)?|\[[a-fA-F0-9:]*[A-F:][a-fA-F0-9:]*\](?::[0-9]+)?"
    rf"|\[[a-f0-9]+\]:[0-9]+)/)?{_COMPONENT}(?:/{_COMPONENT})*(?::{_TAG})?(?:@(?:{_DIGEST}))?$"
)
"""The names in which ``image_fault`` finds none, apart from identifiers and from repositories that are too long."""
_IDENTIFIER = r"[a-f0-9]{64}"


def image_fault(name: str) -> str | None:
    """Say what is wrong with an image name, or None where Docker accepts it.

    Follows ParseNormalizedNamed of the distribution project's ``reference`` package, which Docker calls on every
    image name: a first part without dot, colon or capital is no registry, and Docker Hub's is left out. A first
    part that should be a registry and has an underscore is a part of the path, as it is there.
    """
    if not name:
        return "it is empty"
    if re.fullmatch(_IDENTIFIER, name):
        return "64 hexadecimal digits are an image's id, not its name"
    domain, remainder = _split_domain(name)
    match = re.fullmatch(_REFERENCE, f"{domain}/{remainder}")
    if match is None:
        return _reason(name, domain, remainder)
    if len(match["path"]) > _NAME_LENGTH:
        return f"the repository has more than {_NAME_LENGTH} characters"
    return None


def _split_domain(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    if not slash:
        return "docker.io", f"library/{name}"
    is_domain = first == "localhost" or "." in first or ":" in first or first != first.lower()
    if not is_domain:
        return "docker.io", name
    if first in {"docker.io", "index.docker.io"}:
        return "docker.io", rest if "/" in rest else f"library/{rest}"
    return first, rest


def _reason(name: str, domain: str, remainder: str) -> str:
    """Tell which part of a malformed name does not follow the grammar."""
    if re.search(r"\s", name):
        return "it holds a blank or a line break"
    if not name.isascii():
        return f"it holds {next(character for character in name if not character.isascii())!r}, which is not ASCII"
    if "://" in name:
        return f"an address is no image name: leave out {name.partition('://')[0]}://"
    if name.startswith("[") and "/" not in name:
        return "it is a registry host alone: a repository follows after a '/'"
    if not re.fullmatch(_DOMAIN, domain):
        return f"{domain} is no registry host"
    named, at, digest = remainder.partition("@")
    path, colon, tag = named.partition(":")
    path = path.removeprefix("library/") if not name.startswith(path) else path
    for component in path.split("/"):
        if not component:
            return "a part of its path is empty" if "/" in name else "no repository stands before the ':' or '@'"
        if not re.fullmatch(_COMPONENT, component.lower()):
            return (
                f"{component!r} must be lower-case letters and digits, joined by single '.', one or two '_', or any '-'"
            )
    if path != path.lower():
        return f"the repository must be in lower case: {path.lower()}"
    if colon and not tag:
        return "no tag follows the colon"
    if colon and not re.fullmatch(_TAG, tag):
        return "a tag has up to 128 letters, digits, '_', '.' and '-', and begins with none of the last two"
    if at and not digest:
        return "nothing follows the @"
    return "a digest is sha256: and 64 lower-case hexadecimal digits"
