"""Each field takes values of its own type only, and null only where nothing is its default."""

from __future__ import annotations

from typing import Any

import pytest

from faults import faults
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig

NEEDED: dict[type[BaseBackendConfig], dict[str, Any]] = {
    LocalConfig: {},
    DockerConfig: {"image": "swan"},
    SlurmConfig: {"command": "true"},
}
FIELDS = [(config_class, name) for config_class in NEEDED for name in config_class.model_fields]

INTEGERS = ("timeout", "cpu", "nodes", "ntasks", "cpus_per_task")
BOOLEANS = ("shell", "capture_output", "stream_output", "remove_container")
MAPPINGS = ("env_vars", "build_args")
LISTS = ("volumes", "additional_options")
PATHS = ("working_dir", "dockerfile", "build_context")

NUMBERS: list[object] = [0, 1, 3600.0, True]
TEXTS: list[object] = ["", "yes", "true", "3600"]
COLLECTIONS: list[object] = [[], {}, ["a"], {"a": "b"}, ("a",), {"a"}]


def wrong_values(name: str) -> list[object]:
    if name in INTEGERS:
        return ["3600", "", 3600.0, 3600.5, True, False, b"1", *COLLECTIONS]
    if name in BOOLEANS:
        return ["yes", "true", "on", 0, 1, 1.0, b"1", *COLLECTIONS]
    if name in MAPPINGS:
        return [[], ["A=b"], "A=b", 1, True, ("A", "b"), {"A"}]
    if name in LISTS:
        return ["a", 1, True, ("a",), {"a"}, {"a": "b"}, {"a": "b"}.keys()]
    return [*NUMBERS, b"text", *COLLECTIONS]


@pytest.mark.parametrize(("config_class", "name"), FIELDS)
def test_a_value_of_another_type_is_one_fault_at_its_field(config_class: type[BaseBackendConfig], name: str) -> None:
    for value in wrong_values(name):
        fields = {**NEEDED[config_class], name: value}
        if name == "dockerfile":
            del fields["image"]
        assert [path for _, path in faults(config_class, fields)] == [(name,)], value


@pytest.mark.parametrize(("config_class", "name"), FIELDS)
def test_null_means_the_default_exactly_where_the_default_is_nothing(
    config_class: type[BaseBackendConfig], name: str
) -> None:
    field = config_class.model_fields[name]
    is_optional = not field.is_required() and field.default is None and field.default_factory is None
    found = faults(config_class, {**NEEDED[config_class], name: None}, host=False)
    if name == "image":
        assert found == [("image_xor_dockerfile", ())]
    elif is_optional:
        assert found == []
        assert getattr(config_class.model_validate({**NEEDED[config_class], name: None}), name) is None
    else:
        assert [path for _, path in found] == [(name,)]


@pytest.mark.parametrize("value", [1, 1.5, True, None, ["a"], {"a": "b"}, b"text"])
@pytest.mark.parametrize("field", MAPPINGS)
def test_variables_have_texts_as_values_and_as_names(field: str, value: object) -> None:
    assert faults(DockerConfig, {"image": "swan", field: {"A": value}}) == [("string_type", (field, "A"))]
    if not isinstance(value, list | dict | bytes):
        found = faults(DockerConfig, {"image": "swan", field: {value: "a"}})
        assert [(path[0], path[-1]) for _, path in found] == [(field, "[key]")]


@pytest.mark.parametrize(("config_class", "field"), [(DockerConfig, "volumes"), (SlurmConfig, "additional_options")])
def test_items_of_lists_are_texts(config_class: type[BaseBackendConfig], field: str) -> None:
    fields = {**NEEDED[config_class], field: [1, None, True, ["a"]]}
    assert faults(config_class, fields) == [("string_type", (field, index)) for index in range(4)]


@pytest.mark.parametrize("data", [None, "text", 1, ["a"], b"bytes"])
def test_a_config_is_a_mapping(data: object) -> None:
    assert faults(LocalConfig, data) == [("model_type", ())]


def test_unknown_fields_are_refused_each_at_its_name() -> None:
    assert faults(LocalConfig, {"comand": "x", "cpu": 1}) == [
        ("extra_forbidden", ("comand",)),
        ("extra_forbidden", ("cpu",)),
    ]


def test_a_name_that_is_no_text_is_refused() -> None:
    assert faults(LocalConfig, {1: "x"}) == [("invalid_key", (1,))]


def test_another_type_is_refused() -> None:
    assert faults(LocalConfig, {"type": "docker"}) == [("literal_error", ("type",))]


@pytest.mark.parametrize("text", ['{"timeout": "3600"}', '{"timeout": 3600.0}', '{"shell": 1}', '{"timeout": null}'])
def test_json_is_as_strict_as_python(text: str) -> None:
    with pytest.raises(ValueError, match="Input should be a valid"):
        LocalConfig.model_validate_json(text)


def test_paths_may_be_texts_or_paths(tmp_path: object) -> None:
    assert LocalConfig.model_validate({"working_dir": str(tmp_path)}) == LocalConfig.model_validate(
        {"working_dir": tmp_path}
    )
