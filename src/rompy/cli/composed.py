"""Composes the schemas of this machine: those of rompy with the types of the packages that are installed beside it."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends import plugin_types, registry
from rompy.catalog import KINDS
from rompy.cli.published import Types, own_types
from rompy.errors import PluginError, SchemaError
from rompy.model.config import GROUP as MODEL_GROUP
from rompy.model.config import config_class as model_class
from rompy.model.form import model_type_form
from rompy.packages import described, entry_points, package_of
from rompy.postprocess import registry as postprocessors
from rompy.replacing import replace_file
from rompy.schema.from_model import backend_form
from rompy.schema.publish import without_address
from rompy.schema.store import dump, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from importlib.metadata import EntryPoint

    from rompy.schema.form import Form
    from rompy.schema.store import Schema

_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""Names of types that can stand among the definitions of a schema."""
_MADE_OF = 12
"""Digits that tell environments apart."""


@dataclass(frozen=True)
class Composed:
    """The schemas of each kind of file, as they are on this machine."""

    schemas: dict[str, Schema]
    """By the name of the kind."""
    packages: tuple[str, ...] = ()
    """Whose types are in them."""
    broken: tuple[PluginError, ...] = ()
    """What cannot be composed, and why; each names its package."""

    def schema(self, name: str) -> Schema:
        """Give the schema of a kind of file.

        Raises:
            SchemaError: where packages bring nothing to what has that name.
        """
        if name not in self.schemas:
            message = f"installed packages bring nothing to {name!r}; they do to {', '.join(self.schemas)}"
            raise SchemaError(message)
        return self.schemas[name]


def composed() -> Composed:
    """Compose the schemas; a type that cannot be loaded is left out and told."""
    own, broken, packages = own_types(), [], set()

    def more(entries: Iterable[EntryPoint], known: Iterable[Form], form_of: Callable[[str], Form]) -> tuple[Form, ...]:
        forms = {form.name: form for form in known}
        for entry in entries:
            # of one name, the first is taken, and rompy's own before all others
            if entry.name not in forms:
                try:
                    forms[entry.name] = _form(entry, form_of)
                    packages.add(package_of(entry))
                except PluginError as error:
                    broken.append(error)
        return tuple(forms.values())

    types = Types(
        more(plugin_types.found().values(), own.backends, lambda name: backend_form(registry.config_class(name), name)),
        more(entry_points(MODEL_GROUP), own.models, lambda name: model_type_form(model_class(name), name)),
        more(
            entry_points(postprocessors.GROUP),
            own.postprocessors,
            lambda name: backend_form(postprocessors.config_class(name), name, "postprocessor"),
        ),
    )
    store, schemas = shipped(), {}
    for candidate in types.candidates():
        name, schema = candidate.entry.name, candidate.schema
        is_as_shipped = name in store.names() and without_address(store.schema(name)) == schema
        # what hovers show tells where the types are from
        with_packages = f" With {', '.join(sorted(packages))}." if packages else ""
        composed_one = {**schema, "description": f"{schema['description']}{with_packages}"}
        schemas[name] = store.schema(name) if is_as_shipped else composed_one
    return Composed(schemas, tuple(sorted(packages)), tuple(broken))


def _form(entry: EntryPoint, form_of: Callable[[str], Form]) -> Form:
    """Take the form of a package's type.

    Raises:
        PluginError: where that fails, whatever happens then; the message names the package.
    """
    if not _NAME.fullmatch(entry.name):
        message = f"{described(entry)} has a name that no schema can have: letters, digits, - and _ are fine"
        raise PluginError(message)
    try:
        return form_of(entry.name)
    except PluginError:
        raise
    except Exception as error:
        # pydantic asks the package's own code for a schema, which may raise anything
        message = f"{described(entry)} has no schema: {type(error).__name__}: {error}"
        raise PluginError(message) from error


def composed_path(name: str) -> Path:
    """Name the file of a kind's composed schema in this environment (XDG Base Directory Specification)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    # where nobody has a home, nothing is to be found there, which is no fault as long as nothing is written
    base = Path(given) if given.startswith("/") else Path(os.path.expanduser("~/.local/share")).absolute()  # noqa: PTH111
    environment = sha256(sys.prefix.encode()).hexdigest()[:_MADE_OF]
    return base / "rompy" / "schemas" / environment / f"{name}.json"


def write_composed(schemas: dict[str, Schema], *, is_dry: bool = False) -> dict[str, Path]:
    """Write the schemas to which packages bring something, and give the file of each kind's schema.

    Args:
        schemas: The schema of each kind.
        is_dry: Whether nothing is written, and only the files are named.

    Raises:
        SchemaError: where one cannot be written.
    """
    store, files = shipped(), {}
    for entry in KINDS:
        schema = schemas[entry.name]
        if "$id" in schema:
            files[entry.name] = store.path(entry.name).absolute()
            continue
        path = files[entry.name] = composed_path(entry.name)
        if is_dry:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, dump(schema).encode())
        except OSError as error:
            message = f"{path}: {error.strerror or error}"
            raise SchemaError(message) from error
    return files
