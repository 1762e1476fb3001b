"""Which rules are used in a file, and how bad their findings are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rompy.lint.loaded import Loaded
    from rompy.lint.rule import Rule

ALL = "ALL"


def is_on(rule: Rule, loaded: Loaded, path: Path | None) -> bool:
    """Tell whether a rule is used in a file.

    The more exact naming wins, and ignoring wins between equals; what is ignored for a file is ignored in any case.
    """
    settings = loaded.settings
    by_default = 0 if rule.is_on else -1
    wanted = by_default if settings.select is None else exactness(rule, settings.select)
    wanted = max(wanted, exactness(rule, settings.extend_select))
    unwanted = exactness(rule, settings.ignore)
    for pattern, names in settings.per_file_ignores.items():
        if path is not None and exactness(rule, names) >= 0 and matches([pattern], path, loaded.root):
            return False
    return wanted > unwanted


def severity(rule: Rule, loaded: Loaded) -> Severity:
    """Tell how bad a rule's findings are: as the most exact setting says, or as the rule does."""
    best, found = -1, rule.severity
    for name, wanted in loaded.settings.severity.items():
        if (exact := exactness(rule, [name])) > best:
            best, found = exact, Severity(wanted)
    return found


def exactness(rule: Rule, names: Iterable[str]) -> int:
    """Tell how exactly a rule is named: -1 not at all, 0 by ``ALL``, then by the characters of its code."""
    best = -1
    for name in names:
        wanted = name.strip()
        if wanted.upper() == ALL:
            best = max(best, 0)
        elif wanted.lower() == rule.name:
            best = max(best, len(rule.code))
        elif is_code_prefix(wanted) and rule.code.startswith(wanted.upper()):
            best = max(best, len(wanted))
    return best


def is_code_prefix(name: str) -> bool:
    """Tell whether a name is a code or the beginning of one."""
    return re.fullmatch(r"[A-Z]{2,8}[0-9]{0,3}", name.strip().upper()) is not None


def names_a_rule(name: str, rules: Iterable[Rule]) -> bool:
    """Tell whether a name in an ignore or in the settings means any rule."""
    return name.strip().upper() == ALL or any(exactness(rule, [name]) >= 0 for rule in rules)
