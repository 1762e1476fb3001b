"""The kinds of changes that a comparison tells apart, each with what it is about."""

from __future__ import annotations

from typing import Final

RULES: Final[dict[str, str]] = {
    # keys
    "key-added": "An optional key was added: safe where other keys were refused, else a file may hold it already.",
    "key-removed": "A key was removed or renamed without having been deprecated.",
    "deprecated-key-removed": "A key was removed after it had been deprecated.",
    "required-added": "A key that was optional, or not there, must be given.",
    "required-removed": "A key that had to be given may be left out.",
    "alias-added": "Another name for a key was added.",
    "alias-removed": "Another name for a key was removed.",
    "pattern-keys-added": "Keys that match a pattern are treated apart from others.",
    "pattern-keys-removed": "Keys that match a pattern are no longer treated apart from others.",
    "additional-closed": "Keys or items that the schema does not name are refused.",
    "additional-opened": "Keys or items that the schema does not name are accepted; naming one later is breaking.",
    "additional-changed": "Keys or items that the schema does not name are under other tests.",
    "key-names-changed": "The names that keys may have changed.",
    # types and values
    "type-changed": "The type is another one.",
    "type-narrowed": "Fewer types are accepted.",
    "type-widened": "More types are accepted.",
    "enum-added": "Only listed values are accepted.",
    "enum-removed": "Values are no longer limited to a list.",
    "enum-value-added": "A value was added to a list of accepted ones.",
    "enum-value-removed": "A value was removed from a list of accepted ones.",
    "const-added": "Only one value is accepted.",
    "const-changed": "The only value that is accepted is another one.",
    "const-removed": "Values are no longer limited to one.",
    "backend-type-added": "A backend type was added.",
    "backend-type-removed": "A backend type was removed.",
    # bounds, patterns, formats
    "bound-added": "A limit was set where there was none.",
    "bound-removed": "A limit was taken away.",
    "bound-tightened": "A limit became stricter.",
    "bound-loosened": "A limit became less strict.",
    "bound-changed": "A limit became another one.",
    "pattern-added": "Strings must match a pattern.",
    "pattern-changed": "Strings must match another pattern.",
    "pattern-removed": "Strings need no longer match a pattern.",
    "format-changed": "The format, which validators take for a remark, is another one.",
    # lists
    "items-added": "The items of a list are under tests.",
    "items-removed": "The items of a list are no longer under tests.",
    "items-changed": "The items of a list are under other tests.",
    # several schemas, and conditions
    "option-added": "An alternative was added.",
    "option-removed": "An alternative was removed.",
    "condition-added": "A rule between fields was added.",
    "condition-changed": "A rule between fields became another one.",
    "condition-removed": "A rule between fields was removed.",
    # references and the whole
    "schema-changed": "The schema as a whole is another one.",
    "reference-changed": "A reference points at another definition.",
    "definition-added": "A definition was added.",
    "definition-removed": "A definition was removed; schemas elsewhere may refer to it.",
    "definition-renamed": "A definition was renamed; schemas elsewhere may refer to the old name.",
    "dialect-changed": "The version of JSON Schema is another one.",
    "id-changed": "The address of the schema is another one.",
    "combined-change": "Several changes together refuse a file that none of them refuses alone.",
    # what a file does, and what people read
    "default-added": "A default was set: a file that leaves the key out may do something else.",
    "default-changed": "A default changed: a file that leaves the key out does something else.",
    "default-removed": "A default was taken away: a file that leaves the key out may do something else.",
    "deprecated-set": "It was marked as deprecated.",
    "deprecated-unset": "It is no longer marked as deprecated.",
    "text-changed": "A text, an example or a hint for editors changed.",
}
"""Every rule, with its meaning."""
