"""On a machine with packages, the schemas know their types, and judge files of them as the linter does there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from agreement import disagreement, linted
from node_tools import ajv
from packages import install
from plugins_here import EXAMPLE, install_example, on_path
from rompy.backends.registry import config_class
from rompy.catalog import KINDS
from rompy.cli.composed import Composed, composed
from rompy.lint.kind import Kind
from rompy.model.config import config_class as model_class
from rompy.model.form import model_type_form
from rompy.schema.from_model import backend_form
from rompy.schema.store import shipped
from schemadocs import ODDITIES, TEMPLATES, drawn_value, edges

PIPELINE: dict[str, Any] = {
    "config": {
        "run_id": "spring",
        "period": {"start": "2023-03-01T00", "duration": "1d"},
        "config": {"model_type": "tide", "amplitude": 1.2},
    },
    "backend": {"type": "hpc", "queue": "general"},
    "postprocessor": {"type": "archive", "pattern": "*.txt"},
}
WAVES = '''
    """A model with all that a package may do."""

    from typing import Annotated, Any, Callable, Literal, Optional, Union
    from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
    from pydantic import field_validator, model_validator


    class Closed(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)


    class Regular(Closed):
        """A grid of equal cells."""

        kind: Literal["regular"] = "regular"
        nx: int = Field(ge=1, description="Cells to the east")


    class Curvilinear(Closed):
        kind: Literal["curvilinear"]
        file: str


    class Output(Closed):
        """What is written."""

        model_config = ConfigDict(extra="forbid", strict=True)

        points: list[float] = []

        @model_validator(mode="before")
        @classmethod
        def _short(cls, data):
            return {"points": data["at"]} if isinstance(data, dict) and "at" in data else data


    class WavesConfig(Closed):
        """Waves."""

        model_type: Literal["waves"] = "waves"
        grid: Union[Regular, Curvilinear] = Field(discriminator="kind", description="Where")
        friction: float = Field(0.1, ge=0)
        token: Optional[str] = None
        seed: Annotated[int, BeforeValidator(lambda value: int(value, 16) if isinstance(value, str) else value)] = 1
        anything: Annotated[object, PlainValidator(lambda value: value)] = None
        callback: Optional[Callable[[], None]] = None
        output: Output = Field(default_factory=Output)


    class Aliased(Closed):
        """A field of two names."""

        model_type: Literal["aliased"] = "aliased"
        direction: int = Field(validation_alias=AliasChoices("direction", "dir"))


    class Wrapped(Closed):
        """Made of a word, too."""

        model_type: Literal["wrapped"] = "wrapped"
        size: int = 1

        @model_validator(mode="wrap")
        @classmethod
        def _read(cls, data, handler):
            return handler({"size": 5} if isinstance(data, dict) and "word" in data else data)


    class Plain:
        """No model of pydantic's."""

        def __init__(self, model_type, depth):
            self.depth = depth


    class Nameless(BaseModel):
        """It does not say its own name."""

        depth: int = Field(1, ge=0, description="Metres")


    class Broken(BaseModel):
        """Its schema cannot be made."""

        model_type: Literal["broken"] = "broken"

        @classmethod
        def __get_pydantic_json_schema__(cls, core, handler):
            raise RuntimeError("no schema today")
