"""The commands ``rompy backends list | create | validate | schema``."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import click
import yaml

from rompy.backends.registry import config_class, config_classes, is_type, type_names
from rompy.cli.choices import Choices
from rompy.cli.linting import settings_finder, show, status_of
from rompy.cli.status import Status
from rompy.errors import PluginError
from rompy.lint.engine import Target, lint
from rompy.lint.shape import judge


class _Type(click.Choice[str]):
    """A backend type; packages are looked through only for one that is none of rompy's own."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        return str(value) if is_type(value) else super().convert(value, param, ctx)


_TYPE = _Type(list(config_classes()))


@click.group()
def backends() -> None:
    """List backend types, write files of them, and check files."""


@backends.command("list")
def list_backends() -> None:
    """List the backend types there are."""
    width = max(map(len, type_names()))
    for name in type_names():
        try:
            known = config_class(name)
        except PluginError as error:
            click.echo(f"{name:<{width}}  {'-':<13}  {error}")
            continue
        summary = ((known.__doc__ or "").strip().splitlines() or [""])[0]
        click.echo(f"{name:<{width}}  {known.__name__:<13}  {summary}")


@backends.command()
@click.option("--backend-type", type=_TYPE, required=True, help="Which backend to write a file of.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it  [default: standard output]"
)
@click.option(
    "--format", "format_name", type=click.Choice(["yaml", "json"]), help="How to write it  [default: by the name]"
)
@click.option("--with-examples", is_flag=True, help="Give an example value to every field that has one.")
@click.option(
    "--schema",
    "schema_from",
    type=click.Choice(["address", "file", "none"]),
    default="address",
    show_default=True,
    help="What the first line tells editors: the schema's published address, the file that came with rompy, nothing.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def create(  # noqa: PLR0913 - one for each option
    backend_type: str,
    output: Path | None,
    format_name: str | None,
    schema_from: str,
    *,
    with_examples: bool,
    force: bool,
) -> None:
    """Write a commented file to start from; it validates as it is."""
    from rompy.cli.published import form_of  # noqa: PLC0415 - other commands need no schemas
    from rompy.schema.template import template_json, template_yaml  # noqa: PLC0415 - as above

    if format_name is None:
        format_name = "json" if output is not None and output.suffix.lower() == ".json" else "yaml"
    form = form_of(backend_type)
    if format_name == "json":
        text = template_json(form, examples=with_examples)
    else:
        text = template_yaml(form, examples=with_examples, schema=_schema_place(backend_type, schema_from))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        message = f"{output} is there already; add --force to write over it"
        raise click.ClickException(message) from None
    except OSError as error:
        message = f"{output}: {error.strerror}"
        raise click.ClickException(message) from error
    click.echo(f"Wrote {output}, a {backend_type} backend. Check it with: rompy-lint {output}")


@backends.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--backend-type", type=_TYPE, help="The type that the file must be of; it may then leave 'type' out.")
@click.option("--host/--no-host", default=True, help="Whether paths must exist on this machine.  [default: host]")
def validate(file: str, backend_type: str | None, *, host: bool) -> int:
    """Check one backend file and say what is in it."""
    target = Target(file, Path(file), is_ours=True)
    settings = settings_finder(Choices(host=None if host else False))(Path(file))
    report = lint([target], partial(judge, expected=backend_type), lambda _: settings)
    if report.findings or not report.backends:
        show(report, "text")
    status = status_of(report) if report.backends else Status.FINDINGS
    verdict = "valid" if status is Status.CLEAN else "NOT valid"
    described = f"a {verdict} {backend_type} backend" if backend_type else f"a {verdict} backend"
    click.echo(f"{file}: {described}" if report.backends < 2 else f"{file}: {report.backends} backends, {verdict}")  # noqa: PLR2004
    return status


@backends.command()
@click.option("--backend-type", type=_TYPE, required=True, help="Which backend's schema to show.")
@click.option(
    "--format", "format_name", type=click.Choice(["json", "yaml"]), default="json", show_default=True, help="How."
)
def schema(backend_type: str, format_name: str) -> None:
    """Show the JSON Schema of a backend type, from which editors complete."""
    from rompy.cli.published import type_schema  # noqa: PLC0415 - as above

    shown = type_schema(backend_type)
    if format_name == "json":
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        click.echo(yaml.safe_dump(shown, sort_keys=False, allow_unicode=True), nl=False)


def _schema_place(name: str, wanted: str) -> str | None:
    """Give where the published schema of a type is; a package's type has none that rompy knows of."""
    from rompy.schema.store import shipped  # noqa: PLC0415 - as above

    store = shipped()
    if wanted == "none" or name not in store.names():
        return None
    major = str(store.release(name).version.major)
    if wanted == "file":
        return store.path(name, major).as_uri()
    return store.series(name).entry.address(major, store.index.base)
