"""What reports say whatever was found."""

from __future__ import annotations


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


def green(text: str, *, colour: bool) -> str:
    """Write a text in green where colour is wanted (ECMA-48)."""
    return f"\x1b[1;32m{text}\x1b[0m" if colour else text
