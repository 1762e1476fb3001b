"""Judges which sections a pipeline has; what is in them is judged as what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rompy.backends.layout import Layout
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
from rompy.lint.meant import closest
from rompy.lint.rule import Judgement, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPTIONS = {BACKEND: "--backend-config", POSTPROCESSOR: "--processor-config"}


def judge_sections(data: Mapping[Any, Any]) -> Judgement:
    """Judge the sections of a pipeline by their names alone."""
    keys = section_keys(data)
    problems = [*_wrong_keys(data, keys), *_wrong_sections(data, keys), *_missing(data, keys)]
    return Judgement(tuple(problems), Layout(None, None, None, dict(data)))


def _wrong_keys(data: Mapping[Any, Any], keys: Mapping[str, str]) -> Iterator[Problem]:
    for key in data:
        if key in keys.values():
            if key in OLD_SECTIONS:
                name = OLD_SECTIONS[key]
                message = f"The section {key!r} is called {name!r} now"
                yield Problem((key,), "old_section", message, at="key", details={"name": name}, spoils=False)
        elif key == OLD_ENGINE_KEY:
            yield from _engine(data[key])
        elif key in OLD_SECTIONS:
            section = OLD_SECTIONS[key]
            message = f"{key!r} is what old files call {section!r}, which is here too"
            yield Problem((key,), "section_twice", message, at="key", related=(((section,), f"{section} is here"),))
        else:
            details: dict[str, object] = {"owner": "A pipeline", "fields": SECTIONS, "noun": "section"}
            yield Problem((key,), "extra_forbidden", f"A pipeline has no section {key!r}", at="key", details=details)


def _engine(value: object) -> Iterator[Problem]:
    if value == "local":
        message = f"The key {OLD_ENGINE_KEY!r} is from old files, and says nothing any more"
        yield Problem((OLD_ENGINE_KEY,), "old_engine", message, at="key", spoils=False)
    elif not (isinstance(value, Include) or (isinstance(value, str) and is_template(value))):
        message = f"rompy carries out pipelines itself, and nothing else here does: {OLD_ENGINE_KEY} is {value!r}"
        yield Problem((OLD_ENGINE_KEY,), "type_other", message, details={"names": ["local"], "name": value})


def _wrong_sections(data: Mapping[Any, Any], keys: Mapping[str, str]) -> Iterator[Problem]:
    for key in keys.values():
        if not isinstance(data[key], Mapping | Include):
            yield Problem((key,), "dict_type", f"The section {key!r} is no mapping")


def _missing(data: Mapping[Any, Any], keys: Mapping[str, str]) -> Iterator[Problem]:
    unknown = [str(key) for key in data if key not in keys.values()]
    meant = {closest(key, SECTIONS) for key in unknown}
    missing = [name for name in SECTIONS if name not in keys and name not in meant]
    if MODEL in missing:
        message = "The section 'config' is missing, which says what is modelled"
        yield Problem((), "section_missing", message, details={"field": MODEL})
    options = [name for name in missing if name in _OPTIONS]
    if options:
        named = " and no ".join(map(repr, options))
        advice = f"add {' and '.join(options)}, or run it with {' and '.join(_OPTIONS[name] for name in options)}"
        yield Problem((), "section_optional", f"The pipeline has no {named}", help=advice)
