"""Templates in texts are substituted, or refused with the place and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rompy.document.template import MAX_DEPTH, faults, render, rendered, without_default
from rompy.document.templated import is_template
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
        ("${NO:-two words: a, {c}", "two words: a, {c"),
        (r"${NO:-a\|b\}c}", "a|b}c"),
        (r"${NO:-a\b\\c}", r"a\b\\c"),
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
        ("${A|}", 1),
        ("${A| }", 1),
        ("${A|strftime:%Y||shift:1d}", 1),
        ("${A|${B}}", 1),
        ("${A|strftime", 1),
        ("x ${A|strftime:%Y", 3),
        ("${A:-${B|strftime:%Y}", 1),
        (r"${NO:-x\}", 1),
    ],
)
def test_a_malformed_template_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(TemplateError) as error:
        render(text, VARIABLES)
    message = f"the template at character {place} is malformed: write ${{NAME}}, ${{NAME:-default}} or ${{NAME|filter}}"
    assert str(error.value) == message
    assert (error.value.kind, error.value.offset) == ("malformed_template", place - 1)


@pytest.mark.parametrize(
    "text", ["${NO}", "a${A}${NO}", "${NEITHER:-${NO}}", "${NO|as_datetime}", "${DAY|shift:${NO}d}"]
)
def test_a_variable_without_a_value_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(TemplateError) as error:
        render(text, {**VARIABLES, "DAY": "2023-01-31"})
    assert str(error.value) == "the variable NO is not set, and its template has no default: write ${NO:-default}"
    assert (error.value.kind, error.value.name) == ("unset_variable", "NO")


def test_what_a_variable_would_be_needed_for_is_told_without_a_value() -> None:
    found = [error.name for error in without_default("${A} ${B:-${C}} ${D:-x} ${E:-1|shift:${F}d}")]
    assert found == ["A", "C", "F"]
    assert list(without_default("no template ${")) == []


def test_the_variables_that_a_text_is_made_of_are_told_apart_from_defaults() -> None:
    found = rendered("${A}${NO:-${B}}${NO:-x}${EMPTY:-${UNUSED}}${A}", VARIABLES)
    assert (found.text, found.environment, found.defaults) == ("alphabetaxalpha", ("A", "B", "EMPTY"), ("NO",))


@given(text=st.text().filter(lambda text: "${" not in text))
def test_a_text_without_a_template_is_left_as_it_is(text: str) -> None:
    assert render(text, {}) == text
    assert list(faults(text)) == list(without_default(text)) == []


@given(text=st.text(alphabet="${}:-|\\ABa+1dshift_me%Y \n", max_size=60))
def test_any_text_is_rendered_or_refused_with_a_kind_and_a_place_in_it(text: str) -> None:
    static = list(faults(text))
    refused: list[TemplateError] = []
    try:
        render(text, {"A": "a", "B": "2023-01-31"})
    except TemplateError as error:
        refused.append(error)
    assert refused or {fault.kind for fault in static} <= {"unknown_filter", "inapplicable_filter"}
    for fault in [*static, *refused]:
        assert text.startswith("${", fault.offset)
        assert fault.kind in {"malformed_template", "unknown_filter", "inapplicable_filter", "unset_variable"}


PLAIN = st.text(alphabet="abc /.:", max_size=5)
DECIDED = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        lambda name, *parts: f"${{{name}:-{''.join(parts)}}}", st.sampled_from("XYZ"), inner, inner
    ),
)


@given(texts=st.lists(DECIDED, max_size=3))
def test_templates_whose_variables_are_unset_and_have_defaults_do_not_depend_on_the_environment(
    texts: list[str],
) -> None:
    text = "".join(texts)
    assert render(text, {}) == render(text, {"OTHER": "value"})
    assert list(faults(text)) == list(without_default(text)) == []


def test_defaults_in_defaults_have_a_bound() -> None:
    levels = MAX_DEPTH + 1
    assert render("${NO:-" * levels + "x" + "}" * levels, {}) == "x"
    for depth in (levels + 1, 2000):
        with pytest.raises(TemplateError, match=f"stands in more than {MAX_DEPTH} others"):
            render("${NO:-" * depth + "x" + "}" * depth, {})


def test_many_templates_in_one_text_are_all_substituted() -> None:
    assert render("${A} " * 10_000, VARIABLES) == "alpha " * 10_000


@pytest.mark.parametrize(
    ("text", "is_one"), [("", False), ("$A", False), ("{A}", False), ("${A}", True), ("x${", True), ("$ {A}", False)]
)
def test_a_text_is_a_template_where_one_begins_in_it(text: str, *, is_one: bool) -> None:
    assert is_template(text) is is_one
