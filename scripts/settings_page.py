"""Writes the page on the linter's settings."""

from __future__ import annotations

import json
import re
from textwrap import fill
from typing import TYPE_CHECKING, Any

import yaml

from rompy.lint.loaded import TOML_TABLE
from rompy.lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH = 118

EXAMPLES: dict[str, Any] = {
    str(field.alias): field.examples[0] for field in Settings.model_fields.values() if field.examples
}
"""An example value of every setting."""

_MORE = {
    "select": "Without it, the rules that are on by default are used.",
    "extend-select": "Use it for rules that are off by default; the others stay as they are.",
    "per-file-ignores": "Every pattern that matches a file counts.",
    "severity": "Where several names mean a rule, the most exact one decides. "
    "Warnings fail a run only where `strict` says so.",
    "include": "Such a file is checked as a backend even where nothing in it looks like one; without this setting, "
    "files that hold no backends are skipped and counted.",
    "exclude": "It holds for what is found in folders, and for all files under `--as-found`, as in the pre-commit "
    "hook. A file that you name is checked all the same.",
    "host": "Switch it off where the configs are for another machine. The rules RMP2 then look for nothing.",
    "assume-exists": "A pattern that begins with `/` is compared with the whole path, another one from the folder of "
    "the settings.",
    "path-map": "The path of a file below such a folder is looked for below the other one instead; a relative one "
    "starts from the folder of the settings.",
    "host-cpu": "The rules about cores compare with it. Without it, they compare with this machine.",
    "host-memory": "The rules about memory compare with it. Without it, they compare with this machine.",
    "schema-version": "The newest published version that it means judges instead of the models of this rompy, as "
    "[older versions](schemas.md#older-versions) tells; `--schema-version` wins over it.",
    "strict": "`--strict` and `--no-strict` win over it. It fails a run if any of the files' settings say so.",
}

_HEAD = """\
# Settings

`rompy-lint` needs no settings. Where a repository wants something else than the defaults, it says so in a file, and
the command line, the hooks and CI all obey it.

## Where settings stand

Settings stand in one of these, in the folder of the file that is checked or in the nearest folder above it:

1. `.rompy-lint.yml` (or `.rompy-lint.yaml`): the settings are the whole file.
2. `pyproject.toml`: the settings are the table `[tool.rompy-lint]`. A file without that table is passed over.

The nearest folder that has settings wins, and within a folder the first of the list does. Settings of folders above
are not added to it. A mistake in them, such as a setting that there is not, ends the run with exit status 2 and is
told with its place.

What the command line says comes on top: `--select`, `--host`, `--no-host`, `--strict` and `--no-strict` take the place
of a setting; `--extend-select` and `--ignore` are added to theirs. `--config FILE` uses that file for everything, and
`--isolated` uses none.

```bash
rompy-lint --show-settings backends/hindcast.yml
```

shows the settings of a file as they are in the end, and where they come from.

## Naming rules

A rule is named by its code (`RMP302`), by its name (`root-user`), by the beginning of its code (`RMP3`, `RMP`), or by
`ALL`, in upper or lower case. A name that no rule has is a finding, [RMP902](rules/RMP902-unknown-rule.md).

The more exact naming wins, and between equals ignoring wins:

- `select = ["RMP3"]` with `ignore = ["RMP302"]` uses all rules RMP3 but RMP302.
- `select = ["RMP302"]` with `ignore = ["RMP3"]` uses RMP302 and nothing else.
- `select = ["RMP302"]` with `ignore = ["root-user"]` does not use it: both are as exact.
- `ignore = ["ALL"]` with `extend-select = ["RMP1"]` uses the rules RMP1 only.

What `per-file-ignores` names is not used in the files that match, however exactly it is named elsewhere.
[Suppressing](suppressing.md) says when to use which.

## Patterns

Patterns are written as in a `.gitignore`, and start from the folder of the settings:

| pattern | matches |
|---|---|
| `old.yml` | a file or folder of this name in any folder |
| `/old.yml` | the one beside the settings |
| `drafts/` | a folder of this name, with all that is in it |
| `backends/*.yml` | files of that folder, not of those in it |
| `backends/**/*.yml` | files of that folder and of all those in it |

In a list, a pattern after `!` takes back what one before it matched.

## Each setting
"""

_TAIL = """\
## In editors

Editors complete and check `.rompy-lint.yml` with its [schema](../schemas/README.md), once `rompy schema install` has
told them of it, or a comment at the top does:

```yaml
# yaml-language-server: $schema=https://rom-py.github.io/rompy/schemas/lint-settings/1.json
strict: true
```
"""


def settings_page() -> str:
    """Write the page on settings."""
    parts = [_HEAD]
    for field in Settings.model_fields.values():
        name = str(field.alias)
        default = field.get_default(call_default_factory=True)
        parts += [
            f"### {name}",
            "",
            fill(f"{field.description}. {_MORE.get(name, '')}", _WIDTH, break_on_hyphens=False),
            "",
            f"Type: {_type(name)}. Default: {'none' if default is None else f'`{json.dumps(default)}`'}.",
            "",
            "```toml",
            *_toml({name: EXAMPLES[name]}),
            "```",
            "",
            "```yaml",
            *_yaml({name: EXAMPLES[name]}),
            "```",
            "",
        ]
    return "\n".join([*parts, _TAIL])


def _type(name: str) -> str:
    match EXAMPLES[name]:
        case bool():
            return "`true` or `false`"
        case int():
            return "a whole number from 1 on"
        case str() if name == "schema-version":
            return 'a version, such as `"1"`, `"1.2"` or `"1.2.0"`, or versions of kinds: `"backend=1.2,model-run=1.0"`'
        case str():
            return 'an amount of memory, such as `"384g"`'
        case list():
            return f"a list of {_NOUNS[name]}"
    return f"a table of {_NOUNS[name]}"


_NOUNS = {
    "select": "rules",
    "extend-select": "rules",
    "ignore": "rules",
    "per-file-ignores": "patterns, each with a list of rules",
    "severity": 'rules, each with `"error"` or `"warning"`',
    "include": "patterns",
    "exclude": "patterns",
    "assume-exists": "patterns",
    "path-map": "folders, each with a folder",
}


def _toml(settings: Mapping[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield f"[{'.'.join(TOML_TABLE)}.{name}]"
            yield from (f"{_key(key)} = {json.dumps(said)}" for key, said in value.items())
        else:
            yield f"[{'.'.join(TOML_TABLE)}]"
            yield f"{name} = {json.dumps(value)}"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _yaml(settings: Mapping[str, Any]) -> list[str]:
    return yaml.safe_dump(settings, sort_keys=False).splitlines()
