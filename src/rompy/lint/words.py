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
_DECIDES = "a variable without a default decides"
_OPEN = {
    "model type": f"The config of model type{{s}} {{names}} was not checked: {_DECIDES} on it.",
    "postprocessor": f"The fields of postprocessor{{s}} {{names}} were not checked: {_DECIDES} on it.",
    "backend": f"Of backend type{{s}} {{names}} only what holds for any type was checked: {_DECIDES} on it.",
    "file": f"{{names}} {{was}} not checked: {_DECIDES} what it is, and --kind says it.",
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


def not_checked(unread: Iterable[tuple[str, str, bool]]) -> list[str]:
    """Say what was left unread, or looked at in part, because it is not known here what it is; a line a kind.

    Args:
        unread: Of each what it is, its name, and whether a variable decides on it.
    """
    known = list(unread)
    lines = []
    for what, is_open in dict.fromkeys((what, is_open) for what, _, is_open in known):
        names = [name for kind, name, is_left_open in known if (kind, is_left_open) == (what, is_open)]
        shown = listed([printable(name) if is_open else repr(name) for name in names])
        is_one = len(names) == 1
        words = (_OPEN if is_open else _UNREAD)[what]
        lines.append(words.format(names=shown, s="" if is_one else "s", was="was" if is_one else "were"))
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


def printable(text: str) -> str:
    """Replace control characters, which could rewrite the terminal, by their escapes."""
    return "".join(
        character if character.isprintable() or character == " " else repr(character)[1:-1] for character in text
    )