'''
TYPES = {
    "waves": "WavesConfig",
    "aliased": "Aliased",
    "wrapped": "Wrapped",
    "plain": "Plain",
    "nameless": "Nameless",
    "broken": "Broken",
}
CONFIGS: list[dict[str, Any]] = [
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 5}},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 0}},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": "${NX}"}, "friction": "${FRICTION}"},
    {"model_type": "waves", "grid": {"kind": "square"}},
    {"model_type": "waves", "grid": {"kind": "curvilinear"}},
    {"model_type": "waves"},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 5}, "friction": -1},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 5}, "friction": "rough"},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 5}, "seed": "ff", "anything": [{}]},
    {"model_type": "waves", "grid": {"kind": "regular", "nx": 5}, "output": {"at": [1.0, 2.0]}},
    {"model_type": "waves", "grid": "regular"},
    {"model_type": "wrapped", "size": 2},
    {"model_type": "wrapped", "word": "large"},
    {"model_type": "aliased", "dir": 5},
    {"model_type": "aliased", "direction": 5},
    {"model_type": "plain", "depth": 5},
    {"model_type": "nameless", "depth": 5},
    {"model_type": "nameless", "depth": -1},
    {"model_type": "nameless", "other": 1},
    {"model_type": "tide"},
    {"model_type": "tide", "amplitude": 0},
    {"model_type": "tide", "amplitude": "${A}", "hours": 12.5},
    {"model_type": "tide", "amplitude": 1, "hour": 12},
    {"model_type": "tide", "amplitude": [1]},
    {"model_type": "tides", "amplitude": 0},
]


@pytest.fixture(scope="module", autouse=True)
def _packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    site = tmp_path_factory.mktemp("site")
    install_example(site)
    points = {name: f"wavespackage:{known}" for name, known in TYPES.items()}
    gone = {"gone": "nomodule:Config"}
    install(site, "waves-package", {"rompy.config": points | gone, "rompy.backends": gone}, wavespackage=WAVES)
    install(site, "odd-package", {"rompy.config": {"base": "x:Y", "a/b": "x:Y"}}, version="2.0")
    with on_path(site, EXAMPLE):
        yield


@pytest.fixture(scope="module")
def made(_packages: None) -> Composed:
    return composed()


@pytest.fixture(scope="module")
def judges(made: Composed) -> dict[str, Any]:
    return {name: jsonschema_rs.validator_for(schema) for name, schema in made.schemas.items()}


def test_each_kind_knows_the_types_of_the_packages(made: Composed) -> None:
    assert made.schema("backend")["properties"]["type"]["enum"] == ["local", "docker", "slurm", "nice", "hpc"]
    assert made.schema("postprocessor")["properties"]["type"]["anyOf"][0]["enum"] == ["noop", "archive"]
    models = made.schema("model-run")["properties"]["config"]["else"]["properties"]["model_type"]
    assert models["anyOf"][0]["enum"] == ["base", "tide", "aliased", "nameless", "plain", "waves", "wrapped"]
    sections = made.schema("pipeline")["properties"]
    assert "hpc" in sections["backend"]["else"]["properties"]["type"]["enum"]


def test_hovers_tell_which_packages_are_in_it_and_no_address_is_claimed(made: Composed) -> None:
    assert made.packages == ("mypackage 1.0", "waves-package 1.0")
    for entry in KINDS:
        assert made.schema(entry.name)["description"].endswith(" With mypackage 1.0, waves-package 1.0.")
        assert "$id" not in made.schema(entry.name)


def test_they_are_schemas_as_those_that_are_published(made: Composed) -> None:
    for schema in made.schemas.values():
        Draft7Validator.check_schema(schema)
        jsonschema_rs.meta.validate(schema)


def test_strict_ajv_accepts_them(made: Composed, tmp_path: Path) -> None:
    command, variables = ajv()
    paths = []
    for name, schema in made.schemas.items():
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(schema), encoding="utf-8")
    words = [command, str(Path(__file__).with_name("compile_strictly.js")), *map(str, paths)]
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_broken_is_told_once_each_with_its_package_and_the_rest_is_composed(made: Composed) -> None:
    missing = "cannot be loaded: ModuleNotFoundError: No module named 'nomodule'"
    assert sorted(map(str, made.broken)) == [
        f"the backend type 'gone' of waves-package 1.0 {missing}",
        "the model type 'a/b' of odd-package 2.0 has a name that no schema can have: letters, digits, - and _ are fine",
        "the model type 'broken' of waves-package 1.0 has no schema: RuntimeError: no schema today",
        f"the model type 'gone' of waves-package 1.0 {missing}",
    ]


def test_files_of_the_package_are_right(judges: dict[str, Any]) -> None:
    assert judges["pipeline"].is_valid(PIPELINE)
    assert not jsonschema_rs.validator_for(shipped().schema("pipeline")).is_valid(PIPELINE)


@pytest.mark.parametrize("config", CONFIGS, ids=str)
def test_configs_of_models_are_judged_alike(config: dict[str, Any], judges: dict[str, Any]) -> None:
    assert disagreement(judges, "model-run", {"run_id": "a", "config": config}) is None


def test_configs_of_both_verdicts_are_among_them(judges: dict[str, Any]) -> None:
    assert {judges["model-run"].is_valid({"config": config}) for config in CONFIGS} == {True, False}


def test_every_field_of_a_model_is_judged_alike_at_its_edges(judges: dict[str, Any]) -> None:
    form = model_type_form(model_class("tide"), "tide")
    documents = [
        {"config": {"model_type": "tide", "amplitude": 1.2, field.name: value}}
        for field in form.record.fields
        if field.name != "model_type"
        for value in [*edges(field.kind, form), *ODDITIES, *TEMPLATES]
        # the class is not strict: it takes true and "7" for numbers, and editors ask for the number
        if not isinstance(value, bool)
        and not (isinstance(value, str) and "${" not in value and not linted_alone(value))
    ]
    assert [said for document in documents if (said := disagreement(judges, "model-run", document))] == []


def linted_alone(text: str) -> list[Any]:
    """Tell what the linter says of a text in the place of a number."""
    return list(linted(Kind.MODEL_RUN, {"config": {"model_type": "tide", "amplitude": text}}))


@pytest.mark.parametrize("name", ["hpc", "nice", "archive"])
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_sections_of_a_package_are_judged_alike(judges: dict[str, Any], name: str, data: st.DataObject) -> None:
    section = "postprocessor" if name == "archive" else "backend"
    right = {"hpc": {"queue": "a"}, "nice": {"command": "a"}, "archive": {}}[name]
    fields = FIELDS[name]()
    document: dict[str, Any] = {"config": {}, section: {"type": name, **right}}
    for field in data.draw(st.lists(st.sampled_from(fields.record.fields[1:]), max_size=2)):
        document[section][field.name] = data.draw(drawn_value(field, fields))
    if data.draw(st.booleans()):
        document[section]["unknown"] = 1
    assert disagreement(judges, "pipeline", document) is None


def _postprocessor() -> Any:
    from rompy.postprocess.registry import config_class as postprocessor_class  # noqa: PLC0415 - once it is installed

    return backend_form(postprocessor_class("archive"), "archive", "postprocessor")


FIELDS = {
    "hpc": lambda: backend_form(config_class("hpc"), "hpc"),
    "nice": lambda: backend_form(config_class("nice"), "nice"),
    "archive": _postprocessor,
}
