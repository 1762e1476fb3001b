"""The file cannot be opened.

It is a link that leads nowhere, no ordinary file, or not readable for you.

```yaml dangling-link
# a link to a file that is gone  # expect: RMP009
```

Restore the file, or mend its permissions with `chmod`.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP009",
    name="unreadable-file",
    page=__doc__,
    claims=frozenset({"unreadable_file"}),
)
