"""A file that is included is not there, or cannot be read as one document.

`!include` takes the path of a YAML or JSON file that holds one document. Relative paths start from the folder of
the file in which the include stands.

```yaml
type: local
env_vars: !include no-such-file.yml  # expect: RMP012
```

An include may stand in the place of any value:

```yaml
type: local
env_vars: {OMP_NUM_THREADS: "4"}
```

Where the include stands in an included file, the finding is at the include of the file that is checked, and names
the place within too.

Source: rompy's manual of composing files, docs/composing.md.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(code="RMP012", name="unreadable-include", page=__doc__, claims=frozenset({"include_unreadable"}))
