"""What reading one document gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.document.document import Document
    from rompy.document.fault import Fault


@dataclass(frozen=True)
class Reading:
    """What reading one document gave; there is no document where the text could not be composed or built."""

    document: Document | None
    faults: tuple[Fault, ...] = ()
