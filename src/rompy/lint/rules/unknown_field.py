"""The backend has no field of this name.

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

Spell the field as the backend does, in lower case:

```yaml
type: docker
image: swan:41.45
memory: 2g
```

`rompy backends schema --backend-type docker` lists the fields of a backend.
"""

from __future__ import annotations

from rompy.backends.registry import config_classes
from rompy.lint.edits import rename_key
from rompy.lint.meant import is_surely, meant_field
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    name = str(claimed.path[-1]) if claimed.path else ""
    if claimed.problem.kind == "type_misspelt":
        fix = rename_key(claimed.document, claimed.problem.path, "type")
        return Wording(claimed.problem.message, claimed.problem.help, fix)
    if claimed.config_class is None or len(claimed.path) != 1:
        return Wording(f"Unknown field {claimed.field!r}")
    fields = list(claimed.config_class.model_fields)
    kind = claimed.config_class.model_fields.get("type")
    owner = kind.default if kind is not None and isinstance(kind.default, str) else "this"
    message = f"A {owner} backend has no field {name!r}"
    meant = meant_field(name, fields)
    if meant:
        fix = rename_key(claimed.document, claimed.problem.path, meant, is_safe=is_surely(name, meant))
        return Wording(message, f"did you mean {meant!r}?", fix)
    elsewhere = [other for other, known in config_classes().items() if name in known.model_fields]
    if elsewhere:
        return Wording(message, f"it is a field of {' and '.join(elsewhere)} backends")
    return Wording(message, f"its fields are {', '.join(sorted(fields))}")


RULE = Rule(
    code="RMP101",
    name="unknown-field",
    page=__doc__,
    claims=frozenset({"extra_forbidden", "invalid_key", "type_misspelt"}),
    word=_word,
)
