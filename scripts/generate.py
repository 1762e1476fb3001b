"""Writes every file of the repository that is made from the code; ``pytest`` compares them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from make_picture import PICTURE, picture
from quick_facts import FACTS, facts
from rompy.backends.registry import config_classes
from rompy.cli.lint import lint
from rompy.cli.main import command_line
from rompy.lint.rules import rules
from runs_page import pages as runs_pages
from settings_page import settings_page, settings_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
WHOLLY_GENERATED = ("docs/rules", "schemas")
"""Folders in which nothing is written by hand."""

_WIDTH = 100


def generated() -> dict[str, str]:
    """Give every generated file: its path from the root, and its text."""
    return {
        ".pre-commit-hooks.yaml": _hooks(),
        "docs/commands.md": _commands(),
        "docs/settings.md": settings_page(),
        PICTURE: picture(),
        FACTS: facts(),
        **_rule_pages(),
        **_schemas(),
        **runs_pages(),
    }


def strays(files: Mapping[str, str]) -> list[Path]:
    """List what stands in wholly generated folders and is made no more, such as the page of a removed rule."""
    there = [path for folder in WHOLLY_GENERATED for path in sorted((ROOT / folder).glob("**/*")) if path.is_file()]
    return [path for path in there if path.relative_to(ROOT).as_posix() not in files]


def stale(files: Mapping[str, str]) -> list[str]:
    """List the generated files that differ from what the code makes."""
    there = {name: ROOT / name for name in files}
    return [name for name, path in there.items() if not path.is_file() or path.read_text("utf-8") != files[name]]


def update() -> list[str]:
    """Write what differs, remove what is made no more, and list both."""
    files = generated()
    changed = []
    for name in stale(files):
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
        changed.append(f"wrote {name}")
    for path in strays(files):
        path.unlink()
        changed.append(f"removed {path.relative_to(ROOT).as_posix()}")
    return changed


def _hooks() -> str:
    lines = ["# Generated from hooks/*/hook.yml by 'pytest --update'."]
    for definition in sorted((ROOT / "hooks").glob("*/hook.yml")):
        first, *rest = definition.read_text(encoding="utf-8").splitlines()
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def _rule_pages() -> dict[str, str]:
    pages = {
        f"docs/rules/{rule.code}-{rule.name}.md": f"# {rule.code} {rule.name}\n\n"
        f"*{rule.severity.value}*\n\n{rule.page.strip()}\n"
        for rule in rules()
    }
    rows = [
        f"| [{rule.code}]({rule.code}-{rule.name}.md) | {rule.name} | {rule.severity} | {rule.summary} |"
        for rule in rules()
    ]
    index = [
        "# Rules",
        "",
        "`rompy-lint --explain CODE` shows a page too. A line of an example that ends in `# expect: CODE` is one that",
        "the rule finds; the other examples are clean. An error will not run, or not run as written; a warning will",
        "bite later.",
        "",
        "| code | name | severity | about |",
        "|---|---|---|---|",
        *rows,
    ]
    return {"docs/rules/README.md": "\n".join(index) + "\n", **pages}


def _commands() -> str:
    parts = ["# Commands", "", "What `--help` says."]
    for name, command in [("rompy-lint", lint), *_commands_below("rompy", command_line)]:
        context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
        context.help_option_names = ["-h", "--help"]
        text = command.get_help(context)
        parts += ["", f"## {name}", "", "```text", *(line.rstrip() for line in text.splitlines()), "```"]
    return "\n".join(parts) + "\n"


def _commands_below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _commands_below(f"{name} {child}", found)


def _schemas() -> dict[str, str]:
    schemas = {f"schemas/{name}.json": _json(known.model_json_schema()) for name, known in config_classes().items()}
    schemas["schemas/rompy-lint-settings.json"] = _json(settings_schema())
    readme = [
        "# JSON Schemas of the backend types",
        "",
        "These are working copies of what `rompy backends schema --backend-type TYPE` shows. They have no version",
        "and change with the code; schemas that are published under a version, and then stay as they are, are still",
        "to come.",
        "",
        *(
            f"- [{name}.json]({name}.json): {(known.__doc__ or '').strip().splitlines()[0]}"
            for name, known in config_classes().items()
        ),
        "",
        "[rompy-lint-settings.json](rompy-lint-settings.json) is the schema of the linter's",
        "[settings](../docs/settings.md).",
    ]
    return {"schemas/README.md": "\n".join(readme) + "\n", **schemas}


def _json(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in update()) or "Everything is as generated.\n")
