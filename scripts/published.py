"""The schemas that are published, as their users get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends import DockerConfig, LocalConfig, SlurmConfig
from rompy.schema.editor import family_schema, form_schema
from rompy.schema.form import Family
from rompy.schema.from_model import backend_form

if TYPE_CHECKING:
    from rompy.backends import BaseBackendConfig

CLASSES: dict[str, type[BaseBackendConfig]] = {"local": LocalConfig, "docker": DockerConfig, "slurm": SlurmConfig}


def published() -> dict[str, dict[str, Any]]:
    """Give ``backend``, for files of any type, and the schema of each type under its name."""
    forms = {name: backend_form(config_class, name) for name, config_class in CLASSES.items()}
    family = Family("backend", "rompy backend", "Where and how a model runs.", tuple(forms.values()))
    return {"backend": family_schema(family), **{name: form_schema(form) for name, form in forms.items()}}
