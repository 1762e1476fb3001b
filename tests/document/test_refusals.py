"""What is wrong with a file is said in words for its writer, at the place to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.document import Fault, Position, Source, read
from rompy.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

BOTH = pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])

HERE = "▶"
"""Stands in an example before the place at which the fault is to be reported, and is no part of the file."""

Example = tuple[str, str]
"""The text of a file, and how the message begins."""

SYNTAX: dict[str, Example] = {
    "a quote that is never closed": ('a: 1\nb: ▶"x\nc: 2\n', "This quote is never closed"),
    "an apostrophe that is never closed": ("a: ▶'x\nb: 2\n", "This quote is never closed"),
    "a quote closed by the quote of the next line": ('a: ▶"x\nb: "y"\n', "This quote is not closed on its line"),
    "a quote closed by a quote further down": ("a: ▶'x\nb: 1\nc: 'y'\nd: 2\n", "This quote is not closed on its line"),
    "a quote in a key": ('▶"a: 1\nb: 2\n', "This quote is never closed"),
    "a quote that runs into another document": ('a: ▶"x\n---\nb: 1\n', "This quote is never closed"),
    "a text behind the quotes": ('a: "echo" ▶hello\nb: 1\n', "The quotes end before this"),
    "an apostrophe in apostrophes": ("a: 'it▶'s'\n".replace("▶'s", "'▶s"), "The quotes end before this"),
    "a key without colon": ("a: 1\n▶b 2\nc: 3\n", "This line has no colon"),
    "a key without colon at the end": ("a: 1\n▶b\n", "This line has no colon"),
    "a first key without colon": ("▶a\nb: 1\n", "This line has no colon"),
    "a nested key without colon": ("a:\n  ▶b 2\n  c: 3\n", "This line has no colon"),
    "no space after a colon": ("a: 1\n▶b:2\nc: 3\n", "A space is missing after the colon"),
    "no space after the first colon": ("▶a:1\nb: 2\n", "A space is missing after the colon"),
    "a colon in a value": ("a: 1\ncommand: echo x▶: y\n", "A second ': ' stands in one value"),
    "a colon in a value of a list": ("- a: b▶: c\n", "A second ': ' stands in one value"),
    "a colon after characters of several bytes": ("é😀: ü▶: c\n", "A second ': ' stands in one value"),
    "a tab": ("a:\n▶\tb: 1\n", "A tab cannot indent YAML"),
    "a tab after spaces": ("a:\n  ▶\tb: 1\n", "A tab cannot indent YAML"),
    "a tab in the second line of a mapping": ("a:\n  b: 1\n▶\tc: 2\n", "A tab cannot indent YAML"),
    "a tab before a list": ("a:\r\n▶\t- b\r\n", "A tab cannot indent YAML"),
    "a key further in": ("a: 1\n  ▶b: 2\n", "This key is indented more than the keys above it"),
    "a nested key further in": ("a:\n  b: 1\n\n    ▶c: 2\n", "This key is indented more than the keys above it"),
    "a key further out": ("a:\n    b: 1\n  ▶c: 2\n", "The indentation of this line fits no line above it"),
    "an item further out": ("a:\n    - b\n  ▶- c\n", "The indentation of this line fits no line above it"),
    "a key left of the first": ("  a: 1\n▶b: 2\n", "The indentation of this line fits no line above it"),
    "a list item among keys": ("a: 1\n▶- b\n", "A list item cannot stand among keys"),
    "a key among list items": ("- a\n▶b: 1\n", "A key cannot stand among the items of a list"),
    "a list on the line of its key": ("a: ▶- b\n", "A list cannot start on the line of its key"),
    "a key on the line of ---": ("▶--- a: b\n", "A key cannot start on the line of ---"),
    "a bracket that is never closed": ("a: ▶[1, 2\nb: 3\n", "This [ is never closed"),
    "a bracket at the end": ("a: ▶[1, 2\n", "This [ is never closed"),
    "a bracket before another one": ("a: ▶[1, 2\nb: [3]\n", "This [ is never closed"),
    "a brace that is never closed": ("a: ▶{x: 1\nb: 3\n", "This { is never closed"),
    "a lone brace": ("a: ▶{", "This { is never closed"),
    "a lone brace in a bracket": ("a: [{b: 1}, ▶{", "This { is never closed"),
    "a brace that closes a bracket": ("a: [1, 2▶}\n", "This } closes no ["),
    "a bracket too many": ("a: [1]▶]\n", "This ] closes nothing"),
    "no comma between texts": ("a: ['1' ▶'2']\n", "A comma or ] is missing before this"),
    "no comma between lists": ("a: [[1] ▶[2]]\n", "A comma or ] is missing before this"),
    "no comma between lines": ("a: [\n  'x'\n  ▶'y'\n]\n", "A comma or ] is missing before this"),
    "no comma between pairs": ("a: {x: 1 ▶y: 2}\n", "A comma or } is missing before this"),
    "a comma too many": ("a: [1,▶,2]\n", "A value is missing before this"),
    "an at sign": ("a: ▶@b\n", "No value can start with @"),
    "a backtick": ("a: ▶`b`\n", "No value can start with `"),
    "a percent sign": ("a: ▶%b\n", "No value can start with %"),
    "a template without quotes": ("a: {{ x }}▶/foo\n", "This cannot follow what stands before it"),
    "an unknown escape": ('a: "C:▶\\data"\n', "\\d is no escape that YAML knows"),
    "an escape without digits": ('a: "C:▶\\Users"\n', "\\U is not followed by 8 hexadecimal digits"),
    "an escape with too few digits": ('a: "▶\\x4"\n', "\\x is not followed by 2 hexadecimal digits"),
    "an escape that is no character": (
        'a: "x"\nb: "▶\\U00110001"\n',
        "This escape stands for no character",
    ),
    "a star that is no alias": ("a: ▶*.nc\n", "A value that starts with * is an alias, and this is none"),
    "an ampersand that is no anchor": ("a: ▶& b\n", "A value that starts with & is an anchor, and this is none"),
    "an anchor that is set twice": ("a: &x 1\nb: ▶&x 2\n", "The anchor &x is set a second time"),
    "a comparison": ("a: >▶= 2\n", "Nothing can follow > on its line"),
    "a text behind a bar": ("a: | ▶b\n", "Nothing can follow | on its line"),
    "a tag with a prefix": ("a: ▶!x!y 1\n", "The prefix of this tag is declared by no %TAG line"),
    "another version": ("▶%YAML 2.0\n---\na: 1\n", "This version of YAML is not read"),
    "a line that starts with a percent sign": ("▶%x\n", "A line that starts with % is a directive"),
    "a line after the end": ("a: 1\n...\n▶b: 2\n", "The value of this document is complete"),
}

BUILDING: dict[str, tuple[str, str, str]] = {
    "an alias without anchor": ("a: ▶*b\n", "undefined_alias", "The alias *b has no anchor &b before it"),
    "an alias of another document": ("a: &b 1\n---\nc: ▶*b\n", "undefined_alias", "The alias *b has no anchor"),
    "an alias as key": ("▶*b : 1\n", "undefined_alias", "The alias *b has no anchor"),
    "two equal keys": ("a: 1\n▶a: 2\n", "duplicate_key", "The key 'a' stands here a second time"),
    "two equal keys in braces": ("x: {a: 1, ▶'a': 2}\n", "duplicate_key", "The key 'a' stands here a second time"),
    "two equal keys below": ("x:\n  a: 1\n  b: 2\n  ▶a: 3\n", "duplicate_key", "The key 'a' stands here a second time"),
    "two equal keys of a later document": ("a: 1\n---\na: 1\n▶a: 2\n", "duplicate_key", "The key 'a' stands here"),
    "two numbers that are equal": ("1: x\n▶0x1: y\n", "duplicate_key", "The key '0x1' stands here a second time"),
    "two very long keys": (f"{'k' * 99}: 1\n▶{'k' * 99}: 2\n", "duplicate_key", f"The key '{'k' * 60}...' stands"),
    "two equal keys in a set": ("!!set {a, ▶a}\n", "duplicate_key", "The key 'a' stands here a second time"),
    "an unknown tag": ("a: ▶!important\n", "unknown_tag", "The tag !important means nothing here"),
    "an unknown tag of a list": ("a: ▶!foo [1]\n", "unknown_tag", "The tag !foo means nothing here"),
    "a tag that runs code": (
        "a: ▶!!python/object/apply:os.system [ls]\n",
        "unknown_tag",
        "The tag !!python/object/apply:os.system means nothing here, and it could run code",
    ),
    "a date that is none": ("a: ▶2024-13-45\n", "impossible_value", "This cannot be read as a date"),
    "a time that is none": ("a: ▶2024-01-31 25:00:00\n", "impossible_value", "This cannot be read as a date"),
    "a tagged number that is none": ("a: ▶!!int x\n", "impossible_value", "This cannot be read as a whole number"),
    "a tagged boolean that is none": ("a: ▶!!bool x\n", "impossible_value", "This cannot be read as a boolean"),
    "base64 that is none": ("a: ▶!!binary é\n", "impossible_value", "This cannot be read as base64 data"),
    "an equals sign": ("a: ▶=\n", "impossible_value", "A lone = has a meaning of its own"),
    "an exclamation mark": ("a: ▶!\n", "impossible_value", "A lone ! is read differently"),
    "a merge sign": ("a: ▶<<\n", "impossible_value", "A lone << has a meaning of its own"),
    "a merge of a number": ("a: 1\n<<: ▶5\n", "impossible_value", "The key << merges a mapping"),
    "a merge of numbers": ("<<: ▶[1]\n", "impossible_value", "The key << merges a mapping"),
    "a list that is tagged a text": ("a: ▶!!str [1]\n", "impossible_value", "This is no single value"),
    "a text that is tagged a list": ("a: ▶!!seq b\n", "impossible_value", "This is a single value"),
    "a list that is tagged a mapping": ("a: ▶!!map [b]\n", "impossible_value", "The tag of this value says a mapping"),
    "an ordered mapping of texts": ("!!omap [▶a]\n", "impossible_value", "Each item of an ordered mapping"),
    "a huge number": (f"a: ▶{'9' * 5000}\n", "impossible_value", "A number of more than 1000 characters"),
    "a list as key": ("▶[a, b]: 1\n", "unusable_key", "A list or a mapping cannot be a key"),
    "an include as key": ("▶!include k.yml : 1\n", "unusable_key", "A key cannot be included"),
    "a template": ("a: {▶{ x }}\n", "unusable_key", "A list or a mapping cannot be a key"),
}

JSON: dict[str, Example] = {
    "a comma after the last item": ("[1, 2▶,]", "JSON allows no comma after the last item"),
    "a comma after the last pair": ('{"a": 1▶,\n}\n', "JSON allows no comma after the last item"),
    "apostrophes": ("{▶'a': 1}", "A key of a JSON object is a text in double quotes"),
    "a value in apostrophes": ("[▶'a']", "JSON expects a value here"),
    "a key without quotes": ("{▶a: 1}", "A key of a JSON object is a text in double quotes"),
    "a comment": ('{\n  ▶// c\n  "a": 1\n}', "A key of a JSON object is a text in double quotes"),
    "a comment behind a value": ('{"a": 1 ▶// c\n}', "A comma or } is missing before this"),
    "a text that is never closed": ('{"a": ▶"b\n', "This quote is not closed on its line"),
    "a text cut short": ('["x", ▶"b', "This quote is not closed on its line"),
    "a text that runs on": ('{"a": ▶"b,\n "c": "d"}', "This quote is not closed on its line"),
    "a brace that is never closed": ('▶{"a": 1\n', "This { is never closed"),
    "a bracket that is never closed": ('{"a": ▶[1, 2\n', "This [ is never closed"),
    "no comma": ('{"a": 1\n ▶"b": 2}', "A comma or } is missing before this"),
    "no colon": ('{"a" ▶1}', "A colon is missing after the key"),
    "no value": ('{"a": ▶}', "JSON expects a value here"),
    "something behind the value": ('{"a": 1}\n▶{"b": 2}\n', "JSON holds one value, and this follows it"),
    "not a number": ("[▶NaN]", "JSON expects a value here"),
    "infinity": ("[1, ▶-Infinity]", "JSON expects a value here"),
    "a word": ("▶True", "JSON expects a value here"),
    "a zero in front": ("[▶01]", "JSON expects a value here"),
    "YAML": ("▶a: 1\n", "JSON expects a value here"),
    "a tab in a text": ('["a▶\tb"]', "This text is no JSON string"),
    "an unknown escape": ('["a▶\\x41"]', "This text is no JSON string"),
}


def first_fault(text: str, *, libyaml: bool, is_json: bool = False) -> tuple[Fault, Position]:
    source = Source("example", text, is_json=is_json)
    fault = next(fault for reading in read(source, libyaml=libyaml) for fault in reading.faults)
    return fault, source.position(fault.span.start)


def place_of(example: str) -> Position:
    return Source("example", example).position(example.index(HERE))


@BOTH
@pytest.mark.parametrize(("example", "message"), SYNTAX.values(), ids=SYNTAX)
def test_what_is_no_yaml_is_told(libyaml: bool, example: str, message: str) -> None:
    fault, place = first_fault(example.replace(HERE, ""), libyaml=libyaml)
    assert (fault.kind, place) == ("syntax_error", place_of(example))
    assert fault.message.startswith(message)


@BOTH
@pytest.mark.parametrize(("example", "kind", "message"), BUILDING.values(), ids=BUILDING)
def test_what_has_no_meaning_is_told(libyaml: bool, example: str, kind: str, message: str) -> None:
    fault, place = first_fault(example.replace(HERE, ""), libyaml=libyaml)
    assert (fault.kind, place) == (kind, place_of(example))
    assert fault.message.startswith(message)


@BOTH
def test_a_template_without_quotes_within_brackets_is_told_to_need_them(libyaml: bool) -> None:
    fault, place = first_fault("a: {x: ${N}}\n", libyaml=libyaml)
    assert (place, fault.help) == ((1, 9), "put the text with the template in quotes")
    assert first_fault("a: [b {c: 1}]\n", libyaml=libyaml)[0].help is None


def test_libyaml_alone_wants_a_space_between_a_colon_and_a_comma() -> None:
    fault, place = first_fault("{a:, b: 1}\n", libyaml=True)
    assert (fault.kind, place) == ("syntax_error", (1, 3))
    assert fault.message.startswith("A space is missing after the colon")


@pytest.mark.parametrize(("example", "message"), JSON.values(), ids=JSON)
def test_what_is_no_json_is_told(example: str, message: str) -> None:
    fault, place = first_fault(example.replace(HERE, ""), libyaml=True, is_json=True)
    assert (fault.kind, place) == ("syntax_error", place_of(example))
    assert fault.message.startswith(message)


def test_two_equal_keys_in_json_are_told() -> None:
    fault, place = first_fault('{"a": 1,\n "a": 2}', libyaml=True, is_json=True)
    assert (fault.kind, place) == ("duplicate_key", (2, 2))
    assert fault.related == (((1, 4), "the first one is here"),)


@pytest.mark.parametrize(
    ("data", "kind", "line", "column"),
    [
        ("a: 1\nbé: Küste".encode("latin-1"), "not_text", 2, 2),
        ("é: 1\nb: \x00\n".encode(), "not_text", 2, 4),
        ("ü: \x1b[0m".encode(), "not_text", 1, 4),
        ("a: 1\n".encode("utf-16-le"), "not_text", 1, 2),
        ("a: 1\n".encode("utf-16-be"), "not_text", 1, 1),
        (b"\xff\xfea\x00:\x00 ", "not_text", 1, 3),
        (b"\xef\xbb\xbfa: \xc3", "not_text", 1, 4),
        (b"a: 12345678", "file_too_large", 1, 1),
    ],
    ids=["latin-1", "NUL", "escape", "utf-16-le", "utf-16-be", "half a character", "cut short", "too large"],
)
@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_bytes_that_are_no_text_are_told(data: bytes, kind: str, line: int, column: int, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        Source.from_bytes(data, name, max_bytes=len(data) - (kind == "file_too_large"))
    assert caught.value.kind == kind
    assert Source(name, caught.value.text).position(caught.value.offset) == (line, column)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yml"):
        with pytest.raises(SourceError) as caught:
            Source.from_path(path)
        assert caught.value.kind == "unreadable_file"


def test_a_file_has_a_largest_size(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes(b"a: 1\n")
    assert Source.from_path(path, max_bytes=5).text == "a: 1\n"
    with pytest.raises(SourceError, match="has 5 bytes and the limit is 4") as caught:
        Source.from_path(path, "shown.yml", max_bytes=4)
    assert caught.value.kind == "file_too_large"


@BOTH
@pytest.mark.parametrize("second", ["b: [\n", 'b: "\n', "b: 1: 2\n", "\tb\n"])
def test_a_document_before_one_that_is_no_yaml_is_kept(libyaml: bool, second: str) -> None:
    first, last = read(Source("two.yml", f"a: 1\n---\n{second}"), libyaml=libyaml)
    assert first.document is not None
    assert (first.document.data, first.faults) == ({"a": 1}, ())
    assert last.document is None
    assert [fault.kind for fault in last.faults] == ["syntax_error"]


@BOTH
def test_a_document_after_one_without_meaning_is_read(libyaml: bool) -> None:
    first, last = read(Source("two.yml", "&a [*a]\n---\nb: 1\n"), libyaml=libyaml)
    assert [fault.kind for fault in first.faults] == ["alias_bomb"]
    assert last.document is not None
    assert last.document.data == {"b": 1}


@BOTH
def test_every_fault_of_building_is_told(libyaml: bool) -> None:
    text = "a: 1\na: !x 2\nb: 2024-02-30\n[c]: =\nd: &d {<<: 1}\ne: {<<: *d}\n"
    [reading] = read(Source("many.yml", text), libyaml=libyaml)
    assert [fault.kind for fault in reading.faults] == [
        "unknown_tag",
        "duplicate_key",
        "impossible_value",
        "impossible_value",
        "unusable_key",
        "impossible_value",
    ]


SECRET = "hunter2hunter2"  # noqa: S105 - stands for one
secret_texts = st.lists(
    st.sampled_from(
        [SECRET, f"'{SECRET}", f'"{SECRET}', *list("[]{},:-?|>@%\"'"), ": ", "- ", "\n", "  ", "\t", "a: "]
    ),
    max_size=14,
).map("".join)


@BOTH
@pytest.mark.parametrize("is_json", [False, True])
@settings(max_examples=150, deadline=None)
@given(text=secret_texts)
def test_no_message_shows_a_value(libyaml: bool, is_json: bool, text: str) -> None:
    for reading in read(Source("secret.yml", text, is_json=is_json), libyaml=libyaml):
        for fault in reading.faults:
            if fault.kind != "duplicate_key":
                said = (fault.message, fault.help or "", *(words for _, words in fault.related))
                assert not any(SECRET in words for words in said)


@BOTH
@pytest.mark.parametrize("kind", ["int", "float", "bool", "timestamp", "binary", "seq", "map", "set", "omap", "pairs"])
def test_no_message_shows_a_value_that_its_tag_makes_impossible(libyaml: bool, kind: str) -> None:
    fault, _ = first_fault(f"a: !!{kind} é{SECRET}\n", libyaml=libyaml)
    assert SECRET not in fault.message
