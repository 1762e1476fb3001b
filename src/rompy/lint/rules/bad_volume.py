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
from rompy.lint.edits import replace_text
from rompy.lint.meant import closest
from rompy.lint.rule import Claimed, Rule, Wording

_MEANT = {
    **dict.fromkeys(("ro", "r", "readonly", "read-only"), "ro"),
    **dict.fromkeys(("rw", "w", "wo", "readwrite", "read-write"), "rw"),
}
"""Other ways to say the two modes of access, in lower case."""


def _word(claimed: Claimed) -> Wording:
    details = claimed.problem.details
    if "fault" not in details:
        return Wording(claimed.problem.message)
    mode = details.get("mode")
    if not mode or mode in MODES:
        return Wording(f"{details['fault']}: {details['volume']}", "write host:container or host:container:ro")
    message = f"Volume mount has mode {mode!r}, which Docker does not know: {details['volume']}"
    meant = _MEANT.get(mode.lower()) or closest(mode, MODES)
    if meant is None:
        return Wording(message, f"the modes are {', '.join(MODES)}")
    host, container, modes = str(claimed.value).split(":")
    mended = ":".join([host, container, ",".join(meant if part == mode else part for part in modes.split(","))])
    title, is_safe = f"write {meant!r} instead of {mode!r}", mode.lower() in _MEANT
    fix = replace_text(claimed.document, claimed.problem.path, mended, title, is_safe=is_safe)
    return Wording(message, f"did you mean {meant!r}?", fix)


RULE = Rule(
    code="RMP108",
    name="bad-volume",
    page=__doc__,
    claims=frozenset({"volume_format", "volume_host_colon"}),
    word=_word,
)
