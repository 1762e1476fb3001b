"""A rule crashed, so that a finding may be missing.

The run goes on with the other rules and ends with status 3. This is a fault of rompy or of the plugin that
brought the rule, not of the file. Please report it with the file that shows it.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP903",
    name="rule-crashed",
    page=__doc__,
    claims=frozenset({"rule_crashed"}),
)
