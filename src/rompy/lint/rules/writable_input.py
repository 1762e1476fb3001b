"""A folder that looks like input is mounted so that the model can write to it.

A mount is writable unless its mode is `ro`. A model, or a slip in a script, that writes into shared forcing
or bathymetry spoils it for every later run, and nobody sees when. Input is told by its name on either side of
the mount: input, forcing, bathymetry, config, static, grid, boundary and the like; `data`, which results are
too, must stand on both sides. Names of output (output, results, work, run, restart, scratch, log, tmp) are
left alone, and so is a mount that says `rw`: somebody chose it.

The fix, which must be asked for, adds `ro`.

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - ./forcing:/app/forcing  # expect: RMP304
  - /srv/bathymetry:/app/depth:z  # expect: RMP304
```

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - ./forcing:/app/forcing:ro
  - ./output:/app/output
  - ./data:/app/data:rw
```

Source: Docker's manual, "Bind mounts" (use a read-only bind mount); the best practices of rompy's manual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import append_text
from rompy.lint.finding import Severity
from rompy.lint.mounts import host_path, mounts
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.backends.volume import Mount
    from rompy.lint.backend import Backend


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z]+", text.lower()))


_SURE = _words(
    "input inputs indata forcing forcings bathy bathymetry topo topography bottom boundaries lookup climatology"
)
_DATA = _words("data dataset datasets")
_LIKELY = _words("config configs conf static const constants grid grids mesh meshes boundary wind winds tide tides")
_OUTPUT = _words(
    "out output outputs outdata result results scratch work workdir workspace working run runs rundir restart restarts "
    "hot hotstart hotfile hotfiles log logs tmp temp cache save saved archive product products post plots figures "
    "db database write writable rw"
)


def _looks_like_input(mount: Mount) -> bool:
    """Tell whether the last name of either path is input's; one that is only likely must have no output around it.

    Results are data too, so that name must stand on both sides.
    """
    paths = [host_path(mount), mount.target]
    host, container = (_words(path.rpartition("/")[2]) for path in paths)
    either, everywhere = host | container, _words(" ".join(paths))
    if either & _OUTPUT:
        return False
    is_likely = bool(either & _LIKELY or (host & _DATA and container & _DATA))
    return bool(either & _SURE) or (is_likely and not everywhere & _OUTPUT)


def _check(backend: Backend) -> Iterator[Problem]:
    for path, mount in mounts(backend):
        if {"ro", "rw"} & set(mount.modes) or not _looks_like_input(mount):
            continue
        place = backend.at(*path)
        fix = None
        if backend.is_literal(*path):
            added = ",ro" if mount.modes else ":ro"
            fix = append_text(backend.document, place, added, "mount it read-only", is_safe=False)
        message = f"The model can write to what looks like input: {mount}"
        advice = "add the mode ro, or rw if the model is to write there"
        yield Problem(place, "writable-input", message, help=advice, fix=fix)


RULE = Rule(
    code="RMP304",
    name="writable-input",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
