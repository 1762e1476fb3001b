"""A value is of another type than its field.

Types are strict: a quoted number is a text, `"yes"` is no boolean, and a number is no text. What YAML makes
of a value without quotes is not always what it looks like: `1:00:00` is the number 3600, `no` is false,
`1.10` is 1.1.

```yaml
type: docker
image: swan:41.45
cpu: "4"  # expect: RMP103
remove_container: "yes"  # expect: RMP103
volumes: /tmp:/data  # expect: RMP103
env_vars:
  OMP_NUM_THREADS: 4  # expect: RMP103
```

```yaml
type: slurm
command: python run_model.py
time_limit: 2:00:00  # expect: RMP103
```

Numbers and booleans stand without quotes, texts that look like them with quotes, and a list is a list even of
one:

```yaml
type: docker
image: swan:41.45
cpu: 4
remove_container: true
volumes:
  - .:/data
env_vars:
  OMP_NUM_THREADS: "4"
```

Source: the types of YAML 1.1 (https://yaml.org/type/).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import quote_key, quote_value, quoted, replace_value
from rompy.lint.expression import Expression
from rompy.lint.kind import Kind
from rompy.lint.rule import Claimed, Rule, Wording, dotted, kind_of

if TYPE_CHECKING:
    from rompy.lint.finding import Fix

_EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "type": "a text",
    "dict": "a mapping",
    "model": "a mapping",
    "no": "a mapping",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "path": "a path",
    "datetime": "a date",
    "time": "a duration",
}


_FIRST_LINES = {
    Kind.BACKEND: "type: local",
    Kind.POSTPROCESSOR: "type: noop",
    Kind.MODEL_RUN: "run_id: hindcast",
    Kind.PIPELINE: "config:",
}
_BOOLEANS = {
    **dict.fromkeys(("yes", "on", "true", "y", "1"), "true"),
    **dict.fromkeys(("no", "off", "false", "n", "0"), "false"),
}
_DURATION = Expression(r"([0-9]+)\s*(s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?)", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _word(claimed: Claimed) -> Wording:
    document, path = claimed.document, claimed.problem.path
    if claimed.problem.at == "key":
        owner = f" of {dotted(claimed.path[:-1])}" if claimed.path[:-1] else ""
        message = f"The key {claimed.key}{owner} must be a text, and YAML reads it as something else"
        return Wording(message, "put it in quotes", quote_key(document, path))
    expected = _EXPECTED[claimed.problem.kind.split("_")[0]]
    value = claimed.value
    if not claimed.path:
        message = f"A {claimed.kind} is {expected}, and this is {kind_of(value)}"
        return Wording(message, f"write {_FIRST_LINES[claimed.kind]!r} and the fields below it")
    shown = "" if claimed.is_secret or isinstance(value, str | dict | list | set | None) else f" ({value})"
    message = f"{claimed.field} must be {expected}, and this is {kind_of(value)}{shown}"
    return Wording(message, *_advice(claimed, expected))


def _advice(claimed: Claimed, expected: str) -> tuple[str | None, Fix | None]:
    """Say what to write instead, with the fix that writes it."""
    document, path, value = claimed.document, claimed.problem.path, claimed.value
    match value:
        case None:
            fix = quote_value(document, path, is_safe=False) if claimed.is_secret else None
            is_needed = _is_required(claimed)
            return "give it a value" if is_needed else "remove the key to get the default, or give it a value", fix
        case dict() | list() | set():
            return ("write 'NAME: value' lines instead of list items" if expected == "a mapping" else None), None
        case bool() | int() | float() | str() if expected == "true or false":
            word = _BOOLEANS.get(str(value).lower())
            if word is None:
                return None, None
            return f"write {word} without quotes", replace_value(document, path, word, f"write {word}")
        case str() if expected == "a list":
            return "write it as an item of a list, after '- ' on the next line", _listed(claimed)
        case float() | str() if expected == "a whole number" and not claimed.is_secret:
            return _number_advice(claimed, value)
    if claimed.problem.kind == "type_no_text":
        return None, None
    if claimed.field == "memory":
        return "write a number with a unit: k, m or g", None
    if expected in {"a text", "a path"}:
        shown = "" if claimed.is_secret else f": {quoted(claimed.written)}"
        return f"put it in quotes{shown}", quote_value(document, path)
    return None, None


def _number_advice(claimed: Claimed, value: float | str) -> tuple[str | None, Fix | None]:
    number = _whole_number(value, seconds=claimed.field == "timeout")
    if number is None:
        return None, None
    is_same = not isinstance(value, str) or str(number) == value.strip()
    advice = "remove the quotes" if isinstance(value, str) and is_same else f"write {number}"
    fix = replace_value(claimed.document, claimed.problem.path, str(number), f"write {number}", is_safe=is_same)
    return advice, fix


def _listed(claimed: Claimed) -> Fix | None:
    """Put a lone text in the brackets of a list."""
    span = claimed.document.value_span(claimed.problem.path)
    written = claimed.document.source.text[span.start : span.end]
    is_quoted = written[:1] in {'"', "'"}
    item = written if is_quoted else quoted(written)
    return replace_value(claimed.document, claimed.problem.path, f"[{item}]", "make it a list of one")


def _is_required(claimed: Claimed) -> bool:
    field = claimed.described.fields.get(str(claimed.path[0])) if claimed.described else None
    return field is None or field.is_required or len(claimed.path) > 1


def _whole_number(value: float | str, *, seconds: bool) -> int | None:
    """Read what was surely meant as a whole number: ``7200.0``, ``1e4``, and for seconds ``2h``."""
    duration = _DURATION.fullmatch(value.strip()) if isinstance(value, str) and seconds else None
    if duration:
        return int(duration[1]) * _SECONDS[duration[2][0].lower()]
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


RULE = Rule(
    code="RMP103",
    name="wrong-type",
    page=__doc__,
    claims=frozenset(
        {
            "int_type",
            "float_type",
            "bool_type",
            "string_type",
            "dict_type",
            "list_type",
            "path_type",
            "type_no_text",
            "tuple_type",
            "set_type",
            "model_type",
            "model_attributes_type",
            "int_from_float",
            "int_parsing",
            "bool_parsing",
            "float_parsing",
            "no_mapping",
            "datetime_type",
            "time_delta_type",
        }
    ),
    word=_word,
)
