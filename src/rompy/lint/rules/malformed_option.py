"""An entry of `additional_options` is not written as sbatch reads options.

Entries are options as on sbatch's command line, such as `--mem=64G`. A word without dashes is taken for the
name of the job script; `-mem` with one dash is the option `-m` with the value `em`; `-n=4` gives `-n` the
value `=4`; and an option that needs a value takes the next word for it, whatever that is.

```yaml
type: slurm
command: srun swan
additional_options:
  - mem=64G  # expect: RMP507
  - -mem=64G  # expect: RMP507
  - "#SBATCH --hold"  # expect: RMP507
  - --constraint  # expect: RMP507
  - --contiguous=yes  # expect: RMP507
  - -G=2  # expect: RMP507
```

```yaml
type: slurm
command: srun swan
additional_options:
  - --mem=64G
  - --hold
  - --constraint=skylake
  - --contiguous
  - -G2
```

Sources: Slurm's manual of sbatch (OPTIONS), and what sbatch 22.05 does; getopt_long of the GNU C library.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.backends.sbatch import OPTIONS, Option, is_one_dash_short, lacks_value, options_in
from rompy.backends.secrets import without_secrets
from rompy.lint.edits import replace_text
from rompy.lint.expression import Expression
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_DASHES = Expression(r"[\u2010-\u2015\u2212]+-*|-[\u2010-\u2015\u2212]+")
"""Dashes that word processors make of two hyphens."""


def _check(backend: Backend) -> Iterator[Problem]:
    entries = dict(backend.texts("additional_options"))
    for path, text in entries.items():
        before = entries.get((path[0], int(path[1]) - 1), "")
        is_last = (path[0], int(path[1]) + 1) not in entries
        after = "" if is_last else entries[path[0], int(path[1]) + 1]
        fault = _fault(text, before, after)
        if fault is None:
            continue
        says, meant, is_safe = fault
        where = backend.at(*path)
        is_as_written = meant is not None and backend.document.value_at(where) == text
        title = f"write {without_secrets(meant or '')}"
        fix = replace_text(backend.document, where, meant or "", title, is_safe=is_safe) if is_as_written else None
        yield Problem(where, RULE.name, f"{dotted(path)} {says}", help=title if meant else None, fix=fix)


def _fault(text: str, before: str, after: str) -> tuple[str, str | None, bool] | None:
    """Say what is wrong with an entry, what was meant, and whether it was surely that."""
    commented = re.fullmatch(r"\s*#\s*SBATCH\s+(.*\S)\s*", text)
    if commented:
        return "begins with #SBATCH, which only a job script needs", commented[1], True
    dashed = _DASHES.match(text)
    if dashed:
        return "begins with a dash that is no hyphen", f"--{text[dashed.end() :]}", True
    if is_one_dash_short(text):
        return "has one dash before a long option", f"-{text}", True
    words = options_in(text)
    if words is None:
        return "has a quote that nothing closes", None, False
    if not words:
        return "says nothing", None, False
    if isinstance(words[0], str):
        if lacks_value(before) and len(words) == 1:
            return None
        name = re.match(r"([a-z][a-z-]*)(=|$| )", text)
        is_option = name is not None and name[1] in OPTIONS
        return "has no dashes, so sbatch takes it for the job script", f"--{text}" if is_option else None, is_option
    for word in words:
        if isinstance(word, str):
            return f"holds the word {without_secrets(word)!r}, which belongs to no option", None, False
        fault = _fault_of(word, is_alone=len(words) == 1)
        if fault is not None:
            return fault
    if lacks_value(text) and not _is_value(after):
        return f"gives {_last(words)} no value, and it needs one", None, False
    return None


def _fault_of(option: Option, *, is_alone: bool) -> tuple[str, str | None, bool] | None:
    is_long = option.written.startswith("--")
    if option.takes == "nothing" and is_long and option.is_joined:
        return f"gives {option.written} a value, and it takes none", option.written if is_alone else None, False
    if not is_long and option.takes != "nothing" and option.is_joined and (option.value or "").startswith("="):
        meant = f"--{option.name}{option.value}" if is_alone and option.name else None
        return f"gives {option.written} a value that begins with '='", meant, True
    return None


def _is_value(text: str) -> bool:
    words = options_in(text)
    return bool(words) and len(words or []) == 1 and isinstance((words or [""])[0], str)


def _last(words: list[Option | str]) -> str:
    last = words[-1]
    return last.written if isinstance(last, Option) else last


RULE = Rule(
    code="RMP507",
    name="malformed-option",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
)
