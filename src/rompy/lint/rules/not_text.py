"""The file holds bytes that are no text.

YAML is written in UTF-8, or in UTF-16 with a byte order mark; control characters may not stand in it. A file
saved in another encoding (Latin-1, Windows-1252) has letters such as ü as bytes that are no UTF-8.

```yaml encoding=latin-1
type: local
command: ./run_küste.sh  # expect: RMP003
```

Save the file as UTF-8:

```yaml
type: local
command: ./run_küste.sh
```

Source: YAML 1.1, sections 5.1 (character set) and 5.2 (character encoding).
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP003",
    name="not-text",
    page=__doc__,
    claims=frozenset({"not_text"}),
)
