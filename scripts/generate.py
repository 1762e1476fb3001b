"""Writes every file of the repository that is made from the code; ``pytest`` compares them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend_facts import BACKEND_FACTS, backend_facts
from make_picture import PICTURE, picture
from quick_facts import FACTS, facts
from rompy.catalog import MODEL_RUN, PIPELINE
from rompy.cli.lint import lint
from rompy.cli.main import command_line
from rompy.cli.published import own_types
from rompy.lint.rules import rules
from rompy.schema.reference import reference_page
from runs_page import pages as runs_pages
from settings_page import settings_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
WHOLLY_GENERATED = ("docs/rules", "docs/reference")
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
        BACKEND_FACTS: backend_facts(),
        **_rule_pages(),
        **_reference_pages(),
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


def _reference_pages() -> dict[str, str]:
    types = own_types()
    sections = {f"backend.{form.name}": f"{form.name}.md" for form in types.backends}
    sections |= {f"postprocessor.{form.name}": f"{form.name}.md" for form in types.postprocessors}
    pages = {f"{form.name}.md": reference_page(form) for form in (*types.backends, *types.postprocessors)}
    pages["model-run.md"] = reference_page(types.model_run)
    pages["pipeline.md"] = reference_page(types.pipeline, {"model-run": "model-run.md", **sections})
    index = [
        "# Reference",
        "",
        "What files may say. `rompy backends create` writes a backend file to start from, and editors complete and",
        "explain from the [schemas](../schemas.md).",
        "",
        "| backend | what it does |",
        "|---|---|",
        *(f"| [{form.name}]({form.name}.md) | {form.record.description} |" for form in types.backends),
        "",
        "| postprocessor | what it does |",
        "|---|---|",
        *(f"| [{form.name}]({form.name}.md) | {form.record.description} |" for form in types.postprocessors),
        "",
        "| file | what it is |",
        "|---|---|",
        f"| [model run](model-run.md) | {MODEL_RUN.description} |",
        f"| [pipeline](pipeline.md) | {PIPELINE.description} |",
        "",
        "Every value may be a [template](../schemas.md#templates) such as `${NAME:-default}`, but in `type`, and in",
        "`command` and `executable`, where `${NAME}` is the shell's.",
    ]
    return {"docs/reference/README.md": "\n".join(index) + "\n", **{f"docs/reference/{n}": t for n, t in pages.items()}}


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


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in update()) or "Everything is as generated.\n")
