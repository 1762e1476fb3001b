"""A value has a tag that means nothing here.

Tags such as `!!python/object` make some YAML readers run code. rompy reads the plain tags of YAML (`!!str`,
`!!int`, ...) and `!include`, and refuses all others.

```yaml
type: local
command: !!python/object/apply:os.system ["rm -rf ."]  # expect: RMP004
```

```yaml
type: local
timeout: !seconds 3600  # expect: RMP004
```

Remove the tag:

```yaml
type: local
timeout: 3600
```

Source: YAML 1.1, section 3.2.1.2; PyYAML's documentation on loading untrusted YAML.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP004",
    name="unknown-tag",
    page=__doc__,
    claims=frozenset({"unknown_tag"}),
)
