"""The image name is none that Docker accepts.

A name is `[registry[:port]/]path[:tag][@digest]`. The path is in lower case: parts of letters and digits,
joined within by `.`, `_`, `__` or dashes. A tag has up to 128 letters, digits, `_`, `.` and `-`; a digest is
`sha256:` and 64 hexadecimal digits.

```yaml
type: docker
image: Swan:latest  # expect: RMP107
```

```yaml
type: docker
image: "swan:"  # expect: RMP107
```

```yaml
type: docker
image: registry.example.org/rom-py/swan:41.45
```

Source: the grammar of the distribution project's `reference` package, which Docker and registries share.
"""

from __future__ import annotations

from rompy.lint.edits import replace_text
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    name, fault = str(claimed.value), claimed.problem.details["fault"]
    if "lower case:" not in fault:
        return Wording(f"{name!r} is no image name: {fault}")
    path, colon, tag = name.partition(":")
    lower = f"{path.lower()}{colon}{tag}"
    fix = replace_text(claimed.document, claimed.problem.path, lower, f"write {lower}", is_safe=False)
    return Wording(f"{name!r} is no image name: {fault.split(': ')[0]}", f"write {lower}", fix)


RULE = Rule(
    code="RMP107",
    name="bad-image-name",
    page=__doc__,
    claims=frozenset({"image_name"}),
    word=_word,
)
