"""Collects what can be published: rompy's own types and files, and the types of others."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from rompy.backends import BaseBackendConfig
from rompy.backends.registry import config_class, config_classes, type_names
from rompy.catalog import BACKEND, LINT_REPORT, LINT_SETTINGS, MODEL_RUN, PIPELINE, POSTPROCESSOR, Entry, type_entry
from rompy.errors import BackendFileError, PluginError, SchemaError
from rompy.lint.formats.json import ReportData
from rompy.lint.rules import rules
from rompy.lint.selection import ALL
from rompy.lint.settings import Settings
from rompy.model.form import base_form, model_run_form, pipeline_form
from rompy.postprocess import BasePostprocessorConfig, NoopPostprocessorConfig
from rompy.postprocess import registry as postprocessors
from rompy.schema.editor import family_schema, form_schema, without_messages
from rompy.schema.form import Family, Form, ListOf, MapOf, Record, Text
from rompy.schema.from_model import backend_form, model_form
from rompy.schema.publish import Candidate, without_address
from rompy.schema.store import Schema, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rompy.schema.form import Kind

OWN = "rompy"
"""Stands for all that rompy itself publishes."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def candidates(types: Iterable[str]) -> list[Candidate]:
    """Give what is to be published under names: ``rompy``, a type or another name, ``NAME=module:Class``.

    Raises:
        SchemaError: for a name that nothing has, or a class that cannot be loaded.
        PluginError: where the package of a type cannot be loaded.
    """
    found: dict[str, Candidate] = {}
    for text in types:
        made = own_candidates() if text == OWN else [_candidate(text)]
        found |= {candidate.entry.name: candidate for candidate in made}
    return list(found.values())


@dataclass(frozen=True)
class Types:
    """The types that files of people may be of, each as its form."""

    backends: tuple[Form, ...]
    models: tuple[Form, ...]
    postprocessors: tuple[Form, ...]

    @property
    def model_run(self) -> Form:
        """What a model run may say."""
        return model_run_form(self.models)

    @property
    def pipeline(self) -> Form:
        """What a pipeline may say."""
        return pipeline_form(self.model_run, self.backends, self.postprocessors)

    def candidates(self) -> list[Candidate]:
        """Give the schema of each kind of file, of any of these types."""
        return [_backend(self), _model_run(self), _postprocessor(self), _pipeline(self)]


def own_types() -> Types:
    """Give rompy's own types."""
    return Types(tuple(own_forms()), (base_form(),), (backend_form(NoopPostprocessorConfig, "noop", "postprocessor"),))


def own_candidates() -> list[Candidate]:
    """Give all that rompy itself publishes."""
    return [*map(_type, own_forms()), *own_types().candidates(), _settings(), _report()]


def own_forms() -> list[Form]:
    """Give the forms of rompy's own backend types."""
    return [backend_form(known, name) for name, known in config_classes().items()]


def form_of(text: str) -> Form:
    """Give the form of a backend type: one of rompy's own, of an installed package, or ``[NAME=]module:Class``.

    Postprocessors are as good; where a backend has the same name, that is meant.

    Raises:
        SchemaError, PluginError: as ``candidates``.
    """
    name, equals, address = text.partition("=")
    if not equals:
        name, address = ("", text) if ":" in text else (text, "")
    if address:
        chosen = _loaded(address)
        field = chosen.model_fields.get("type")
        default = field.default if field is not None else None
        if not name and isinstance(default, str):
            name = default
    else:
        try:
            is_backend = name in type_names() or name not in postprocessors.type_names()
            chosen = config_class(name) if is_backend else postprocessors.config_class(name)
        except BackendFileError as error:
            raise SchemaError(str(error)) from None
    if not _NAME.fullmatch(name):
        what = f"{address} has no type of its own; " if address and not name else ""
        message = (
            f"{what}write NAME=module:Class, where NAME is what 'type' is in a file (small letters, digits, - and _)"
        )
        raise SchemaError(message)
    return backend_form(chosen, name, _what(chosen))


def _what(config_class: type[BaseBackendConfig]) -> str:
    return "postprocessor" if issubclass(config_class, BasePostprocessorConfig) else "backend"


