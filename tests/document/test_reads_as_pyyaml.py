"""Where the reader finds no fault, its data is what PyYAML's SafeLoader gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.document import Include, Reading, Source, read
from same_data import same

BOTH = pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])

DELIBERATE = {
    "duplicate_key",  # PyYAML silently keeps the last
    "alias_bomb",  # PyYAML gives lists that contain themselves, and merges a mapping into itself
    "nested_too_deep",
    "unknown_tag",
}
"""Kinds of faults that only this reader finds in a text that PyYAML reads."""

PYYAML_GIVES_UP_WITH = (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, OverflowError)
"""PyYAML lets the errors of int(), chr(), date() and the like out."""


class LoaderWithInclude(yaml.SafeLoader):
    """PyYAML's own, with the one tag that is ours."""


LoaderWithInclude.add_constructor("!include", lambda _, node: Include(node.value))


def by_pyyaml(text: str) -> list[Any] | None:
    try:
        return list(yaml.load_all(text, LoaderWithInclude))
    except PYYAML_GIVES_UP_WITH:
        return None


def data_of(readings: list[Reading]) -> list[Any]:
    return [reading.document.data for reading in readings if reading.document is not None]


def kinds_of(readings: list[Reading]) -> set[str]:
    return {fault.kind for reading in readings for fault in reading.faults}


def check(text: str, *, libyaml: bool, also_refused: frozenset[str] = frozenset()) -> None:
    expected = by_pyyaml(text)
    readings = read(Source("example.yml", text), libyaml=libyaml)
    kinds = kinds_of(readings)
    if expected is not None and kinds <= {"duplicate_key"}:
        assert same(data_of(readings), expected)
    elif expected is not None:
        assert kinds <= DELIBERATE | also_refused
    elif not libyaml:
        assert kinds, "PyYAML refuses this text"


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(dt.UTC))
    | st.binary(max_size=8)
    | st.text(max_size=12)
    | st.sampled_from(["yes", "=", "<<", "1:30", "0x1f", "1e5", "~", "null", " a ", "a: b", "# c", "a\n b\n", "é😀"])
)
keys = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates()
plain_data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4) | st.sets(keys, max_size=3),
    max_leaves=12,
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, '"', "'", "|", ">"]),
        "allow_unicode": st.booleans(),
        "width": st.sampled_from([20, 80]),
        "indent": st.sampled_from([2, 5]),
        "explicit_start": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
    }
)


@BOTH
@settings(max_examples=100, deadline=None)
@given(data=plain_data, style=styles)
def test_what_pyyaml_dumps_is_read_as_pyyaml_reads_it(libyaml: bool, data: Any, style: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, **style)
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    check(text, libyaml=libyaml, also_refused=frozenset({"not_text", "syntax_error"}))


GOOD_VALUES = [
    *("a", "b c", "1", "-7", "0x1F", "0b101", "0o7", "010", "1_000", "1:30", "1:30.5", "-190:20:30", "1.5", "1e5"),
    *("1.5e+3", ".inf", "-.inf", ".nan", "-0.0", "yes", "No", "on", "true", "~", "null", '"a\\tb"', "'it''s'"),
    *('"\\u00e9\\x41\\U0001F600"', "2024-01-31", "2024-01-31T12:30:00Z", "2024-01-31 12:30:00.25 +02:00", "é😀"),
    *("!!str 5", "!!int '7'", "!!float 3", "!!binary aGk=", "!!null ''", "!!bool yes", "!include other.yml"),
    *("*s", "*m", "*l", '"two\n    lines"', "''", "a#b", "http://x/y", "?x", "-x", "a:b", "!!set {a, b}"),
    *("!!omap [a: 1, {b: *m}]", "!!pairs [a: 1, a: 2]", "!!pairs [[1]: 2]", "!!pairs [! {a: 1}]", "{=: 1}", "[*m, *s]"),
    *("{? a, b: c}", "[a: 1, ? b : 2]", "{<<: *m, a: 0}", "{<<: [*m, *n], <<: *m}", "{<<: [], a: *n}", "{}", "[]"),
    *("!!set {<<: *m}", "!!map {a: *s, *s : b}", "!!seq [=x, <]", '{"a":1,"b":[]}'),
]
BAD_VALUES = [
    *(
        "=",
        "<<",
        "2024-02-30",
        "!!int x",
        "!x y",
        "!!omap [=: 1]",
        "!!pairs [<<: *m]",
        "*z",
        "!!set [a]",
        "[",
        "@",
        "'",
    ),
]
"""Values that PyYAML refuses."""
GOOD_MERGES = ["<<: *m", "<<: [*m, *n]", "<<: [*n, {c: 9, a: 4}]", "<<: {a: 8, b: 7}", "<<: []", "<<: {<<: *n, b: 1}"]
BAD_MERGES = ["<<: 5", "<<: *s", "<<: *l"]
HEAD = "base: &m {a: 1, b: 2}\nmore: &n\n  b: 3\n  <<: *m\nlist: &l [1, 2]\nword: &s text\ntop:"


