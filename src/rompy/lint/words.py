"""What reports say whatever was found."""

from __future__ import annotations

# a report without findings takes less than typing needs to load
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STYLES = {"bold": "1", "red": "1;31", "yellow": "1;33", "blue": "1;34", "green": "1;32", "cyan": "36"}
"""Terminal colours, by the control sequences of ECMA-48."""
_COUNTED = ("model run", "postprocessor")
_UNREAD = {
    "model type": "The config of model type{s} {names} was not checked: no installed package brings it.",
    "postprocessor": "The fields of postprocessor{s} {names} were not checked: no installed package brings it.",
}


def counted(number: int, noun: str) -> str:
    """Say a number of things."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def checked(what: str, files: int, skipped: int) -> str:
    """Say what was checked, and how many files were passed over."""
    others = f"{counted(skipped, 'other file')} skipped" if skipped else "no other files"
    return f"{what} in {counted(files, 'file')} checked, {others}."


def no_problems(what: str, files: int, skipped: int) -> str:
    """Say that nothing was found."""
    return f"{'No problems' if files else 'Nothing to check'}: {checked(what, files, skipped)}"


def summary(found: Sequence[tuple[int, str]], what: str, files: int, skipped: int) -> str:
    """Say what was found, by severity, what was checked and what was passed over."""
    numbers = [counted(number, severity) for number, severity in found if number]
    if not numbers:
        return no_problems(what, files, skipped)
    return f"Found {' and '.join(numbers)}: {checked(what, files, skipped)}"


def all_checked(backends: int, others: Iterable[tuple[str, int]]) -> str:
    """Count what was checked by its kinds; a pipeline counts as its sections, and backends are always named."""
    numbers = dict(others)
    words = [counted(numbers[kind], kind) for kind in _COUNTED if numbers.get(kind)]
    if backends or not words:
        words.insert(0, counted(backends, "backend"))
    return listed(words)


def fixable(safe: int, unsafe: int) -> list[str]:
    """Say how many findings can be mended; nothing where none can."""
    if safe and unsafe:
        return [f"{safe:,} fixable with --fix, {unsafe:,} more with --unsafe-fixes."]
    if safe or unsafe:
        return [f"{safe or unsafe:,} fixable with {'--fix' if safe else '--unsafe-fixes'}."]
    return []


def left_unread(unread: Sequence[tuple[str, str]]) -> list[str]:
    """Say what was left unread, because no installed package knows it."""
    lines = []
    for what in dict.fromkeys(kind for kind, _ in unread):
        names = [repr(name) for kind, name in unread if kind == what]
        lines.append(_UNREAD[what].format(names=listed(names), s="" if len(names) == 1 else "s"))
    return lines


def listed(words: Sequence[str]) -> str:
    """Write words as a person lists them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def styled(text: str, style: str, *, colour: bool) -> str:
    """Wrap a text in a style where colour is wanted."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour else text


def plain(text: str) -> str:
    """Take all styles out of a text again."""
    for code in (*STYLES.values(), "0"):
        text = text.replace(f"\x1b[{code}m", "")
    return text
