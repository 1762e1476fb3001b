"""The image has no tag, or the tag `latest`, so it is another one after each release.

Without a tag Docker takes `latest`, which is no version: it is whatever was pushed last without a tag, and a
machine that pulled it before keeps the older one. Two runs of one file then differ, and nobody can tell which
model gave a result. Name a version, or a digest, which never changes.

```yaml
type: docker
image: swan  # expect: RMP301
---
type: docker
image: registry.example.org/example/swan:latest  # expect: RMP301
```

```yaml
type: docker
image: registry.example.org/example/swan:41.45
```

Source: Docker's manual, "docker image pull" and "Building best practices" (pin base image versions).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    image = backend.text("image")
    if not image or "@" in image:
        return
    tag = image.rpartition("/")[2].partition(":")[2]
    if tag and "latest" not in re.split(r"[._-]", tag.lower()):
        return
    what = f"has the tag {tag!r}, which moves with each release" if tag else "has no tag, and Docker takes 'latest'"
    advice = "name a version, such as swan:41.45, or a digest"
    yield Problem(backend.at("image"), "unpinned-image", f"The image {what}: {image}", help=advice)


RULE = Rule(
    code="RMP301",
    name="unpinned-image",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
