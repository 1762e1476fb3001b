"""The period of a model run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StrictBool,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from rompy.backends.condition import Given, TwoOfThree
from rompy.backends.fields import told
from rompy.backends.redact import redacted, validation_error
from rompy.model.times import Duration, Moment


class Period(BaseModel):
    """From when to when a model runs; two of start, end and duration give the third."""

    model_config = ConfigDict(extra="forbid")

    two: ClassVar[TwoOfThree] = TwoOfThree("period", ("start", "end", "duration"))
    """What must be there."""
    left_out: ClassVar[frozenset[str]] = frozenset({"start", "end", "duration", "include_end"})
    """Fields for which null is as good as nothing."""

    start: Moment = Field(description="When the run begins", examples=["2023-01-01T00:00:00"])
    end: Moment = Field(description="When the run ends", examples=["2023-01-02T00:00:00"])
    duration: Duration = Field(description="How long it is", examples=["1d"])
    interval: Duration | None = Field(timedelta(hours=1), description="The step of the output", examples=["1h"])
    include_end: StrictBool = Field(default=True, description="Whether the end is a step of its own")

    @model_validator(mode="wrap")
    @classmethod
    def _complete(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - whatever is given
        """Work the third of start, end and duration out; that there are not two hides no other fault."""
        if not isinstance(data, dict):
            return handler(data)
        given = {name: value for name, value in data.items() if value is not None or name not in cls.left_out}
        if isinstance(given.get("duration"), timedelta) and {"start", "end"} <= set(given):
            # what a period itself writes down
            return handler(given)
        broken = [told(violation.error) for violation in cls.two.violations(Given(given, frozenset(), None))]
        if not broken:
            return handler(_completed(given))
        errors = [InitErrorDetails(type=error, loc=(), input=data) for error in broken]
        try:
            handler({**_ANY, **given})
        except ValidationError as error:
            errors += redacted(error.errors(include_url=False))
        raise validation_error(cls.__name__, errors)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("period_backward", "The period ends before it starts")
        return self


def _completed(given: dict[str, object]) -> dict[str, object]:
    """Give the fields of a period with the one that is left out.

    Raises:
        PydanticCustomError: where there is no such period.
    """
    start, end = _as_datetime(given, "start"), _as_datetime(given, "end")
    length = _as_timedelta(given)
    if start is not None and end is not None:
        if (start.utcoffset() is None) != (end.utcoffset() is None):
            message = "One of start and end has a time zone, and the other has none"
            raise PydanticCustomError("period_mixed_zones", message)
        return {**given, "start": start, "end": end, "duration": end - start}
    try:
        if start is not None and length is not None:
            return {**given, "start": start, "end": start + length, "duration": length}
        if end is not None and length is not None:
            return {**given, "start": end - length, "end": end, "duration": length}
    except OverflowError:
        raise PydanticCustomError("period_overflow", "The period leaves the years 1 to 9999") from None
    # one of them is wrong, and that the third cannot be worked out is not said besides
    return {**_ANY, **given}


_ANY = {"start": "2000-01-01", "end": "2000-01-01", "duration": timedelta(0)}
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
_DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)


def _as_datetime(given: dict[str, object], name: str) -> datetime | None:
    """Read a moment, or give None where it is missing or wrong, which the field's own check then says."""
    try:
        return _MOMENT.validate_python(given[name]) if name in given else None
    except ValidationError:
        return None


def _as_timedelta(given: dict[str, object]) -> timedelta | None:
    try:
        return _DURATION.validate_python(given["duration"]) if "duration" in given else None
    except ValidationError:
        return None
