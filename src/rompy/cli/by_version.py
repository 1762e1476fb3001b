"""Judges backends by a published older version of the schemas, with the places and the words of the models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from rompy.backends.condition import ExactlyOne
from rompy.backends.described import described
from rompy.backends.layout import OLD_FIELDS_KEY, Layout
from rompy.backends.registry import config_class, is_type, own_types
from rompy.catalog import BACKEND
from rompy.cli.judging import judge as judge_other
from rompy.errors import SchemaError, SettingsError
from rompy.lint import shape
from rompy.lint.kind import Kind
from rompy.lint.meant import meant_field
from rompy.lint.rule import Judgement, Problem
from rompy.schema.judge import BOTH, NEITHER, Fault, faults, stand_in, type_names
from rompy.schema.store import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Surroundings
    from rompy.lint.engine import Judge
    from rompy.schema.store import Schema

_BEYOND_SCHEMAS = frozenset({"volume_target_twice"})
"""Kinds of faults that no schema can say, so that they are the same in every version."""


@cache
def judge_of(version: str) -> Judge:
    """Give what judges by the newest published version that a text such as ``1.2`` means.

    Raises:
        SettingsError: where there is none.
    """
    store = shipped()
    try:
        schema = store.schema(BACKEND.name, version)
    except SchemaError:
        there = ", ".join(str(release.version) for release in store.series(BACKEND.name).releases)
        message = f"schema-version: there is no published version {version!r} of backends; there are {there}"
        raise SettingsError(message) from None

    def judge(data: Mapping[Any, Any], surroundings: Surroundings) -> Judgement:
        if surroundings.kind is not Kind.BACKEND:
            # only backends have versions
            return judge_other(data, surroundings)
        return by_schema(data, surroundings, schema)

    return judge


def by_schema(data: Mapping[Any, Any], surroundings: Surroundings, schema: Schema) -> Judgement:
    """Judge one backend by the schema of a union of types.

    What this machine says of its paths, and what no schema can say, is told as ever.
    """
    told = shape.judge(data, surroundings)
    name, names = told.found.type, type_names(schema)
    if told.found.type_key is None or not isinstance(name, str):
        return told
    if name not in names and is_type(name) and name not in own_types():
        # a package's type has versions of its own
        return told
    if name not in names:
        if told.described is None and any(problem.kind != "type_unknown" for problem in told.problems):
            return told
        details = {"names": names, "name": name}
        since = "" if told.described is None else " in this version"
        message = f"No backend type is called {name!r}{since}"
        unknown = Problem((told.found.type_key,), "type_unknown", message, details=details)
        return Judgement((*_old_spellings(told), unknown), told.found)
    if told.described is None:
        return told
    made = described(stand_in(schema, name))
    found = faults(schema, {"type": name, **_with_text_keys(told.fields)})
    kept = [fault for fault in found if _is_certain(fault, told)]
    problems = [*_old_spellings(told), *_as_ever(data, surroundings, told)]
    paths = {problem.path for problem in problems}
    problems += [
        problem for problem in _problems(kept, told, made.fields) if problem.path not in paths or not problem.path
    ]
    distinct = [problem for index, problem in enumerate(problems) if problem not in problems[:index]]
    return told._replace(problems=tuple(distinct), described=made)


def _is_certain(fault: Fault, told: Judgement) -> bool:
    """Tell whether a fault stays whatever a template or an include becomes, as the models see it."""
    if any(problem.path == told.found.path(fault.path) and problem.spoils for problem in told.problems):
        return True
    return not any(fault.path[: len(path)] == path for path in told.undecided)


def _old_spellings(told: Judgement) -> Iterator[Problem]:
    yield from (problem for problem in told.problems if not problem.spoils or problem.kind == "type_misspelt")


def _as_ever(data: Mapping[Any, Any], surroundings: Surroundings, told: Judgement) -> Iterator[Problem]:
    """Yield what the models find on this machine, or that no schema can say."""
    elsewhere = shape.judge(data, surroundings._replace(host=False)).problems if surroundings.host else told.problems
    here = {(problem.path, problem.kind) for problem in elsewhere}
    for problem in told.problems:
        is_of_host = (problem.path, problem.kind) not in here
        is_no_name = problem.at == "key" and not isinstance(problem.path[-1], str)
        is_fraction = problem.kind == "int_type" and isinstance(_at(told, problem.path), float)
        if is_of_host or is_no_name or is_fraction or problem.kind in _BEYOND_SCHEMAS:
            yield problem


def _problems(found: list[Fault], told: Judgement, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems, each in the words of the models where they find the same."""
    unknown = [str(fault.path[-1]) for fault in found if fault.kind == "extra_forbidden"]
    meant = {name for text in unknown if (name := meant_field(text, fields))}
    both = [problem for problem in told.problems if "_xor_" in problem.kind]
    for fault in found:
        if fault.kind == "missing" and fault.details["field"] in meant:
            continue
        where = _outer(told.found, fault.path)
        if fault.kind in {BOTH, NEITHER}:
            pair = _pair(told, str(fault.details.get("first", fault.details.get("field"))))
            if fault.kind == NEITHER and pair is not None and meant & {pair.first, pair.second}:
                continue
            yield from both or [Problem(where, "value_error", fault.message, at=fault.at)]
        elif fault.is_bound_of_schema:
            yield Problem(where, fault.kind, fault.message, at=fault.at, details=fault.details)
        else:
            place = told.found.path(fault.path[:-1]) if fault.path[-1:] == ("[key]",) else where
            same = [problem for problem in told.problems if problem.path == place]
            yield from same or [Problem(place, fault.kind, fault.message, at=fault.at, details=fault.details)]


def _pair(told: Judgement, name: str) -> ExactlyOne | None:
    conditions = config_class(told.found.type).conditions if told.described else ()
    pairs = [pair for pair in conditions if isinstance(pair, ExactlyOne)]
    return next((pair for pair in pairs if name in {pair.first, pair.second}), None)


def _outer(found: Layout, path: Path) -> Path:
    return found.path(path) if path or not found.is_nested else (OLD_FIELDS_KEY,)


def _at(told: Judgement, path: Path) -> object:
    value: Any = told.fields
    try:
        for step in told.found.inner_path(path):
            value = value[step]
    except (LookupError, TypeError):
        return None
    found: object = value
    return found


def _with_text_keys(value: Any) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
    """Give data in which every key is a text, as in JSON; keys that are none are told of by the models."""
    if isinstance(value, Mapping):
        return {key: _with_text_keys(item) for key, item in value.items() if isinstance(key, str)}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value