def type_schema(text: str) -> Schema:
    """Give the schema of a backend type as the model is now, with its address where it is published so.

    Raises:
        SchemaError, PluginError: as ``candidates``.
    """
    candidate = _type(form_of(text))
    store = shipped()
    if candidate.entry.name in store.names():
        newest = store.schema(candidate.entry.name)
        if without_address(newest) == candidate.schema:
            return newest
    return candidate.schema


def _loaded(address: str) -> type[BaseBackendConfig]:
    for folder in (Path.cwd() / "src", Path.cwd()):
        if folder.is_dir() and str(folder) not in sys.path:
            # a class that is being written need not be installed
            sys.path.insert(0, str(folder))
    try:
        loaded = resolve_name(address)
    except Exception as error:
        message = f"{address} cannot be loaded: {type(error).__name__}: {error}"
        raise PluginError(message) from error
    if not (isinstance(loaded, type) and issubclass(loaded, BaseBackendConfig)):
        message = f"{address} is no config class: it does not come from BaseBackendConfig"
        raise SchemaError(message)
    return loaded


def _candidate(text: str) -> Candidate:
    kinds = {entry.name: partial(make, own_types()) for entry, make in _KINDS.items()}
    others: dict[str, Callable[[], Candidate]] = {**kinds, LINT_SETTINGS.name: _settings, LINT_REPORT.name: _report}
    if text in others:
        return others[text]()
    names = [*type_names(), *(name for name in postprocessors.type_names() if name not in type_names())]
    if "=" in text or ":" in text or text in names:
        return _type(form_of(text))
    message = f"nothing is called {text!r}; there are {', '.join([*names, *others])}, and module:Class"
    raise SchemaError(message)


def _type(form: Form) -> Candidate:
    record = form.record
    return Candidate(type_entry(form.name, record.title, record.description or record.title), form_schema(form))


def _backend(types: Types) -> Candidate:
    return Candidate(BACKEND, family_schema(Family(BACKEND.name, BACKEND.title, BACKEND.description, types.backends)))


def _postprocessor(types: Types) -> Candidate:
    entry, said = POSTPROCESSOR, "Which postprocessor; packages bring others"
    family = Family(
        entry.name, entry.title, entry.description, types.postprocessors, tag_description=said, is_open=True
    )
    return Candidate(entry, family_schema(family))


def _model_run(types: Types) -> Candidate:
    return Candidate(MODEL_RUN, form_schema(_described(types.model_run, MODEL_RUN)))


def _pipeline(types: Types) -> Candidate:
    return Candidate(PIPELINE, form_schema(_described(types.pipeline, PIPELINE)))


def _described(form: Form, entry: Entry) -> Form:
    return replace(form, record=replace(form.record, title=entry.title, description=entry.description))


_KINDS: dict[Entry, Callable[[Types], Candidate]] = {
    BACKEND: _backend,
    MODEL_RUN: _model_run,
    POSTPROCESSOR: _postprocessor,
    PIPELINE: _pipeline,
}


def _settings() -> Candidate:
    form = model_form(Settings, LINT_SETTINGS.name, title=LINT_SETTINGS.title)
    rule = Text(suggestions=tuple(_selectors()))
    kinds: dict[str, Kind] = {
        **dict.fromkeys(("select", "extend-select", "ignore"), ListOf(rule)),
        "per-file-ignores": MapOf(ListOf(rule)),
    }
    fields = tuple(replace(field, kind=kinds.get(field.name, field.kind)) for field in form.record.fields)
    record = Record(LINT_SETTINGS.title, LINT_SETTINGS.description, fields)
    return Candidate(LINT_SETTINGS, form_schema(Form(form.name, record, form.definitions)))


def _selectors() -> list[str]:
    """List the ways to name rules: all, the beginning of a code, a code, a name."""
    codes = [rule.code for rule in rules()]
    return [ALL, *sorted({code[:4] for code in codes}), *codes, *(rule.name for rule in rules())]


def _report() -> Candidate:
    form = model_form(ReportData, LINT_REPORT.name, title=LINT_REPORT.title, is_output=True)
    return Candidate(LINT_REPORT, without_messages(form_schema(form)))
