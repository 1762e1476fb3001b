"""What reading one document gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rompy.document.document import Document
    from rompy.document.fault import Fault


class Reading(NamedTuple):
    """What reading one document gave; there is no document where the text could not be composed or built."""

    document: Document | None
    faults: tuple[Fault, ...] = ()
