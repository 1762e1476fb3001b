"""A backend type as a package might bring it, with every way to annotate a field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from rompy.backends import BaseBackendConfig
from rompy.backends.condition import Condition, ExactlyOne
from rompy.backends.grammar import Deprecated, Described, Since
from rompy.schema.from_model import backend_form


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Nodes(Closed):
    """A group of nodes.

    The rest of this text is for programmers.
    """

    count: int = Field(1, ge=1, description="How many")
    kind: Literal["gpu", "cpu"] = "cpu"
    sub: list[Nodes] = []


class Ssh(Closed):
    way: Literal["ssh"]
    host: str


class Queue(Closed):
    way: Literal["queue", "batch"]
    name: str


class Plugin(BaseBackendConfig):
    """Run on the cluster of the plugin."""

    conditions: ClassVar[tuple[Condition, ...]] = (ExactlyOne("gateway", "local"),)

    queue: str = Field(description="Queue to submit to", examples=["general"])
    nodes: Nodes = Field(default_factory=Nodes, description="What to reserve")
    groups: dict[str, Nodes] = Field(default_factory=dict)
    several: list[Nodes] = Field([])
    either: int | str | None = None
    maybe: Nodes | None = None
    way: Annotated[Ssh | Queue, Field(discriminator="way")] = Queue(way="queue", name="a")
    pair: Annotated[tuple[int, str], Field(strict=False)] = (1, "a")
    colour: Annotated[Colour, Field(strict=False)] = Colour.RED
    level: Annotated[Literal["low", "high"], Described((("low", "slow and cheap"), ("high", "the other way")))] = "low"
    share: float = Field(0.5, gt=0, le=1)
    positive: int = Field(3, gt=2, lt=10)
    folder: Path = Path("runs")
    day: date | None = None
    price: Decimal | None = None
    anything: Any = None
    newer: Annotated[int, Since("1.2")] = 1
    older: Annotated[int | None, Deprecated("use nodes", "1.3")] = None
    oldest: int = Field(1, deprecated="use nodes")
    going: Annotated[str, Deprecated("use queue", is_last_call=True)] = "x"
    gateway: str | None = None
    local: str | None = None

    def get_backend_class(self) -> type[object]:
        return object


PLUGIN = backend_form(Plugin, "hpc")
