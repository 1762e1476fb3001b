"""The schemas of model runs, postprocessors and pipelines judge as the linter does, plugins' types included.

What they cannot say is listed in docs/schemas.md, and told apart here by the kinds of the linter's problems.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreement import disagreement
from kinddocs import PIPELINES, model_runs, pipelines
from rompy.cli.published import own_types
from schemadocs import ODDITIES, TEMPLATES, drawn_changes, edges

TYPES = own_types()
SCHEMAS = {candidate.entry.name: jsonschema_rs.validator_for(candidate.schema) for candidate in TYPES.candidates()}
FORMS = {"model-run": TYPES.model_run, "pipeline": TYPES.pipeline}
(NOOP,) = TYPES.postprocessors


@pytest.mark.parametrize(("name", "documents"), [("model-run", model_runs()), ("pipeline", pipelines())])
def test_every_spelling_is_judged_alike(name: str, documents: list[dict[str, Any]]) -> None:
    assert [said for document in documents if (said := disagreement(SCHEMAS, name, document))] == []
    assert {SCHEMAS[name].is_valid(document) for document in documents} == {True, False}


@pytest.mark.parametrize("document", PIPELINES, ids=str)
def test_new_and_old_spellings_of_pipelines_are_judged_alike(document: dict[str, Any]) -> None:
    assert disagreement(SCHEMAS, "pipeline", document) is None


@pytest.mark.parametrize("name", FORMS)
def test_every_field_is_judged_alike_at_its_edges(name: str) -> None:
    form = FORMS[name]
    (start,) = form.record.examples
    assert isinstance(start, dict)
    judged, disagreements = 0, []
    for field in form.record.fields:
        for value in [*edges(field.kind, form), *ODDITIES, *TEMPLATES]:
            judged += 1
            disagreements.append(disagreement(SCHEMAS, name, {**start, field.name: value}))
    assert [said for said in disagreements if said] == []
    assert judged > 5 * len(ODDITIES)


def test_postprocessors_are_judged_alike_at_their_edges() -> None:
    documents: list[dict[str, Any]] = [{}, {"type": None}, {"type": 5}, {"type": "ww3_transfer", "a": 1}]
    for field in NOOP.record.fields:
        documents += [
            {"type": "noop", field.name: value} for value in [*edges(field.kind, NOOP), *ODDITIES, *TEMPLATES]
        ]
    assert [said for document in documents if (said := disagreement(SCHEMAS, "postprocessor", document))] == []


@pytest.mark.parametrize("name", FORMS)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_documents_made_from_the_form_are_judged_alike(name: str, data: st.DataObject) -> None:
    assert disagreement(SCHEMAS, name, data.draw(drawn_changes(FORMS[name]))) is None
