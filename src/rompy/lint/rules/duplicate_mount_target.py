"""Two volumes are mounted on one path of the container.

Docker refuses to start such a container ("Duplicate mount point"). One host path may be mounted in several
places.

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/app/data:ro
  - .:/app/data/  # expect: RMP307
```

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/app/input:ro
  - .:/app/output
```

Source: moby, the daemon's check of mount points.
"""

from __future__ import annotations

from rompy.lint.edits import remove_entry
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    path = claimed.problem.path
    first = claimed.document.value_at((*path[:-1], claimed.problem.details["other"]))
    fix = remove_entry(claimed.document, path, "remove the second mount", is_safe=first == claimed.value)
    return Wording(claimed.problem.message, "mount one of them elsewhere, or remove it", fix)


RULE = Rule(
    code="RMP307",
    name="duplicate-mount-target",
    page=__doc__,
    claims=frozenset({"volume_target_twice"}),
    word=_word,
)
