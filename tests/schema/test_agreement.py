"""The compiled schema and the model judge every document alike, apart from what docs/schemas.md lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rompy.backends.registry import config_classes
from rompy.lint.backend import Surroundings
from rompy.lint.shape import judge
from rompy.schema.editor import family_schema, form_schema
from rompy.schema.form import Family, Form
from rompy.schema.from_model import backend_form
from schemadocs import ODDITIES, TEMPLATES, drawn_documents, edges, is_beyond_schemas

FORMS = {name: backend_form(known, name) for name, known in config_classes().items()}
SCHEMAS = {name: jsonschema_rs.validator_for(form_schema(form)) for name, form in FORMS.items()}
UNION = jsonschema_rs.validator_for(family_schema(Family("backend", "backend", "Backends.", tuple(FORMS.values()))))
HERE = Surroundings(Path("/nowhere"), host=False)


def is_right_for_the_model(document: dict[str, Any]) -> bool:
    return not judge(document, HERE, expected=None).problems


def disagreement(form: Form, document: dict[str, Any]) -> str | None:
    by_model, by_schema = is_right_for_the_model(document), SCHEMAS[form.name].is_valid(document)
    by_union = UNION.is_valid(document)
    if by_model is by_schema is by_union:
        return None
    return f"{document!r}: the model says {by_model}, the schema {by_schema}, that of all types {by_union}"


@pytest.mark.parametrize("name", FORMS)
def test_every_field_is_judged_alike_at_its_edges(name: str) -> None:
    form = FORMS[name]
    start = form.record.examples[0]
    assert isinstance(start, dict)
    judged, disagreements = 0, []
    for field in form.record.fields:
        for value in [*edges(field.kind, form), *field.examples, *ODDITIES, *TEMPLATES]:
            document = {**start, field.name: value}
            if field.name != "type" and not is_beyond_schemas(document, form):
                judged += 1
                disagreements.append(disagreement(form, document))
    assert [said for said in disagreements if said] == []
    assert judged > 5 * len(ODDITIES)


@pytest.mark.parametrize("name", FORMS)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_documents_made_from_the_form_are_judged_alike(name: str, data: st.DataObject) -> None:
    form = FORMS[name]
    document = data.draw(drawn_documents(form))
    assume(not is_beyond_schemas(document, form))
    assert disagreement(form, document) is None
