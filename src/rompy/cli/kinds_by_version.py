"""Judges model runs and pipelines by a published older version of their schemas, in the words of the models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rompy.backends.sections import SECTIONS, section_keys
from rompy.cli.judging import judge
from rompy.document import Include
from rompy.lint.finding import Severity
from rompy.lint.rule import Judgement, Problem
from rompy.lint.rules import fallback, rule_for
from rompy.model.files import is_base
from rompy.schema.judge import BOTH, NEITHER, Fault, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.document import Path
    from rompy.lint.backend import Surroundings
    from rompy.schema.store import Schema

    _Owners = Mapping[Path, tuple[str, Schema]]

_BEYOND_SCHEMAS = frozenset(
    {
        "duration_overflow",
        "moment_impossible",
        "period_backward",
        "period_mixed_zones",
        "period_overflow",
        "plugin_broken",
        "template_missing",
    }
)
"""Kinds of faults that no schema can say, so that they are the same in every version."""
_NO_JSON: list[list[list[object]]] = [[[]]]
"""Stands for a date, or what else JSON does not know; it is right for no field."""
_SOMEWHERE = "included.yml"
"""Stands in the place of what is judged apart, or elsewhere: schemas take an include there."""


def model_run_by_schema(data: Mapping[Any, Any], surroundings: Surroundings, schema: Schema) -> Judgement:
    """Judge one model run by a published schema.

    What this machine says of its paths, what no schema can say, and the configs of packages are told as ever.
    """
    told = judge(data, surroundings)
    fields, period = dict(told.fields), told.fields.get("period")
    if isinstance(period, Mapping):
        # PyYAML makes dates of what editors see as texts
        fields["period"] = {name: _as_text(value) for name, value in period.items()}
    found = [fault for fault in faults(schema, json_like(fields)) if is_certain(fault, told)]
    owners: _Owners = {
        ("period",): ("A period", schema["definitions"]["Period"]),
        (): ("A model run", schema),
    }
    return told._replace(problems=tuple(_agreed(found, told.problems, _as_ever(told), owners)))


def pipeline_by_schema(data: Mapping[Any, Any], surroundings: Surroundings, schema: Schema) -> Judgement:
    """Judge which sections a pipeline has by a published schema; what is in them is judged apart."""
    told = judge(data, surroundings)
    keys = set(section_keys(data).values())
    outside = {
        key: _SOMEWHERE if key in keys and isinstance(value, Mapping | Include) else value
        for key, value in json_like(data).items()
    }
    ever = [problem for problem in told.problems if _is_advice(problem) or problem.kind == "dict_type"]
    owner: _Owners = {(): ("A pipeline", schema)}
    known = [name for name in schema["properties"] if name in SECTIONS]
    made = _agreed(faults(schema, outside), told.problems, ever, owner)
    return told._replace(problems=tuple(_with_sections(made, known)))


def _with_sections(problems: Iterable[Problem], known: list[str]) -> Iterator[Problem]:
    """Have what is unknown be called a section, and only sections of new files be meant by it."""
    for problem in problems:
        is_unknown = problem.kind == "extra_forbidden"
        details = {**problem.details, "fields": tuple(known), "noun": "section"}
        yield problem._replace(details=details) if is_unknown else problem


def is_certain(fault: Fault, told: Judgement) -> bool:
    """Tell whether a fault stays whatever a template or an include becomes, as the models see it."""
    if any(problem.path == told.found.path(fault.path) and problem.spoils for problem in told.problems):
        return True
    is_key = fault.kind == "extra_forbidden"
    return not any(fault.path[: len(path)] == path and not (is_key and fault.path == path) for path in told.undecided)


def json_like(value: Any) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
    """Give data as JSON may have it; keys that are no texts are left out, and are told of by the models."""
    match value:
        case Mapping():
            return {key: json_like(item) for key, item in value.items() if isinstance(key, str)}
        case list():
            return [json_like(item) for item in value]
        case Include():
            return _SOMEWHERE
        case str() | int() | float() | None:
            return value
    return _NO_JSON


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _agreed(
    found: Iterable[Fault],
    told: tuple[Problem, ...],
    ever: Iterable[Problem],
    owners: _Owners,
) -> Iterator[Problem]:
    """Yield what the schema finds, in the words of the models where they find it too, and what is told as ever."""
    kept = list(ever)
    for fault in found:
        same = [problem for problem in told if _is_about(problem, fault)]
        for problem in same or [_problem(fault, owners)]:
            if problem not in kept:
                kept.append(problem)
    order = {id(problem): index for index, problem in enumerate(told)}
    yield from sorted(kept, key=lambda problem: order.get(id(problem), len(order)))


def _is_about(problem: Problem, fault: Fault) -> bool:
    """Tell whether a problem that the models have is what the schema finds."""
    if fault.kind in {BOTH, NEITHER}:
        # rules between fields are told at the whole, at a field, or at its key
        return fault.path[: len(problem.path)] == problem.path or problem.path[:-1] == fault.path
    if fault.kind == "missing" or problem.kind == "missing":
        fields = (fault.details.get("field"), problem.details.get("field"))
        return fault.path == problem.path and fields[0] == fields[1]
    return fault.path == problem.path


def _problem(fault: Fault, owners: _Owners) -> Problem:
    """Tell what the models of this rompy would take."""
    if fault.kind == "extra_forbidden" and fault.path[:-1] in owners:
        owner, record = owners[fault.path[:-1]]
        details = {"owner": owner, "fields": list(record["properties"])}
        return Problem(fault.path, fault.kind, fault.message, at="key", details=details)
    kind = "value_error" if fault.kind in {BOTH, NEITHER} else fault.kind
    return Problem(fault.path, kind, fault.message, at=fault.at, details=fault.details)


def _as_ever(told: Judgement) -> Iterator[Problem]:
    """Yield what the models find that no schema can say, or that is said of what no schema here knows."""
    config = told.fields.get("config")
    is_package = isinstance(config, Mapping) and not is_base(config)
    for problem in told.problems:
        value = _at(told.fields, problem.path)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_own = is_package and problem.path[:1] == ("config",) and problem.path != ("config", "model_type")
        is_no_key = problem.at == "key" and not isinstance(problem.path[-1], str)
        if (
            _is_advice(problem)
            or problem.within is not None
            or problem.kind in _BEYOND_SCHEMAS
            or (problem.kind == "moment_format" and is_number)
            or is_own
            or is_no_key
        ):
            yield problem


def _is_advice(problem: Problem) -> bool:
    return (rule_for(problem.kind) or fallback()).severity is not Severity.ERROR


def _at(fields: Any, path: Path) -> object:  # noqa: ANN401 - as above
    for step in path:
        try:
            fields = fields[step]
        except (LookupError, TypeError):
            return None
    found: object = fields
    return found
