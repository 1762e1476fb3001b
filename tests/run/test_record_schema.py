"""The record of a run has a JSON Schema, and a page on which each field has its meaning."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from rompy.run.outcome import State
from rompy.run.record import UNDER_WAY
from runkit import History, under_way
from runs_page import runs_page, schema


def test_the_schema_is_one_and_takes_records(tmp_path: Path) -> None:
    history = History(tmp_path)
    jsonschema_rs.meta.validate(schema())
    validator = jsonschema_rs.validator_for(schema())
    usage = {"samples": [{"seconds": 1, "cpu_seconds": None, "memory_bytes": 5}]}
    for fields in ({}, under_way(), {"usage": usage}):
        record = history.add(**fields)
        validator.validate(json.loads(Path(record.workspace, "run.json").read_bytes()))


def test_a_record_of_a_later_version_with_more_in_it_is_taken(tmp_path: Path) -> None:
    record = History(tmp_path).add()
    data = {**record.model_dump(mode="json"), "mood": "good"}
    jsonschema_rs.validator_for(schema()).validate(data)


def test_every_field_has_its_meaning_in_the_schema_and_on_the_page() -> None:
    page = runs_page()
    made = schema()
    for part in (made, *made["$defs"].values()):
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), name
            assert f"| `{name}` |" in page


def test_every_state_and_phase_is_on_the_page() -> None:
    page = runs_page()
    for name in (*State, *UNDER_WAY):
        assert f"`{name}`" in page
