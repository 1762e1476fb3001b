"""The command ``rompy-lint``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rompy import __version__
from rompy.lint.formats import formats

if TYPE_CHECKING:
    from collections.abc import Sequence


def _explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    if code is None or context.resilient_parsing:
        return
    from rompy.lint.rules import find_rule  # noqa: PLC0415 - help and version need no rules

    rule = find_rule(code)
    if rule is None:
        message = f"no rule is called {code!r}; 'rompy-lint --rules' lists them"
        raise click.BadParameter(message)
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{rule.page.strip()}")
    context.exit()


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted or context.resilient_parsing:
        return
    from rompy.lint.rules import rules  # noqa: PLC0415 - as above

    width = max(len(rule.name) for rule in rules())
    for rule in rules():
        click.echo(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}")
    context.exit()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(formats()),
    default="text",
    show_default=True,
    help="How to show what was found.",
)
@click.option("--host/--no-host", default=True, help="Whether paths must exist on this machine.  [default: host]")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--stdin-filename", metavar="NAME", help="Name of what '-' reads; its folder is where paths start.")
@click.option(
    "--as-found", is_flag=True, help="Treat named files like files found in a folder: pass over broken foreign ones."
)
@click.option("--explain", metavar="CODE", callback=_explain, is_eager=True, help="Show the page of a rule and exit.")
@click.option(
    "--rules", is_flag=True, callback=_list_rules, is_eager=True, expose_value=False, help="List the rules and exit."
)
@click.version_option(__version__, prog_name="rompy-lint")
def lint(  # noqa: PLR0913 - one parameter an option
    paths: Sequence[str],
    format_name: str,
    stdin_filename: str | None,
    explain: None,  # noqa: ARG001 - done before
    *,
    host: bool,
    strict: bool,
    as_found: bool,
) -> int:
    """Check backend files: PATHS are files, folders, or '-' for standard input (default: this folder).

    Folders are searched for YAML and JSON files as git sees them; what is no backend is skipped and counted.

    Exit status: 0 no errors, 1 errors, 2 wrong usage, 3 rompy-lint itself broke, 130 interrupted.
    """
    from rompy.cli.linting import lint_paths  # noqa: PLC0415 - as above

    return lint_paths(paths or (".",), format_name, stdin_filename, host=host, strict=strict, as_found=as_found)
