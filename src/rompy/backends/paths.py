"""What paths in a config mean, and where they are looked up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from rompy.backends.wrong import WrongValueError


def checks_host(context: object) -> bool:
    """Tell whether paths are looked up on this machine: yes, unless the validation context has ``host: False``."""
    return not isinstance(context, Mapping) or context.get("host", True) is True


def here(path: Path, context: object) -> Path | None:
    """Give where to look for a path on this machine: None where it is not looked up, or is taken to exist.

    The context's ``look_at`` is a function that gives what stands for a path of another machine, or None.
    """
    if not checks_host(context):
        return None
    look_at = context.get("look_at") if isinstance(context, Mapping) else None
    found = look_at(path) if callable(look_at) else path
    return found if isinstance(found, Path) else None


def absolute(path: str | Path, context: object, field: str | None = None) -> Path:
    """Give the path that is meant: ``~`` expanded, a relative one from the context's ``base`` (or where we are).

    The context's ``bases`` are other starts for some fields, which stand in an included file.

    Raises:
        WrongValueError: for a relative path where the working directory has been removed.
    """
    expanded = Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises for an unknown user
    base = None
    if isinstance(context, Mapping):
        bases = context.get("bases")
        base = bases.get(field) if isinstance(bases, Mapping) else None
        base = context.get("base") if base is None else base
    start = Path(base) if isinstance(base, str | Path) else Path()
    try:
        return (start / expanded).absolute()
    except OSError as error:
        message = "The working directory is gone, so a relative path begins nowhere"
        raise WrongValueError("path_no_start", message) from error
