"""`mail_type` names an event that Slurm does not know.

The events are NONE, BEGIN, END, FAIL, REQUEUE, ALL, INVALID_DEPEND, STAGE_OUT, TIME_LIMIT, TIME_LIMIT_90,
TIME_LIMIT_80, TIME_LIMIT_50 and ARRAY_TASKS, in any case, separated by commas without blanks. sbatch refuses
the job where it knows none of them, and drops an unknown one among others without a word.

```yaml
type: slurm
command: srun swan
mail_type: END, FAIL  # expect: RMP509
mail_user: me@example.org
```

```yaml
type: slurm
command: srun swan
mail_type: END,FAIL
mail_user: me@example.org
```

Source: Slurm's manual of sbatch (--mail-type), and what sbatch 22.05 does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.meant import closest
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

EVENTS = (
    *("NONE", "BEGIN", "END", "FAIL", "REQUEUE", "ALL", "INVALID_DEPEND", "STAGE_OUT", "TIME_LIMIT", "TIME_LIMIT_90"),
    *("TIME_LIMIT_80", "TIME_LIMIT_50", "ARRAY_TASKS"),
)
_OTHER_WORDS = {
    **dict.fromkeys(("ABORT", "ERROR", "FAILED", "FAILURE", "A"), "FAIL"),
    **dict.fromkeys(("DONE", "FINISH", "FINISHED", "COMPLETE", "COMPLETED", "E"), "END"),
    **dict.fromkeys(("START", "STARTED", "B"), "BEGIN"),
}
"""What other schedulers and people call them."""


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("mail_type"):
        return
    text = backend.text("mail_type")
    unknown = [word for word in text.split(",") if word and word.upper() not in EVENTS]
    if not unknown:
        return
    words = [word for word in re.split(r"[\s,;|+]+", text) if word]
    meant = [_meant(word) for word in words]
    where = backend.at("mail_type")
    written = ",".join(word for word in meant if word)
    if words and all(word.upper() in EVENTS for word in words):
        message = f"The events of mail_type are separated by commas alone, and it is {text!r}"
        is_safe = True
    else:
        strange = next(word for word in words or [text] if word.upper() not in EVENTS)
        message = f"mail_type: Slurm knows no event {strange!r}"
        is_safe = False
    if not written or not all(meant):
        yield Problem(where, RULE.name, message, help=f"the events are {', '.join(EVENTS)}")
        return
    is_as_written = backend.document.value_at(where) == text
    fix = replace_text(backend.document, where, written, f"write {written}", is_safe=is_safe)
    yield Problem(where, RULE.name, message, help=f"write {written}", fix=fix if is_as_written else None)


def _meant(word: str) -> str | None:
    name = word.upper()
    if name in EVENTS:
        return word
    found = closest(word, [event.lower() for event in EVENTS])
    return _OTHER_WORDS.get(name) or (found.upper() if found else None)


RULE = Rule(
    code="RMP509",
    name="bad-mail-type",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
)
