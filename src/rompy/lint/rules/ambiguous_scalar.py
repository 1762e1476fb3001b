"""A value without quotes is one thing to a reader of YAML 1.1, and another to one of YAML 1.2.

rompy reads YAML 1.1, as most of Python does; editors, Go and JavaScript tools and schema checkers often read
YAML 1.2. To the first `yes` is a boolean, `1:30:00` is the number 5400 and `010` is 8; to the second `yes`
and `1:30:00` are texts, `010` is 10, and `1e3` and `0o17` are numbers. `y` and `n` are booleans by the letter
of YAML 1.1, and texts to most of its readers.

```yaml
type: local
shell: yes  # expect: RMP403
timeout: 1:30:00  # expect: RMP403
env_vars:
  MONTH: 08  # expect: RMP403
  TOLERANCE: 1e-3  # expect: RMP403
```

Numbers and booleans are the same everywhere as plain decimals, `true` and `false`, and texts in quotes:

```yaml
type: local
shell: true
timeout: 5400
env_vars:
  MONTH: "08"
  TOLERANCE: "1e-3"
```

Values that are of the wrong type for their field because of this are findings of RMP103.

Sources: the types of YAML 1.1 (https://yaml.org/type/); YAML 1.2.2, section 10.3 (core schema).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from rompy.lint.edits import quote_key, quote_value, replace_value
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix

_CORE_INT = ((re.compile(r"[-+]?[0-9]+"), 10), (re.compile(r"0o[0-7]+"), 8), (re.compile(r"0x[0-9a-fA-F]+"), 16))
_CORE_FLOAT = Expression(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CORE_INFINITY = Expression(r"[-+]?(\.inf|\.Inf|\.INF)")
_CORE_WORDS: dict[str, object] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LETTERS = frozenset("yYnN")
_STARTS = frozenset("0123456789+-.")
"""What a number begins with."""
_LONGEST = 100
"""Longest text, in characters, that could be a number or a date; reading longer ones as numbers has no bound."""


def _check(backend: Backend) -> Iterator[Problem]:
    yield from _within(backend, backend.prefix)


def _within(backend: Backend, path: Path) -> Iterator[Problem]:
    document, written = backend.home(path)
    if document.source.is_json or not document.is_written_out(written):
        return
    value = document.value_at(written)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in entries:
        here = (*path, step)
        if isinstance(value, dict) and _may_differ(step):
            yield from _key(backend, here)
        if isinstance(item, dict | list):
            yield from _within(backend, here)
        elif _may_differ(item) and _is_plain(backend, here) and _is_sound(backend, here):
            yield from _scalar(backend, here, item)


def _may_differ(value: object) -> bool:
    """Tell whether a scalar could be read otherwise: a text only where it looks like a number, or is one letter."""
    return value[:1] in _STARTS or value in _LETTERS if isinstance(value, str) else value is not None


def _is_plain(backend: Backend, path: Path) -> bool:
    document, written = backend.home(path)
    is_yaml = not document.source.is_json
    return is_yaml and document.is_written_out(written) and document.style_at(written) is None


def _is_sound(backend: Backend, path: Path) -> bool:
    inner = backend.found.inner_path(path[len(backend.prefix) :])
    return backend.is_sound(*inner)


def _scalar(backend: Backend, path: Path, value: object) -> Iterator[Problem]:
    document, place = backend.home(path)
    span = document.value_span(place)
    written = document.source.text[span.start : span.end]
    other = _other_reading(written, value)
    if other is not None:
        name = dotted(backend.found.inner_path(path[len(backend.prefix) :]))
        message = f"{name} is {kind_of(value)} to YAML 1.1 and {other} to YAML 1.2"
        if written in _LETTERS:
            message = f"{name} is a boolean to some readers of YAML and a text to others"
        yield Problem(path, RULE.name, message, help=_advice(value), fix=_fix(backend, path, value))


def _key(backend: Backend, path: Path) -> Iterator[Problem]:
    key = path[-1]
    document, place = backend.document.key_home(path)
    if not document.is_written_out(place) or not _is_sound(backend, path):
        return
    span = document.key_span(place)
    written = document.source.text[span.start : span.end]
    # variables called Y and N are common, and hardly any reader takes a key for a boolean
    if written in _LETTERS or written[:1] in {"'", '"', "?", "&", "!", "*", "|", ">"}:
        return
    other = _other_reading(written, key)
    if other is not None:
        message = f"The key {written} is {kind_of(key)} to YAML 1.1 and {other} to YAML 1.2"
        yield Problem(
            path, RULE.name, message, at="key", help="put it in quotes", fix=quote_key(backend.document, path)
        )


def _other_reading(written: str, value: object) -> str | None:
    """Say what a scalar is to a reader of YAML 1.2, where that is not what it is here."""
    if len(written) > _LONGEST or "\n" in written or written.startswith("!"):
        return None
    other = _core(written)
    if written in _LETTERS:
        return "a boolean"
    if isinstance(value, str) and isinstance(other, str):
        return None
    is_same = type(value) is type(other) and (value == other or (_is_nan(value) and _is_nan(other)))
    if is_same:
        return None
    return f"{other}" if type(value) is type(other) else kind_of(other)


def _core(written: str) -> Any:  # noqa: ANN401 - a scalar is of any type
    """Read a plain scalar by the core schema of YAML 1.2.2 (section 10.3.2)."""
    if written in _CORE_WORDS:
        return _CORE_WORDS[written]
    for pattern, base in _CORE_INT:
        if pattern.fullmatch(written):
            return int(written.removeprefix("0o"), base) if base == 8 else int(written, base)  # noqa: PLR2004 - octal
    if _CORE_FLOAT.fullmatch(written):
        return float(written)
    if _CORE_INFINITY.fullmatch(written):
        return -math.inf if written.startswith("-") else math.inf
    return math.nan if written in {".nan", ".NaN", ".NAN"} else written


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _plain(value: object) -> str | None:
    """Write a value as every reader reads it, without quotes."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if math.isfinite(value) and "e" not in repr(value):
            return repr(value)
    return None


def _advice(value: object) -> str:
    plain = _plain(value)
    return f"write {plain}" if plain is not None else "put it in quotes"


def _fix(backend: Backend, path: Path, value: object) -> Fix | None:
    plain = _plain(value)
    if plain is not None:
        return replace_value(backend.document, path, plain, f"write {plain}")
    return quote_value(backend.document, path) if isinstance(value, str) else None


RULE = Rule(
    code="RMP403",
    name="ambiguous-scalar",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
