"""`PATH` is set to folders without the system's own.

A variable in the file takes the place of the one that was there, and no program expands `$PATH` in a value: after
`PATH: /opt/swan/bin:$PATH` the commands `ls`, `sh` and `python` are found nowhere. `${PATH}` is substituted when the
file is loaded, with what rompy's own environment holds; in a container and in a job on another machine that need
not be what belongs there, so there all folders are best written out.

```yaml
type: local
env_vars:
  PATH: /opt/swan/bin:$PATH  # expect: RMP404
```

```yaml
type: local
env_vars:
  PATH: /opt/swan/bin:${PATH}
```

```yaml
type: docker
image: swan:41.45
env_vars:
  PATH: /opt/swan/bin:/usr/local/bin:/usr/bin:/bin
```

Source: POSIX.1-2017, Base Definitions, section 8.3 (PATH), and Shell Command Language, section 2.9.1.1 (command
search).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_OF_SYSTEM = frozenset({"/bin", "/usr/bin", "/run/current-system/sw/bin"})
"""Folders of which one holds the commands that everything needs; the last one is NixOS's."""


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in backend.texts("env_vars"):
        where = backend.at(*path)
        written = str(backend.document.value_at(where))
        if path[-1] != "PATH" or "${" in written or _OF_SYSTEM & {part.rstrip("/") for part in text.split(":")}:
            continue
        message = "env_vars.PATH takes the place of the old PATH, and holds no folder of the system's commands"
        if not re.search(r"\$PATH\b", text):
            yield Problem(where, RULE.name, message, help="add /usr/local/bin:/usr/bin:/bin, or ':${PATH}'")
            continue
        message = "Nothing expands $PATH in a value, so the system's commands are not found any more"
        mended = re.sub(r"\$PATH\b", "${PATH}", text)
        title, is_safe = "write ${PATH}, which is substituted", backend.name == "local"
        fix = replace_text(backend.document, where, mended, title, is_safe=is_safe)
        yield Problem(where, RULE.name, message, help="write ${PATH}, or write its folders out", fix=fix)


RULE = Rule(
    code="RMP404",
    name="path-overwritten",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
