"""`mail_user` is given, and no event to send mail about.

Slurm sends no mail unless `mail_type` names an event.

```yaml
type: slurm
command: srun swan
mail_user: me@example.org  # expect: RMP510
```

```yaml
type: slurm
command: srun swan
mail_user: me@example.org
mail_type: END,FAIL
```

Source: Slurm's manual of sbatch (--mail-type, --mail-user).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import insert_before
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("mail_user") or backend.is_given("mail_type"):
        return
    if any("--mail-type" in text for _, text in backend.texts("additional_options")):
        return
    where = backend.at("mail_user")
    fix = insert_before(backend.document, where, "mail_type: END,FAIL", "write mail_type: END,FAIL")
    message = "mail_user is given, and without mail_type no mail is sent"
    is_free = "mail_type" not in backend.fields
    yield Problem(where, RULE.name, message, at="key", help="write mail_type: END,FAIL", fix=fix if is_free else None)


RULE = Rule(
    code="RMP510",
    name="mail-user-without-type",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
