"""A field that the backend needs is not there, or a section that the pipeline needs.

Every backend file has a `type`, and a Slurm job has a `command`; a pipeline has a `config`, which says what is
modelled.

```yaml
type: slurm  # expect: RMP102
queue: compute
```

```yaml
command: python run_model.py  # expect: RMP102
capture_output: true
```

```yaml
backend:  # expect: RMP102
  type: local
  command: ./run.sh
postprocessor:
  type: noop
```

Add the field:

```yaml
type: slurm
queue: compute
command: python run_model.py
```
"""

from __future__ import annotations

from rompy.backends.registry import description, own_types
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    name = claimed.problem.details["field"]
    if claimed.problem.kind == "type_missing":
        given = set(claimed.problem.details["fields"])
        fitting = [kind for kind in own_types() if given <= set(description(kind).fields)]
        options = fitting or claimed.problem.details["names"]
        return Wording(claimed.problem.message, f"add {' or '.join(repr(f'type: {option}') for option in options)}")
    if claimed.problem.kind == "section_missing":
        return Wording(claimed.problem.message, f"add {name!r}")
    field = claimed.described.fields.get(name) if claimed.described else None
    example = f"add '{name}: {field.example}'" if field and field.example is not None else f"add {name!r}"
    return Wording(f"The field {name!r} is missing", example)


RULE = Rule(
    code="RMP102",
    name="missing-field",
    page=__doc__,
    claims=frozenset({"missing", "type_missing", "section_missing"}),
    word=_word,
)
