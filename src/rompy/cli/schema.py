"""The commands ``rompy schema compile | check | diff | show | list | install``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from rompy.catalog import BACKEND, KINDS, LATEST, LINT_SETTINGS, Version
from rompy.cli.status import Status
from rompy.errors import SchemaError
from rompy.schema.install import EDITORS
from rompy.schema.install.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rompy.cli.composed import Composed
    from rompy.schema.compare import Change
    from rompy.schema.project import Project
    from rompy.schema.publish import Step
    from rompy.schema.store import Schema, Store

_FOLDER = click.Path(file_okay=False, path_type=Path)
_TYPES = click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="A backend type, or [NAME=]module:Class; 'rompy' is all of rompy's own.  [default: as pyproject.toml says]",
)
_OUTPUT = click.option("--output", type=_FOLDER, help="The folder of schemas.  [default: as pyproject.toml says]")


@click.group()
def schema() -> None:
    """Publish, compare and show schemas, and have editors use them."""


@schema.command("compile")
@_TYPES
@_OUTPUT
@click.option("--breaking", is_flag=True, help="Publish also what refuses files that were accepted.")
@click.option("--behaviour", is_flag=True, help="Publish also what gives files another meaning: a changed default.")
@click.option("--withdraw", metavar="NAME@VERSION", multiple=True, help="Take back a newest version nobody has yet.")
@click.option("--dry-run", is_flag=True, help="Say what would be published, and write nothing.")
def compile_schemas(  # noqa: PLR0913 - one for each option
    types: tuple[str, ...],
    output: Path | None,
    withdraw: tuple[str, ...],
    *,
    breaking: bool,
    behaviour: bool,
    dry_run: bool,
) -> int:
    """Publish what changed: each under the next version that the change asks for.

    A version that is published is never changed. What breaks files that were accepted, or gives them another meaning,
    is published only where an option says that this is known.
    """
    from rompy.cli.published import candidates  # noqa: PLC0415 - help needs none of it
    from rompy.schema.publish import plan, published, refused, write  # noqa: PLC0415 - as above

    project, store = _project_and_store(output)
    for text in withdraw:
        store = _withdraw(store, text)
    steps = plan(store, candidates(_types(types, project)), project.base_url)
    held_back = refused(steps, breaking=breaking, behaviour=behaviour)
    for step in held_back:
        _show_step(step, "not published")
        _show_changes(step.comparison.changes if step.comparison else ())
    if held_back:
        options = dict.fromkeys("--breaking" if step.effect == "breaking" else "--behaviour" for step in held_back)
        click.echo(f"Nothing was published. Where this is meant, add {' and '.join(options)}.", err=True)
        return Status.FINDINGS
    for step in steps:
        _show_step(step, "would be published" if dry_run else "published")
    if dry_run:
        return Status.CLEAN
    written = write(store, published(store, steps, project.base_url))
    if not steps:
        click.echo(f"{store.folder}: nothing to publish" + (f"; wrote {', '.join(written)}" if written else ""))
    return Status.CLEAN


@schema.command()
@_TYPES
@_OUTPUT
@click.option("--against", type=_FOLDER, help="A folder of schemas, such as the last release's, that must be in it.")
def check(types: tuple[str, ...], output: Path | None, against: Path | None) -> int:
    """Check that all is published, that nothing published was changed, and that versions were raised enough.

    Exit status: 0 all is well, 1 something is not; what is wrong is told with the command that mends it.
    """
    from rompy.cli.published import candidates  # noqa: PLC0415 - as above
    from rompy.schema.check import check as find_faults  # noqa: PLC0415 - as above
    from rompy.schema.check import missing_from  # noqa: PLC0415 - as above
    from rompy.schema.store import Store  # noqa: PLC0415 - as above

    project, store = _project_and_store(output)
    named = [f"--type {name}" for name in types]
    placed = [] if output is None else [f"--output {output}"]
    command = " ".join(["rompy schema compile", *named, *placed])
    faults = list(find_faults(store, candidates(_types(types, project)), project.base_url, command=command))
    if against is not None:
        faults += missing_from(store, Store(against))
    for fault in faults:
        click.echo(fault.message)
        _show_changes(fault.changes)
        click.echo(f"  mend it with: {fault.command}")
    if faults:
        return Status.FINDINGS
    versions = sum(len(series.releases) for series in store.index.series.values())
    click.echo(f"{store.folder}: {len(store.names())} schemas in {versions} versions, all as published")
    return Status.CLEAN


@schema.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--mode",
    type=click.Choice(["backward", "forward", "full"]),
    default="backward",
    show_default=True,
    help="Whether old files must load with the new schema, new files with the old one, or both.",
)
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How."
)
@_OUTPUT
def diff(old: str, new: str, mode: str, format_name: str, output: Path | None) -> int:
    """Compare OLD with NEW: each is a file, TYPE@VERSION, or TYPE as the model says it now.

    Exit status: 0 nothing breaks, 1 something does.
    """
    from rompy.schema.compare import Mode, compare  # noqa: PLC0415 - as above
    from rompy.schema.publish import without_address  # noqa: PLC0415 - as above

    first, second = (without_address(_meant(text, output)) for text in (old, new))
    comparison = compare(first, second, Mode(mode))
    if format_name == "json":
        changes = [_as_data(change) for change in comparison.changes]
        verdict = None if comparison.verdict is None else comparison.verdict.value
        click.echo(json.dumps({"verdict": verdict, "bump": comparison.bump.word, "changes": changes}, indent=2))
    elif not comparison.changes:
        click.echo("Nothing changed.")
    else:
        _show_changes(comparison.changes, indent="")
        click.echo(f"This is a {comparison.bump.word} change.")
    return Status.FINDINGS if comparison.verdict == "breaking" else Status.CLEAN


@schema.command()
@click.argument("what", metavar="TYPE[@VERSION]")
@click.option(
    "--format", "format_name", type=click.Choice(["json", "yaml"]), default="json", show_default=True, help="How."
)
@click.option(
    "--installed",
    is_flag=True,
    help="Show the schema of this machine, with the types of installed packages: of backend, model-run, postprocessor "
    "or pipeline.",
)
@_OUTPUT
def show(what: str, format_name: str, output: Path | None, *, installed: bool) -> None:
    """Show a published schema: the newest version, or that of VERSION, such as 1, 1.2 or 1.2.0."""
    name, _, version = what.partition("@")
    if installed:
        if version or output is not None:
            raise click.UsageError("--installed shows what is on this machine now, which has no versions and no folder")
        from rompy.schema.store import dump  # noqa: PLC0415 - as above

        shown = _composed().schema(name)
        click.echo(dump(shown) if format_name == "json" else _as_yaml(shown), nl=False)
        return
    store = _reading_store(output)
    path = store.path(name, store.release(name, version or LATEST).version)
    text = path.read_text(encoding="utf-8")
    click.echo(text if format_name == "json" else _as_yaml(json.loads(text)), nl=False)


@schema.command("list")
@_OUTPUT
@click.option("--all", "every", is_flag=True, help="List every version.")
def list_schemas(output: Path | None, *, every: bool) -> None:
    """List what is published, with its newest version and its address."""
    store = _reading_store(output)
    series = [store.series(name) for name in store.names()]
    rows = [
        (one.entry.name, str(release.version), release.change, one.entry.address(release.version, store.index.base))
        for one in series
        for release in (one.releases if every else one.releases[-1:])
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for name, version, change, address in rows:
        shown = f"{change:<{widths[2]}}  " if every else ""
        click.echo(f"{name:<{widths[0]}}  {version:<{widths[1]}}  {shown}{address}")


@schema.command()
@click.option("--editor", type=click.Choice(list(EDITORS)), required=True, help="Which editor.")
@click.option(
    "--files",
    multiple=True,
    metavar="[KIND=]PATTERN",
    help="Other names of backend files, such as backends/*.yml, or of files of another kind: model-run, postprocessor, "
    "pipeline.",
)
@click.option(
    "--schema",
    "schema_from",
    type=click.Choice(["file", "address"]),
    default="file",
    show_default=True,
    help="Use files of this machine, which need no network and know the types of installed packages, or the published "
    "addresses, which know rompy's own.",
)
@click.option("--folder", type=_FOLDER, default=Path(), help="The root of the repository.  [default: this folder]")
@click.option("--print", "is_shown", is_flag=True, help="Print the settings, and write nothing.")
def install(editor: str, files: tuple[str, ...], schema_from: str, folder: Path, *, is_shown: bool) -> None:
    """Have an editor use the schemas: write its settings in a repository, or print them.

    Settings are printed where writing them would lose comments, or where only you know their place. Where packages
    bring types, the schemas are written with these into a folder of your own; install them again after packages
    changed.
    """
    chosen = EDITORS[editor]
    bindings = _bindings(_patterns(files), schema_from, is_shown=is_shown)
    target = None if chosen.file is None else folder / chosen.file
    text = None
    if target is not None and not is_shown:
        old = _text_of(target)
        text = chosen.merged(old, bindings)
        if text is not None and text == old:
            click.echo(f"{target}: the schemas are there already")
            return
    if target is None or text is None:
        if not is_shown:
            reason = "" if target is None else f" ({target} has comments or settings that would get lost)"
            click.echo(f"# {chosen.title}: put this {chosen.where}{reason}", err=True)
        click.echo(chosen.shown(bindings), nl=False)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{target}: {error.strerror}"
        raise SchemaError(message) from error
    click.echo(f"Wrote {target}; backend files are {', '.join(bindings[0].files)}")


def _patterns(files: tuple[str, ...]) -> dict[str, list[str]]:
    """Give the names of files by their kinds; of those without a kind, that is backend."""
    kinds = {entry.name: list[str]() for entry in KINDS}
    for text in files:
        kind, equals, pattern = text.partition("=")
        if not equals:
            kind, pattern = BACKEND.name, text
        if kind not in kinds or not pattern:
            message = f"{text!r} is no PATTERN, or KIND=PATTERN of a kind that there is: {', '.join(kinds)}"
            raise click.BadParameter(message, param_hint="--files")
        kinds[kind].append(pattern)
    return kinds


def _bindings(files: dict[str, list[str]], schema_from: str, *, is_shown: bool) -> list[Binding]:
    from rompy.cli.composed import composed_path, write_composed  # noqa: PLC0415 - as above
    from rompy.schema.store import shipped  # noqa: PLC0415 - as above

    store, found = shipped(), []
    made = _composed()
    composed = write_composed(made.schemas, is_dry=is_shown or schema_from == "address")
    if made.packages:
        who = ", ".join(made.packages)
        if schema_from == "address":
            click.echo(f"# The published schemas do not know the types of {who}; those of --schema file do.", err=True)
        elif is_shown:
            click.echo(f"# Without --print, the schemas are written with the types of {who}.", err=True)
        else:
            folder = composed[BACKEND.name].parent
            click.echo(
                f"Wrote the schemas with the types of {who} into {folder}; install again after a change.", err=True
            )
    for entry in (*KINDS, LINT_SETTINGS):
        majors = {str(release.version.major) for release in store.series(entry.name).releases}
        path = store.path(entry.name, LATEST).absolute()
        addresses = [entry.address(alias, store.index.base) for alias in (*sorted(majors), LATEST)]
        places = [path.as_uri(), composed_path(entry.name).as_uri(), *addresses]
        major = str(store.release(entry.name).version.major)
        here = composed.get(entry.name, path).as_uri()
        place = here if schema_from == "file" else entry.address(major, store.index.base)
        former = tuple(other for other in places if other != place)
        found.append(Binding(entry.name, place, (*entry.file_match, *files.get(entry.name, ())), former))
    return found


def _composed() -> Composed:
    """Compose the schemas of this machine, and tell what cannot be."""
    from rompy.cli.composed import composed  # noqa: PLC0415 - as above

    made = composed()
    for error in made.broken:
        click.echo(f"Warning: {error}", err=True)
    return made


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: it cannot be read: {error}"
        raise SchemaError(message) from error


def _project_and_store(output: Path | None) -> tuple[Project, Store]:
    from rompy.schema.project import find  # noqa: PLC0415 - as above
    from rompy.schema.store import Store  # noqa: PLC0415 - as above

    project = find(output if output is not None and output.is_dir() else Path.cwd())
    return project, Store(_short(output or project.output))


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path


def _reading_store(output: Path | None) -> Store:
    """Give the folder that is named, else that of the repository where it has one, else what came with rompy."""
    from rompy.schema.project import find  # noqa: PLC0415 - as above
    from rompy.schema.store import INDEX, Store, shipped  # noqa: PLC0415 - as above

    if output is not None:
        return Store(output)
    folder = find(Path.cwd()).output
    return Store(_short(folder)) if (folder / INDEX).is_file() else shipped()


def _types(types: Sequence[str], project: Project) -> Sequence[str]:
    if types or project.types:
        return types or project.types
    message = (
        "nothing says what to publish; name it with --type, or in pyproject.toml:\n\n"
        '[tool.rompy.schema]\nbase-url = "https://example.org/schemas"\ntypes = ["NAME=package.module:Class"]'
    )
    raise click.UsageError(message)


def _meant(text: str, output: Path | None) -> Schema:
    """Give the schema that a file, TYPE@VERSION or TYPE means."""
    from rompy.cli.published import candidates  # noqa: PLC0415 - as above
    from rompy.schema.store import read  # noqa: PLC0415 - as above

    if Path(text).is_file():
        return read(Path(text))
    name, at, version = text.rpartition("@")
    if at:
        return _reading_store(output).schema(name, version)
    (candidate,) = candidates([text])
    return candidate.schema


def _withdraw(store: Store, text: str) -> Store:
    from rompy.schema.publish import beside, withdrawn, write  # noqa: PLC0415 - as above
    from rompy.schema.store import Store  # noqa: PLC0415 - as above

    name, _, number = text.rpartition("@")
    try:
        version = Version.parse(number)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--withdraw") from error
    index, gone = withdrawn(store, name, version)
    files = beside(store, index, {})
    for path in gone:
        (store.folder / path).unlink(missing_ok=True)
    write(store, files)
    click.echo(f"{name} {version} withdrawn")
    return Store(store.folder)


def _show_step(step: Step, done: str) -> None:
    since = "" if step.old is None else f" ({step.change} after {step.old}: {step.effect.value})"
    click.echo(f"{step.candidate.entry.name} {step.version} {done}{since}")


def _show_changes(changes: Iterable[Change], indent: str = "  ") -> None:
    for change in changes:
        click.echo(f"{indent}{change.effect.value}: {change.pointer or 'the whole'}: {change.message} [{change.rule}]")
        if change.witness is not None:
            click.echo(f"{indent}  such as this file:")
            click.echo("\n".join(f"{indent}    {line}" for line in change.witness.text.splitlines()))


def _as_data(change: Change) -> dict[str, object]:
    shown = {"old": change.old, "new": change.new}
    values = {name: value for name, value in shown.items() if not _is_absent(value)}
    return {
        "rule": change.rule,
        "pointer": change.pointer,
        **values,
        "effect": change.effect.value,
        "bump": change.bump.word,
        "message": change.message,
        **({} if change.witness is None else {"witness": change.witness.document}),
        "decided": change.decided,
    }


def _is_absent(value: object) -> bool:
    from rompy.schema.compare import ABSENT  # noqa: PLC0415 - as above

    return value is ABSENT


def _as_yaml(shown: object) -> str:
    text: str = yaml.safe_dump(shown, sort_keys=False, allow_unicode=True)
    return text
