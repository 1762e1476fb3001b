"""A place points at exactly the text that is meant, in characters."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.document import Document, Path, Position, Source, Span, read
from same_data import same

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])


Place = tuple[int, int, str]
"""Line, column and text."""


def document_of(source: Source, *, libyaml: bool = True, index: int = 0) -> Document:
    document = read(source, libyaml=libyaml)[index].document
    assert document is not None
    return document


def shown(source: Source, span: Span) -> Place:
    return (*source.position(span.start), source.text[span.start : span.end])


VALUES: dict[str, tuple[str, Path, Place]] = {
    "a plain value": ("a: 1\nb: two words # c\n", ("b",), (2, 4, "two words")),
    "a quoted value with its quotes": ('a: "x y"\n', ("a",), (1, 4, '"x y"')),
    "after characters that are several bytes": ("é😀: {ü: 1, ß: 2}\n", ("é😀", "ß"), (1, 15, "2")),
    "after Windows line ends": ("a: 1\r\nb:\r\n  c: 2\r\n", ("b", "c"), (3, 6, "2")),
    "after old line ends": ("a: 1\rb: 2\r", ("b",), (2, 4, "2")),
    "a value on the next line": ("a:\n  1\n", ("a",), (2, 3, "1")),
    "a value with an anchor": ("timeout: &t 30\n", ("timeout",), (1, 13, "30")),
    "a value with an anchor above it": ("a: &t # c\n  30\n", ("a",), (2, 3, "30")),
    "a list with an anchor above it": ("a: &t\n  - 30\n", ("a",), (2, 3, "- 30")),
    "a mapping with an anchor above it": ("a: &t\n  b: 30\n", ("a",), (2, 3, "b")),
    "nothing but an anchor": ("a: &t\nb: 1\n", ("a",), (1, 4, "&t")),
    "a value with a tag": ("a: !!str 30\n", ("a",), (1, 4, "!!str 30")),
    "an alias": ("a: &t 30\nb: *t\n", ("b",), (2, 4, "*t")),
    "an alias to a mapping": ("a: &t {x: 1}\nb: *t\n", ("b",), (2, 4, "*t")),
    "a value inside what an alias repeats": ("a: &t {x: 1}\nb: *t\n", ("b", "x"), (1, 11, "1")),
    "the second alias of a list": ("a: &a 1\nb: &b 2\nc: [*a, *b]\n", ("c", 1), (3, 9, "*b")),
    "the same alias again": ("[&a 1, *a, *a]\n", (2,), (1, 12, "*a")),
    "a value after an alias": ("a: &a 1\nb: [*a, 7]\n", ("b", 1), (2, 9, "7")),
    "an alias below its key": ("a: &a 1\nb: # *x\n  *a\n", ("b",), (3, 3, "*a")),
    "an alias whose key is an alias": ("- &k x\n- &v y\n- *k : *v\n", (2, "x"), (3, 8, "*v")),
    "a merged value where it is written": ("a: &t {x: 1}\nb:\n  <<: *t\n  y: 2\n", ("b", "x"), (1, 11, "1")),
    "an alias that is merged": ("s: &s 1\na: &t {x: *s}\nb: {<<: *t}\n", ("b", "x"), (2, 11, "*s")),
    "a value that overrides a merged one": ("a: &t {x: 1}\nb: {x: 3, <<: *t}\n", ("b", "x"), (2, 8, "3")),
    "a value of the first of two merges": ("[&a {x: 1}, &b {x: 2}, {<<: [*a, *b]}]\n", (2, "x"), (1, 9, "1")),
    "the first line of a block of text": ("a: |\n  one\n  two\nb: 1\n", ("a",), (1, 4, "|")),
    "the first line of a text of several lines": ("a: one\n  two\n", ("a",), (1, 4, "one")),
    "an empty value": ("a:\nb: 1\n", ("a",), (1, 3, "")),
    "an item of a list": ("a:\n  - x\n  - y\n", ("a", 1), (3, 5, "y")),
    "an item that is a mapping by its first key": ("- x: 1\n  y: 2\n- z: 3\n", (0,), (1, 3, "x")),
    "an item in brackets": ("a: [x, yy , z]\n", ("a", 1), (1, 8, "yy")),
    "a mapping in braces": ("a: {x: 1}\n", ("a",), (1, 4, "{x: 1}")),
    "the first line of a mapping in braces": ("a: {x: 1,\n  y: 2}\n", ("a",), (1, 4, "{x: 1,")),
    "below a number as key": ("1: {2024-01-31: x}\n", ("1", "2024-01-31"), (1, 17, "x")),
    "below a boolean as key": ("on: x\n", ("True",), (1, 5, "x")),
    "below nothing as key": ("~: x\n", ("None",), (1, 4, "x")),
    "a pair of an ordered mapping": ("!!omap [a: 1, b: 2]\n", (1, "b"), (1, 18, "2")),
    "the root": ("\n# c\na: 1\n", (), (3, 1, "a")),
    "a path that leads nowhere, by what is above": ("a: {b: 1}\n", ("a", "c", "d"), (1, 4, "{b: 1}")),
    "an item that is not there, by the list": ("a: [1]\n", ("a", 3), (1, 4, "[1]")),
}


@BOTH
@pytest.mark.parametrize(("text", "path", "place"), VALUES.values(), ids=VALUES)
def test_a_value_stands(libyaml: bool, text: str, path: Path, place: Place) -> None:
    source = Source("places.yml", text)
    document = document_of(source, libyaml=libyaml)
    assert shown(source, document.value_span(path)) == place


KEYS: dict[str, tuple[str, Path, Place]] = {
    "a key": ("a: 1\nbc: 2\n", ("bc",), (2, 1, "bc")),
    "a key in a mapping of an item": ("- x: 1\n  y: 2\n", (0, "y"), (2, 3, "y")),
    "a quoted key": ('"a b": 1\n', ("a b",), (1, 1, '"a b"')),
    "a key after characters that are several bytes": ("{😀: 1, b: 2}\n", ("b",), (1, 8, "b")),
    "a key in JSON": ('{"a": {"b": 1}}\n', ("a", "b"), (1, 8, '"b"')),
    "a merged key where it is written": ("a: &t {x: 1}\nb: {<<: *t}\n", ("b", "x"), (1, 8, "x")),
    "a key that is an alias": ("a: &k x\nb: {*k : 1}\n", ("b", "x"), (2, 5, "*k")),
    "a key with an anchor": ("&k a: 1\n", ("a",), (1, 4, "a")),
    "the key behind a question mark": ("? a\n: 1\n", ("a",), (1, 3, "a")),
    "the last of two equal keys": ("a: 1\na: 2\n", ("a",), (2, 1, "a")),
    "an equals sign": ("=: 1\n", ("=",), (1, 1, "=")),
    "an item of a list, by itself": ("a: [x, y]\n", ("a", 1), (1, 8, "y")),
    "the root, by itself": ("a: 1\n", (), (1, 1, "a")),
}


@BOTH
@pytest.mark.parametrize(("text", "path", "place"), KEYS.values(), ids=KEYS)
def test_a_key_stands(libyaml: bool, text: str, path: Path, place: Place) -> None:
    source = Source("places.yml", text)
    span = document_of(source, libyaml=libyaml).key_span(path)
    # a mapping of one line spans it all, its line break included where PyYAML counts it in
    assert shown(source, Span(span.start, min(span.end, span.start + len(place[2])))) == place


@BOTH
def test_an_alias_is_found_in_its_own_document(libyaml: bool) -> None:
    source = Source("two.yml", "a: &a 1\nb: *a\n---\nx: &a 2\ny: {z: *a}\n---\n*")
    document = document_of(source, libyaml=libyaml, index=1)
    assert shown(source, document.value_span(("y", "z"))) == (5, 8, "*a")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@BOTH
def test_a_byte_order_mark_moves_nothing(libyaml: bool, mark: bytes, encoding: str) -> None:
    source = Source.from_bytes(mark + "é: 😀 x\r\nb: {ü: 2}\r\n".encode(encoding), "a.yml")
    document = document_of(source, libyaml=libyaml)
    assert shown(source, document.key_span(("é",))) == (1, 1, "é")
    assert shown(source, document.value_span(("é",))) == (1, 4, "😀 x")
    assert shown(source, document.value_span(("b", "ü"))) == (2, 8, "2")


def test_lines_are_counted_from_one_and_have_no_line_break() -> None:
    source = Source("lines", "é\r\nb\rc\n\nd")
    assert source.line_count == 5
    assert [source.line(number) for number in range(1, 6)] == ["é", "b", "c", "", "d"]
    assert [source.position(offset) for offset in (0, 3, 5, 7, 8, 9)] == [
        Position(1, 1),
        Position(2, 1),
        Position(3, 1),
        Position(4, 1),
        Position(5, 1),
        Position(5, 2),
    ]


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, dict | list) and data:
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, step))
    else:
        yield path, data


words = st.text(alphabet="abc é😀:#'\"-", min_size=1, max_size=8)
trees = st.recursive(
    st.integers() | st.booleans() | st.none() | words | st.dates() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=10,
)


@BOTH
@settings(max_examples=100, deadline=None)
@given(data=trees, flow=st.sampled_from([True, False, None]), line_end=st.sampled_from(["\n", "\r\n"]))
def test_the_text_at_the_place_of_a_value_loads_to_it(
    libyaml: bool, data: Any, flow: bool | None, line_end: str
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True, width=10_000, line_break=line_end)
    source = Source("dumped.yml", text)
    document = document_of(source, libyaml=libyaml)
    for path, value in leaves(data):
        start, end = document.value_span(path)
        assert same(yaml.safe_load(text[start:end]), value)
        assert same(document.value_at(path), value)
        assert document.has(path)
        if path and isinstance(path[-1], str):
            start, end = document.key_span(path)
            assert yaml.safe_load(text[start:end].removeprefix("? ")) == path[-1]


def test_a_value_that_is_not_there_is_not_given() -> None:
    document = document_of(Source("a.yml", "a: [1, {b: 2}]\n"))
    assert not document.has(("a", 2))
    assert not document.has(("a", 1, "c"))
    nowhere: list[Path] = [("a", 2), ("a", "x"), ("b",), ("a", 0, "c")]
    for path in nowhere:
        with pytest.raises(LookupError):
            document.value_at(path)


def test_the_way_a_scalar_is_written_is_told() -> None:
    document = document_of(Source("a.yml", "a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\nf: [1]\n"))
    assert [document.style_at((key,)) for key in "abcdef"] == [None, "'", '"', "|", ">", None]


def test_the_scalars_under_a_key_are_listed_wherever_they_are_written() -> None:
    source = Source("a.yml", "m: &m {x: 1}\na: {<<: *m, y: [2, *m], z: {w: 3}}\na: 4\nb: 5\nc: {a: 6}\n")
    spans = document_of(source).scalar_spans_under(lambda key: key == "a")
    assert sorted(source.text[span.start : span.end] for span in spans) == ["1", "2", "3", "4", "6"]
