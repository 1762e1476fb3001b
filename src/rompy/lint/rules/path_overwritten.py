"""`PATH` is set to folders without the system's own.

A variable in the file takes the place of the one that was there, and no program expands `$PATH` in a value:
after `PATH: /opt/swan/bin:$PATH` the commands `ls`, `sh` and `python` are found nowhere. `${PATH}` is
substituted when the file is loaded, with what rompy's own environment holds; in a container and in a job on
another machine that need not be what belongs there, so there all folders are best written out.

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

Source: POSIX.1-2017, Base Definitions, section 8.3 (PATH), and Shell Command Language, section 2.9.1.1
(command search).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule
from rompy.lint.shellnames import replaced, unseen_by_shells, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_OF_SYSTEM = frozenset({"/bin", "/usr/bin", "/run/current-system/sw/bin"})
"""Folders of which one holds the commands that everything needs; the last one is NixOS's."""


def _check(backend: Backend) -> Iterator[Problem]:
    text = dict(unseen_by_shells(backend)).get(("env_vars", "PATH"))
    if text is None:
        return
    where = backend.at("env_vars", "PATH")
    written = str(backend.document.value_at(where))
    places = [(span, "${PATH}") for span, name in variables_in(text) if name == "PATH"]
    if places:
        message = "Nothing expands $PATH in a value, so the folders of the old PATH are lost"
        title, is_safe = "write ${PATH}, which is substituted", backend.name == "local"
        fix = replace_text(backend.document, where, replaced(text, places), title, is_safe=is_safe)
        advice = "write ${PATH}, or write its folders out"
        yield Problem(where, RULE.name, message, help=advice, fix=fix if written == text else None)
    elif "${" not in written and not _OF_SYSTEM & {part.rstrip("/") for part in text.split(":")}:
        message = "env_vars.PATH takes the place of the old PATH, and holds no folder of the system's commands"
        yield Problem(where, RULE.name, message, help="add /usr/local/bin:/usr/bin:/bin, or ':${PATH}'")


RULE = Rule(
    code="RMP404",
    name="path-overwritten",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
