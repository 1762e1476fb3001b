"""A volume mount is not `host:container[:modes]`.

The container path is absolute and not `/`. Modes are separated by commas, one of a kind: `ro` or `rw`; `z` or
`Z`; `consistent`, `cached` or `delegated`; `private`, `rprivate`, `shared`, `rshared`, `slave` or `rslave`.

```yaml
type: docker
image: swan:41.45
volumes:
  - /data  # expect: RMP108
  - .:data  # expect: RMP108
  - .:/data:readonly  # expect: RMP108
```

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/data:ro
```

Source: Docker's manual, "Bind mounts" (--volume); moby, volume/mounts.
"""

from __future__ import annotations

from rompy.backends.volume import MODES
from rompy.lint.meant import closest
from rompy.lint.rule import Claimed, Rule, Wording

_MEANT = {
    "readonly": "ro",
    "read-only": "ro",
    "readwrite": "rw",
    "read-write": "rw",
    "w": "rw",
    "r": "ro",
    "RO": "ro",
    "RW": "rw",
    "wo": "rw",
}


def _word(claimed: Claimed) -> Wording:
    details = claimed.problem.details
    if "fault" not in details:
        return Wording(claimed.problem.message)
    mode = details.get("mode")
    if not mode or mode in MODES:
        return Wording(f"{details['fault']}: {details['volume']}", "write host:container or host:container:ro")
    close = _MEANT.get(mode) or closest(mode, MODES)
    advice = f"did you mean {close!r}?" if close else f"the modes are {', '.join(MODES)}"
    return Wording(f"Volume mount has mode {mode!r}, which Docker does not know: {details['volume']}", advice)


RULE = Rule(
    code="RMP108",
    name="bad-volume",
    page=__doc__,
    claims=frozenset({"volume_format", "volume_host_colon"}),
    word=_word,
)
