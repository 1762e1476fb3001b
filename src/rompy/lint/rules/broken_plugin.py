"""The type is a plugin's, and the plugin cannot be loaded.

The fields of the backend cannot be judged without it. The message names the package, and says why: a module that
it needs is not installed, or it was written for another version of rompy. `rompy plugins` lists the plugins that
were found, each with what is wrong with it. Other backends are judged as ever.

```yaml
type: docker
image: swan:41.45
```

Source: the entry points of installed packages, `rompy.backends` and `rompy.run`.
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "mend or remove the package: 'rompy plugins' says more")


RULE = Rule(code="RMP123", name="broken-plugin", page=__doc__, claims=frozenset({"plugin_broken"}), word=_word)
