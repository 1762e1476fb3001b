"""Tells that no rule has anything to say of what is sound in a plain backend, whatever else is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.facts import OWN
from rompy.lint.quick.check import is_clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rompy.backends.described import Field
    from rompy.document import Path
    from rompy.lint.quick.check import Host


def is_silent(name: str, fields: Mapping[Any, Any], unsound: Iterable[Path], folder: str, host: Host | None) -> bool:
    """Tell that rules would surely find nothing.

    Rules leave alone what is unsound, and fields that there are not. A backend in which something right stands in the
    place of the one and the other is left out, and which is surely clean, has nothing that they would speak of.

    Args:
        name: The type of the backend.
        fields: Its fields.
        unsound: Paths of the fields that are wrong.
        folder: The absolute folder where its paths start.
        host: The machine where paths must exist, if they must.
    """
    described = OWN.get(name)
    if described is None:
        return False
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
    return is_clean(sound, folder, host)


def _without(value: Any, key: str, wrong: set[Path]) -> Any:  # noqa: ANN401 - any field's type
    """Leave the wrong items of a list or a mapping out."""
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if (key, name) not in wrong}
    if isinstance(value, list):
        return [item for index, item in enumerate(value) if (key, index) not in wrong]
    return value


def _right(field: Field) -> Any:  # noqa: ANN401 - any field's type
    return field.default if field.example is None else field.example
