"""The command ``rompy render``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from rompy.cli.rendered_yaml import lines, without_secrets
from rompy.model.rendered import render_file


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="How to print it; only YAML has the comments.",
)
def render(file: Path, format_name: str) -> int:
    """Print what FILE says once its includes are followed and its templates are substituted.

    Comments say where a value came from: a variable of the environment, its default, or an included file. Values
    that came from the environment are printed as <hidden> in env_vars and build_args, and wherever a name or the value
    itself looks like a secret.

    Exit status: 0 it was printed, 1 it cannot be composed, 2 wrong usage.
    """
    rendered = render_file(file, os.environ)
    if format_name == "json":
        data = without_secrets(rendered)
        click.echo(json.dumps(_plain(data), indent=2, ensure_ascii=False))
    else:
        for line in lines(rendered):
            click.echo(line)
    return 0


def _plain(value: object) -> object:
    """Give what JSON can hold: dates as text, sets and pairs as lists."""
    match value:
        case dict():
            return {_key(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return value.hex()
    return _text(value)


def _key(key: object) -> str:
    return key if isinstance(key, str) else json.dumps(_plain(key))


def _text(value: object) -> str:
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if callable(isoformat) else str(value)
