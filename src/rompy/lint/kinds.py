"""Tells documents of ours from foreign ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rompy.backends.base import BaseBackendConfig
from rompy.backends.layout import OLD_TYPE_KEY, TYPE_KEY, layout
from rompy.backends.registry import config_class, config_classes, is_type
from rompy.document import Include
from rompy.document.template import is_template, render
from rompy.errors import PluginError, TemplateError

if TYPE_CHECKING:
    from rompy.backends.layout import Layout
    from rompy.document import Path

_COMMON = frozenset(BaseBackendConfig.model_fields)
"""Fields that postprocessors and other things of the ecosystem have too."""
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


@dataclass(frozen=True)
class Part:
    """A backend within a document: the document itself, or the ``backend`` of a pipeline."""

    path: Path
    data: Mapping[Any, Any]


def backends_in(data: object) -> list[Part]:
    """Find the backends of a document.

    A document is a backend where ``type`` (or the old ``backend_type``) names one, unless most of its keys are
    foreign; where ``type`` is nearly such a name beside a backend's fields; or where it has no ``type`` and all of
    its keys are fields of one backend. The ``backend`` of a pipeline is one too.
    """
    if not isinstance(data, Mapping):
        return []
    if _is_backend(data):
        return [Part((), data)]
    backend = data.get("backend")
    is_pipeline = isinstance(data.get("config"), Mapping | Include) and isinstance(backend, Mapping)
    if is_pipeline and isinstance(backend, Mapping) and ("postprocessor" in data or _is_backend(backend)):
        return [Part(("backend",), backend)]
    return []


def may_be_ours(data: object) -> bool:
    """Tell whether a document could turn out to be ours once its includes are followed."""
    if not isinstance(data, Mapping):
        return isinstance(data, Include)
    known = {TYPE_KEY, OLD_TYPE_KEY, "backend"}.union(*(each.model_fields for each in config_classes().values()))
    return any(key in known for key in data)


def is_cut_off(data: object) -> bool:
    """Tell whether a document is a pipeline whose backend stands in a file that could not be included."""
    if not isinstance(data, Mapping):
        return False
    return isinstance(data.get("config"), Mapping | Include) and isinstance(data.get("backend"), Include)


def _is_backend(data: Mapping[Any, Any]) -> bool:
    found = with_decided_type(layout(data))
    if found is None:
        return False
    names = [str(name) for name in found.fields]
    classes = config_classes()
    if found.type_key == OLD_TYPE_KEY:
        return True
    if found.type_key and is_type(found.type):
        try:
            fields = list(config_class(found.type).model_fields)
        except PluginError:
            return True
        foreign = sum(
            name not in fields and not get_close_matches(name.lower(), fields, n=1, cutoff=0.75) for name in names
        )
        return foreign < 2 or foreign <= len(names) - foreign  # noqa: PLR2004 - one odd key is a slip of a backend file
    own = max((_fields_of(names, known) for known in classes.values()), key=len)
    if found.type_key is None or not isinstance(found.type, str):
        all_known = len(own) == len(names) and len(names) > 0
        if found.misspelt_type_key and found.type in classes:
            return all_known
        return all_known and (len(names) > 2 or bool(own & TELLING))  # noqa: PLR2004 - two such keys are common elsewhere
    close = bool(get_close_matches(found.type.lower(), classes, n=1, cutoff=0.6))
    specific = own - _COMMON
    return bool(own) if close else len(specific) > 1 and 2 * len(own) >= len(names)


def with_decided_type(found: Layout) -> Layout | None:
    """Give the layout with a template in its type substituted by the default; None where nothing decides it."""
    if not isinstance(found.type, str) or not is_template(found.type):
        return None if isinstance(found.type, Include) else found
    try:
        return replace(found, type=render(found.type, {}))
    except TemplateError:
        return None


def _fields_of(names: list[str], known: type[BaseBackendConfig]) -> frozenset[str]:
    return frozenset(names) & frozenset(known.model_fields)


def text_looks_like_ours(text: str, *, is_json: bool = False) -> bool:
    """Guess from text that cannot be read as data whether it was meant to be a backend or a pipeline with one."""
    indent = r"[ \t]*" if is_json else r"[ \t]{0,2}"
    start = rf"^[{{\[,-]?{indent}[\"']?"
    types = "|".join(map(re.escape, config_classes()))
    named = re.search(
        rf"{start}(?:{TYPE_KEY}[\"']?\s*:\s*[\"']?(?:{types})\b|{OLD_TYPE_KEY}[\"']?\s*:)", text, re.MULTILINE
    )
    inner = re.search(rf"{start}backend[\"']?\s*:", text, re.MULTILINE) and re.search(
        rf"^[ \t]+[\"']?{TYPE_KEY}[\"']?\s*:\s*[\"']?(?:{types})\b", text, re.MULTILINE
    )
    if named or inner:
        return True
    keys = set(re.findall(rf"{start}(\w+)[\"']?\s*:", text, re.MULTILINE))
    own = max((_fields_of(list(keys), known) for known in config_classes().values()), key=len)
    return len(own) > 2 and bool(own & TELLING)  # noqa: PLR2004 - as above
