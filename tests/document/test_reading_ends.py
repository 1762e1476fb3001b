"""Whatever a file holds, reading it ends, soon and without an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.document import Path, Reading, Source, read
from rompy.errors import SourceError

BOTH = pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])

DEEP = {
    "brackets": "[" * 200_000,
    "brackets that are closed": "[" * 30_000 + "]" * 30_000,
    "braces with keys": '{"a":' * 5000,
    "flow in many short lines": "[\n" * 30_000,
    "dashes": "- " * 30_000,
    "dashes after a byte order mark": "\ufeff" + "- " * 30_000,
    "question marks": "? " * 5000,
    "dashes and question marks": "? - " * 30_000,
    "dashes in a later document": "a: 1\n---\n" + "- " * 30_000,
    "dashes below a tag": "--- !!seq\n" + "- " * 30_000,
    "dashes below an anchor": "a: &a\n  " + "- " * 30_000,
    "dashes below a comment": "# c\n" + "- " * 30_000,
    "flow inside dashes": "- " * 28 + "[" * 30_000,
    **{
        f"mappings in lines that end in {end!r}": end.join(" " * level + "a:" for level in range(1000))
        for end in ("\n", "\r", "\r\n", "\x85", "\u2028", "\u2029")
    },
    "mappings with anchors": "".join(f"{' ' * level}a: &a{level}\n" for level in range(1000)),
    "mappings with tags": "".join(f"{' ' * level}a: !!map\n" for level in range(1000)),
    "lists at the column of their keys": "".join(f"{' ' * level}a:\n{' ' * level}-\n" for level in range(500)),
    "a chain of aliases": "- &a0 [1]\n" + "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, 200)),
    "a chain of merges": "- &a0 {k: 1}\n" + "".join(f"- &a{n} {{<<: {{k: *a{n - 1}}}}}\n" for n in range(1, 200)),
    "just too deep": "[" * 101 + "]" * 101,
    "mappings just too deep": "".join(" " * level + "a:\n" for level in range(101)),
}


def kinds_of(readings: list[Reading]) -> list[str]:
    return [fault.kind for reading in readings for fault in reading.faults]


@BOTH
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_refused(libyaml: bool, text: str) -> None:
    assert kinds_of(read(Source("deep.yml", text), libyaml=libyaml)) == ["nested_too_deep"]


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 5000, '[{"a":' * 5000, " " * 100_000 + "[" * 101])
def test_json_that_is_nested_too_deep_is_refused(text: str) -> None:
    assert kinds_of(read(Source("deep.json", text, is_json=True))) == ["nested_too_deep"]


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100 + "]" * 100,
        "- " * 100 + "a",
        "".join(" " * level + "a:\n" for level in range(100)),
        "a: [" + "{}," * 2000 + "]",
    ],
)
def test_a_hundred_levels_are_read(libyaml: bool, text: str) -> None:
    assert kinds_of(read(Source("deep.yml", text), libyaml=libyaml)) == []


@BOTH
@pytest.mark.parametrize(
    "text", [first + again * 30_000 for first, again in [("? a\n", ": - "), ("", ": "), ("", "- &a "), ("", "-\t")]]
)
def test_what_only_looks_deep_is_a_syntax_error(libyaml: bool, text: str) -> None:
    assert kinds_of(read(Source("deep.yml", text), libyaml=libyaml)) == ["syntax_error"]


def laughs(first: str, template: str) -> str:
    return first + "".join(
        template.format(level=level, aliases=", ".join([f"*a{level - 1}"] * 9)) for level in range(1, 10)
    )


BOMBS = {
    "lists": laughs("a0: &a0 [lol]\n", "a{level}: &a{level} [{aliases}]\n"),
    "mappings": "a0: &a0 {k: lol}\n"
    + "".join(
        f"a{level}: &a{level} {{{', '.join(f'k{key}: *a{level - 1}' for key in range(9))}}}\n" for level in range(1, 10)
    ),
    "merge keys": laughs("a0: &a0 {k: lol}\n", "a{level}: &a{level} {{<<: [{aliases}]}}\n"),
    "one large mapping merged again and again": (
        f"a: &a {{{', '.join(f'k{key}: 1' for key in range(1000))}}}\nb:\n" + "- {<<: [*a, *a, *a]}\n" * 300
    ),
    "a list that contains itself": "&a [*a]\n",
    "a list that contains itself below": "a: &a [[{b: *a}]]\n",
    "a mapping that contains itself": "&a {b: *a}\n",
    "a mapping that is its own key": "&a {*a : 1}\n",
    "pairs that contain themselves": "&a !!pairs [b: *a]\n",
    "a mapping that merges itself": "&a {b: 1, <<: *a}\n",
    "mappings that merge each other": "a: &a {b: &b {<<: *a}, <<: *b}\n",
    "a mapping that merges what it stands in": "a: &a {b: {<<: *a}}\n",
}


@BOTH
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_what_aliases_unfold_without_bound_is_refused(libyaml: bool, text: str) -> None:
    assert kinds_of(read(Source("bomb.yml", text), libyaml=libyaml)) == ["alias_bomb"]


@BOTH
def test_a_base_that_many_mappings_merge_is_read(libyaml: bool) -> None:
    text = "base: &base {a: 1, b: 2, c: 3, d: 4}\n" + "".join(f"k{n}: {{<<: *base, e: {n}}}\n" for n in range(500))
    [reading] = read(Source("many.yml", text), libyaml=libyaml)
    assert not reading.faults
    assert reading.document is not None
    assert reading.document.value_at(("k499",)) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 499}


@BOTH
def test_a_chain_of_merges_is_read_where_every_link_was_read_before(libyaml: bool) -> None:
    chain = "- &m0 {k0: 0}\n" + "".join(f"- &m{n} {{<<: *m{n - 1}, k{n}: {n}}}\n" for n in range(1, 200))
    [reading] = read(Source("chain.yml", chain), libyaml=libyaml)
    assert not reading.faults
    assert reading.document is not None
    assert len(reading.document.value_at((199,))) == 200


@BOTH
def test_merges_nested_without_bound_are_refused(libyaml: bool) -> None:
    links = ", ".join(["k0: &m0 {a: 0}", *(f"k{n}: &m{n} {{<<: *m{n - 1}}}" for n in range(1, 3000))])
    assert kinds_of(read(Source("chain.yml", f"{{{links}, <<: *m2999}}"), libyaml=libyaml)) == ["nested_too_deep"]


@BOTH
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: 0x" + "f" * 5000, "impossible_value"),
        ("a: " + "9" * 5000, "impossible_value"),
        ("a: " + "1:" * 500_000 + "1", "impossible_value"),
        ("? 0x" + "f" * 5000 + "\n: 1\n", "impossible_value"),
        ("%YAML 1." + "1" * 5000 + "\n--- a\n", "syntax_error"),
        ('a: "\\U00110000"\n', "syntax_error"),
        ("a: !<tag:%ff%fe> b\n", "syntax_error"),
        ("a: !<tag:%ed%a0%80> b\n", "syntax_error"),
        ("!!pairs [=: 1]\n", "impossible_value"),
        ("!!omap [<<: {a: 1}]\n", "impossible_value"),
    ],
)
def test_what_trips_up_python_is_a_fault(libyaml: bool, text: str, kind: str) -> None:
    assert kinds_of(read(Source("odd.yml", text), libyaml=libyaml))[0] == kind


@BOTH
@pytest.mark.parametrize("is_json", [False, True])
@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x7f", '"\ud83d"', "a: \x1b[0m\n"])
def test_a_text_that_is_no_text_is_a_fault_at_its_place(libyaml: bool, is_json: bool, text: str) -> None:
    source = Source("raw", text, is_json=is_json)
    [reading] = read(source, libyaml=libyaml)
    assert reading.document is None
    [fault] = reading.faults
    assert (fault.kind, fault.span.start) == ("not_text", source.unprintable())


PATHS: list[Path] = [(), (0,), ("a",), ("a", 0), (1, "b")]


def check_every_place(source: Source, *, libyaml: bool) -> None:
    for reading in read(source, libyaml=libyaml):
        for fault in reading.faults:
            assert 0 <= fault.span.start < fault.span.end
            assert fault.span.start <= len(source.text)
            source.position(fault.span.start)
        if reading.document is not None:
            for path in PATHS:
                span = reading.document.value_span(path)
                assert 0 <= span.start <= span.end <= max(len(source.text), span.start + 1)
                reading.document.key_span(path)


yaml_characters = st.text(
    alphabet=st.sampled_from(list("ab1 \n\t-:?[]{},#&*!|>'\"%@`<=~.\\x\r\u2028\ufeffé\x85")), max_size=40
)


@BOTH
@pytest.mark.parametrize("is_json", [False, True])
@settings(max_examples=150, deadline=None)
@given(text=yaml_characters | st.text(max_size=40))
def test_no_text_makes_the_reader_raise(libyaml: bool, is_json: bool, text: str) -> None:
    check_every_place(Source("any", text, is_json=is_json), libyaml=libyaml)


MARKS = [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=60), mark=st.sampled_from(MARKS), name=st.sampled_from(["a.yml", "a.json"]))
def test_bytes_are_a_source_or_a_source_error(data: bytes, mark: bytes, name: str) -> None:
    source: Source | None = None
    refused: SourceError | None = None
    try:
        source = Source.from_bytes(mark + data, name)
    except SourceError as error:
        refused = error
    if source is not None:
        check_every_place(source, libyaml=True)
    assert refused is None or (refused.kind == "not_text" and refused.offset <= len(refused.text))
