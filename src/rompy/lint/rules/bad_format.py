r"""A text is not written as its field needs it.

`memory` is a whole number with a unit (k, m or g, or none for bytes), and `time_limit` is `H:MM:SS` or
`D-HH:MM:SS`. What becomes a line of a job script stands on one line, and no program takes a text with a NUL
character.

```yaml
type: docker
image: swan:41.45
memory: 2gb  # expect: RMP105
```

```yaml
type: slurm
command: python run_model.py
time_limit: "02:00"  # expect: RMP105
job_name: "hind\ncast"  # expect: RMP105
```

```yaml
type: docker
image: swan:41.45
memory: 1536m
```

Sources: Docker's manual, "Resource constraints" (--memory); Slurm's manual of sbatch (--time).
"""

from __future__ import annotations

import re

from rompy.lint.edits import replace_text
from rompy.lint.rule import Claimed, Rule, Wording

_FORMATS = {
    "memory": 'a whole number and a unit: k, m or g, such as "2g" or "512m"',
    "time_limit": 'H:MM:SS or D-HH:MM:SS, such as "2:00:00" or "1-12:00:00"',
}


def _word(claimed: Claimed) -> Wording:
    form = _FORMATS.get(claimed.field)
    if claimed.problem.kind != "string_pattern_mismatch" or form is None:
        shown = "" if claimed.is_secret or claimed.problem.kind != "string_pattern_mismatch" else f" {claimed.value!r}"
        return Wording(f"{claimed.field}{shown}: {claimed.problem.message[:1].lower()}{claimed.problem.message[1:]}")
    meant = _meant(claimed)
    message = f"{claimed.field} is {claimed.value!r}, and it must be {form}"
    if meant is None:
        return Wording(message)
    text, is_safe = meant
    fix = replace_text(claimed.document, claimed.problem.path, text, f"write {text}", is_safe=is_safe)
    return Wording(message, f"write {text}", fix)


def _meant(claimed: Claimed) -> tuple[str, bool] | None:
    """Say what was meant, and whether it can have been nothing else."""
    text = str(claimed.value).strip().lower()
    if claimed.field == "memory":
        return _meant_memory(text)
    parts = text.split(":")
    if claimed.field == "time_limit" and len(parts) == len(("hours", "minutes")) and all(map(str.isdigit, parts)):
        return f"{int(parts[0])}:{parts[1]:0>2}:00", False
    return None


def _meant_memory(text: str) -> tuple[str, bool] | None:
    number = text.rstrip("kmgib ").strip()
    unit = text[len(number) :].strip()[:1]
    if number.isascii() and number.isdigit() and unit in {"k", "m", "g"}:
        return f"{number}{unit}", True
    fraction = re.fullmatch(r"([0-9]+\.[0-9]+)\s*([mg])i?b?", text)
    if fraction:
        return f"{round(float(fraction[1]) * 1024)}{'k' if fraction[2] == 'm' else 'm'}", False
    return None


RULE = Rule(
    code="RMP105",
    name="bad-format",
    page=__doc__,
    claims=frozenset(
        {
            "string_pattern_mismatch",
            "text_lines",
            "text_nul",
            "path_nul",
            "string_too_long",
            "text_surrogate",
            "path_surrogate",
            "memory_above_maximum",
            "duration_format",
            "duration_overflow",
            "moment_format",
            "moment_impossible",
            "run_id_no_folder",
            "datetime_parsing",
            "datetime_from_date_parsing",
            "datetime_object_invalid",
            "date_parsing",
            "time_delta_parsing",
        }
    ),
    word=_word,
)
