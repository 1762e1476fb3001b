"""The Dockerfile is not there, or is no file.

Its path starts from `build_context`, or from the folder of the backend file where there is none. `--no-host`
leaves paths unchecked, for configs that are meant for another machine.

```yaml
type: docker
dockerfile: docker/Dockerfile.swan  # expect: RMP203
```

```yaml no-host
type: docker
build_context: docker
dockerfile: Dockerfile.swan
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(
        claimed.problem.message,
        "its path starts from build_context; if this config is for another machine, lint with --no-host",
    )


RULE = Rule(
    code="RMP203",
    name="missing-dockerfile",
    page=__doc__,
    claims=frozenset({"dockerfile_missing", "dockerfile_no_file"}),
    word=_word,
)
