"""Writes a rendered file as YAML, with where each value came from beside it and without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.dump import dump_scalar
from rompy.backends.hidden import HIDDEN, shown_path
from rompy.backends.hiding import may_hold_secret
from rompy.backends.secrets import is_literal, is_secret_name, secret_shapes, secrets_in_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.model.rendered import RenderedFile

_STEP = "  "


class _Hidden(str):
    """What stands in the place of a value that is not shown."""

    __slots__ = ()


def lines(file: RenderedFile) -> Iterator[str]:
    """Yield the lines of a rendered file as YAML; a comment says where a value came from."""
    if _is_single(file.data):
        yield _with_comment(_scalar(_shown(file, file.data, ())), _origin(file, (), is_scalar=True))
        return
    yield from _collection(file, file.data, (), "")


def without_secrets(file: RenderedFile) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
    """Give the data of a rendered file with ``<hidden>`` in the place of what may be a secret."""
    return _shown(file, file.data, ())


def _shown(file: RenderedFile, value: Any, path: Path) -> Any:  # noqa: ANN401 - as above
    match value:
        case dict():
            return {_shown_key(key, path): _shown(file, item, (*path, key)) for key, item in value.items()}
        case list():
            return [_shown(file, item, (*path, index)) for index, item in enumerate(value)]
        case tuple() | set():
            whole = dump_scalar(value)
            return _Hidden(HIDDEN) if _may_be_secret(file, whole, path) else value
    return _Hidden(HIDDEN) if value is not None and _may_be_secret(file, str(value), path) else value


def _shown_key(key: Any, path: Path) -> Any:  # noqa: ANN401 - as above
    """Give a key; in a secret field, ``NAME=value`` as a name shows no value."""
    return shown_path((path[-1], key))[1] if path and isinstance(key, str | int) else key


def _may_be_secret(file: RenderedFile, text: str, path: Path) -> bool:
    names = [str(step) for step in path if not isinstance(step, int)]
    source = file.texts.get(path)
    if any(secrets_in_command(text)) or any(secret_shapes(text)):
        return True
    if source is None or not source.environment:
        # what is written in the file is hidden only where it is a secret by its name
        return bool(names) and is_secret_name(names[-1]) and is_literal(text)
    return may_hold_secret(path, source.environment)


def _collection(file: RenderedFile, value: Any, path: Path, indent: str) -> Iterator[str]:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(file, item, (*path, key), indent, f"{_scalar(_shown_key(key, path))}:")
    else:
        for index, item in enumerate(value):
            if _is_single(item):
                yield from _entry(file, item, (*path, index), indent, "-")
                continue
            comment = _origin(file, (*path, index), is_scalar=False)
            if comment:
                yield f"{indent}# {comment}"
            first, *rest = _collection(file, item, (*path, index), indent + _STEP)
            yield f"{indent}- {first[len(indent) + len(_STEP) :]}"
            yield from rest


def _entry(file: RenderedFile, value: Any, path: Path, indent: str, lead: str) -> Iterator[str]:  # noqa: ANN401
    if _is_single(value):
        yield _with_comment(f"{indent}{lead} {_scalar(_shown(file, value, path))}", _origin(file, path, is_scalar=True))
        return
    yield _with_comment(f"{indent}{lead}", _origin(file, path, is_scalar=False))
    yield from _collection(file, value, path, indent + _STEP)


def _is_single(value: object) -> bool:
    """Tell whether a value stands on one line."""
    return not isinstance(value, dict | list) or not value


def _scalar(value: object) -> str:
    return HIDDEN if isinstance(value, _Hidden) else dump_scalar(value)


def _with_comment(line: str, comment: str) -> str:
    return f"{line}  # {comment}" if comment else line


def _origin(file: RenderedFile, path: Path, *, is_scalar: bool) -> str:
    """Say where a value came from; a mapping or a list says it where it stands in another file than what holds it."""
    parts = []
    place = file.place(path)
    is_there_already = not is_scalar and path and file.document.home(path)[0] is file.document.home(path[:-1])[0]
    if place is not None and not is_there_already:
        parts.append(place)
    source = file.texts.get(path)
    if source is not None:
        if source.environment:
            parts.append(f"from {' and '.join(source.environment)} in the environment")
        if source.defaults:
            parts.append(f"default of {' and '.join(source.defaults)}")
    return ", ".join(parts)
