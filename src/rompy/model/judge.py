"""Judges the shape of a model run for the linter, and the folder of its template on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from rompy.backends.layout import Layout
from rompy.backends.paths import absolute
from rompy.document.template import faults as template_faults
from rompy.errors import PluginError
from rompy.lint.finding import Unread
from rompy.lint.rule import Judgement, Problem
from rompy.lint.shape import COLLECTION_FAULTS
from rompy.model.config import config_class, config_of
from rompy.model.files import is_base, written_path
from rompy.model.modelrun import ModelRun
from rompy.model.period import Period
from rompy.model.substituted import SubstitutedRun, substituted_run

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from rompy.document import Path
    from rompy.errors import TemplateError
    from rompy.lint.backend import Surroundings

_ABOUT_KEYS = frozenset({"missing", "extra_forbidden", "period_two_of_three"})
"""Faults that are there whatever the values become."""


def judge(data: Mapping[Any, Any], surroundings: Surroundings) -> Judgement:
    """Judge one model run; the config of a model whose package is not installed is left unread."""
    substituted = substituted_run(data, {})
    # what the config's class says is told besides, so that a package that breaks hides nothing else
    rest = {name: value for name, value in substituted.fields.items() if name != "config"}
    problems = [
        *_template_problems(data, substituted.undecided),
        *_faults(ModelRun, rest, substituted, data, ()),
    ]
    unread: tuple[Unread, ...] = ()
    config = substituted.fields.get("config", {})
    if isinstance(config, Mapping):
        found, unread = _config(config, substituted, data, surroundings)
        problems += found
    elif ("config",) not in substituted.undecided or isinstance(config, str):
        problems.append(Problem(("config",), "dict_type", "The config of a model is a mapping"))
    undecided = frozenset(substituted.undecided)
    layout = Layout(None, None, None, dict(data))
    return Judgement(tuple(problems), layout, fields=substituted.fields, undecided=undecided, unread=unread)


def _config(
    config: Mapping[Any, Any], substituted: SubstitutedRun, data: Mapping[Any, Any], surroundings: Surroundings
) -> tuple[list[Problem], tuple[Unread, ...]]:
    """Judge the config of the model; also give its type where it is left unread."""
    path: Path = ("config", "model_type")
    if path in substituted.undecided:
        written = config["model_type"]
        is_open = isinstance(written, str) and not list(template_faults(written))
        return [], (Unread("model type", written, is_open=True),) if is_open else ()
    found: list[Problem] = []
    known = None
    if "config" in data and not {"model_type", "template"} & set(config):
        details = {"fields": list(config)}
        message = "The config names no model_type, so the model is 'base', which writes no files without a template"
        found.append(Problem(("config",), "model_type_missing", message, details=details))
    try:
        known = config_class(config.get("model_type", "base"))
        if known is None and isinstance(config["model_type"], str):
            return [], (Unread("model type", config["model_type"]),)
        if known is None:
            return [Problem(path, "type_no_text", "The model_type is no text")], ()
        found += _faults(config_of, dict(config), substituted, data, ("config",))
    except PluginError as error:
        message = str(error)
        where = path if known is None else path[:1]
        return [Problem(where, "plugin_broken", message[:1].upper() + message[1:])], ()
    if is_base(config):
        found += _template_folder(config, substituted, surroundings)
    return found, ()


def _faults(
    model: Any,  # noqa: ANN401 - a class, or a function that makes one
    fields: dict[Any, Any],
    substituted: SubstitutedRun,
    data: Mapping[Any, Any],
    prefix: Path,
) -> Iterator[Problem]:
    try:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model.model_validate(fields)
        else:
            model(fields)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            path = (*prefix, *written_path(substituted.fields if not prefix else fields, fault["loc"]))
            if not _is_undecided(path, fault["type"], substituted):
                yield _problem(fault, path, data)


def _is_undecided(path: Path, kind: str, substituted: SubstitutedRun) -> bool:
    """Tell whether a fault may be gone once all templates and includes have values; a template becomes no mapping."""
    undecided = substituted.undecided
    if path in undecided and kind in COLLECTION_FAULTS and isinstance(substituted.value_at(path), str):
        return False
    if kind in _ABOUT_KEYS:
        return any(len(open_end) < len(path) and path[: len(open_end)] == open_end for open_end in undecided)
    return any(path[: len(open_end)] == open_end or open_end[: len(path)] == path for open_end in undecided)


def _problem(fault: ErrorDetails, path: Path, data: Mapping[Any, Any]) -> Problem:
    """Translate an error of pydantic at a path of the model run."""
    kind, message, details = fault["type"], fault["msg"], dict(fault.get("ctx") or {})
    if kind == "missing":
        return Problem(path[:-1], kind, message, details={"field": path[-1]})
    if kind == "extra_forbidden":
        return Problem(path, kind, message, at="key", details=_owner(path[:-1], data))
    if path and path[-1] == "[key]":
        return Problem(path[:-1], kind, message, at="key", details=details)
    if kind == "checkout_unused":
        return Problem(path, kind, message, at="key", details=details)
    return Problem(path, kind, message, details=details)


def _owner(path: Path, data: Mapping[Any, Any]) -> dict[str, object]:
    """Say whose field is unknown, and which fields that has."""
    match path:
        case ():
            return {"owner": "A model run", "fields": list(ModelRun.model_fields)}
        case ("period",):
            return {"owner": "A period", "fields": list(Period.model_fields)}
        case ("config",):
            name = data["config"].get("model_type")
            known = getattr(config_class(name), "model_fields", {})
            return {"owner": f"The config of a {name} model", "fields": list(known)}
    return {}


def _template_problems(data: Mapping[Any, Any], undecided: Mapping[Path, TemplateError]) -> Iterator[Problem]:
    """Yield what is wrong with templates whatever their variables hold; that they have no value is not wrong."""
    for path in undecided:
        value: Any = data
        for step in path:
            value = value[step]
        for fault in template_faults(value) if isinstance(value, str) else ():
            message = str(fault)
            details = {"name": fault.name}
            yield Problem(path, fault.kind, message[:1].upper() + message[1:], details=details, within=fault.offset)


def _template_folder(
    config: Mapping[Any, Any], substituted: SubstitutedRun, surroundings: Surroundings
) -> Iterator[Problem]:
    path: Path = ("config", "template")
    template = config.get("template")
    if not surroundings.host or not isinstance(template, str) or path in substituted.undecided:
        return
    folder = absolute(template, {"base": surroundings.folder_of(path) or surroundings.folder})
    place = surroundings.look_at(folder)
    if place is not None and not place.is_dir():
        yield Problem(path, "template_missing", f"The template is no folder: {folder}")
