"""Judges files by a published older version of the schemas, with the places and the words of the models."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from rompy.backends.condition import ExactlyOne
from rompy.backends.described import described
from rompy.backends.layout import OLD_FIELDS_KEY, Layout
from rompy.backends.registry import own_types
from rompy.cli.judging import judge as judge_other
from rompy.cli.kinds_by_version import is_certain, json_like, model_run_by_schema, pipeline_by_schema
from rompy.errors import SchemaError, SettingsError
from rompy.lint import shape
from rompy.lint.families import family_of
from rompy.lint.kind import Kind, kind_of_option
from rompy.lint.kinds import is_undecided
from rompy.lint.meant import meant_field
from rompy.lint.rule import Judgement, Problem
from rompy.postprocess.registry import BUILT_IN as POSTPROCESSORS
from rompy.schema.judge import BOTH, NEITHER, Fault, faults, stand_in, type_names
from rompy.schema.store import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rompy.document import Path
    from rompy.lint.backend import Surroundings
    from rompy.lint.engine import Judge
    from rompy.schema.store import Schema

_BEYOND_SCHEMAS = frozenset({"volume_target_twice"})
"""Kinds of faults that no schema can say, so that they are the same in every version."""


@cache
def judge_of(version: str) -> Judge:
    """Give what judges by published versions.

    Args:
        version: A version such as ``1.2``, of every kind of file, or ``backend=1.2,model-run=1.0``, which leaves the
            other kinds to the models. The newest version that it means is taken.

    Raises:
        SettingsError: where a kind has no such version.
    """
    schemas = {kind: _schema_of(kind, wanted) for kind, wanted in _wanted(version).items()}

    def judge(data: Mapping[Any, Any], surroundings: Surroundings) -> Judgement:
        schema = schemas.get(surroundings.kind)
        if schema is None:
            return judge_other(data, surroundings)
        match surroundings.kind:
            case Kind.MODEL_RUN:
                return model_run_by_schema(data, surroundings, schema)
            case Kind.PIPELINE:
                return pipeline_by_schema(data, surroundings, schema)
        return by_schema(data, surroundings, schema)

    return judge


def _wanted(text: str) -> dict[Kind, str]:
    if "=" not in text:
        return dict.fromkeys(Kind, text)
    wanted: dict[Kind, str] = {}
    for part in text.split(","):
        name, _, version = part.partition("=")
        try:
            kind = kind_of_option(name)
        except KeyError:
            there = ", ".join(kind.option for kind in Kind)
            message = f"schema-version: no kind of file is called {name!r}; there are {there}"
            raise SettingsError(message) from None
        if kind in wanted:
            message = f"schema-version: {name} is named twice in {text!r}"
            raise SettingsError(message)
        wanted[kind] = version
    return wanted


def _schema_of(kind: Kind, version: str) -> Schema:
    store = shipped()
    try:
        return store.schema(kind.option, version)
    except SchemaError:
        there = ", ".join(str(release.version) for release in store.series(kind.option).releases)
        message = (
            f"schema-version: there is no published version {version!r} of {kind.value}s; there are {there} (each kind "
            "of file has versions of its own, which can be named apart: backend=1.2,model-run=1.0)"
        )
        raise SettingsError(message) from None


def by_schema(data: Mapping[Any, Any], surroundings: Surroundings, schema: Schema) -> Judgement:
    """Judge one backend or postprocessor by the schema of a union of types.

    What this machine says of its paths, and what no schema can say, is told as ever.
    """
    told = shape.judge(data, surroundings)
    family = family_of(surroundings.kind)
    own = own_types() if surroundings.kind is Kind.BACKEND else POSTPROCESSORS
    name, names = told.found.type, type_names(schema)
    if told.found.type_key is None or not isinstance(name, str) or is_undecided(told.found):
        return told
    if name not in names and name not in own and (family.is_type(name) or told.unread):
        # a package's type has versions of its own
        return told
    if name not in names:
        if told.described is None and any(problem.kind != "type_unknown" for problem in told.problems):
            return told
        details = {"names": names, "name": name}
        since = "" if told.described is None else " in this version"
        message = f"No {family.what} type is called {name!r}{since}"
        unknown = Problem((told.found.type_key,), "type_unknown", message, details=details)
        return Judgement((*_old_spellings(told), unknown), told.found)
    if told.described is None:
        return told
    made = described(stand_in(schema, name))
    found = faults(schema, {"type": name, **json_like(told.fields)})
    kept = [fault for fault in found if is_certain(fault, told)]
    problems = [*_old_spellings(told), *_as_ever(data, surroundings, told)]
    paths = {problem.path for problem in problems}
    pairs = [each for each in family.config_class(name).conditions if isinstance(each, ExactlyOne)]
    said = _problems(kept, told, made.fields, pairs)
    problems += [problem for problem in said if problem.path not in paths or not problem.path]
    distinct = [problem for index, problem in enumerate(problems) if problem not in problems[:index]]
    return told._replace(problems=tuple(distinct), described=made)


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


def _problems(
    found: list[Fault], told: Judgement, fields: Mapping[str, Any], pairs: Sequence[ExactlyOne]
) -> Iterator[Problem]:
    """Yield the problems, each in the words of the models where they find the same."""
    unknown = [str(fault.path[-1]) for fault in found if fault.kind == "extra_forbidden"]
    meant = {name for text in unknown if (name := meant_field(text, fields))}
    both = [problem for problem in told.problems if "_xor_" in problem.kind]
    for fault in found:
        if fault.kind == "missing" and fault.details["field"] in meant:
            continue
        where = _outer(told.found, fault.path)
        if fault.kind in {BOTH, NEITHER}:
            one = str(fault.details.get("first", fault.details.get("field")))
            pair = next((pair for pair in pairs if one in {pair.first, pair.second}), None)
            if fault.kind == NEITHER and pair is not None and meant & {pair.first, pair.second}:
                continue
            yield from both or [Problem(where, "value_error", fault.message, at=fault.at)]
        elif fault.is_bound_of_schema:
            yield Problem(where, fault.kind, fault.message, at=fault.at, details=fault.details)
        else:
            place = told.found.path(fault.path[:-1]) if fault.path[-1:] == ("[key]",) else where
            same = [problem for problem in told.problems if problem.path == place]
            yield from same or [Problem(place, fault.kind, fault.message, at=fault.at, details=fault.details)]


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
