"""What every backend config has: the common fields, strictness, and the way to and from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path  # noqa: TC003 - pydantic reads it
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails

from rompy.backends.condition import Condition, Given
from rompy.backends.fields import EnvironmentName, EnvironmentValue, WorkingDir, told
from rompy.backends.hidden import HIDDEN
from rompy.backends.lenient import lenient
from rompy.backends.paths import absolute
from rompy.backends.redact import redacted, validation_error
from rompy.errors import CannotStartError
from rompy.plan import Plan, Runnable  # noqa: TC001 - plugins look up the types of the signatures

BackendClass = type[Any]
"""The class that carries out runs of a config."""


class BaseBackendConfig(BaseModel, ABC):  # noqa: PLW1641 - it can be changed, so it has no hash
    """Where and how a model runs.

    Types are strict: no ``"3600"`` for an integer, no ``"yes"`` for a boolean. All faults are told at once, and
    none shows a value of ``env_vars`` or ``build_args``. Relative paths start from the folder of the file that was
    loaded, in Python from the working directory; they are made absolute.

    ``model_validate(data, context={"host": False})`` leaves this machine's paths alone; ``"base"`` is the folder
    where relative paths start (``"bases"`` has others by field), and ``"complete": True`` asks for a Dockerfile without
    a build context too.
    """

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        validate_default=False,
        hide_input_in_errors=True,
        str_strip_whitespace=False,
        # most files need one of the classes, and many need none
        defer_build=True,
    )

    conditions: ClassVar[tuple[Condition, ...]] = ()
    """What must hold between fields; a subclass adds its own."""
    advised: ClassVar[frozenset[str]] = frozenset()
    """Fields whose default a careful author would not leave, so that templates give them a value."""

    timeout: int = Field(3600, ge=60, le=86400, description="Maximum execution time in seconds", examples=[7200])
    env_vars: dict[EnvironmentName, EnvironmentValue] = Field(
        default_factory=dict,
        description="Environment variables to set during execution",
        examples=[{"OMP_NUM_THREADS": "1"}],
        repr=False,
    )
    working_dir: WorkingDir | None = Field(None, description="Working directory for execution", examples=["."])

    _context: dict[str, Any] = PrivateAttr(default_factory=dict)

    @abstractmethod
    def get_backend_class(self) -> BackendClass:
        """Give the class that carries out a run of this config."""

    def plan(self, run: Runnable) -> Plan:
        """Write down what a run with this config will do; nothing is read or started.

        Raises:
            NothingToRunError: where neither the config nor the model says what to execute.
            CannotStartError: for a class that makes no plans, as those of other packages may.
        """
        message = (
            f"{type(self).__name__} makes no plan for {run.run_id!r}: its package carries out runs by itself, "
            f"so there is nothing to show beforehand"
        )
        raise CannotStartError(message)

    @classmethod
    def from_file(cls, path: str | Path, *, host: bool = True) -> Self:
        """Load a file of this backend's type; ``host`` says whether paths must exist on this machine.

        Raises:
            SourceError: where the file cannot be opened or is no text.
            BackendFileError: where it is no YAML or JSON, or holds no single backend of this type.
            TemplateError: where a template in it has no value.
            ValidationError: where a field is wrong; its notes say where each fault stands.
        """
        from rompy.backends.files import load_as  # noqa: PLC0415 - files knows this module

        return load_as(cls, path, host=host)

    def to_yaml(self) -> str:
        """Write the config as YAML that loads to an equal one: ``type`` first, then every field that has a value.

        Raises:
            TemplateError: where a text holds ``${``, which would be substituted when the file is loaded.
            ValidationError: where a list or a mapping was changed into something that would not load.
        """
        from rompy.backends.dump import dump_yaml  # noqa: PLC0415 - yaml is needed only to write

        return dump_yaml(self)

    def to_file(self, path: str | Path) -> None:
        """Write the config to a file: JSON where its name ends in ``.json``, YAML otherwise.

        Raises:
            TemplateError, ValidationError: as ``to_yaml``; the file is left as it was.
            OSError: where the file cannot be written.
        """
        from rompy.backends.dump import write  # noqa: PLC0415 - as above

        write(self, path)

    @classmethod
    def model_validate_json(cls, *args: Any, **keywords: Any) -> Self:  # noqa: ANN401 - pydantic's signature
        """Make a config from JSON text.

        Raises:
            ValidationError: where the text is no JSON, which is not shown then, or a field is wrong.
        """
        try:
            return super().model_validate_json(*args, **keywords)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if any(fault["type"] != "json_invalid" for fault in errors):
                raise
        raise validation_error(cls.__name__, redacted(errors))

    @classmethod
    def model_json_schema(cls, *args: Any, **keywords: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's signature
        """Give the JSON Schema of a file of this type: ``type`` first, no titles on fields, conditions included."""
        from rompy.backends.json_schema import tidied  # noqa: PLC0415 - needed only here

        return tidied(super().model_json_schema(*args, **keywords), cls.conditions)

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        """Remember where relative paths start, for later assignments."""
        super().model_post_init(context)
        if isinstance(context, Mapping):
            self._context = dict(context)
            if context.get("base") is not None:
                self._context["base"] = absolute("", context)

    @property
    def base(self) -> Path | None:
        """The folder of the file that this config came from, where relative paths start; None is where we are."""
        return self._context.get("base")

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401 - any field's type
        """Assign a field only if the whole config stays valid; nothing changes otherwise."""
        if name in type(self).model_fields:
            given = {field: getattr(self, field) for field in type(self).model_fields if field in self.model_fields_set}
            given.pop(name, None)
            checked = type(self).model_validate({**given, name: value}, context=self._context)
            value = getattr(checked, name)
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        """Compare types and fields; where the configs came from does not matter."""
        if not isinstance(other, BaseBackendConfig):
            return NotImplemented
        return type(self) is type(other) and dict(self) == dict(other)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        return lenient(handler(source), handler)

    @model_validator(mode="wrap")
    @classmethod
    def _judge(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:  # noqa: ANN401
        """Check fields and conditions together: pydantic's own "after" validators are silent while a field is wrong."""
        config: Self | None = None
        errors: list[InitErrorDetails] = []
        try:
            config = handler(data)
        except ValidationError as error:
            errors = redacted(error.errors(include_url=False))
        if isinstance(data, Mapping):
            wrong = frozenset(error["loc"][0] for error in errors if error.get("loc"))
            context = info.context if isinstance(info.context, Mapping) else None
            for condition in cls.conditions:
                violations = list(condition.violations(Given(data, wrong, context)))
                errors += [
                    InitErrorDetails(type=told(broken.error), loc=broken.path, input=HIDDEN) for broken in violations
                ]
                wrong = wrong.union(*(broken.fields for broken in violations))
        if config is None or errors:
            raise validation_error(cls.__name__, errors)
        return config
