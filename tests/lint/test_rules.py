"""Every rule has a page whose examples are true, and every fault that can be raised has a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

import rompy
from lintkit import expected, faults_and, found, lint_target
from rompy.backends.registry import config_classes
from rompy.document.source import MAX_BYTES
from rompy.lint.engine import Target
from rompy.lint.rule import Rule
from rompy.lint.rules import fallback, find_rule, rule_for, rules
from rompy.lint.settings import Settings
from rompy.model import ModelRun, Period

SOURCES = Path(rompy.__file__).parent
FENCE = re.compile(r"^```yaml(?P<attributes>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WITHOUT_EXAMPLE = {
    "RMP123",  # speaks for packages that cannot be loaded
    "RMP115",  # speaks for checks of plugins, which no file alone can show
    "RMP903",  # speaks for a crash of rompy itself
}


class Example(NamedTuple):
    rule: Rule
    number: int
    attributes: dict[str, str]
    text: str


def examples() -> list[Example]:
    return [
        Example(rule, number, dict(part.partition("=")[::2] for part in match["attributes"].split()), match["text"])
        for rule in rules()
        for number, match in enumerate(FENCE.finditer(rule.page), start=1)
    ]


def settings_of(example: Example) -> Settings:
    """Use the rule of the page and those whose findings are errors, on a machine of the size that the page says."""
    attributes = example.attributes
    settings = faults_and(example.rule.code, host="no-host" not in attributes)
    cpu = int(attributes["host-cpu"]) if "host-cpu" in attributes else None
    return settings.model_copy(update={"host_cpu": cpu, "host_memory": attributes.get("host-memory")})


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.rule.code}-{example.number}")
def test_each_example_of_a_page_has_exactly_the_findings_it_announces(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "backend.yml"
    if "in-repository" in example.attributes:
        path = tmp_path / "repository" / "backend.yml"
        (path.parent / ".git").mkdir(parents=True)
        (tmp_path / "shared.yml").write_text('OMP_NUM_THREADS: "4"\n', encoding="utf-8")
    if "dangling-link" in example.attributes:
        path.symlink_to(tmp_path / "gone.yml")
    else:
        path.write_text(example.text, encoding=example.attributes.get("encoding", "utf-8"))
    max_bytes = int(example.attributes.get("max-bytes", MAX_BYTES))
    report = lint_target(Target(path.name, path, max_bytes=max_bytes), settings=settings_of(example))
    assert found(report) == expected(example.text)
    assert not report.broken


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_page_begins_with_a_sentence_and_shows_the_rule_at_work(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z`].*\.", rule.summary), rule.summary
    announced = {code for match in FENCE.finditer(rule.page) for _, code in expected(match["text"])}
    assert announced == (set() if rule.code in WITHOUT_EXAMPLE else {rule.code})


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_page_shows_a_good_example_where_there_is_a_field_to_write_better(rule: Rule) -> None:
    good = [match for match in FENCE.finditer(rule.page) if not expected(match["text"])]
    is_about_fields = rule.code[3] in "1237" and rule.code not in WITHOUT_EXAMPLE
    assert good or not is_about_fields


def test_a_rule_is_found_by_code_and_by_name_in_any_case() -> None:
    by_code = find_rule("rmp101")
    assert by_code is not None
    assert by_code is find_rule("unknown-field") is find_rule("RMP101")
    assert find_rule("RMP999") is None


def raised_kinds() -> set[str]:
    """Collect the first arguments of every error that our models, reader and judge make, from their sources."""
    kinds: set[str] = set()
    makers = {"PydanticCustomError": 0, "Fault": 0, "SourceError": 0, "Problem": 1, "_fault": 0, "_violation": 0}
    for path in [
        path for folder in ("backends", "document", "lint", "model") for path in SOURCES.glob(f"{folder}/*.py")
    ]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            position = makers.get(name)
            if position is None or len(node.args) <= position:
                continue
            kind = node.args[position]
            constants = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
            kinds |= {str(part.value) for part in constants if isinstance(part, ast.Constant)}
    return kinds | {"image_xor_dockerfile"}


def test_every_fault_that_we_raise_ourselves_is_claimed_by_a_rule() -> None:
    kinds = raised_kinds()
    assert len(kinds) > 30
    assert {kind for kind in kinds if rule_for(kind) is None} == set()


def test_every_error_of_pydantic_that_our_fields_can_raise_is_claimed_by_a_rule() -> None:
    kinds: set[str] = set()
    values = [None, True, 0, 10**9, 1.5, "", "x", "\0", "a\nb", [], ["x"], [1], {}, {"": "x"}, {"A": 1}, {1: "x"}]
    for config_class in config_classes().values():
        for field in [*config_class.model_fields, "unknown", 5]:
            for value in values:
                try:
                    config_class.model_validate({field: value})
                except ValidationError as error:
                    kinds |= {fault["type"] for fault in error.errors()}
    right: dict[Any, object] = {"start": "2023-01-01", "duration": "1d"}
    for value in values:
        for field in [*Period.model_fields, "unknown", 5]:
            kinds |= kinds_of({"period": {**right, field: value}})
        for field in [*ModelRun.model_fields, "unknown", 5]:
            kinds |= kinds_of({field: value})
    assert {"int_type", "string_pattern_mismatch", "extra_forbidden", "invalid_key"} <= kinds
    assert {kind for kind in kinds if rule_for(kind) is None} == set()


def kinds_of(fields: Mapping[Any, object]) -> set[str]:
    try:
        ModelRun.model_validate(fields)
    except ValidationError as error:
        return {fault["type"] for fault in error.errors()}
    return set()


def test_what_no_rule_claims_goes_to_the_rule_for_checks_of_plugins() -> None:
    assert rule_for("some_error_of_a_plugin") is None
    assert fallback().name == "refused-value"
