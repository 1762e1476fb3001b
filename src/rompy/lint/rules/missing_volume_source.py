"""The host path of a volume mount is not there.

Docker would make a folder of that name, owned by root, and the model would find it empty. A relative path
starts from the folder of the backend file. `--no-host` leaves paths unchecked, for configs that are meant for
another machine.

```yaml
type: docker
image: swan:41.45
volumes:
  - ./no-such-input:/app/data:ro  # expect: RMP202
```

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/app/data:ro
```

Source: Docker's manual, "Bind mounts" (differences between -v and --mount).
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "create it; if this config is for another machine, lint with --no-host")


RULE = Rule(
    code="RMP202",
    name="missing-volume-source",
    page=__doc__,
    claims=frozenset({"volume_host_missing"}),
    word=_word,
)
