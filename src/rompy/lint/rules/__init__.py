"""The rules, one file each: the file is found by being here, and those of other packages by their entry points."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from rompy.errors import PluginError
from rompy.lint.quick.facts import CLAIMS, RULES
from rompy.lint.rule import OWN_CODES, Rule
from rompy.packages import described, entry_points, load

GROUP = "rompy.lint.rules"
"""Entry points by which packages name rules of their own: each names a ``Rule``, or a module that has a ``RULE``."""

FALLBACK_KIND = "value_error"
"""The kind whose rule takes faults that no rule claims, such as those of a plugin's own checks."""


@cache
def rules() -> tuple[Rule, ...]:
    """Give every rule, sorted by code: rompy's own, and those of installed packages that can be used.

    Raises:
        ValueError: where two rules of rompy share a code, a name, or a kind of fault.
    """
    import pkgutil  # noqa: PLC0415 - most files need a few of the rules

    found = [import_module(f"{__name__}.{module.name}").RULE for module in pkgutil.iter_modules(__path__)]
    for shared in ("code", "name"):
        values = [getattr(rule, shared) for rule in found]
        if len(set(values)) < len(values):
            message = f"two rules share a {shared}: {sorted(values)}"
            raise ValueError(message)
    return tuple(sorted([*found, *_of_packages(found)[0]], key=lambda rule: rule.code))


def broken_rules() -> tuple[PluginError, ...]:
    """Tell which rules of installed packages cannot be used, and why."""
    if not entry_points(GROUP):
        return ()
    own = [rule for rule in rules() if rule.code.startswith(OWN_CODES)]
    return _of_packages(own)[1]


def _of_packages(own: list[Rule]) -> tuple[list[Rule], tuple[PluginError, ...]]:
    loaded: list[Rule] = []
    broken: list[PluginError] = []
    for entry in entry_points(GROUP):
        try:
            rule = _loaded(load(entry), described(entry))
            _check_is_new(rule, [*own, *loaded], described(entry))
        except PluginError as error:
            broken.append(error)
        else:
            loaded.append(rule)
    return loaded, tuple(broken)


def _loaded(found: object, name: str) -> Rule:
    rule = getattr(found, "RULE", found)
    if not isinstance(rule, Rule):
        message = f"{name} is no rompy.lint.rule.Rule"
        raise PluginError(message)
    return rule


def _check_is_new(rule: Rule, others: list[Rule], name: str) -> None:
    """Refuse a rule that could not be told from another."""
    if rule.code.startswith(OWN_CODES):
        message = f"{name} has a code of rompy's own, {rule.code}; give it letters of your own"
        raise PluginError(message)
    for other in others:
        if other.code == rule.code or other.name == rule.name:
            message = f"{name} is {rule.code} {rule.name}, and {other.code} {other.name} is there already"
            raise PluginError(message)
        if rule.claims & other.claims:
            shared = ", ".join(sorted(rule.claims & other.claims))
            message = f"{name} claims what {other.code} claims: {shared}"
            raise PluginError(message)


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
    # what rompy's own rules claim no other may, so that only the one need be loaded
    if kind in CLAIMS:
        return _own(RULES[CLAIMS[kind]][0])
    return _by_kind().get(kind)


def rule_named(code: str) -> Rule:
    """Give the rule of a code.

    Raises:
        LookupError: where there is none.
    """
    if code in RULES:
        return _own(RULES[code][0])
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in rules()}


def _own(name: str) -> Rule:
    found: Rule = import_module(f"{__name__}.{name.replace('-', '_')}").RULE
    return found


def fallback() -> Rule:
    """Give the rule for faults that no rule claims."""
    return _own(RULES[CLAIMS[FALLBACK_KIND]][0])


def find_rule(text: str) -> Rule | None:
    """Find a rule by its code or its name, in any case."""
    wanted = text.strip().lower()
    return next((rule for rule in rules() if wanted in {rule.code.lower(), rule.name}), None)
