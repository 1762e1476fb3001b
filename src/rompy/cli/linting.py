"""Carries out ``rompy-lint``: settings, linting, fixing, and what is printed at the end."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.cli.judging import judge
from rompy.cli.progress import shown
from rompy.cli.quick import Call, look
from rompy.cli.status import Status
from rompy.cli.targets import targets_of
from rompy.cli.terminal import failure, say, wants_colour, wrong_usage
from rompy.document import Includes, Source
from rompy.lint.engine import Result, Target, crashed, gather, lint_target, with_severity
from rompy.lint.finding import Report, Severity
from rompy.lint.formats import counted, not_checked, renderer, statistics
from rompy.lint.kind import kind_of_option
from rompy.lint.loaded import DEFAULTS, Loaded, find, overridden
from rompy.lint.loaded import load as load_settings
from rompy.lint.parallel import WORTH_IT, cores, spread
from rompy.lint.quick import UNSURE
from rompy.lint.quiet import unknown_in_settings
from rompy.lint.rules import broken_rules, rules
from rompy.lint.selection import names_a_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rompy.cli.choices import Choices
    from rompy.cli.quick import Seen
    from rompy.lint.engine import Judge
    from rompy.lint.finding import Finding
    from rompy.lint.fix_included import Mended


_NOTHING = Source("", "")
_WITHOUT_NOTES = frozenset({"gitlab"})
"""Formats that have no room for anything but findings; what was not checked is told beside them."""


def lint_paths(paths: Sequence[str], choices: Choices, seen: Sequence[Seen] | None = None) -> Status:
    """Lint what was named, print the report, and tell how it ended.

    ``seen`` has what is known of each file already, where they were looked at.
    """
    _check_choices(choices)
    settings_of = settings_finder(choices)
    if seen is None and choices.leaves_files_alone and choices.kind is None and "-" not in paths:
        seen = look(_call(paths, choices))
    if seen is not None:
        targets = [Target(each.name, Path(each.name), is_named=each.is_named) for each in seen]
    else:
        targets = targets_of(paths, choices.stdin_filename, settings_of, as_found=choices.as_found)
    if choices.kind is not None:
        kind = kind_of_option(choices.kind)
        targets = [target._replace(is_ours=True, kind=kind) for target in targets]
    if choices.diff:
        return _show_diffs(targets, settings_of, choices)
    if choices.add_ignores:
        return _add_ignores(targets, settings_of)
    mended: list[str] = []
    includes = Includes({})
    verdicts = [UNSURE] * len(targets) if seen is None else [each.verdict for each in seen]

    def result_of(target: Target) -> Result | None:
        return _result(target, settings_of, choices, mended, includes)

    unsure = [target for target, verdict in zip(targets, verdicts, strict=True) if verdict == UNSURE]
    linted = iter(_in_parallel(unsure, result_of) if choices.leaves_files_alone else map(result_of, unsure))
    results = [
        (target, next(linted) if verdict == UNSURE else _known(verdict))
        for target, verdict in zip(targets, verdicts, strict=True)
    ]
    if choices.fix or choices.unsafe_fixes:
        results = _included_mended(results, settings_of, choices, mended)
    report = gather(results, fixed=len(mended), extra=_settings_findings(targets, settings_of))
    for error in broken_rules():
        say(f"Warning: {error}\n", is_error=True)
    if choices.write_baseline is not None:
        from rompy.lint.baseline import dump  # noqa: PLC0415 - most calls have none

        _write(choices.write_baseline, dump(report))
        say(f"Wrote {choices.write_baseline} with {counted(len(report.findings), 'finding')}.\n")
        return Status.CLEAN
    if choices.baseline is not None:
        from rompy.lint.baseline import load  # noqa: PLC0415 - as above

        report = load(choices.baseline).apply(report)
    _print(report, choices)
    return status_of(report, strict=_is_strict(choices, targets, settings_of))


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
            loaded = Loaded(DEFAULTS, Path.cwd())
        elif choices.config is not None:
            loaded = load_settings(choices.config) or Loaded(DEFAULTS, Path.cwd())
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


def _in_parallel(targets: Sequence[Target], result_of: Callable[[Target], Result | None]) -> list[Result | None]:
    """Lint targets in several processes where there are many; of one that ends a process that is the finding."""
    if len(targets) < WORTH_IT or cores() == 1 or any(target.text is not None for target in targets):
        return list(shown(map(result_of, targets), len(targets)))

    import pickle  # noqa: PLC0415 - most calls lint a few files

    # what all need is loaded once
    rules()
    results: list[Result | None] = [None] * len(targets)
    answers = spread(lambda number: pickle.dumps(result_of(targets[number])), len(targets), cores())
    for number, told in shown(answers, len(targets)):
        if told is None:
            results[number] = crashed(targets[number])
        else:
            results[number] = pickle.loads(told)  # noqa: S301 - it comes from this very program
    return results


def _known(backends: int) -> Result | None:
    """Give what linting gives for a file that is clean or foreign."""
    return Result((), backends, _NOTHING, _NOTHING) if backends else None


def _call(paths: Sequence[str], choices: Choices) -> Call:
    return Call(
        paths,
        as_found=choices.as_found,
        isolated=choices.isolated,
        host=choices.host,
        strict=choices.strict,
        remembers=choices.remembers,
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


def _result(
    target: Target, settings_of: Callable[[Path], Loaded], choices: Choices, mended: list[str], includes: Includes
) -> Result | None:
    """Lint one target, mended first where that is asked for."""
    loaded = settings_of(_path(target))
    if not (choices.fix or choices.unsafe_fixes):
        return lint_target(target, _judge(loaded), loaded, includes)
    from rompy.lint.fix import fix_target  # noqa: PLC0415 - most calls mend nothing

    # files change while they are mended, so nothing that was read of them is kept
    fixed = fix_target(target, _judge(loaded), loaded, unsafe=choices.unsafe_fixes)
    if fixed is None:
        return None
    if fixed.is_changed or target.text is not None:
        _put(target, fixed.source)
    mended += fixed.applied.elements()
    return fixed.after


def _included_mended(
    results: Sequence[tuple[Target, Result | None]],
    settings_of: Callable[[Path], Loaded],
    choices: Choices,
    mended: list[str],
) -> list[tuple[Target, Result | None]]:
    """Mend what is wrong in included files that were named too, and give the results after that."""
    targets = [target for target, _ in results if target.text is None]
    found = {target.name: result for target, result in results}
    done = _fix_included(targets, found, settings_of, unsafe=choices.unsafe_fixes)
    for file in done.files:
        _put(file.target, file.after)
    mended += done.applied.elements()
    return [(target, done.results.get(target.name, result)) for target, result in results]


def _fix_included(
    targets: Sequence[Target],
    found: Mapping[str, Result | None],
    settings_of: Callable[[Path], Loaded],
    *,
    unsafe: bool,
) -> Mended:
    from rompy.lint.fix_included import Mended, fix_included  # noqa: PLC0415 - as above

    included = {os.path.abspath(name) for each in found.values() if each is not None for name in each.included}  # noqa: PTH100 - without detours by '..'
    if not included:
        return Mended((), Counter(), {})

    def may_change(target: Target) -> bool:
        result = found[target.name]
        is_included = os.path.abspath(_path(target)) in included  # noqa: PTH100 - as above
        return result is not None and ("include" in result.source.text or is_included)

    return fix_included(
        list(filter(may_change, targets)),
        targets,
        lambda target: _judge(settings_of(_path(target))),
        lambda target: settings_of(_path(target)),
        unsafe=unsafe,
    )


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

    before: dict[str, Source] = {}
    after: dict[str, Source] = {}
    found: dict[str, Result | None] = {}
    now: list[Target] = []
    secret: set[str] = set()
    applied: Counter[str] = Counter()
    for target in targets:
        loaded = settings_of(_path(target))
        fixed = fix_target(target, _judge(loaded), loaded, unsafe=choices.unsafe_fixes)
        if fixed is not None:
            before[target.name], after[target.name] = fixed.before.source, fixed.source
            found[target.name] = fixed.after
            applied += fixed.applied
            now.append(target._replace(text=fixed.source.to_bytes()) if fixed.is_changed else target)
        else:
            found[target.name] = None
            now.append(target)
    done = _fix_included(now, found, settings_of, unsafe=choices.unsafe_fixes)
    for file in done.files:
        before.setdefault(file.target.name, file.before)
        after[file.target.name] = file.after
        if file.is_secret:
            secret.add(file.target.name)
    changed = [name for name in after if after[name].text != before[name].text]
    for name in changed:
        say(diff(before[name], after[name], is_secret=name in secret))
    count, files = (applied + done.applied).total(), len(changed)
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


def _settings_findings(targets: Sequence[Target], settings_of: Callable[[Path], Loaded]) -> Iterator[Finding]:
    """Yield findings about the settings files that were used, each file once."""
    seen: set[str] = set()
    for target in targets:
        loaded = settings_of(_path(target))
        if loaded.source is not None and loaded.source.name not in seen:
            seen.add(loaded.source.name)
            yield from (with_severity(finding, loaded) for finding in unknown_in_settings(loaded))


def _is_strict(choices: Choices, targets: Sequence[Target], settings_of: Callable[[Path], Loaded]) -> bool:
    if choices.strict is not None:
        return choices.strict
    return any(settings_of(_path(target)).settings.strict for target in targets)


def _print(report: Report, choices: Choices) -> None:
    colour = wants_colour() and choices.output is None
    if choices.statistics:
        text = statistics(report)
    else:
        text = renderer(choices.format_name)(report, colour=colour, quiet=choices.quiet)
    if choices.format_name in _WITHOUT_NOTES and not choices.quiet:
        for line in not_checked(report.unread):
            say(f"{line}\n", is_error=True)
    if choices.output is not None:
        _write(choices.output, text + "\n")
        if not choices.quiet:
            say(f"Wrote {choices.output}: {counted(len(report.findings), 'finding')}.\n")
    elif text:
        # the mended text of standard input goes to standard output, and then nothing else does
        say(f"{text}\n", is_error=choices.stdin_is_mended)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{path}: {(error.strerror or str(error)).lower()}"
        raise failure(message) from error
