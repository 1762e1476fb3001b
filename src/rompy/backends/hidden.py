"""Which values are never shown, and how paths to them are."""

from __future__ import annotations

SECRET_FIELDS = frozenset({"env_vars", "build_args"})
"""Fields whose values are never shown."""

HIDDEN = "<hidden>"


def shown_path(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Give a path as errors show it: ``NAME=value`` in the place of a variable's name shows no value."""
    match path:
        case (str(field), str(name), *rest) if field in SECRET_FIELDS and "=" in name:
            return (field, f"{name.partition('=')[0]}={HIDDEN}", *rest)
    return path
