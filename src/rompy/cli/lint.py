"""The command ``rompy-lint``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from rompy import __version__
from rompy.cli.choices import Choices
from rompy.cli.format_name import FormatName
from rompy.cli.status import Status
from rompy.cli.terminal import wants_colour
from rompy.lint.formats import formats
from rompy.lint.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Command = TypeVar("Command", bound="Callable[..., Any]")


def _explain(context: click.Context, _: click.Parameter, code: str | None) -> None:
    if code is None or context.resilient_parsing:
        return
    from rompy.cli.explaining import explanation, no_such_rule  # noqa: PLC0415 - help and version need no rules
    from rompy.lint.rules import find_rule  # noqa: PLC0415 - as above

    rule = find_rule(code)
    if rule is None:
        raise click.BadParameter(no_such_rule(code))
    colour = wants_colour()
    click.echo(explanation(rule, colour=colour), color=colour)
    context.exit()


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted or context.resilient_parsing:
        return
    from rompy.lint.rules import rules  # noqa: PLC0415 - as above

    width = max(len(rule.name) for rule in rules())
    for rule in rules():
        click.echo(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}")
    context.exit()


def _clear_cache(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if not wanted or context.resilient_parsing:
        return
    from rompy.lint.cache import cache_folder, clear  # noqa: PLC0415 - as above

    clear()
    click.echo(f"Cleared {cache_folder()}.")
    context.exit()


def _show_settings(paths: Sequence[str], choices: Choices) -> int:
    import yaml  # noqa: PLC0415 - as above

    from rompy.cli.linting import settings_finder  # noqa: PLC0415 - as above
    from rompy.lint.loaded import as_written  # noqa: PLC0415 - as above

    loaded = settings_finder(choices)(Path(paths[0]) / "x" if Path(paths[0]).is_dir() else Path(paths[0]))
    click.echo(f"# from {loaded.source.name if loaded.source else 'the defaults'}")
    click.echo(yaml.safe_dump(as_written(loaded.settings), sort_keys=False, allow_unicode=True), nl=False)
    return Status.CLEAN


def _complete_rule(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from rompy.lint.rules import rules  # noqa: PLC0415 - as above

    known = [(name, rule.summary) for rule in rules() for name in (rule.code, rule.name)]
    return [CompletionItem(name, help=summary) for name, summary in known if name.lower().startswith(begun.lower())]


def _rule_names(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Split what an option names by commas, as in ``--select RMP1,RMP302``."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _rules_option(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(
        name, metavar="RULES", multiple=True, callback=_rule_names, shell_complete=_complete_rule, help=text
    )


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format",
    "format_name",
    type=FormatName(formats()),
    default="text",
    show_default=True,
    help="How to show what was found.",
)
@click.option("--output", "-o", type=_FILE, help="Write the report to a file.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings and nothing else.")
@click.option("--statistics", is_flag=True, help="Print how often each rule speaks.")
@click.option("--fix", is_flag=True, help="Mend what can safely be mended.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend also where the meaning may change.")
@click.option("--diff", is_flag=True, help="Show what would be mended, and change nothing.")
@_rules_option("--select", "Use these rules instead of those on by default (codes, their beginnings, names, ALL).")
@_rules_option("--extend-select", "Use these rules too.")
@_rules_option("--ignore", "Do not use these rules.")
@click.option("--host/--no-host", default=None, help="Whether paths must exist on this machine.  [default: host]")
@click.option("--strict/--no-strict", default=None, help="Whether warnings count as errors.  [default: no-strict]")
@click.option(
    "--schema-version",
    metavar="VERSION",
    help="Judge by published older versions, such as 1.2 or backend=1.2,model-run=1.0, instead of this rompy's models.",
)
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Use this settings file.")
@click.option("--isolated", is_flag=True, help="Use no settings file.")
@click.option("--show-settings", is_flag=True, help="Print the settings of the first path and exit.")
@click.option("--baseline", type=_FILE, help="Leave out the findings that this file lists.")
@click.option("--write-baseline", type=_FILE, help="Write the findings there are to a file for --baseline.")
@click.option("--add-ignores", is_flag=True, help="Write a comment that ignores it on the line of every finding.")
@click.option("--watch", is_flag=True, help="Lint again on every change, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Look at every file again, and remember nothing.")
@click.option(
    "--clear-cache",
    is_flag=True,
    callback=_clear_cache,
    is_eager=True,
    expose_value=False,
    help="Forget what earlier runs said of files, and exit.",
)
@click.option("--stdin-filename", metavar="NAME", help="Name of what '-' reads; its folder is where paths start.")
@click.option(
    "--as-found", is_flag=True, help="Treat named files like files found in a folder: pass over broken foreign ones."
)
@click.option(
    "--kind",
    type=click.Choice([kind.option for kind in Kind]),
    help="What every file must hold.  [default: what it is told by; others are skipped]",
)
@click.option(
    "--explain",
    metavar="RULE",
    callback=_explain,
    is_eager=True,
    expose_value=False,
    shell_complete=_complete_rule,
    help="Show the page of a rule and exit.",
)
@click.option(
    "--rules", is_flag=True, callback=_list_rules, is_eager=True, expose_value=False, help="List the rules and exit."
)
@click.version_option(__version__, prog_name="rompy-lint")
def lint(paths: Sequence[str], *, show_settings: bool, watch: bool, no_cache: bool, **options: Any) -> int:  # noqa: ANN401 - the fields of Choices
    """Check backends, model runs, postprocessors and pipelines.

    PATHS are files, folders, or '-' for standard input (default: this folder).

    Folders are searched for YAML and JSON files as git sees them; what is none of these is skipped and counted.
    Settings come from [tool.rompy-lint] in pyproject.toml or from .rompy-lint.yml, in the folder of a file or the
    nearest above.

    Exit status: 0 no errors, 1 errors, 2 wrong usage, 3 rompy-lint itself broke, 130 interrupted.
    """
    mends = options["fix"] or options["unsafe_fixes"]
    choices = Choices(**options, remembers=not no_cache, stdin_is_mended="-" in paths and mends and not options["diff"])
    if show_settings:
        return _show_settings(paths or (".",), choices)
    if watch:
        from rompy.cli.watching import watch_paths  # noqa: PLC0415 - as above

        watch_paths(paths or (".",), choices)
    from rompy.cli.linting import lint_paths  # noqa: PLC0415 - as above

    return lint_paths(paths or (".",), choices)
