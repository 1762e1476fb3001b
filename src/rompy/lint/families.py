"""The kinds of documents that have types of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.registry import FAMILY as BACKENDS
from rompy.lint.kind import Kind
from rompy.postprocess.registry import FAMILY as POSTPROCESSORS

if TYPE_CHECKING:
    from rompy.backends.family import Family

__all__ = ["BACKENDS", "MAY_BE_ELSEWHERE", "family_of"]

_FAMILIES: dict[Kind, Family[Any]] = {Kind.BACKEND: BACKENDS, Kind.POSTPROCESSOR: POSTPROCESSORS}

MAY_BE_ELSEWHERE = frozenset({Kind.POSTPROCESSOR})
"""Kinds of which unknown types are left to machines that have their packages: rompy itself has next to none."""


def family_of(kind: Kind) -> Family[Any]:
    """Give the types of a kind that has some.

    Raises:
        KeyError: for model runs and pipelines, which have none.
    """
    return _FAMILIES[kind]
