"""Tells which rules may have something to say of what is sound in a plain backend, whatever else is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.facts import OWN
from rompy.lint.quick.check import doubtful
from rompy.lint.quick.facts import LOOKS_AT, OF_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rompy.backends.described import Field
    from rompy.document import Path
    from rompy.lint.quick.check import Host


OF_WRITING = ("RMP119", "RMP403")
"""Rules that look at how values are written, and have nothing to say where every reader reads them alike."""


def may_speak(
    name: str, fields: Mapping[Any, Any], unsound: Iterable[Path], folder: str, host: Host | None
) -> list[str] | None:
    """List the codes of the rules that may find something; None where it may be any.

    Rules leave alone what is unsound, and fields that there are not. A backend in which something right stands in the
    place of the one and the other is left out, and which is surely clean, has nothing that they would speak of.
    Of one of which some fields are doubtful, those speak that look at these.

    Args:
        name: The type of the backend.
        fields: Its fields.
        unsound: Paths of the fields that are wrong.
        folder: The absolute folder where its paths start.
        host: The machine where paths must exist, if they must.
    """
    described = OWN.get(name)
    if described is None:
        return None
    known = described.fields
    wrong = set(unsound)
    sound: dict[str, Any] = {"type": name}
    for key, value in fields.items():
        if key in known:
            sound[key] = _right(known[key]) if (key,) in wrong else _without(value, key, wrong)
    for key, field in known.items():
        if key not in sound and field.is_required:
            sound[key] = _right(field)
    if ("dockerfile",) in wrong:
        sound.pop("dockerfile", None)
    if "image" in known and "dockerfile" not in sound:
        sound.setdefault("image", _right(known["image"]))
    if "dockerfile" in sound and ("image",) in wrong:
        del sound["image"]
    open_to_doubt = set(doubtful(sound, folder, host))
    if not open_to_doubt:
        return []
    return [
        code
        for code, looked_at in LOOKS_AT.items()
        if (not looked_at or looked_at & open_to_doubt) and name in OF_TYPES.get(code, (name,))
    ]


def _without(value: Any, key: str, wrong: set[Path]) -> Any:  # noqa: ANN401 - any field's type
    """Leave the wrong items of a list or a mapping out."""
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if (key, name) not in wrong}
    if isinstance(value, list):
        return [item for index, item in enumerate(value) if (key, index) not in wrong]
    return value


def _right(field: Field) -> Any:  # noqa: ANN401 - any field's type
    return field.default if field.example is None else field.example
