"""The command ``rompy-lint``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rompy.cli.status import Status
from rompy.cli.terminal import wants_colour
from rompy.lint.engine import Target
from rompy.lint.engine import lint as lint_targets
from rompy.lint.finding import Report, Severity
from rompy.lint.formats import formats, renderer
from rompy.lint.rules import find_rule, rules
from rompy.lint.settings import Loaded, Settings
from rompy.lint.shape import judge
from rompy.lint.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    if code is None or context.resilient_parsing:
        return
    rule = find_rule(code)
    if rule is None:
        message = f"no rule is called {code!r}; 'rompy-lint --rules' lists them"
        raise click.BadParameter(message)
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{rule.page.strip()}")
    context.exit()


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted or context.resilient_parsing:
        return
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
@click.version_option(package_name="rompy", prog_name="rompy-lint")
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
    targets = _targets(paths or (".",), stdin_filename, as_found=as_found)
    report = lint_targets(targets, judge, lambda target: Loaded(Settings(host=host), Path.cwd()))
    click.echo(renderer(format_name)(report, colour=wants_colour()))
    return status_of(report, strict=strict)


def status_of(report: Report, *, strict: bool = False) -> Status:
    """Tell how a lint run ended."""
    if report.broken:
        return Status.BROKEN
    bad = len(report.findings) if strict else report.count(Severity.ERROR)
    return Status.FINDINGS if bad else Status.CLEAN


def _targets(paths: Sequence[str], stdin_filename: str | None, *, as_found: bool) -> list[Target]:
    """Turn what was named into what is linted, each file once."""
    if stdin_filename is not None and "-" not in paths:
        message = "--stdin-filename goes with '-', which reads standard input"
        raise click.UsageError(message)
    seen: set[Path] = set()
    targets: list[Target] = []
    for name in paths:
        for target in _targets_of(name, stdin_filename, as_found=as_found):
            identity = target.path.absolute() if target.path and target.text is None else None
            if identity is None or identity not in seen:
                targets.append(target)
            if identity is not None:
                seen.add(identity)
    return targets


def _targets_of(name: str, stdin_filename: str | None, *, as_found: bool) -> Iterator[Target]:
    path = Path(name)
    if name == "-":
        text = sys.stdin.buffer.read()
        yield Target(stdin_filename or "<stdin>", Path(stdin_filename or "stdin"), text, is_named=not as_found)
    elif path.is_dir():
        yield from (Target(str(found), found, is_named=False) for found in walk(path))
    elif path.exists() or path.is_symlink():
        yield Target(name, path, is_named=not as_found)
    else:
        message = f"{name}: no such file or folder"
        raise click.UsageError(message)
