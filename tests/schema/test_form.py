"""The intermediate form holds what a model says, whichever way the model says it."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft7Validator

from faults import faults
from plugin_type import PLUGIN, Nodes, Plugin
from rompy.backends import BaseBackendConfig
from rompy.backends.condition import ExactlyOne
from rompy.backends.grammar import between
from rompy.backends.registry import config_classes
from rompy.schema.editor import form_schema
from rompy.schema.form import (
    MISSING,
    AnyOf,
    Anything,
    Choice,
    Kind,
    ListOf,
    MapOf,
    Named,
    Notice,
    Number,
    Row,
    Tagged,
    Text,
    Whole,
)
from rompy.schema.from_model import backend_form, model_form

DOCUMENT = {"type": "hpc", "queue": "a", "gateway": "b"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("type", Choice(("hpc",))),
        ("queue", Text()),
        ("nodes", Named("Nodes")),
        ("groups", MapOf(Named("Nodes"))),
        ("several", ListOf(Named("Nodes"))),
        ("either", AnyOf((Whole(), Text()))),
        ("maybe", Named("Nodes")),
        ("way", Tagged("way", (("ssh", Named("Ssh")), ("queue", Named("Queue")), ("batch", Named("Queue"))))),
        ("pair", Row((Whole(), Text()))),
        ("colour", Choice(("red", "blue"))),
        ("level", Choice(("low", "high"), ("slow and cheap", "the other way"))),
        ("share", Number(maximum=1, above=0)),
        ("positive", Whole(3, 9)),
        ("folder", Text()),
        ("day", Text(format="date")),
        ("anything", Anything()),
        ("newer", Whole()),
    ],
)
def test_every_way_to_annotate_a_field_has_its_kind(name: str, kind: Kind) -> None:
    found = PLUGIN.record.field(name).kind
    # an order of options is no part of a union
    assert sorted(found.options) == sorted(kind.options) if isinstance(kind, Tagged) else found == kind  # type: ignore[union-attr]


def test_nested_models_stand_under_their_names_also_where_they_hold_themselves() -> None:
    assert sorted(PLUGIN.definitions) == ["Nodes", "Queue", "Ssh"]
    nodes = PLUGIN.definitions["Nodes"]
    assert nodes.field("sub").kind == ListOf(Named("Nodes"))
    assert nodes.field("count").kind == Whole(1)
    assert not nodes.is_open


def test_defaults_are_there_also_where_they_are_made_anew_each_time() -> None:
    defaults = {field.name: field.default for field in PLUGIN.record.fields}
    assert defaults["queue"] is MISSING
    assert defaults["nodes"] == {"count": 1, "kind": "cpu", "sub": []}
    assert defaults["groups"] == {}
    assert defaults["env_vars"] == {}
    assert defaults["timeout"] == 3600
    assert defaults["folder"] == "runs"
    assert defaults["maybe"] is None


def test_null_is_taken_where_the_default_is_nothing() -> None:
    taking = {field.name for field in PLUGIN.record.fields if field.takes_null}
    assert taking == {"working_dir", "either", "maybe", "day", "price", "older", "gateway", "local"}


def test_what_is_new_and_what_is_old_is_known() -> None:
    assert PLUGIN.record.field("newer").since == "1.2"
    assert PLUGIN.record.field("older").deprecated == Notice("use nodes", "1.3")
    assert PLUGIN.record.field("oldest").deprecated == Notice("use nodes")
    assert PLUGIN.record.field("going").deprecated == Notice("use queue", is_last_call=True)
    assert PLUGIN.record.field("queue").deprecated is None


def test_rules_between_fields_are_data() -> None:
    assert PLUGIN.record.rules == (ExactlyOne("gateway", "local"),)
    docker = backend_form(config_classes()["docker"], "docker").record
    meanings = ("a prebuilt image", "build one")
    assert docker.rules == (ExactlyOne("image", "dockerfile", ("build_context", "build_args"), meanings),)
    assert len(docker.other_rules) == 2


def test_templates_may_stand_in_every_field_but_those_of_the_shell() -> None:
    for name, known in config_classes().items():
        without = {field.name for field in backend_form(known, name).record.fields if not field.takes_templates}
        assert without <= {"type", "command", "executable"}
        assert "type" in without


def test_a_class_without_a_docstring_of_its_own_is_not_described_by_that_above_it() -> None:
    class Bare(BaseBackendConfig):
        def get_backend_class(self) -> type[object]:
            return object

    assert backend_form(Bare, "bare").record.description == "A backend of Bare."


def test_the_schema_of_a_plugin_judges_its_nested_models() -> None:
    schema = form_schema(PLUGIN, address="https://example.org/types/hpc/1.0.0.json")
    Draft7Validator.check_schema(schema)
    validator = jsonschema_rs.validator_for(schema)
    right: list[dict[str, Any]] = [
        {},
        {"nodes": {"count": 2, "sub": [{"count": 3}]}},
        {"nodes": {"count": "${NODES}"}},
        {"groups": {"a": {"kind": "gpu"}}, "several": [{}], "maybe": None, "either": 1},
        {"either": "a"},
        {"way": {"way": "batch", "name": "x"}},
        {"colour": "blue", "share": 1, "positive": 9, "pair": [2, "b"]},
    ]
    wrong: list[dict[str, Any]] = [
        {"nodes": {"count": 0}},
        {"nodes": {"cuont": 1}},
        {"nodes": None},
        {"nodes": {"sub": [{"count": 0}]}},
        {"groups": {"a": {"kind": "x"}}},
        {"several": [1]},
        {"either": []},
        {"way": {"way": "ssh", "name": "x"}},
        {"way": {"way": "fly"}},
        {"way": {"name": "x"}},
        {"colour": "green"},
        {"share": 0},
        {"positive": 10},
        {"pair": [1]},
        {"local": "x"},
        {"gateway": None},
    ]
    for fields in right:
        assert validator.is_valid({**DOCUMENT, **fields}), fields
        Plugin.model_validate({key: value for key, value in fields.items() if "$" not in str(value)} | RIGHT_HERE)
    for fields in wrong:
        assert not validator.is_valid({**DOCUMENT, **fields}), fields
        assert faults(Plugin, {**RIGHT_HERE, **fields}, host=False), fields


RIGHT_HERE = {"queue": "a", "gateway": "b"}


def test_editors_are_told_of_deprecation_softly_and_in_the_end_loudly() -> None:
    properties = form_schema(PLUGIN)["properties"]
    assert properties["newer"]["markdownDescription"].endswith("Since 1.2")
    assert properties["older"]["deprecated"] is True
    assert properties["older"]["doNotSuggest"] is True
    assert properties["older"]["description"] == "Deprecated since 1.3: use nodes"
    assert "deprecationMessage" not in properties["older"]
    assert properties["going"]["deprecationMessage"] == "Deprecated: use queue"


def test_a_model_that_is_no_backend_has_a_form_too() -> None:
    form = model_form(Nodes, "nodes", title="nodes")
    assert [field.name for field in form.record.fields] == ["count", "kind", "sub"]
    assert all(not field.takes_templates for field in form.record.fields)
    assert form.record.field("count").kind == Whole(1)
    assert form.record.description == "A group of nodes. The rest of this text is for programmers."


def test_what_is_written_for_others_may_have_fields_that_come_later() -> None:
    form = model_form(Nodes, "nodes", title="nodes", is_output=True)
    assert form.record.is_open
    assert jsonschema_rs.validator_for(form_schema(form)).is_valid({"count": 1, "kind": "gpu", "sub": [], "later": 1})


@pytest.mark.parametrize(("low", "high"), [(0, 0), (6, 60), (60, 86400), (1, 128), (99, 1001), (6291456, 2**63 - 1)])
def test_an_expression_for_a_range_has_its_bounds(low: int, high: int) -> None:
    expression = re.compile(between(low, high))
    near = {bound + step for bound in (low, high) for step in range(-120, 121)} | {10**power for power in range(20)}
    for number in near:
        if number >= 0:
            assert bool(expression.fullmatch(str(number))) is (low <= number <= high), number
