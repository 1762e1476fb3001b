"""A JSON source holds what the standard library reads from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.document import Source, read
from same_data import same

json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
indents = st.sampled_from([None, 2, "\t"])


def read_one(text: str, name: str = "a.json") -> Any:
    [reading] = read(Source.from_bytes(text.encode(), name))
    assert not reading.faults
    assert reading.document is not None
    return reading.document.data


@settings(max_examples=100, deadline=None)
@given(data=json_data, indent=indents, ascii_only=st.booleans())
def test_what_json_dumps_is_read_as_json_loads_it(data: Any, indent: int | str | None, ascii_only: bool) -> None:
    source = Source("a.json", json.dumps(data, indent=indent, ensure_ascii=ascii_only), is_json=True)
    if source.unprintable() is not None:
        return
    [reading] = read(source)
    assert not reading.faults
    assert reading.document is not None
    assert same(reading.document.data, json.loads(source.text))


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list('[]{},:" 1-.0eE+tnul\\"é\t\n\r')), max_size=12))
def test_what_json_loads_refuses_is_refused(text: str) -> None:
    readings = read(Source("a.json", text, is_json=True))
    faults = [fault.kind for reading in readings for fault in reading.faults]
    try:
        expected = json.loads(text)
    except json.JSONDecodeError:
        assert faults == (["syntax_error"] if text.strip(" \t\r\n") else [])
        return
    if "duplicate_key" not in faults:
        assert not faults
    assert [same(reading.document.data, expected) for reading in readings if reading.document] == [True]


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00"',
        '"\\/\\b\\f\\n\\r\\t\\"\\\\"',
        "1e5",
        "-0",
        "-0.0",
        "1E+2",
        "1e999",
        "0.10",
        '{"<<": {"a": 1}, "=": "<<", "": null}',
        '["2024-01-31", "yes", "1:30", "0x1f"]',
        '\r\n\t{ "a" :\t[ ] }\r\n',
        '"*a &b !c"',
    ],
)
def test_json_has_its_own_meaning(text: str) -> None:
    assert same(read_one(text), json.loads(text))


def test_a_json_file_may_begin_with_a_byte_order_mark() -> None:
    assert read_one("\ufeff[1]", "A.JSON") == [1]


TAB_INDENTED = '{\n\t"a":\t[\n\t\t1,\n\t\t-2.5,\n\t\t1e5,\n\t\t"x: y # é"\n\t],\n\t"b": null\n}\n'


@pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])
def test_json_indented_by_tabs_reads_in_a_yaml_file(libyaml: bool) -> None:
    source = Source("a.yml", TAB_INDENTED)
    [reading] = read(source, libyaml=libyaml)
    assert not reading.faults
    assert reading.document is not None
    # YAML 1.1 wants a point in a number with an exponent
    assert same(reading.document.data, {"a": [1, -2.5, "1e5", "x: y # é"], "b": None})
    start, end = reading.document.value_span(("a", 1))
    assert (source.position(start), source.text[start:end]) == ((4, 3), "-2.5")


@pytest.mark.parametrize("text", ["{\n\ta: b c:\n}", '\t{"a": 1}\n\tb: 2\n', '{\n\t"a": "\\x41"\n\t]\n'])
def test_what_is_neither_yaml_nor_json_keeps_the_fault_of_yaml(text: str) -> None:
    for libyaml in (True, False):
        [reading] = read(Source("a.yml", text), libyaml=libyaml)
        assert [fault.kind for fault in reading.faults] == ["syntax_error"]
        assert "JSON" not in reading.faults[0].message
