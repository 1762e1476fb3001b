"""Templates and reference pages are made from the form, for any type."""

from __future__ import annotations

import pytest
import yaml

from plugin_type import PLUGIN, Plugin
from rompy.backends import BaseBackendConfig
from rompy.backends.registry import config_classes
from rompy.schema.from_model import backend_form
from rompy.schema.reference import reference_page
from rompy.schema.template import template_json, template_yaml

NAMES = sorted(config_classes())


@pytest.mark.parametrize("examples", [False, True])
def test_a_file_of_a_type_with_nested_models_is_right(examples: bool) -> None:
    data = yaml.safe_load(template_yaml(PLUGIN, examples=examples))
    assert data["type"] == "hpc"
    fields = {name: value for name, value in data.items() if name != "type"}
    Plugin.model_validate(fields, context={"host": False})
    assert yaml.safe_load(template_json(PLUGIN, examples=examples)) == data


def test_a_field_that_is_deprecated_is_not_in_new_files() -> None:
    lines = template_yaml(PLUGIN).splitlines()
    assert "# older: null" not in lines
    assert "# newer: 1" in lines


def test_a_needed_field_without_an_example_is_given_a_value_to_change() -> None:
    class Bare(BaseBackendConfig):
        name: str
        count: int
        is_fast: bool
        shares: list[float]

        def get_backend_class(self) -> type[object]:
            return object

    data = yaml.safe_load(template_yaml(backend_form(Bare, "bare")))
    assert data == {"type": "bare", "name": "...", "count": 1, "is_fast": False, "shares": []}


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_page_tells_of_every_field_its_limits_and_its_rules(name: str) -> None:
    form = backend_form(config_classes()[name], name)
    page = reference_page(form)
    for field in form.record.fields:
        assert f"\n## {field.name}\n" in page
        assert (field.description or "?").rstrip(".") in page
    assert "a whole number, 60 to 86400" in page
    if name == "docker":
        assert "Exactly one of `image` and `dockerfile` must be there." in page


def test_a_reference_page_has_a_section_for_every_nested_model() -> None:
    page = reference_page(PLUGIN)
    assert "a list, each item a [Nodes](#nodes)" in page
    assert "\n## Nodes\n\nA group of nodes." in page
    assert "\n### count\n" in page
    assert "*Deprecated since 1.3: use nodes*" in page
    assert "`low`: slow and cheap" in page
