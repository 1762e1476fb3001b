"""The rules, one file each: the file is found by being here."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.lint.rule import Rule

FALLBACK_KIND = "value_error"
"""The kind whose rule takes faults that no rule claims, such as those of a plugin's own checks."""


@cache
def rules() -> tuple[Rule, ...]:
    """Give every rule, sorted by code.

    Raises:
        ValueError: where two rules share a code, a name, or a kind of fault.
    """
    found = [import_module(f"{__name__}.{module.name}").RULE for module in pkgutil.iter_modules(__path__)]
    for shared in ("code", "name"):
        values = [getattr(rule, shared) for rule in found]
        if len(set(values)) < len(values):
            message = f"two rules share a {shared}: {sorted(values)}"
            raise ValueError(message)
    return tuple(sorted(found, key=lambda rule: rule.code))


@cache
def _by_kind() -> dict[str, Rule]:
    by_kind: dict[str, Rule] = {}
    for rule in rules():
        for kind in rule.claims:
            if kind in by_kind:
                message = f"{rule.code} and {by_kind[kind].code} both claim {kind}"
                raise ValueError(message)
            by_kind[kind] = rule
    return by_kind


def rule_for(kind: str) -> Rule | None:
    """Give the rule that claims a kind of fault."""
    return _by_kind().get(kind)


def rule_named(code: str) -> Rule:
    """Give the rule of a code.

    Raises:
        LookupError: where there is none.
    """
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in rules()}


def fallback() -> Rule:
    """Give the rule for faults that no rule claims."""
    return _by_kind()[FALLBACK_KIND]


def find_rule(text: str) -> Rule | None:
    """Find a rule by its code or its name, in any case."""
    wanted = text.strip().lower()
    return next((rule for rule in rules() if wanted in {rule.code.lower(), rule.name}), None)
