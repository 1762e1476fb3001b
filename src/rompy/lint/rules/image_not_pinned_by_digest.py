"""The image is named by a tag alone, which its registry may move to another image.

A digest names one image for ever, so that a run can be repeated to the bit. The tag may stand before it and
is then for people only. `docker image inspect --format '{{.RepoDigests}}' IMAGE` tells the digest of an image
that was pulled.

This rule is off by default: images that are built on the machine have no digest.

```yaml
type: docker
image: swan:41.45  # expect: RMP303
```

```yaml
type: docker
image: swan:41.45@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
```

Source: Docker's manual, "docker image pull" (pull an image by digest).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    image = backend.text("image")
    if image and "@" not in image:
        message = f"The image is not pinned by a digest: {image}"
        advice = "write @sha256: and its digest after the tag"
        yield Problem(backend.at("image"), "image-not-pinned-by-digest", message, help=advice)


RULE = Rule(
    code="RMP303",
    name="image-not-pinned-by-digest",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    is_on=False,
    severity=Severity.WARNING,
)
