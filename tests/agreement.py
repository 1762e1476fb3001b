"""Compares what schemas and the linter say of a document, without a look at this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rompy.cli.judging import judge
from rompy.document.template import faults
from rompy.lint.backend import Surroundings
from rompy.lint.finding import Severity
from rompy.lint.kind import Kind
from rompy.lint.kinds import Part, pipeline_parts
from rompy.lint.rule import Problem
from rompy.lint.rules import fallback, rule_for

BEYOND = frozenset(
    {
        "duration_overflow",
        "moment_impossible",
        "period_backward",
        "period_mixed_zones",
        "period_overflow",
        "volume_target_twice",
    }
)
"""Kinds of problems that no schema can say."""


def linted(kind: Kind, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the linter finds in a document, without looking at this machine."""
    parts = pipeline_parts(document) if kind is Kind.PIPELINE else [Part((), document, kind)]
    for part in parts:
        judgement = judge(part.data, Surroundings(Path("/nowhere"), host=False, kind=part.kind))
        for problem in judgement.problems:
            if (rule_for(problem.kind) or fallback()).severity is Severity.ERROR:
                yield Problem((*part.path, *problem.path), problem.kind, problem.message, details=problem.details)


def is_beyond(found: list[Problem], document: Any) -> bool:
    """Tell whether a document shows one of the differences that docs/schemas.md lists."""
    return all(_is_beyond(problem, _value_at(document, problem.path)) for problem in found) and bool(found)


def _is_beyond(problem: Problem, value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        problem.kind in BEYOND
        or (problem.kind == "moment_format" and is_number)
        or (problem.kind == "int_type" and isinstance(value, float) and value.is_integer())
        # near a type that there is, as the linter sees it
        or (problem.kind == "type_unknown" and "postprocess" in str(problem.path))
        or (problem.kind == "type_unknown" and problem.path in {("type",), ("processor",)})
    )


def _value_at(document: Any, path: tuple[str | int, ...]) -> object:
    for step in path:
        try:
            document = document[step]
        except (LookupError, TypeError):
            return None
    return document


def says_otherwise(document: object) -> bool:
    """Tell whether a document holds what a schema takes otherwise wherever it stands: templates that are malformed or
    name a type, includes, and the fields of a backend in a nested mapping, as in files of before."""
    match document:
        case dict():
            named = [document.get(key) for key in ("type", "backend_type")]
            is_nested = any(value is not None for value in named) and isinstance(document.get("config"), dict)
            has_template = any(isinstance(value, str) and "${" in value for value in named)
            return is_nested or has_template or any(map(says_otherwise, document.values()))
        case list():
            return any(map(says_otherwise, document))
        case str():
            return bool(list(faults(document))) or document.lower().endswith((".yml", ".yaml", ".json"))
    return False


def disagreement(judges: Mapping[str, Any], name: str, document: dict[str, Any]) -> str | None:
    """Say how the schema of a kind and the linter differ on a document; None where they agree, or it is listed."""
    kind = next(kind for kind in Kind if kind.option == name)
    found = list(linted(kind, document))
    by_schema = judges[name].is_valid(document)
    if by_schema is not bool(found) or says_otherwise(document) or is_beyond(found, document):
        return None
    return f"{name} {document!r}: the schema says {by_schema}, the linter {[(one.path, one.kind) for one in found]}"
