"""The backend, the model run or the pipeline has no field of this name.

A misspelt field would do nothing at all, and the run would go on with the default.

```yaml
type: docker
image: swan:41.45
memmory: 2g  # expect: RMP101
```

```yaml
type: local
queue: compute  # expect: RMP101
```

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00
  duration: 1d
  intervall: 1h  # expect: RMP101
input_files:  # expect: RMP101
  wind: wind.nc
```

Spell the field as the backend does, in lower case:

```yaml
type: docker
image: swan:41.45
memory: 2g
```

`rompy backends schema --backend-type docker` lists the fields of a backend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.registry import description, own_types
from rompy.lint.edits import rename_key
from rompy.lint.kind import Kind
from rompy.lint.meant import closest, is_surely, meant_field
from rompy.lint.rule import Claimed, Rule, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping


def _word(claimed: Claimed) -> Wording:
    name = str(claimed.path[-1]) if claimed.path else ""
    if claimed.problem.kind == "type_misspelt":
        fix = rename_key(claimed.document, claimed.problem.path, "type")
        return Wording(claimed.problem.message, claimed.problem.help, fix)
    if claimed.problem.kind in {"section_twice", "of_several_types"}:
        return Wording(claimed.problem.message, "keep one of the two")
    if "owner" in claimed.problem.details:
        return _word_of(claimed, name, claimed.problem.details)
    if claimed.described is None or len(claimed.path) != 1:
        return Wording(f"Unknown field {claimed.field!r}")
    fields = list(claimed.described.fields)
    owner = claimed.described.name or "this"
    article = "An" if owner[:1] in "aeiou" else "A"
    message = f"{article} {owner} {claimed.kind} has no field {name!r}"
    meant = meant_field(name, fields)
    if meant:
        fix = rename_key(claimed.document, claimed.problem.path, meant, is_safe=is_surely(name, meant))
        return Wording(message, f"did you mean {meant!r}?", fix)
    elsewhere = [other for other in own_types() if name in description(other).fields]
    if elsewhere and claimed.kind is Kind.BACKEND:
        return Wording(message, f"it is a field of {' and '.join(elsewhere)} backends")
    return Wording(message, f"its fields are {', '.join(sorted(fields))}")


def _word_of(claimed: Claimed, name: str, details: Mapping[str, Any]) -> Wording:
    """Say it of what is no backend: the problem knows whose field it is, and which there are."""
    noun, fields = details.get("noun", "field"), list(details["fields"])
    message = f"{details['owner']} {details.get('verb', 'has no')} {noun} {name!r}"
    meant = closest(name, fields)
    if meant:
        fix = rename_key(claimed.document, claimed.problem.path, meant, is_safe=is_surely(name, meant))
        return Wording(message, f"did you mean {meant!r}?", fix)
    lists = fields and "verb" not in details
    return Wording(message, f"its {noun}s are {', '.join(sorted(map(str, fields)))}" if lists else None)


RULE = Rule(
    code="RMP101",
    name="unknown-field",
    page=__doc__,
    claims=frozenset({"extra_forbidden", "invalid_key", "type_misspelt", "section_twice", "of_several_types"}),
    word=_word,
)
