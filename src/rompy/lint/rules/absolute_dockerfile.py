"""`dockerfile` is an absolute path.

Docker finds the Dockerfile within the build context, so its path starts there; without `build_context` it
starts at the folder of the backend file.

```yaml
type: docker
dockerfile: /srv/swan/Dockerfile  # expect: RMP112
```

```yaml no-host
type: docker
build_context: /srv/swan
dockerfile: Dockerfile
```

Source: Docker's manual, "docker buildx build" (--file).
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "put the folder in 'build_context' and the rest in 'dockerfile'")


RULE = Rule(
    code="RMP112",
    name="absolute-dockerfile",
    page=__doc__,
    claims=frozenset({"dockerfile_absolute"}),
    word=_word,
)
