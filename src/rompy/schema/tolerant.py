"""The JSON Schema of a model of another package, which asks for no more than the model does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import AliasChoices, AliasPath
from pydantic.json_schema import GenerateJsonSchema

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue, JsonSchemaWarningKind
    from pydantic_core import core_schema


class TolerantSchema(GenerateJsonSchema):
    """Makes a schema that takes whatever Python code might, which sees a value before the model judges it.

    What cannot be said at all, such as that a value is a function, is any value. Of a model whose code sees the whole
    of its fields first, and of one that reads them under several names, no field is asked for and none is unknown.
    """

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Give the schema of a model."""
        made = super().model_schema(schema)
        inner: object = schema["schema"].get("type")
        is_seen_before = inner in {"function-before", "function-wrap", "function-plain"}
        return _loosened(made) if is_seen_before or _has_other_names(schema["cls"]) else made

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """Give the schema of a value that a function sees first."""
        made = super().function_before_schema(schema)
        # around the fields of a model it is the model that is loosened
        is_whole = schema["schema"].get("type") == "model-fields"
        return made if is_whole or "json_schema_input_schema" in schema else _or_anything(made)

    def function_wrap_schema(self, schema: core_schema.WrapValidatorFunctionSchema) -> JsonSchemaValue:
        """Give the schema of a value that a function sees first and last."""
        made = super().function_wrap_schema(schema)
        return made if "json_schema_input_schema" in schema else _or_anything(made)

    def handle_invalid_for_json_schema(self, schema: object, error_info: str) -> JsonSchemaValue:
        """Take any value for what no schema can say."""
        del schema, error_info
        return {}

    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """Say nothing of defaults that JSON cannot hold: they are left out."""


def _or_anything(made: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [made, {}]}


def _loosened(made: JsonSchemaValue) -> JsonSchemaValue:
    kept = {key: value for key, value in made.items() if key != "required"}
    return {**kept, "additionalProperties": True}


def _has_other_names(model: type[BaseModel]) -> bool:
    """Tell whether a field is read under more names than the one that schemas have for it."""
    config = model.model_config
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    aliases = [field.validation_alias for field in model.model_fields.values() if field.validation_alias is not None]
    return any(by_name or isinstance(alias, AliasChoices | AliasPath) for alias in aliases)
