"""The IDEs of JetBrains, which read schemas themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from rompy.schema.install.binding import Binding, Editor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
"""
_TAIL = """\
      </map>
    </state>
  </component>
</project>
"""
_FILE_ADDRESS = "file://"


def _shown(bindings: Sequence[Binding]) -> str:
    return _HEAD + "".join(line for binding in bindings for line in _entry(binding)) + _TAIL


def _entry(binding: Binding) -> Iterator[str]:
    name = quoteattr(f"rompy {binding.name}")
    yield f"        <entry key={name}>\n          <value>\n            <SchemaInfo>\n"
    yield f'              <option name="name" value={name} />\n'
    place = quoteattr(binding.schema.removeprefix(_FILE_ADDRESS))
    yield f'              <option name="relativePathToSchema" value={place} />\n'
    yield '              <option name="patterns">\n                <list>\n'
    for pattern in binding.files:
        # a pattern has * alone, and one without a folder is of every folder
        simple = quoteattr(pattern.removeprefix("**/"))
        yield '                  <Item>\n                    <option name="pattern" value="true" />\n'
        yield f'                    <option name="path" value={simple} />\n                  </Item>\n'
    yield "                </list>\n              </option>\n            </SchemaInfo>\n          </value>\n"
    yield "        </entry>\n"


def _merged(text: str | None, bindings: Sequence[Binding]) -> str | None:
    if text is None or not text.strip():
        return _shown(bindings)
    entries = ["".join(_entry(binding)) for binding in bindings]
    if all(entry in text for entry in entries):
        return text
    is_new = all(f"rompy {binding.name}" not in text for binding in bindings)
    if not is_new or text.count("</map>") != 1:
        return None
    at = text.rindex("\n", 0, text.index("</map>")) + 1
    return text[:at] + "".join(entries) + text[at:]


EDITOR = Editor(
    "IDEs of JetBrains",
    ".idea/jsonSchemas.xml",
    "into .idea/jsonSchemas.xml, or by hand: Languages & Frameworks, Schemas and DTDs, JSON Schema Mappings",
    _shown,
    _merged,
)
