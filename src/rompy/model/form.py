"""The intermediate forms of model runs, of model types, and of pipelines, from which their schemas are made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel

from rompy.backends.condition import Renamed
from rompy.backends.layout import OLD_TYPE_KEY
from rompy.backends.sections import BACKEND, MODEL, OLD_ENGINE_KEY, OLD_PROCESSOR_KEY, OLD_SECTIONS, POSTPROCESSOR
from rompy.model.config import CHECKOUT_UNUSED, BaseConfig
from rompy.model.modelrun import ModelRun
from rompy.model.period import Period
from rompy.schema.form import MISSING, Choice, Field, Form, Named, Notice, Record, Tagged, Unused, definitions_of
from rompy.schema.from_model import model_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.schema.form import Kind, Value

_MODEL = "model"
"""What the names of model types begin with among the definitions."""
_RUN = "model-run"
_PERIOD: dict[str, Value] = {"start": "2023-06-01T00:00:00", "duration": "3d", "interval": "1h"}
_CONFIG: dict[str, Value] = {"model_type": "base", "template": "templates/swan"}
_RUN_EXAMPLE: dict[str, Value] = {
    "run_id": "north_sea",
    "period": _PERIOD,
    "output_dir": "simulations",
    "config": _CONFIG,
}
_PIPELINE_EXAMPLE: dict[str, Value] = {
    MODEL: _RUN_EXAMPLE,
    BACKEND: {"type": "local", "command": "./run.sh"},
    POSTPROCESSOR: {"type": "noop"},
}


def base_form() -> Form:
    """Give the form of the model type that is built in."""
    form = model_form(BaseConfig, "base", title="base model", with_templates=True)
    model_type = replace(form.record.field("model_type"), description=form.record.description, takes_templates=False)
    template = replace(form.record.field("template"), examples=("templates/swan",))
    checkout = Field("checkout", Unused(CHECKOUT_UNUSED), is_offered=False)
    return Form("base", replace(form.record, fields=(model_type, template, checkout)), form.definitions)


def model_type_form(known: object, name: str) -> Form:
    """Give the form of the config of a package's model type, as far as a class of pydantic's says what it takes."""
    title = f"{name} model"
    if not (isinstance(known, type) and issubclass(known, BaseModel)):
        # it is called with what the file says
        return Form(name, Record(title, _summary(known, name), (_model_type(name, name),), is_open=True))
    form = model_form(known, name, title=title, with_templates=True, is_tolerant=True)
    record = replace(form.record, description=_summary(known, name))
    own = [field for field in record.fields if field.name != "model_type"]
    if record.is_open or len(own) < len(record.fields):
        record = replace(record, fields=(_model_type(name, record.description), *own))
    return replace(form, record=record)


def _model_type(name: str, description: str | None) -> Field:
    return Field("model_type", Choice((name,)), description, takes_templates=False)


def _summary(known: object, name: str) -> str:
    """Give the first line of a class's docstring, not that of a class above it."""
    own = (getattr(known, "__dict__", {}).get("__doc__") or "").strip().splitlines()
    return own[0] if own else f"A {name} model."


def model_run_form(models: Sequence[Form]) -> Form:
    """Give the form of model runs whose models are of these types, or of types that are not known here."""
    form = model_form(ModelRun, _RUN, title="model run", with_templates=True)
    definitions = {"Period": _period(form.definitions["Period"])}
    for known in models:
        definitions |= definitions_of(known, f"{_MODEL}.{known.name}")
    config = Tagged(
        "model_type",
        tuple((known.name, Named(f"{_MODEL}.{known.name}")) for known in models),
        default="base",
        is_open=True,
        meanings=tuple(known.record.description or known.name for known in models),
        description="Which model it is; packages bring others",
    )
    fields = {field.name: field for field in form.record.fields}
    fields |= {
        # everyone may say what the whole is, and nobody needs to
        "model_type": replace(fields["model_type"], is_offered=False),
        "run_id": replace(fields["run_id"], examples=("north_sea",)),
        "period": replace(fields["period"], takes_include=True),
        "output_dir": replace(fields["output_dir"], examples=("simulations",)),
        "config": replace(fields["config"], kind=config, default=MISSING, takes_include=True),
    }
    record = replace(form.record, fields=tuple(fields.values()), examples=(_RUN_EXAMPLE,))
    return Form(_RUN, record, definitions, is_whole=True)


def _period(record: Record) -> Record:
    """Give the record of a period, of which pydantic knows neither that one field is left out nor that null is so."""
    fields = tuple(
        replace(field, is_required=False, takes_null=True) if field.name in Period.left_out else field
        for field in record.fields
    )
    return replace(record, title="period", fields=fields, rules=(Period.two,), examples=(_PERIOD,))


def pipeline_form(model_run: Form, backends: Sequence[Form], postprocessors: Sequence[Form]) -> Form:
    """Give the form of pipelines, of these sections."""
    definitions = definitions_of(model_run, _RUN)
    for forms, prefix, old_tag in (
        (backends, BACKEND, OLD_TYPE_KEY),
        (postprocessors, POSTPROCESSOR, OLD_PROCESSOR_KEY),
    ):
        for form in forms:
            definitions |= definitions_of(_with_old_tag(form, old_tag), f"{prefix}.{form.name}")
    kinds: dict[str, Kind] = {
        MODEL: Named(_RUN),
        BACKEND: _section(backends, BACKEND, OLD_TYPE_KEY, "Which backend runs the model", is_open=False),
        POSTPROCESSOR: _section(
            postprocessors, POSTPROCESSOR, OLD_PROCESSOR_KEY, "Which postprocessor; packages bring others", is_open=True
        ),
    }
    texts = {
        MODEL: "What is modelled: the model run",
        BACKEND: "Where and how the model runs",
        POSTPROCESSOR: "What happens to the output",
    }
    old_names = {section: old for old, section in OLD_SECTIONS.items()}
    new = [Field(name, kind, texts[name], takes_include=True) for name, kind in kinds.items()]
    old = [
        replace(field, name=old_names[field.name], deprecated=Notice(f"write '{field.name}'"), is_offered=False)
        for field in new
    ]
    engine = Field(
        OLD_ENGINE_KEY,
        Choice(("local",)),
        "What carries out the pipeline, which is rompy itself",
        deprecated=Notice("leave it out"),
        is_offered=False,
    )
    missing = 'Set "config": the section that says what is modelled.'
    rules = tuple(
        Renamed(name, old_names[name], is_required=name == MODEL, missing=missing if name == MODEL else "")
        for name in kinds
    )
    said = "What is modelled, where it runs, and what happens to the output."
    record = Record("pipeline", said, (*new, *old, engine), rules=rules, examples=(_PIPELINE_EXAMPLE,))
    return Form("pipeline", record, definitions, is_whole=True)


def _section(forms: Sequence[Form], name: str, old_tag: str, description: str, *, is_open: bool) -> Tagged:
    return Tagged(
        "type",
        tuple((form.name, Named(f"{name}.{form.name}")) for form in forms),
        is_open=is_open,
        old_tag=old_tag,
        meanings=tuple(form.record.description or form.name for form in forms),
        description=description,
    )


def _with_old_tag(form: Form, old_tag: str) -> Form:
    """Give a form whose type may stand under another key, as in old files; that one is there is asked for outside."""
    tag, *rest = form.record.fields
    old = replace(tag, name=old_tag, is_required=False, deprecated=Notice("write 'type'"), is_offered=False)
    return replace(form, record=replace(form.record, fields=(replace(tag, is_required=False), *rest, old)))
