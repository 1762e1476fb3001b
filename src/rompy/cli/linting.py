"""Carries out ``rompy-lint``: settings, linting, fixing, and what is printed at the end."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.cli.judged import File, judge_all
from rompy.cli.judging import judge
from rompy.cli.quick import Call, look, status
from rompy.cli.status import Status
from rompy.cli.targets import targets_of
from rompy.cli.terminal import failure, say, wants_colour, wrong_usage
from rompy.lint.account import told
from rompy.lint.cache import Remembered
from rompy.lint.engine import Target, gather, with_severity
from rompy.lint.finding import Report, Severity
from rompy.lint.formats import counted, renderer, statistics
from rompy.lint.kind import kind_of_option
from rompy.lint.quick import UNSURE
from rompy.lint.quiet import unknown_in_settings
from rompy.lint.rules import broken_rules, rules
from rompy.lint.selection import names_a_rule
from rompy.lint.settings import Loaded, Settings, find, overridden
from rompy.lint.settings import load as load_settings
from rompy.lint.told import unpacked
from rompy.packages import may_have_entry_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rompy.cli.choices import Choices
    from rompy.cli.quick import Looked
    from rompy.document import Source
    from rompy.lint.engine import Judge, Result
    from rompy.lint.finding import Finding


def lint_paths(paths: Sequence[str], choices: Choices, looked: Looked | None = None) -> Status:
    """Lint what was named, print the report, and tell how it ended.

    ``looked`` has what is known of each file already, where they were looked at.
    """
    _check_choices(choices)
    settings_of = settings_finder(choices)

    def of(target: Target) -> Loaded:
        return settings_of(_path(target))

    if looked is None and choices.leaves_files_alone and choices.kind is None and "-" not in paths:
        looked = look(_call(paths, choices))
    if looked is not None:
        files = _known(looked)
    else:
        targets = targets_of(paths, choices.stdin_filename, settings_of, as_found=choices.as_found)
        if choices.kind is not None:
            kind = kind_of_option(choices.kind)
            targets = [replace(target, is_ours=True, kind=kind) for target in targets]
        if choices.diff:
            return _show_diffs(targets, settings_of, choices)
        if choices.add_ignores:
            return _add_ignores(targets, settings_of)
        if choices.fix or choices.unsafe_fixes:
            return _mend(targets, settings_of, choices)
        files = _files(targets, settings_of)
    memory = _memory(files, choices) if looked is None else looked.memory
    judge_all(files, lambda target: (_judge(of(target)), of(target)), memory, is_recalled=looked is not None)
    folders = _one_a_folder(file.name for file in files)
    extra = list(_settings_findings(folders, settings_of))
    is_strict = _is_strict(choices, folders, settings_of)
    if choices.is_for_people and not extra:
        report = told(file.taken() for file in files)
        if report.is_whole:
            _warn_of_broken_rules()
            pieces = report.pieces(colour=_has_colour(choices), quiet=choices.quiet)
            _put_out(pieces, report.errors + report.warnings, choices)
            return Status(status(report, is_strict=is_strict))
    said = ((file.target, unpacked(*file.said)) for file in files if file.said is not None)
    return _told(gather(said, extra=extra), choices, is_strict=is_strict)


def _mend(targets: Sequence[Target], settings_of: Callable[[Path], Loaded], choices: Choices) -> Status:
    mended: list[str] = []
    results = [(target, _mended(target, settings_of(_path(target)), choices, mended)) for target in targets]
    folders = _one_a_folder(target.name for target in targets)
    report = gather(results, fixed=len(mended), extra=_settings_findings(folders, settings_of))
    return _told(report, choices, is_strict=_is_strict(choices, folders, settings_of))


def _told(report: Report, choices: Choices, *, is_strict: bool) -> Status:
    """Print a report, or write it down as a baseline, and tell how it ended."""
    _warn_of_broken_rules()
    if choices.write_baseline is not None:
        from rompy.lint.baseline import dump  # noqa: PLC0415 - most calls have none

        _write(choices.write_baseline, dump(report))
        say(f"Wrote {choices.write_baseline} with {counted(len(report.findings), 'finding')}.\n")
        return Status.CLEAN
    if choices.baseline is not None:
        from rompy.lint.baseline import load  # noqa: PLC0415 - as above

        report = load(choices.baseline).apply(report)
    _print(report, choices)
    return status_of(report, strict=is_strict)


def _warn_of_broken_rules() -> None:
    for error in broken_rules() if may_have_entry_points("rompy.lint.rules") else ():
        say(f"Warning: {error}\n", is_error=True)


def _known(looked: Looked) -> list[File]:
    """Take over what is known of files that were looked at."""
    files = []
    for each in looked.files:
        file = File(each.name, each.context if looked.memory is not None else "", is_named=each.is_named)
        file.said = None if each.said == UNSURE else (each.said, each.whole)
        files.append(file)
    return files


def _files(targets: Sequence[Target], settings_of: Callable[[Path], Loaded]) -> list[File]:
    """Put targets beside the circumstances that what is said of them depends on."""

    @cache
    def of_settings(loaded: int) -> str:
        return f"{by_number[loaded].settings!r} {by_number[loaded].root}"

    by_number: dict[int, Loaded] = {}
    files = []
    for target in targets:
        loaded = settings_of(_path(target))
        by_number[id(loaded)] = loaded
        context = f"{of_settings(id(loaded))} {target.is_named} {target.kind}"
        files.append(File(target.name, context, target=target))
    return files


def _memory(files: Sequence[File], choices: Choices) -> Remembered | None:
    """Give what earlier runs said, unless nobody wants it, or something is no file."""
    if not choices.remembers or not all(file.is_file for file in files):
        return None
    return Remembered()


def show(report: Report, format_name: str) -> None:
    """Print a report."""
    colour = wants_colour()
    say(f"{renderer(format_name)(report, colour=colour)}\n")


def status_of(report: Report, *, strict: bool = False) -> Status:
    """Tell how a lint run ended."""
    if report.broken:
        return Status.BROKEN
    bad = len(report.findings) if strict else report.count(Severity.ERROR)
    return Status.FINDINGS if bad else Status.CLEAN


def settings_finder(choices: Choices) -> Callable[[Path], Loaded]:
    """Make the function that gives the settings of a file: its folder's, with the command line's choices over them."""

    @cache
    def of_folder(folder: Path) -> Loaded:
        if choices.isolated:
            loaded = Loaded(Settings(), Path.cwd())
        elif choices.config is not None:
            loaded = load_settings(choices.config) or Loaded(Settings(), Path.cwd())
        else:
            loaded = find(folder)
        settings = overridden(
            loaded.settings,
            host=choices.host,
            strict=choices.strict,
            schema_version=choices.schema_version,
            select=list(choices.select) or None,
            extend_select=[*loaded.settings.extend_select, *choices.extend_select],
            ignore=[*loaded.settings.ignore, *choices.ignore],
        )
        return Loaded(settings, loaded.root, loaded.source)

    return lambda path: of_folder(path.absolute().parent)


def _call(paths: Sequence[str], choices: Choices) -> Call:
    return Call(
        paths,
        as_found=choices.as_found,
        isolated=choices.isolated,
        host=choices.host,
        strict=choices.strict,
        remembers=choices.remembers,
        besides=repr(choices.ignore) if choices.ignore else "",
    )


def _check_choices(choices: Choices) -> None:
    """Refuse choices of which one would do nothing.

    Raises:
        click.UsageError: naming them.
    """
    ways = {
        "--diff": choices.diff,
        "--add-ignores": choices.add_ignores,
        "--write-baseline": choices.write_baseline is not None,
        "--baseline": choices.baseline is not None,
    }
    chosen = [name for name, is_chosen in ways.items() if is_chosen]
    if choices.add_ignores and (choices.fix or choices.unsafe_fixes):
        chosen.append("--fix")
    if choices.diff or choices.add_ignores:
        reports = {"--output": choices.output is not None, "--statistics": choices.statistics}
        chosen += [name for name, is_chosen in reports.items() if is_chosen]
    if choices.statistics and choices.format_name != "text":
        chosen += ["--statistics", f"--format {choices.format_name}"]
    if len(chosen) > 1:
        message = f"{' and '.join(chosen)} do not go together"
        raise wrong_usage(message)
    for name in (*choices.select, *choices.extend_select, *choices.ignore):
        if not names_a_rule(name, rules()):
            from rompy.cli.explaining import no_such_rule  # noqa: PLC0415 - most names are known

            raise wrong_usage(no_such_rule(name))


def _path(target: Target) -> Path:
    return target.path or Path(target.name)


def _mended(target: Target, loaded: Loaded, choices: Choices, mended: list[str]) -> Result | None:
    """Mend one target, and give what is left to say of it."""
    from rompy.lint.fix import fix_target  # noqa: PLC0415 - most calls mend nothing

    # files change while they are mended, so nothing that was read of them is kept
    fixed = fix_target(target, _judge(loaded), loaded, unsafe=choices.unsafe_fixes)
    if fixed is None:
        return None
    if fixed.is_changed or target.text is not None:
        _put(target, fixed.source)
    mended += fixed.applied.elements()
    return fixed.after


def _judge(loaded: Loaded) -> Judge:
    """Give what judges the shape of backends: the models, or the published version that the settings name."""
    version = loaded.settings.schema_version
    if version is None:
        return judge
    from rompy.cli.by_version import judge_of  # noqa: PLC0415 - only this needs jsonschema

    return judge_of(version)


def _put(target: Target, source: Source) -> None:
    """Put a changed text where it came from: into its file, or from standard input to standard output."""
    if target.text is not None:
        say(source.text)
        return
    from rompy.lint.fix import write  # noqa: PLC0415 - as above

    try:
        write(_path(target), source)
    except OSError as error:
        message = f"{target.name}: {(error.strerror or str(error)).lower()}; nothing was changed in it"
        raise failure(message) from error


def _show_diffs(targets: Sequence[Target], settings_of: Callable[[Path], Loaded], choices: Choices) -> Status:
    from rompy.lint.fix import diff, fix_target  # noqa: PLC0415 - as above

    count = files = 0
    for target in targets:
        loaded = settings_of(_path(target))
        fixed = fix_target(target, _judge(loaded), loaded, unsafe=choices.unsafe_fixes)
        if fixed is not None and fixed.is_changed:
            say(diff(fixed))
            count, files = count + fixed.applied.total(), files + 1
    fixes = f"Would fix {counted(count, 'finding')} in {counted(files, 'file')}." if count else "Nothing to fix."
    say(f"{fixes}\n", is_error=True)
    return Status.FINDINGS if count else Status.CLEAN


def _add_ignores(targets: Sequence[Target], settings_of: Callable[[Path], Loaded]) -> Status:
    from rompy.lint.ignores import add_ignores  # noqa: PLC0415 - as above

    added = left = 0
    for target in targets:
        loaded = settings_of(_path(target))
        done = add_ignores(target, _judge(loaded), loaded)
        if done is None:
            continue
        if done.added or target.text is not None:
            _put(target, done.source)
        added, left = added + done.added, left + done.left
    rest = (
        f"; {counted(left, 'finding')} {'is' if left == 1 else 'are'} left, where no comment can stand" if left else ""
    )
    is_piped = any(target.text is not None for target in targets)
    say(f"Ignored {counted(added, 'finding')} by comments{rest}.\n", is_error=is_piped)
    return Status.FINDINGS if left else Status.CLEAN


def _settings_findings(folders: Iterable[Path], settings_of: Callable[[Path], Loaded]) -> Iterator[Finding]:
    """Yield findings about the settings files that were used, each file once."""
    seen: set[str] = set()
    for path in folders:
        loaded = settings_of(path)
        if loaded.source is not None and loaded.source.name not in seen:
            seen.add(loaded.source.name)
            yield from (with_severity(finding, loaded) for finding in unknown_in_settings(loaded))


def _one_a_folder(names: Iterable[str]) -> list[Path]:
    """Give one file of each folder, in their order: all that are in one have its settings."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.rpartition("/")[0], name)
    return list(map(Path, found.values()))


def _is_strict(choices: Choices, folders: Iterable[Path], settings_of: Callable[[Path], Loaded]) -> bool:
    if choices.strict is not None:
        return choices.strict
    return any(settings_of(path).settings.strict for path in folders)


def _has_colour(choices: Choices) -> bool:
    return wants_colour() and choices.output is None


def _print(report: Report, choices: Choices) -> None:
    if choices.statistics:
        text = statistics(report)
    else:
        text = renderer(choices.format_name)(report, colour=_has_colour(choices), quiet=choices.quiet)
    _put_out([text], len(report.findings), choices)


def _put_out(pieces: Iterable[str], findings: int, choices: Choices) -> None:
    """Print a report, or write it where it is wanted."""
    if choices.output is not None:
        _write(choices.output, "".join(pieces) + "\n")
        if not choices.quiet:
            say(f"Wrote {choices.output}: {counted(findings, 'finding')}.\n")
        return
    end = ""
    for piece in pieces:
        # the mended text of standard input goes to standard output, and then nothing else does
        say(piece, is_error=choices.stdin_is_mended)
        end = "\n" if piece else end
    say(end, is_error=choices.stdin_is_mended)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{path}: {(error.strerror or str(error)).lower()}"
        raise failure(message) from error
