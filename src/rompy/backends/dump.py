"""Writes configs as YAML and JSON that load to equal ones."""

from __future__ import annotations

import base64
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from rompy.backends.substitute import SHELL_FIELDS
from rompy.document.templated import is_template
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.backends.base import BaseBackendConfig

_SAFE_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_BOOLEANS_OF_OTHERS = frozenset("yYnN")
"""Texts that the YAML 1.1 specification reads as booleans, and PyYAML does not."""

_NOT_IN_A_FILE = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters that JSON allows and YAML does not (YAML 1.1 section 5.1), which loading holds JSON to as well."""


def written_fields(config: BaseBackendConfig) -> dict[str, Any]:
    """Give what a file of the config holds: ``type`` first, then every field that has a value.

    Raises:
        TemplateError: where a text would be taken for a template when the file is loaded.
        ValidationError: where a list or a mapping was changed into something that would not load.
    """
    known = type(config).model_fields
    # pydantic's warning about a value of the wrong type would show it
    dumped = config.model_dump(mode="json", warnings=False)
    fields = {name: value for name, value in dumped.items() if value is not None or known[name].default is not None}
    type(config).model_validate(fields, context={"host": False, "base": config.base})
    for path, text in _texts({name: value for name, value in fields.items() if name not in SHELL_FIELDS}):
        if is_template(text):
            message = f"{path} holds '${{', which a file takes for a template, and no file can write it as text"
            raise TemplateError("unwritable_template", message)
    return {"type": fields.pop("type"), **fields} if "type" in fields else fields


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text within a value with its place."""
    match value:
        case str():
            yield path, value
        case dict():
            for key, item in value.items():
                yield from _texts(item, f"{path}.{key}" if path else key)
        case list():
            for index, item in enumerate(value):
                yield from _texts(item, f"{path}[{index}]")


def dump_yaml(config: BaseBackendConfig) -> str:
    """Write a config as YAML.

    Raises:
        TemplateError, ValidationError: as ``written_fields``.
    """
    return yaml.dump(written_fields(config), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096)


def dump_scalar(value: object) -> str:
    """Write a single value, or an empty collection, as YAML on one line."""
    if isinstance(value, bytes):
        # the dumper breaks base64 into lines
        return f'!!binary "{base64.b64encode(value).decode()}"'
    text = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=math.inf)
    return text.removesuffix("\n").removesuffix("\n...")


def write(config: BaseBackendConfig, path: str | Path) -> None:
    """Write a config to a file: JSON where its name ends in ``.json``, YAML otherwise.

    Raises:
        TemplateError, ValidationError: as ``written_fields``; the file is left as it was.
        OSError: where the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        text = json.dumps(written_fields(config), indent=2, ensure_ascii=False) + "\n"
        text = _NOT_IN_A_FILE.sub(lambda character: f"\\u{ord(character[0]):04x}", text)
    else:
        text = dump_yaml(config)
    path.write_text(text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some reader of YAML could take for something else."""

    def represent_text(self, text: str) -> yaml.Node:
        """Write plainly only what is surely a text in YAML 1.1 and 1.2."""
        is_plain = (
            _SAFE_PLAIN.fullmatch(text) and text not in _BOOLEANS_OF_OTHERS and isinstance(yaml.safe_load(text), str)
        )
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


_Dumper.add_representer(str, _Dumper.represent_text)