def mostly(good: list[str], bad: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(good * (1 + 60 * len(bad) // len(good)) + bad)


KEYS = ["a", "b", "c", "'d'", "1", "true", "~", "=", "*s ", "é", "2024-01-31", "?x", "1.5", '"😀"']
BLOCK_TEXTS = [" |", " >", " |-", " >+", " |2", " >-"]
LINES = ["one", "  more", "", "# no comment", "é: x"]
COMMENTS = ["", "", "", " # é comment"]
STARTS = ["---\n", "--- # c\n", "...\n---\n", "...\n%YAML 1.1\n---\n", "--- one\n---\n", "---\n---\n"]


def indented(text: str) -> str:
    return "".join("\n  " + line for line in text.split("\n"))


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    def some(choices: list[str]) -> str:
        return draw(st.sampled_from(choices))

    def count(most: int, least: int = 0) -> range:
        return range(draw(st.integers(least, most)))

    def one_key() -> list[str]:
        return draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True)) or ["a", "a"][: len(count(2, 1))]

    def flow(depth: int) -> str:
        form = draw(st.integers(0, 5)) if depth else 0
        if form == 4:
            return f"[{', '.join(flow(depth - 1) for _ in count(3))}]"
        if form == 5:
            return f"{{{', '.join(f'{key}: {flow(depth - 1)}' for key in one_key())}}}"
        return draw(mostly(GOOD_VALUES, BAD_VALUES))

    def nested(depth: int) -> str:
        form = draw(st.integers(0, 3)) if depth else 0
        if form == 0:
            return f" {flow(2)}{some(COMMENTS)}"
        if form == 1:
            return some(BLOCK_TEXTS) + "".join(f"\n{line and '  ' + line}" for line in [some(LINES) for _ in count(3)])
        return indented(block(depth - 1))

    def block(depth: int) -> str:
        form = draw(st.integers(0, 5))
        if form == 0:
            return "\n".join("-" + nested(depth) for _ in count(3, 1))
        if form == 1:
            return "\n".join("- " + indented(block(depth - 1))[3:] if depth else "- a" for _ in count(3, 1))
        if form == 2:
            return f"? {some([*KEYS, '|', ''])}\n:{nested(depth)}"
        anchors = ["", "", *(f" &x{draw(st.integers(0, 9999))}" for _ in range(2))]
        pairs = [f"{key}:{some(anchors)}{nested(depth)}" for key in one_key()]
        merges = [draw(mostly(GOOD_MERGES, BAD_MERGES)) for _ in count(2)]
        return "\n".join(draw(st.permutations(pairs + merges)))

    def body() -> str:
        return HEAD + indented(block(3)) + "\n"

    text = body() + "".join(some(STARTS) + body() for _ in count(1))
    return text.replace("\n", some(["\n", "\n", "\r\n", "\r"]))


@BOTH
@settings(max_examples=150, deadline=None)
@given(text=yaml_texts())
def test_yaml_of_every_construct_is_read_as_pyyaml_reads_it(libyaml: bool, text: str) -> None:
    check(text, libyaml=libyaml)


SPECIFICATION = {
    "2.1 sequence of scalars": "- Mark McGwire\n- Sammy Sosa\n- Ken Griffey\n",
    "2.2 mapping of scalars": "hr:  65    # Home runs\navg: 0.278 # Batting average\nrbi: 147   # Runs Batted In\n",
    "2.3 mapping of sequences": "american:\n- Boston Red Sox\n- Detroit Tigers\nnational:\n- New York Mets\n",
    "2.4 sequence of mappings": "-\n  name: Mark McGwire\n  hr:   65\n-\n  name: Sammy Sosa\n  hr:   63\n",
    "2.5 sequence of sequences": "- [name        , hr, avg  ]\n- [Mark McGwire, 65, 0.278]\n",
    "2.6 mapping of mappings": "Mark McGwire: {hr: 65, avg: 0.278}\nSammy Sosa: {\n    hr: 63,\n    avg: 0.288\n  }\n",
    "2.7 two documents": "# Ranking\n---\n- Mark McGwire\n- Sammy Sosa\n\n# Team\n---\n- Chicago Cubs\n",
    "2.8 play by play": "---\ntime: 20:03:20\nplayer: Sammy Sosa\n...\n---\ntime: 20:03:47\naction: grand slam\n...\n",
    "2.9 comments": "---\nhr: # 1998 hr ranking\n  - Mark McGwire\nrbi:\n  # 1998 rbi ranking\n  - Sammy Sosa\n",
    "2.10 anchor and alias": "---\nhr:\n  - Mark McGwire\n  # Following node\n  - &SS Sammy Sosa\nrbi:\n  - *SS\n",
    "2.12 compact nested mapping": "---\n# Products\n- item    : Super Hoop\n  quantity: 1\n- item    : Ball\n",
    "2.13 literal keeps newlines": "# ASCII Art\n--- |\n  \\//||\\/||\n  // ||  ||__\n",
    "2.14 folded": "--- >\n  Mark McGwire's\n  year was crippled\n  by a knee injury.\n",
    "2.15 more indented lines": "--- >\n Sammy Sosa\n hit 63\n\n   63 Home Runs\n   0.288 Average\n\n What a year!\n",
    "2.16 indentation decides": "name: Mark\naccomplishment: >\n  Mark set a\n  record.\nstats: |\n  65 Home Runs\n",
    "2.17 quoted scalars": (
        'unicode: "Sosa did fine.\\u263A"\ncontrol: "\\b1998\\t1999\\t2000\\n"\nhex esc: "\\x0d\\x0a is \\r\\n"\n\n'
        "single: '\"Howdy!\" he cried.'\nquoted: ' # Not a ''comment''.'\ntie-fighter: '|\\-*-/|'\n"
    ),
    "2.18 multi-line flow scalars": 'plain:\n  This scalar\n  spans many lines.\nquoted: "So does this\n  one.\\n"\n',
    "2.19 integers": "canonical: 12345\ndecimal: +12_345\nsexagesimal: 3:25:45\noctal: 014\nhexadecimal: 0xC\n",
    "2.20 floating point": "canonical: 1.23015e+3\nfixed: 1_230.15\nsexagesimal: 20:30.15\nneg: -.inf\nnan: .NaN\n",
    "2.21 miscellaneous": "null: ~\ntrue: y\nfalse: n\nstring: '12345'\nbooleans: [ true, off ]\n",
    "2.22 timestamps": (
        "canonical: 2001-12-15T02:59:43.1Z\niso8601: 2001-12-14t21:59:43.10-05:00\n"
        "spaced: 2001-12-14 21:59:43.10 -5\ndate: 2002-12-14\n"
    ),
    "2.23 explicit tags": "---\nnot-date: !!str 2002-04-28\npicture: !!binary |\n R0lGODlhDAAMAIQAAP\n //+Ck5OTAA==\n",
    "2.25 set": "# Sets\n--- !!set\n? Mark McGwire\n? Sammy Sosa\n? Ken Griff\n",
    "2.26 ordered mapping": "--- !!omap\n- Mark McGwire: 65\n- Sammy Sosa: 63\n- Ken Griffy: 58\n",
    "2.27 invoice": (
        "--- !<tag:yaml.org,2002:map>\ninvoice: 34843\ndate   : 2001-01-23\nbill-to: &id001\n    given  : Chris\n"
        "    address:\n        lines: |\n            458 Walkman Dr.\n            Suite #292\nship-to: *id001\n"
        "product:\n    - sku         : BL394D\n      quantity    : 4\ntax  : 251.42\n"
    ),
    "2.28 log file": "Time: 2001-11-23 15:01:42 -5\nStack:\n  - file: TopClass.py\n    code: |\n      x\n\n      a\n",
}


@BOTH
@pytest.mark.parametrize("text", SPECIFICATION.values(), ids=SPECIFICATION)
def test_the_examples_of_the_yaml_specification_are_read(libyaml: bool, text: str) -> None:
    readings = read(Source("example.yml", text), libyaml=libyaml)
    assert not kinds_of(readings)
    assert same(data_of(readings), by_pyyaml(text))


@BOTH
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("? [Detroit Tigers, Chicago cubs]\n: [2001-07-23]\n", "unusable_key"),  # example 2.11
        ("special: !something |\n application specific\n", "unknown_tag"),  # example 2.23
        ("%TAG ! tag:clarkevans.com,2002:\n---\n!shape\n- !circle {radius: 7}\n", "unknown_tag"),  # example 2.24
    ],
)
def test_an_example_that_pyyaml_refuses_is_refused(libyaml: bool, text: str, kind: str) -> None:
    assert by_pyyaml(text) is None
    assert kinds_of(read(Source("example.yml", text), libyaml=libyaml)) == {kind}


@BOTH
@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", " \n\r\n"])
def test_a_text_without_content_has_no_document(libyaml: bool, text: str) -> None:
    assert read(Source("empty.yml", text), libyaml=libyaml) == []


@BOTH
def test_the_last_of_two_equal_keys_counts_and_is_a_fault(libyaml: bool) -> None:
    [reading] = read(Source("twice.yml", "a: 1\nb: 2\na: 3\n"), libyaml=libyaml)
    assert reading.document is not None
    assert reading.document.data == {"a": 3, "b": 2}
    assert [fault.kind for fault in reading.faults] == ["duplicate_key"]


@BOTH
@pytest.mark.parametrize(
    "text", ["base: &b {a: 1}\nown: {<<: *b, a: 2}\n", "x: &x {<<: {a: 1}, a: 2}\ny: {<<: [*x, *x]}\n"]
)
def test_overriding_a_merged_key_is_no_fault(libyaml: bool, text: str) -> None:
    readings = read(Source("merge.yml", text), libyaml=libyaml)
    assert not kinds_of(readings)
    assert same(data_of(readings), by_pyyaml(text))
