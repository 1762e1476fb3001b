"""Finds containers over which nobody watches any more, and ends them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import RunRecordError
from rompy.plan import GRACE
from rompy.run.docker.container import KEPT, OWNER, TOKEN, WORKSPACE
from rompy.run.docker.waiting import TICK
from rompy.run.owner import Owner
from rompy.run.places import RECORD
from rompy.run.record import read

if TYPE_CHECKING:
    from rompy.run.docker.daemon import Container, Daemon


def is_left(container: Container) -> bool:
    """Tell whether nobody watches over a container that somebody should watch over."""
    labels = container.labels
    owner = Owner.parse(labels.get(OWNER, ""))
    if owner is None or owner.is_alive is not False:
        return False
    if container.is_over and labels.get(KEPT) == "yes":
        return False
    try:
        record = read(Path(labels.get(WORKSPACE, "")) / RECORD)
    except RunRecordError:
        return True
    if record.token != labels[TOKEN]:
        return True
    # another rompy may have taken over
    watcher = Owner.parse(record.owner)
    return watcher is None or watcher.is_alive is False


def end_gently(daemon: Daemon, container: Container) -> None:
    """Ask a container to end, and end it after its grace."""
    if container.is_over or not daemon.send_signal(container.id, "SIGTERM"):
        return
    end = time.monotonic() + GRACE
    while time.monotonic() < end:
        found = daemon.container(container.id)
        if found is None or found.is_over:
            return
        time.sleep(TICK)
    daemon.send_signal(container.id, "SIGKILL")
