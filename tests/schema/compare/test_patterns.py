"""Patterns are compared as sets of strings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.schema.compare import Effect, compare
from rompy.schema.compare.meaning.language import Languages
from rompy.schema.compare.meaning.pattern import UnreadablePatternError, language_of, parse

PIECES = [
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "\\d",
    "\\w",
    "^",
    "$",
    "(a|b)",
    "(?:ab)",
    "(?=a)",
    "(?!b)",
    "\\.",
    "-",
    "x{1,2}",
]
SIGNS = ["", "*", "+", "?", "{2}", "{1,}", "{0,2}"]


@st.composite
def patterns(draw: st.DrawFn) -> str:
    def piece() -> str:
        core = draw(st.sampled_from(PIECES))
        zero_width = core in {"^", "$"} or core.startswith(("(?=", "(?!")) or core.endswith("}")
        return core if zero_width else core + draw(st.sampled_from(SIGNS))

    sequences = ["".join(piece() for _ in range(draw(st.integers(0, 4)))) for _ in range(draw(st.integers(1, 2)))]
    return "|".join(sequences)


@given(patterns(), st.lists(st.text("ab1.-x", max_size=5), min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_a_pattern_means_what_it_means_to_the_regular_expressions_of_python(pattern: str, texts: list[str]) -> None:
    languages = Languages()
    try:
        language = language_of(pattern, languages)
    except UnreadablePatternError:
        return
    for text in texts:
        assert languages.has(language, text) == (re.search(pattern, text) is not None), (pattern, text)


INCLUDED = [
    ("^a+$", "^a*$"),
    ("^[0-9]+[kmg]$", "^[0-9]+[kmgKMG]$"),
    ("^(?!x)[a-z]+$", "^[a-z]+$"),
    ("^[a-z]{2,3}$", "^[a-z]+$"),
    ("abc", "b"),
    ("^(foo|bar)$", "^(foo|bar|baz)$"),
    ("^[0-9]$", "^\\d$"),
    ("^\\S+$", "^[^ ]+$"),
    ("", ".*"),
    ("^[A-Za-z0-9_.-]+$", "^[\\w.\\-]+$"),
    ("^a$|^b$", "^[ab]$"),
    ("^(?=.*a)(?=.*b)[ab]+$", "^[ab]*(ab|ba)[ab]*$"),
    ("^\\u0041$", "^A$"),
    ("^([0-9]+:)?[0-5]?[0-9]:[0-5][0-9]$", "^([0-9]+:){0,2}[0-9]+$"),
]


@pytest.mark.parametrize(("old", "new"), INCLUDED)
def test_a_pattern_that_is_part_of_another_is_safe(old: str, new: str) -> None:
    comparison = compare({"type": "string", "pattern": old}, {"type": "string", "pattern": new})
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


EXCLUDED = [
    ("^a*$", "^a+$", ""),
    ("^[a-z]+$", "^[a-y]+$", "z"),
    ("b", "abc", "b"),
    ("^[a-z]{2,4}$", "^[a-z]{2,3}$", "aaaa"),
    ("^a", "a$", "a0"),
    ("^\\w+$", "^[a-zA-Z0-9]+$", "_"),
]


@pytest.mark.parametrize(("old", "new", "witness"), EXCLUDED)
def test_a_string_shows_that_a_pattern_is_not_part_of_another(old: str, new: str, witness: str) -> None:
    shown = compare({"type": "string", "pattern": old}, {"type": "string", "pattern": new}).witness
    assert shown is not None
    assert isinstance(shown.document, str)
    assert re.search(old, shown.document)
    assert not re.search(new, shown.document)
    assert len(shown.document) <= len(witness)


@pytest.mark.parametrize(
    ("old", "new"), [("^\\d$", "^[0-9]$"), ("^\\w$", "^[A-Za-z0-9_]$"), ("^\\s$", "^[ \\t\\n\\r\\f\\v]$")]
)
def test_digits_and_letters_of_other_scripts_count_where_python_takes_them(old: str, new: str) -> None:
    witness = compare({"type": "string", "pattern": old}, {"type": "string", "pattern": new}).witness
    assert witness is not None
    assert isinstance(witness.document, str)
    assert not witness.document.isascii() or old == "^\\s$"


def test_the_end_of_a_string_is_its_very_end() -> None:
    comparison = compare({"type": "string", "pattern": "^(a|b)$"}, {"enum": ["a", "b"]})
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


def test_lengths_count_with_patterns() -> None:
    old = {"type": "string", "pattern": "^(ab)+$", "maxLength": 5}
    assert compare(old, {"enum": ["ab", "abab"]}).verdict is Effect.SAFE


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "[a", "*a", "a**", "\\", "(?<=a)b", "(a)\\1", "[b-a]", "a{3,2}", "\\bx"]
)
def test_what_is_no_regular_language_is_told(pattern: str) -> None:
    with pytest.raises(UnreadablePatternError):
        parse(pattern)
