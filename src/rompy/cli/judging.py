"""Judges the shape of whatever is linted: what judges model runs is loaded with the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.lint.kind import Kind
from rompy.lint.shape import judge as judge_other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.lint.backend import Surroundings
    from rompy.lint.rule import Judgement


def judge(data: Mapping[Any, Any], surroundings: Surroundings, *, expected: str | None = None) -> Judgement:
    """Judge one backend, model run, postprocessor, or the sections of a pipeline.

    Args:
        data: The mapping.
        surroundings: Where it is judged, and as what.
        expected: The type that a backend must be of; the file may then leave ``type`` out.
    """
    if surroundings.kind is Kind.MODEL_RUN:
        from rompy.model.judge import judge as judge_model_run  # noqa: PLC0415 - most files are backends

        return judge_model_run(data, surroundings)
    return judge_other(data, surroundings, expected=expected)
