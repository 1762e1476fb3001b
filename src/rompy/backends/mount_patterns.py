"""Volume mounts as regular expressions, for schemas and editors."""

from __future__ import annotations

from rompy.backends.grammar import Pattern
from rompy.backends.volume import MODES

_MODE = "|".join(MODES)
_MODES_TWICE = "|".join(
    rf"(?:{modes}),(?:[a-zA-Z]+,)*(?:{modes})"
    for modes in ("|".join(mode for mode in MODES if MODES[mode] == group) for group in dict.fromkeys(MODES.values()))
)
MOUNT_PATTERNS = (
    Pattern(
        rf"^[^:]+:/[^:]*(?::(?:{_MODE})(?:,(?:{_MODE}))*)?$",
        'A volume is "host:container" or "host:container:mode", with an absolute container path and a mode such as ro.',
    ),
    # every text that is asked here holds a colon
    Pattern(
        "^[^:]*$",
        "A volume cannot cover the container's root folder.",
        when=r"^[^:]+:/+(?:\.{1,2}/+)*(?:\.{1,2})?(?::[^:]*)?$",
    ),
    Pattern(
        "^[^:]*$",
        "A volume has one mode of a kind, such as ro or rw.",
        when=rf"^[^:]+:/[^:]*:(?:[a-zA-Z]+,)*(?:{_MODES_TWICE})(?:,[a-zA-Z]+)*$",
    ),
)
"""The mounts that ``parse_mount`` takes, apart from those whose container path comes back to the root folder."""
