"""Renders template folders: each file, and each name, with ``{{runtime.…}}`` and ``{{config.…}}`` filled in."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Environment


def rendered(template: Path, context: Mapping[str, object]) -> Iterator[tuple[Path, bytes, int]]:
    """Yield the files that a template folder makes: where in the workspace, what is in it, and its mode.

    As cookiecutter has it, the content of the folder whose name is ``{{runtime.staging_dir}}`` or the like goes into
    the workspace; a folder without one goes there itself. Files that are no text are copied.

    Raises:
        CannotStartError: where the folder is not there, or a template in it cannot be rendered.
    """
    if not template.is_dir():
        message = f"the template {template} is no folder on this machine; clone a repository first, and name its folder"
        raise CannotStartError(message)
    from jinja2 import StrictUndefined  # noqa: PLC0415 - only templates need it
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - as above

    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    folders = [child for child in template.iterdir() if child.is_dir()]
    marked = [folder for folder in folders if "{{" in folder.name and "runtime" in folder.name]
    root = marked[0] if len(marked) == 1 else template
    for path in sorted(root.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        relative = path.relative_to(root).as_posix()
        name = PurePosixPath(_text(environment, relative, context, path))
        if name.is_absolute() or ".." in name.parts:
            message = f"the template {path} would be written outside of the workspace: {name}"
            raise CannotStartError(message)
        yield Path(name), _content(environment, path, context), path.stat().st_mode & 0o777


def _content(environment: Environment, path: Path, context: Mapping[str, object]) -> bytes:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if "\0" in text:
        return content
    return _text(environment, text, context, path).encode("utf-8")


def _text(environment: Environment, text: str, context: Mapping[str, object], path: Path) -> str:
    from jinja2 import TemplateError  # noqa: PLC0415 - as above

    try:
        return environment.from_string(text).render(context)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line is not None else str(path)
        message = f"{place}: the template cannot be rendered: {error}"
        raise CannotStartError(message) from error
    except Exception as error:
        # expressions of templates are the user's code, and may raise anything
        message = f"{path}: the template cannot be rendered: {type(error).__name__}: {error}"
        raise CannotStartError(message) from error
