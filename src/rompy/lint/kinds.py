"""Tells documents of ours from foreign ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.backends.facts import COMMON
from rompy.backends.layout import OLD_TYPE_KEY, TYPE_KEY, layout
from rompy.backends.registry import description, is_type, own_types
from rompy.backends.sections import (
    BACKEND,
    MODEL,
    OLD_ENGINE_KEY,
    OLD_SECTIONS,
    POSTPROCESSOR,
    SECTIONS,
    section_keys,
)
from rompy.document import Include
from rompy.document.templated import is_template
from rompy.errors import PluginError, TemplateError
from rompy.lint.kind import Kind
from rompy.postprocess.registry import config_class as postprocessor_class
from rompy.postprocess.registry import is_type as is_postprocessor_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rompy.backends.layout import Layout
    from rompy.document import Path

TELLING = frozenset(
    {
        "additional_options",
        "build_args",
        "build_context",
        "capture_output",
        "cpus_per_task",
        "env_vars",
        "mpiexec",
        "ntasks",
        "remove_container",
        "stream_output",
        "time_limit",
    }
)
"""Fields that hardly any foreign file has at its top level."""


MODEL_RUN_FIELDS = frozenset(
    {"run_id", "period", "output_dir", "config", "delete_existing", "run_id_subdir", "model_type"}
)
"""The fields of a model run."""
_PERIOD = frozenset({"start", "end", "duration", "interval"})


class Part(NamedTuple):
    """A document of ours, or a section of a pipeline."""

    path: Path
    data: Mapping[Any, Any]
    kind: Kind = Kind.BACKEND


def parts_in(data: object) -> list[Part]:
    """Find what a document holds of ours: itself, and the sections of a pipeline after the pipeline.

    A document is a backend where ``type`` (or the old ``backend_type``) names one, unless most of its keys are
    foreign; where ``type`` is nearly such a name beside a backend's fields; or where it has no ``type`` and all of
    its keys are fields of one backend. It is a postprocessor where ``type`` names one, a model run by its ``run_id``,
    ``period``, ``output_dir`` and the ``model_type`` of its ``config``, and a pipeline where its sections are such.
    """
    if not isinstance(data, Mapping):
        return []
    if _is_backend(data):
        return [Part((), data)]
    if _is_model_run(data):
        return [Part((), data, Kind.MODEL_RUN)]
    if _is_postprocessor(data):
        return [Part((), data, Kind.POSTPROCESSOR)]
    return pipeline_parts(data) if _is_pipeline(data) else []


def pipeline_parts(data: Mapping[Any, Any]) -> list[Part]:
    """Give a pipeline and those of its sections that can be judged."""
    keys = section_keys(data)
    kinds = {MODEL: Kind.MODEL_RUN, BACKEND: Kind.BACKEND, POSTPROCESSOR: Kind.POSTPROCESSOR}
    sections = ((keys[name], kind) for name, kind in kinds.items() if name in keys)
    inner = [Part((key,), data[key], kind) for key, kind in sections if isinstance(data[key], Mapping)]
    return [Part((), data, Kind.PIPELINE), *inner]


def likely_kind(data: object) -> Kind:
    """Say what a document that must be ours, and that nothing tells, is most likely meant to be."""
    names = set(data) if isinstance(data, Mapping) else set()
    if names & MODEL_RUN_FIELDS - {MODEL}:
        return Kind.MODEL_RUN
    is_pipeline = names & {BACKEND, POSTPROCESSOR, *OLD_SECTIONS, OLD_ENGINE_KEY} or names == {MODEL}
    return Kind.PIPELINE if is_pipeline else Kind.BACKEND


def may_be_ours(data: object) -> bool:
    """Tell whether a document could turn out to be ours once its includes are followed."""
    if not isinstance(data, Mapping):
        return isinstance(data, Include)
    known = {TYPE_KEY, OLD_TYPE_KEY, *MODEL_RUN_FIELDS, *SECTIONS, *OLD_SECTIONS}
    known = known.union(*(description(name).fields for name in own_types()))
    return any(key in known for key in data)


def is_cut_off(data: object) -> bool:
    """Tell whether a document is a pipeline of which sections stand in files that could not be included."""
    if not isinstance(data, Mapping):
        return False
    keys = section_keys(data)
    sections = {name: data[key] for name, key in keys.items() if isinstance(data[key], Mapping | Include)}
    rest = [sections[name] for name in (BACKEND, POSTPROCESSOR) if name in sections]
    return MODEL in sections and any(isinstance(section, Include) for section in rest)


def _is_model_run(data: Mapping[Any, Any]) -> bool:
    if data.get("model_type") == "modelrun":
        return True
    names = {str(name) for name in data}
    own = names & MODEL_RUN_FIELDS
    config, period = data.get("config"), data.get("period")
    names_model = isinstance(config, Mapping) and isinstance(config.get("model_type"), str)
    has_period = isinstance(period, Include) or (isinstance(period, Mapping) and bool(_PERIOD & set(period)))
    tells = names_model + has_period + ("run_id" in names) + ("output_dir" in names) + isinstance(config, Include)
    is_alike = tells > 1 and (names_model or has_period)
    is_whole = own == names and {"run_id", "output_dir"} <= names
    return (is_alike or is_whole) and len(names) <= 2 * len(own)


def _is_postprocessor(data: Mapping[Any, Any]) -> bool:
    written = layout(data)
    found = with_decided_type(written)
    if found is None:
        return is_undecided(written) and _undecided_kind(written) is Kind.POSTPROCESSOR
    if found.type_key != TYPE_KEY or not is_postprocessor_type(found.type):
        return False
    try:
        known = list(postprocessor_class(found.type).model_fields)
    except PluginError:
        return True
    return _is_mostly_of(found, known)


def _is_pipeline(data: Mapping[Any, Any]) -> bool:
    keys = section_keys(data)
    model, backend, postprocessor = (data.get(keys.get(name, name)) for name in SECTIONS)
    if OLD_ENGINE_KEY in data or "model_run" in data:
        return isinstance(model, Mapping | Include) and (OLD_ENGINE_KEY in data or BACKEND in keys)
    if isinstance(model, Mapping) and _is_model_run(model):
        return True
    is_backend = isinstance(backend, Mapping) and _is_backend(backend)
    if is_backend and isinstance(postprocessor, Mapping) and TYPE_KEY in postprocessor:
        return True
    is_usual = isinstance(backend, Mapping | Include) and POSTPROCESSOR in keys
    is_postprocessor = isinstance(postprocessor, Mapping) and _is_postprocessor(postprocessor)
    return isinstance(model, Mapping | Include) and (is_backend or is_usual or is_postprocessor)


def _is_backend(data: Mapping[Any, Any]) -> bool:
    written = layout(data)
    found = with_decided_type(written)
    if found is None:
        return is_undecided(written) and _undecided_kind(written) is Kind.BACKEND
    names = [str(name) for name in found.fields]
    if found.type_key and is_type(found.type):
        try:
            fields = list(description(found.type).fields)
        except PluginError:
            return True
        return _is_mostly_of(found, fields)
    own = max((_fields_of(names, known) for known in own_types()), key=len)
    if found.type_key == OLD_TYPE_KEY:
        return _is_old_backend(found)
    if found.type_key is None or not isinstance(found.type, str):
        all_known = len(own) == len(names) and len(names) > 0
        if found.misspelt_type_key and found.type in own_types():
            return all_known
        return all_known and (len(names) > 2 or bool(own & TELLING))  # noqa: PLR2004 - two such keys are common elsewhere
    close = bool(get_close_matches(found.type.lower(), own_types(), n=1, cutoff=0.6))
    specific = own - COMMON
    return bool(own) if close else len(specific) > 1 and 2 * len(own) >= len(names)


def _is_old_backend(found: Layout) -> bool:
    """Tell whether the old key of the type stands beside fields of backends: others have such a key too."""
    fields = {field for known in own_types() for field in description(known).fields}
    return found.is_nested or 2 * _foreign(found, list(fields)) <= len(found.fields)


def _is_mostly_of(found: Layout, fields: list[str]) -> bool:
    names, foreign = list(found.fields), _foreign(found, fields)
    return foreign < 2 or foreign <= len(names) - foreign  # noqa: PLR2004 - one odd key is a slip of a file of ours


def _foreign(found: Layout, fields: list[str]) -> int:
    """Count the fields that are none of some, nor slips for one."""
    return sum(not get_close_matches(str(name).lower(), fields, n=1, cutoff=0.75) for name in found.fields)


def with_decided_type(found: Layout) -> Layout | None:
    """Give the layout with a template in its type substituted by the default; None where nothing decides it."""
    if not isinstance(found.type, str) or not is_template(found.type):
        return None if isinstance(found.type, Include) else found
    from rompy.document.template import render  # noqa: PLC0415 - most types are written out

    try:
        return found._replace(type=render(found.type, {}))
    except TemplateError:
        return None


def is_undecided(found: Layout) -> bool:
    """Tell whether a type is a template that nothing decides but a variable, or one that is malformed."""
    return isinstance(found.type, str) and with_decided_type(found) is None


def _undecided_kind(found: Layout) -> Kind | None:
    """Tell by its fields what a document is whose type is not known: most of them are those of one type."""
    names = frozenset(str(name) for name in found.fields)
    of_postprocessors = frozenset(postprocessor_class("noop").model_fields)
    own = max((names & of_postprocessors, *(_fields_of(names, known) for known in own_types())), key=len)
    if found.type_key == OLD_TYPE_KEY:
        return Kind.BACKEND if _is_old_backend(found) else None
    if 2 * len(own) <= len(names):
        return None
    if own - COMMON and own <= of_postprocessors:
        return Kind.POSTPROCESSOR
    return Kind.BACKEND if len(own) > 1 or own & TELLING else None


def _fields_of(names: Iterable[str], known: str) -> frozenset[str]:
    return frozenset(names) & frozenset(description(known).fields)


def text_looks_like_ours(text: str, *, is_json: bool = False) -> bool:
    """Guess from text that cannot be read as data whether it was meant to be ours."""
    indent = r"[ \t]*" if is_json else r"[ \t]{0,2}"
    start = rf"^[{{\[,-]?{indent}[\"']?"
    types = "|".join(map(re.escape, own_types()))
    named = re.search(
        rf"{start}(?:{TYPE_KEY}[\"']?\s*:\s*[\"']?(?:{types})\b|{OLD_TYPE_KEY}[\"']?\s*:)", text, re.MULTILINE
    )
    inner = re.search(rf"{start}backend[\"']?\s*:", text, re.MULTILINE) and re.search(
        rf"^[ \t]+[\"']?{TYPE_KEY}[\"']?\s*:\s*[\"']?(?:{types})\b", text, re.MULTILINE
    )
    if named or inner:
        return True
    keys = set(re.findall(rf"{start}(\w+)[\"']?\s*:", text, re.MULTILINE))
    if len(keys & {"run_id", "period", "output_dir"}) > 1:
        return True
    own = max((_fields_of(list(keys), known) for known in own_types()), key=len)
    return len(own) > 2 and bool(own & TELLING)  # noqa: PLR2004 - as above
