"""Writes configs as YAML and JSON that load to equal ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig

_SAFE_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")


def written_fields(config: BaseBackendConfig) -> dict[str, Any]:
    """Give what a file of the config holds: ``type`` first, then every field that has a value."""
    fields = config.model_dump(mode="json", exclude_none=True)
    return {"type": fields.pop("type"), **fields} if "type" in fields else fields


def dump_yaml(config: BaseBackendConfig) -> str:
    """Write a config as YAML."""
    return yaml.dump(written_fields(config), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096)


def write(config: BaseBackendConfig, path: str | Path) -> None:
    """Write a config to a file: JSON where its name ends in ``.json``, YAML otherwise."""
    path = Path(path)
    if path.suffix.lower() == ".json":
        text = json.dumps(written_fields(config), indent=2, ensure_ascii=False) + "\n"
    else:
        text = dump_yaml(config)
    path.write_text(text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some reader of YAML could take for something else."""

    def represent_text(self, text: str) -> yaml.Node:
        """Write plainly only what is surely a text in YAML 1.1 and 1.2."""
        is_plain = _SAFE_PLAIN.fullmatch(text) and isinstance(yaml.safe_load(text), str)
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


_Dumper.add_representer(str, _Dumper.represent_text)
