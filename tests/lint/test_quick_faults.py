"""What is said of fields without models is what the models say of them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import quickdocs
from rompy.backends.annotations import meanings_of
from rompy.backends.meaning import described_meanings
from rompy.backends.registry import config_class, description, own_types
from rompy.document import Source, read
from rompy.lint.quick.faults import faults_of

PAGES = quickdocs.pages()


def said(faults: Any) -> list[tuple[object, ...]]:
    return sorted((fault["loc"], fault["type"], fault["msg"], fault.get("ctx", {})) for fault in faults)


def of_model(name: str, fields: dict[Any, Any], context: dict[str, Any]) -> list[tuple[object, ...]]:
    try:
        config_class(name).model_validate(fields, context=context)
    except ValidationError as error:
        return said(error.errors(include_url=False, include_input=False))
    return []


def context_of(folder: Path, *, host: bool) -> dict[str, Any]:
    return {"base": folder, "bases": {}, "host": host, "look_at": lambda path: path, "complete": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "data" / "input").mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM ubuntu:24.04\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("seed", range(2))
def test_of_generated_files(seed: int, folder: Path) -> None:
    random = Random(400 + seed)  # noqa: S311 - no secret
    told = faulty = 0
    for _ in range(4000):
        readings = read(Source("backend.yml", quickdocs.document(random, PAGES)))
        if len(readings) != 1 or readings[0].faults or readings[0].document is None:
            continue
        data: Any = readings[0].document.data
        name = data.pop("type", None) if isinstance(data, dict) else None
        if name not in own_types():
            continue
        context = context_of(folder, host=bool(seed % 2))
        found = faults_of(name, data, context)
        if found is not None:
            told, faulty = told + 1, faulty + bool(found)
            assert said(found) == of_model(name, data, context), data
    assert told > 1500
    assert faulty > 800


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.sampled_from([60, 86400, 86401, 10**30, 1.0, 2.5, float("nan")]),
    st.sampled_from(
        ["", ".", "/", "a\nb", "a\0", "\ud800", "é", "2g", "2g\n", "5m", "9" * 30 + "g", "007m", "1:00:00"]
    ),
    st.sampled_from(
        ["0-24:00:00", "swan:41", "Swan", "f" * 64, ".:/a", "a:/..", ":/a", ".:/a:rw,ro", "{x}", "{fault}"]
    ),
    st.sampled_from(["~", "~nobody/x", "data", "Dockerfile", "/Dockerfile", "${A}", "${A:-b}", "$A"]),
)
NAMES = st.sampled_from(["", "A", "A=B", "A=C", "a\0", "no", "\udfff", "é"])
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(NAMES, SCALARS, max_size=3))


@given(name=st.sampled_from(own_types()), data=st.data())
def test_of_any_value_of_any_field(name: str, data: st.DataObject, folder: Path) -> None:
    names = st.sampled_from([*description(name).fields, "wall_time", "volume", "Timeout"])
    fields = data.draw(st.dictionaries(names, VALUES, max_size=4))
    context = context_of(folder, host=data.draw(st.booleans()))
    found = faults_of(name, fields, context)
    if found is not None:
        assert said(found) == of_model(name, fields, context)


def test_nothing_is_said_of_what_an_include_or_a_package_decides(folder: Path) -> None:
    context = context_of(folder, host=True)
    assert faults_of("local", {"command": "a"}, context) == []
    assert faults_of("hpc", {"command": "a"}, context) is None
    for value in (b"a", {1: "a"}, "\ud800"):
        assert faults_of("local", {"timeout": value}, context) is None
    assert faults_of("local", {5: "a"}, context) is None


@pytest.mark.parametrize("name", own_types())
def test_templates_are_read_as_the_models_would_have_it(name: str) -> None:
    of_class, of_description = meanings_of(config_class(name)), described_meanings(description(name))
    for field in [*description(name).fields, "wall_time", 5]:
        for text in ("5", "yes", "2023-01-01", "", "null", "words"):
            assert of_description(field).read(text) == of_class(field).read(text), (field, text)
            for inner in (0, "A"):
                holder = [text] if inner == 0 else {inner: text}
                found = of_description(field).at(inner, holder).read(text)
                assert found == of_class(field).at(inner, holder).read(text), (field, text)
