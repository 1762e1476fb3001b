"""The file is larger than ten mebibytes.

A backend file has a few hundred bytes. One of this size is most likely data under a name that ends in `.yml`
or `.json`.

```yaml max-bytes=16
type: local  # expect: RMP008
command: python run_model.py
```

Name the files to lint, or keep data out of the folder.

Source: the limit is rompy's own.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP008",
    name="file-too-large",
    page=__doc__,
    claims=frozenset({"file_too_large"}),
)
