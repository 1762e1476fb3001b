"""`mail_type` is given, and nobody to send mail to.

Mail goes to the account that submits the job then, whose mailbox on the cluster hardly anybody reads. Where the
cluster sends it on, ignore the rule in the settings.

```yaml
type: slurm
command: srun swan
mail_type: END,FAIL  # expect: RMP511
```

```yaml
type: slurm
command: srun swan
mail_type: END,FAIL
mail_user: me@example.org
```

Source: Slurm's manual of sbatch (--mail-user).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("mail_type") or backend.is_given("mail_user"):
        return
    is_none = backend.text("mail_type").strip().upper() == "NONE"
    if is_none or any("--mail-user" in text for _, text in backend.texts("additional_options")):
        return
    message = "mail_type is given, and without mail_user the mail goes to the submitting account"
    yield Problem(backend.at("mail_type"), RULE.name, message, at="key", help="write mail_user beside it")


RULE = Rule(
    code="RMP511",
    name="mail-type-without-user",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
