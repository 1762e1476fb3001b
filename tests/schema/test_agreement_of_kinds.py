"""The schemas of model runs, postprocessors and pipelines judge as the linter does, plugins' types included.

What they cannot say is listed in docs/schemas.md, and told apart here by the kinds of the linter's problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinddocs import PIPELINES, model_runs, pipelines
from rompy.cli.judging import judge
from rompy.cli.published import own_types
from rompy.document.template import faults
from rompy.lint.backend import Surroundings
from rompy.lint.finding import Severity
from rompy.lint.kind import Kind
from rompy.lint.kinds import Part, pipeline_parts
from rompy.lint.rule import Problem
from rompy.lint.rules import fallback, rule_for
from schemadocs import ODDITIES, TEMPLATES, drawn_changes, edges

TYPES = own_types()
SCHEMAS = {candidate.entry.name: jsonschema_rs.validator_for(candidate.schema) for candidate in TYPES.candidates()}
FORMS = {"model-run": TYPES.model_run, "pipeline": TYPES.pipeline}
(NOOP,) = TYPES.postprocessors
BEYOND = frozenset(
    {
        "duration_overflow",
        "moment_impossible",
        "period_backward",
        "period_mixed_zones",
        "period_overflow",
        "volume_target_twice",
    }
)
"""Kinds of problems that no schema can say."""


def problems(kind: Kind, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the linter finds in a document, without looking at this machine."""
    parts = pipeline_parts(document) if kind is Kind.PIPELINE else [Part((), document, kind)]
    for part in parts:
        judgement = judge(part.data, Surroundings(Path("/nowhere"), host=False, kind=part.kind))
        for problem in judgement.problems:
            if (rule_for(problem.kind) or fallback()).severity is Severity.ERROR:
                yield Problem((*part.path, *problem.path), problem.kind, problem.message, details=problem.details)


def is_beyond(found: list[Problem], document: Any) -> bool:
    """Tell whether a document shows one of the differences that docs/schemas.md lists."""
    return all(_is_beyond(problem, _value_at(document, problem.path)) for problem in found) and bool(found)


def _is_beyond(problem: Problem, value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        problem.kind in BEYOND
        or (problem.kind == "moment_format" and is_number)
        or (problem.kind == "int_type" and isinstance(value, float) and value.is_integer())
        # near a type that there is, as the linter sees it
        or (problem.kind == "type_unknown" and "postprocess" in str(problem.path))
        or (problem.kind == "type_unknown" and problem.path in {("type",), ("processor",)})
    )


def _value_at(document: Any, path: tuple[str | int, ...]) -> object:
    for step in path:
        try:
            document = document[step]
        except (LookupError, TypeError):
            return None
    return document


def says_otherwise(document: object) -> bool:
    """Tell whether a document holds what a schema takes otherwise wherever it stands: templates that are malformed or
    name a type, includes, and the fields of a backend in a nested mapping, as in files of before."""
    match document:
        case dict():
            named = [document.get(key) for key in ("type", "backend_type")]
            is_nested = any(value is not None for value in named) and isinstance(document.get("config"), dict)
            has_template = any(isinstance(value, str) and "${" in value for value in named)
            return is_nested or has_template or any(map(says_otherwise, document.values()))
        case list():
            return any(map(says_otherwise, document))
        case str():
            return bool(list(faults(document))) or document.endswith((".yml", ".yaml", ".json"))
    return False


def disagreement(name: str, document: dict[str, Any]) -> str | None:
    kind = next(kind for kind in Kind if kind.option == name)
    found = list(problems(kind, document))
    by_schema = SCHEMAS[name].is_valid(document)
    if by_schema is not bool(found) or says_otherwise(document) or is_beyond(found, document):
        return None
    return f"{name} {document!r}: the schema says {by_schema}, the linter {[(one.path, one.kind) for one in found]}"


@pytest.mark.parametrize(("name", "documents"), [("model-run", model_runs()), ("pipeline", pipelines())])
def test_every_spelling_is_judged_alike(name: str, documents: list[dict[str, Any]]) -> None:
    assert [said for document in documents if (said := disagreement(name, document))] == []
    assert {SCHEMAS[name].is_valid(document) for document in documents} == {True, False}


@pytest.mark.parametrize("document", PIPELINES, ids=str)
def test_new_and_old_spellings_of_pipelines_are_judged_alike(document: dict[str, Any]) -> None:
    assert disagreement("pipeline", document) is None


@pytest.mark.parametrize("name", FORMS)
def test_every_field_is_judged_alike_at_its_edges(name: str) -> None:
    form = FORMS[name]
    (start,) = form.record.examples
    assert isinstance(start, dict)
    judged, disagreements = 0, []
    for field in form.record.fields:
        for value in [*edges(field.kind, form), *ODDITIES, *TEMPLATES]:
            judged += 1
            disagreements.append(disagreement(name, {**start, field.name: value}))
    assert [said for said in disagreements if said] == []
    assert judged > 5 * len(ODDITIES)


def test_postprocessors_are_judged_alike_at_their_edges() -> None:
    documents: list[dict[str, Any]] = [{}, {"type": None}, {"type": 5}, {"type": "ww3_transfer", "a": 1}]
    for field in NOOP.record.fields:
        documents += [
            {"type": "noop", field.name: value} for value in [*edges(field.kind, NOOP), *ODDITIES, *TEMPLATES]
        ]
    assert [said for document in documents if (said := disagreement("postprocessor", document))] == []


@pytest.mark.parametrize("name", FORMS)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_documents_made_from_the_form_are_judged_alike(name: str, data: st.DataObject) -> None:
    assert disagreement(name, data.draw(drawn_changes(FORMS[name]))) is None
