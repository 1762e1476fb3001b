"""The page on the JSON format is made from the code, and the published schema fits it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from json_format import ROOT, example, generated, update
from rompy.schema.store import shipped

FILES = generated()
SCHEMA = shipped().schema("lint-report")


@pytest.fixture(scope="module", autouse=True)
def _updated(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update", default=False):
        update()


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_what_the_code_makes(name: str) -> None:
    path = Path(ROOT, name)
    assert path.is_file(), f"{name} is not there: run scripts/json_format.py"
    assert path.read_text(encoding="utf-8") == FILES[name], f"{name} differs: run scripts/json_format.py"


def test_the_schema_is_one_and_takes_the_example() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    jsonschema_rs.validator_for(SCHEMA).validate(json.loads(example()))


def test_the_schema_refuses_a_report_that_lacks_a_field() -> None:
    report = json.loads(example())
    del report["findings"][0]["fix"]
    assert not jsonschema_rs.validator_for(SCHEMA).is_valid(report)


def test_every_field_that_does_not_speak_for_itself_is_described() -> None:
    for name, definition in SCHEMA["definitions"].items():
        assert definition["description"], name
