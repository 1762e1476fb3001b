"""A field is written at its default.

It can be left out: a short file shows what is special about it. Some prefer to see every value, so this rule
is off unless it is selected.

```yaml
type: local
command: python run_model.py
shell: true  # expect: RMP116
timeout: 3600  # expect: RMP116
```

```yaml
type: local
command: python run_model.py
timeout: 7200
```

Source: the fields of the backend, as `rompy backends schema` shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import remove_entry
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


_WORTH_SAYING = frozenset({"user"})
"""Fields whose default is nothing to rely on."""


def _check(backend: Backend) -> Iterator[Problem]:
    for name, value in backend.fields.items():
        field = backend.described.fields.get(name)
        if field is None or name in _WORTH_SAYING or field.is_required or not backend.is_sound(name):
            continue
        where = backend.at(name)
        is_as_written = backend.document.value_at(where) == value
        if type(value) is not type(field.default) or value != field.default or not is_as_written:
            continue
        fix = remove_entry(backend.document, where, f"remove {name}")
        yield Problem(where, RULE.name, f"{name} is at its default", at="key", help="leave it out", fix=fix)


RULE = Rule(
    code="RMP116",
    name="explicit-default",
    page=__doc__,
    check=_check,
    is_on=False,
    severity=Severity.WARNING,
)
