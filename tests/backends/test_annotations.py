"""What comes of a template is read as the annotation of its field says, however deep the field stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional, TypedDict, Union
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices, AnyUrl, BaseModel, Field, RootModel, SecretStr
from typing_extensions import TypeAliasType

from rompy.backends.annotations import Meant
from rompy.backends.meaning import ANYTHING, TEXT
from rompy.backends.substitute import substituted_value


class Size(Enum):
    SMALL = "1"
    LARGE = "2"


class Level(IntEnum):
    LOW = 1


class Regular(BaseModel):
    kind: Literal["regular"] = "regular"
    cells: int
    name: str = ""


class FromFile(BaseModel):
    kind: Literal["file"]
    cells: str


class Names(RootModel[list[str]]):
    """A list of texts that is a model."""


class Point(TypedDict):
    label: str
    depth: float


@dataclass
class Buoy:
    label: str
    depth: float


class Plain:
    def __init__(self, label: str, depth: float, **_: Any) -> None: ...


class Sea(BaseModel):
    grid: Regular | FromFile
    aliased: str = Field(alias="Aliased")
    chosen: str = Field(validation_alias=AliasChoices("one", "other"))


Label = NewType("Label", str)
Deep = TypeAliasType("Deep", float | None)


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "017", "017"),
        (str | None, "", ""),
        (int | None, "", None),
        (int, "017", 15),
        (bool, "no", False),
        (float, "0.5", 0.5),
        (Decimal, "0.5", 0.5),
        (date, "2023-01-01", date(2023, 1, 1)),
        (datetime, "2023-01-01 06:00:00", datetime(2023, 1, 1, 6)),
        (timedelta, "60", 60),
        (Path, "2023", "2023"),
        (bytes, "1", "1"),
        (AnyUrl, "1", "1"),
        (UUID, "1", "1"),
        (SecretStr, "1", "1"),
        (Label, "1", "1"),
        (Deep, "1", 1),
        (Annotated[str, Field(min_length=1)], "1", "1"),
        (Annotated[int | str, Field()], "1", "1"),
        (Optional[Union[int, str]], "1", "1"),  # noqa: UP007, UP045 - as packages write it
        (Size, "1", "1"),
        (Level, "1", 1),
        (Literal["1", "x"], "1", "1"),
        (Literal[1, 2], "1", 1),
        (Literal["a", 1], "1", 1),
        (Literal["a", 1], "2", "2"),
        (int | Literal["auto"], "1", 1),
        (int | Literal["auto"], "auto", "auto"),
        (Regular, "", None),
        (Any, "1", 1),
        (list, "1", 1),
    ],
)
def test_a_text_is_read_as_the_field_says(annotation: object, text: str, value: object) -> None:
    found = Meant.by(annotation).read(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("annotation", "written", "value"),
    [
        (list[str], ["${X}"], ["1"]),
        (list[int], ["${X}"], [1]),
        (set[str], ["${X}"], ["1"]),
        (tuple[str, int], ["${X}", "${X}", "${X}"], ["1", 1, 1]),
        (tuple[str, ...], ["${X}", "${X}"], ["1", "1"]),
        (dict[str, int], {"a": "${X}"}, {"a": 1}),
        (dict[str, str], {"a": "${X}"}, {"a": "1"}),
        (dict[str, list[dict[int, str]]], {"a": [{1: "${X}"}]}, {"a": [{1: "1"}]}),
        (Names, ["${X}"], ["1"]),
        (Point, {"label": "${X}", "depth": "${X}"}, {"label": "1", "depth": 1}),
        (Buoy, {"label": "${X}", "depth": "${X}"}, {"label": "1", "depth": 1}),
        (Plain, {"label": "${X}", "depth": "${X}"}, {"label": "1", "depth": 1}),
        (Regular, {"cells": "${X}", "name": "${X}", "other": "${X}"}, {"cells": 1, "name": "1", "other": 1}),
        (Sea, {"grid": {"kind": "regular", "cells": "${X}"}}, {"grid": {"kind": "regular", "cells": 1}}),
        (Sea, {"grid": {"kind": "file", "cells": "${X}"}}, {"grid": {"kind": "file", "cells": "1"}}),
        (Sea, {"grid": {"cells": "${X}"}}, {"grid": {"cells": "1"}}),
        (Sea, {"Aliased": "${X}", "one": "${X}", "other": "${X}"}, {"Aliased": "1", "one": "1", "other": "1"}),
        (Any, {"a": ["${X}", "x${X}"]}, {"a": [1, "x1"]}),
        (int, {"a": "${X}"}, {"a": 1}),
    ],
)
def test_so_is_what_stands_further_in(annotation: object, written: object, value: object) -> None:
    assert substituted_value(written, {"X": "1"}, (), Meant.by(annotation)).value == value


@given(text=st.text(max_size=120))
def test_a_text_field_takes_any_text_as_it_is(text: str) -> None:
    assert TEXT.read(text) == text
    assert substituted_value("${X}", {"X": text}, (), TEXT).value == text


@given(text=st.text(max_size=120))
def test_no_list_and_no_mapping_comes_out_of_a_variable(text: str) -> None:
    assert not isinstance(ANYTHING.read(text), list | dict | set | tuple)
