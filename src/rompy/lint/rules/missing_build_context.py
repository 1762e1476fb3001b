"""The build context is not there, or is no folder.

Docker sends this folder to the builder. A relative path starts from the folder of the backend file.
`--no-host` leaves paths unchecked, for configs that are meant for another machine.

```yaml
type: docker
build_context: no-such-folder  # expect: RMP204
dockerfile: Dockerfile
```

```yaml no-host
type: docker
build_context: /srv/swan
dockerfile: Dockerfile
```

Source: Docker's manual, "Build context".
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "create it; if this config is for another machine, lint with --no-host")


RULE = Rule(
    code="RMP204",
    name="missing-build-context",
    page=__doc__,
    claims=frozenset({"build_context_missing", "build_context_no_directory"}),
    word=_word,
)
