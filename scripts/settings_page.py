"""Writes the page and the JSON Schema of the linter's settings."""

from __future__ import annotations

import json
import re
from textwrap import fill
from typing import TYPE_CHECKING, Any

import yaml

from rompy.lint.rules import rules
from rompy.lint.selection import ALL
from rompy.lint.settings import TOML_TABLE, YAML_NAMES, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH = 118

EXAMPLES: dict[str, Any] = {
    "select": ["RMP1", "RMP302"],
    "extend-select": ["image-not-pinned-by-digest"],
    "ignore": ["RMP302", "memory-beyond-host"],
    "per-file-ignores": {"laptop/*.yml": ["root-user"], "old/**": ["RMP1"]},
    "severity": {"unpinned-image": "error", "RMP2": "warning"},
    "include": ["backends/**/*.yml"],
    "exclude": ["drafts/", "*_generated.yml"],
    "host": False,
    "assume-exists": ["/scratch/**", "runs/output"],
    "path-map": {"/scratch/project": "testdata"},
    "host-cpu": 96,
    "host-memory": "384g",
    "strict": True,
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

[rompy-lint-settings.json](../schemas/rompy-lint-settings.json) is the JSON Schema of the settings. Editors that know
JSON Schema complete and check `.rompy-lint.yml` with it; for the language server of YAML, that is a comment at the top:

```yaml
# yaml-language-server: $schema=<path or address of rompy-lint-settings.json>
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


def settings_schema() -> dict[str, Any]:
    """Make the JSON Schema of the settings: draft 7, with the names of rules to complete."""
    schema = Settings.model_json_schema(by_alias=True)
    properties = {
        name: {"title": name, **{key: value for key, value in said.items() if key != "title"}}
        for name, said in schema["properties"].items()
    }
    one_rule = {"$ref": "#/definitions/rule"}
    for name in ("extend-select", "ignore"):
        properties[name]["items"] = one_rule
    properties["select"]["anyOf"][0]["items"] = one_rule
    properties["per-file-ignores"]["additionalProperties"]["items"] = one_rule
    for name, said in properties.items():
        said["examples"] = [EXAMPLES[name]]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of rompy-lint",
        "description": f"What {YAML_NAMES[0]} may say, and the table [{'.'.join(TOML_TABLE)}] of pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        # any other text is allowed too: a rule that there is not is a finding, and settings may be older than rules
        "definitions": {"rule": {"anyOf": [{"enum": _selectors()}, {"type": "string"}]}},
    }


def _selectors() -> list[str]:
    codes = [rule.code for rule in rules()]
    return [ALL, *sorted({code[:4] for code in codes}), *codes, *(rule.name for rule in rules())]


def _type(name: str) -> str:
    match EXAMPLES[name]:
        case bool():
            return "`true` or `false`"
        case int():
            return "a whole number from 1 on"
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
