"""Templates in texts are substituted, or refused with the place and what to write instead."""

from __future__ import annotations

import pytest

from rompy.document.template import MAX_DEPTH, is_template, render
from rompy.errors import TemplateError

VARIABLES = {"A": "alpha", "B": "beta", "EMPTY": "", "_x1": "low", "NESTED": "${A}", "BRACE": "}"}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("", ""),
        ("plain", "plain"),
        ("$A {A} $(A) $", "$A {A} $(A) $"),
        ("${A}", "alpha"),
        ("<${A}${B}>", "<alphabeta>"),
        ("${_x1}", "low"),
        ("${A:-other}", "alpha"),
        ("${NO:-other}", "other"),
        ("${NO:-}", ""),
        ("${NO:-two words: a|b, {c}", "two words: a|b, {c"),
        ("${NO:-a:-b}", "a:-b"),
        ("${NO:-$}", "$"),
        ("${NO:-${A}}", "alpha"),
        ("${NO:-x${NEITHER:-y${B}z}w}!", "xybetazw!"),
        ("${A:-${UNSET_AND_NOT_NEEDED}}", "alpha"),
        ("${EMPTY}", ""),
        ("${EMPTY:-other}", ""),
        ("$${A}", "$alpha"),
        ("${A}}", "alpha}"),
        ("${BRACE}${A}", "}alpha"),
        ("${NO:-ü\n\u2603}", "ü\n\u2603"),
        ("${NESTED}", "${A}"),
        ("${NO:-{}}", "{}"),
    ],
)
def test_a_template_becomes_its_variable_or_its_default(text: str, rendered: str) -> None:
    assert render(text, VARIABLES) == rendered


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("${", 1),
        ("${}", 1),
        ("a ${A", 3),
        ("${A} ${A", 6),
        ("${1A}", 1),
        ("${A B}", 1),
        ("${ A}", 1),
        ("${A }", 1),
        ("${A-x}", 1),
        ("${A:+x}", 1),
        ("${A:x}", 1),
        ("${:-x}", 1),
        ("${Ä}", 1),
        ("${A:-x", 1),
        ("${A:-${B}", 1),
        ("${NO:-${B-}}", 7),
        ("x${NO:-y${NO:-z${}}}", 16),
        ("${${A}}", 1),
    ],
)
def test_a_malformed_template_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(TemplateError) as error:
        render(text, VARIABLES)
    assert str(error.value) == f"the template at character {place} is malformed: write ${{NAME}} or ${{NAME:-default}}"


@pytest.mark.parametrize("text", ["${NO}", "a${A}${NO}", "${NEITHER:-${NO}}"])
def test_a_variable_without_a_value_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(TemplateError) as error:
        render(text, VARIABLES)
    assert str(error.value) == "the variable NO is not set, and its template has no default: write ${NO:-default}"


@pytest.mark.parametrize("text", ["${A|as_datetime}", "${A|strftime:%Y}", "${A|}", "${NO:-${A|shift:+1d}}"])
def test_a_filter_is_refused_and_not_ignored(text: str) -> None:
    with pytest.raises(TemplateError, match="the template of A has a filter, and this version of rompy applies none"):
        render(text, VARIABLES)


def test_defaults_in_defaults_have_a_bound() -> None:
    assert render("${NO:-" * MAX_DEPTH + "x" + "}" * MAX_DEPTH, {}) == "x"
    for depth in (MAX_DEPTH + 1, 2000):
        with pytest.raises(TemplateError, match=f"stands in more than {MAX_DEPTH} others"):
            render("${NO:-" * depth + "x" + "}" * depth, {})


def test_many_templates_in_one_text_are_all_substituted() -> None:
    assert render("${A} " * 10_000, VARIABLES) == "alpha " * 10_000


@pytest.mark.parametrize(
    ("text", "is_one"), [("", False), ("$A", False), ("{A}", False), ("${A}", True), ("x${", True), ("$ {A}", False)]
)
def test_a_text_is_a_template_where_one_begins_in_it(text: str, *, is_one: bool) -> None:
    assert is_template(text) is is_one
