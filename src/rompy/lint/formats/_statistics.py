"""How often each rule found something."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.lint.finding import Report


def statistics(report: Report) -> str:
    """Give a line a rule, most findings first: how many, its code, whether fixes are offered, its name.

    ``[*]`` marks a rule of which ``--fix`` mends every finding here, ``[-]`` one of which it mends some.
    """
    found = Counter((finding.code, finding.name) for finding in report.findings)
    mended = Counter(finding.code for finding in report.findings if finding.fix is not None and finding.fix.is_safe)
    width = max((len(f"{number:,}") for number in found.values()), default=0)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        f"{number:>{width},}  {code}  {_mark(mended[code], number)}  {name}" for (code, name), number in ordered
    )


def _mark(mended: int, number: int) -> str:
    return "[*]" if mended == number else "[-]" if mended else "[ ]"
