"""Writes the description of the JSON format: a page with an example."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from rompy import __version__
from rompy.lint.engine import Target, lint
from rompy.lint.formats.json import render
from rompy.lint.shape import judge

ROOT = Path(__file__).parents[1]

_EXAMPLE = """\
type: local
shel: true
env_vars:
  OMP_NUM_THREADS: 4
"""

_PAGE = """\
# The JSON format

`rompy-lint --format json` writes one JSON object, whose shape is [a published schema](../schemas/README.md):
`lint-report`. `version` is raised when a reader would have to change. New fields may come at any time: pass over those
you do not know.

Lines and columns count from 1, columns in characters, and `end` is just after the last character.

The edits of a `fix` are to be made together; all their places are those of the file as it was linted. One that writes
what may be the value of an environment variable or a build argument has `null` for its `text`, because such values
are shown nowhere: let `rompy-lint --fix` make it.

`unread` lists what was not checked because it is not known here what it is: the type, and for what reason.

For this file, `forecast.yml`:

```yaml
{example}```

it writes:

```json
{report}
```
"""


def generated() -> dict[str, str]:
    """Give every file that describes the format: its path from the root, and its text."""
    report = example().replace(json.dumps(__version__), json.dumps("1.0.0"))
    return {
        "docs/json-format.md": _PAGE.format(example=_EXAMPLE, report=report),
    }


def example() -> str:
    """Lint the file of the page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "forecast.yml")
        path.write_text(_EXAMPLE, encoding="utf-8")
        return render(lint([Target("forecast.yml", path)], judge))


def update() -> list[str]:
    """Write what differs, and list it."""
    changed = []
    for name, text in generated().items():
        path = ROOT / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(f"wrote {name}")
    return changed


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in update()) or "Everything is as generated.\n")
