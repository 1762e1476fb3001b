"""Tells secrets by the name they go under, or by their own shape."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rompy.backends.hidden import SECRET_FIELDS
from rompy.document.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# expressions are made when they are first used: most files hold nothing that looks like a secret
_SECRET_WORDS = frozenset(
    {"credential", "credentials", "passphrase", "passwd", "password", "pwd", "secret", "secrets", "token"}
)
"""Words of a name that say what the value is."""
_SECRET_PAIRS = frozenset(
    (first, "key")
    for first in ("access", "account", "api", "auth", "encryption", "private", "secret", "signing", "ssh")
)
_OTHER_LAST_WORDS = frozenset(
    {
        *("age", "arn", "chars", "class", "command", "count", "dir", "directory", "enabled"),
        *("endpoint", "env", "expiry", "field", "file", "files", "folder", "format", "header"),
        *("host", "id", "label", "length", "lifetime", "limit", "location", "method", "mode"),
        *("mount", "name", "names", "path", "policy", "prefix", "provider", "region", "required"),
        *("rotation", "server", "service", "size", "store", "timeout", "ttl", "type", "uri"),
        *("url", "user", "username", "var", "variable", "version"),
    }
)
"""Words at the end of a name that say the value is something about the secret."""

_SHAPES = (
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    ("a Hugging Face token", r"\bhf_[A-Za-z0-9]{34,}"),
    ("a JSON web token", r"\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,9000}\.[A-Za-z0-9_-]{8,}"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
)
_SHAPE = "|".join(f"(?P<s{index}>{pattern})" for index, (_, pattern) in enumerate(_SHAPES))
_IN_SHAPES = (
    *("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "AIza", "hf_", "eyJ"),
    "PRIVATE KEY",
)
"""A part of every text of one of the shapes; a look for these is quick."""
_URL = r"\b[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s/:@'\"]{0,100}:(?P<value>[^\s/@'\"]{1,200})@"
_ASSIGNED = (
    r"(?<![\w$-])(?:(?:--?)?(?P<name>[A-Za-z_][A-Za-z0-9_-]*)=|--(?P<option>[A-Za-z][A-Za-z0-9_-]*)[ \t]+(?!-))"
    r"(?=['\"]?(?P<value>[^\s'\"\\,;|&]{1,1000}))"
)
"""The value is only looked at, for it may hold an assignment of its own."""
_PLACEHOLDER = (
    r"[<\[{(].*|[\Wx]*|.*(?:change[-_ ]?me|placeholder|redacted|replace[-_ ]?me|your[-_ ]).*"
    r"|dummy|example|fake|hidden|my[-_]?(?:password|secret|token)|test(?:ing)?|todo|tbd"
    r"|none|null|true|false|yes|no|on|off|[0-9]{1,3}"
)
_ELSEWHERE = r"[$~%@].*|\.{0,2}/.*|(?:arn|env|file|op|secretsmanager|ssm|vault):.*|.*\$[({A-Za-z_].*"
"""A path, or a reference to where the secret is kept."""
_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"


def is_secret_name(name: str) -> bool:
    """Tell whether what goes under a name is a secret: ``API_KEY``, ``DB_PASSWORD``, not ``TOKEN_FILE`` or ``PWD``."""
    words = [word.lower() for word in re.findall(_WORD, name)]
    if not words or words[-1] in _OTHER_LAST_WORDS or words in (["pwd"], ["old", "pwd"], ["oldpwd"]):
        return False
    pairs = set(pairwise(words))
    return bool(_SECRET_WORDS.intersection(words) or _SECRET_PAIRS & pairs or "apikey" in words)


@lru_cache(maxsize=4096)
def is_secret_field(name: str) -> bool:
    """Tell whether a field's values are never shown; a misspelt name counts too."""
    return bool(get_close_matches(name.lower(), SECRET_FIELDS, n=1, cutoff=0.6))


def is_literal(value: str) -> bool:
    """Tell whether a value is written out: no reference, no path, and nothing that waits to be filled in."""
    value = value.strip()
    return not (
        re.fullmatch(_PLACEHOLDER, value, re.IGNORECASE | re.DOTALL) or re.fullmatch(_ELSEWHERE, value, re.DOTALL)
    )


def secret_shapes(text: str) -> Iterator[tuple[Span, str]]:
    """Yield what is a secret by its shape, with a word for each."""
    for match in re.finditer(_SHAPE, text) if any(part in text for part in _IN_SHAPES) else ():
        yield Span(*match.span()), _SHAPES[int(str(match.lastgroup)[1:])][0]
    for match in re.finditer(_URL, text) if "://" in text else ():
        if is_literal(match["value"]):
            yield Span(*match.span("value")), "a password in an address"


def secrets_in_command(text: str) -> Iterator[tuple[Span, str]]:
    """Yield secrets of a shell command or an option: by shape, as ``NAME=value``, and as ``--password value``."""
    yield from secret_shapes(text)
    for match in re.finditer(_ASSIGNED, text) if "=" in text or "--" in text else ():
        name = match["name"] or match["option"]
        if is_secret_name(name) and is_literal(match["value"]):
            yield Span(*match.span("value")), f"a value of {name}"


def without_secrets(text: str) -> str:
    """Give a command or an option with asterisks in the place of its secrets."""
    for start, end in sorted((span for span, _ in secrets_in_command(text)), reverse=True):
        text = f"{text[:start]}***{text[end:]}"
    return text
