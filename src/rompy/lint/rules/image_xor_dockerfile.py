"""A docker backend has both `image` and `dockerfile`, or neither.

The container runs from an image that is there, or from one that is built first. With both, one of them would
do nothing.

```yaml
type: docker
image: swan:41.45
dockerfile: Dockerfile  # expect: RMP110
```

```yaml
type: docker  # expect: RMP110
cpu: 4
```

Keep one of the two:

```yaml
type: docker
image: swan:41.45
cpu: 4
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    advice = (
        "keep one of them"
        if claimed.path
        else "add 'image: NAME:TAG' to use an image, or 'dockerfile: Dockerfile' to build one"
    )
    return Wording(claimed.problem.message, advice)


RULE = Rule(
    code="RMP110",
    name="image-xor-dockerfile",
    page=__doc__,
    claims=frozenset({"image_xor_dockerfile"}),
    word=_word,
)
