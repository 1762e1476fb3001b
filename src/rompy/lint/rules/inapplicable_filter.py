"""A filter of a template cannot be applied, whatever the variable holds.

Its argument is not one that it takes, it follows a filter that does not give a date, or the default is no date.

```yaml
type: local
env_vars:
  NEXT_MONTH: ${CYCLE|shift:+1M}  # expect: RMP017
  CYCLE_DAY: ${CYCLE|strftime:YYYYMMDD}  # expect: RMP017
  DAY_BEFORE: ${CYCLE|strftime:%d.%m.%Y|shift:-1d}  # expect: RMP017
  START: ${START:-today|as_datetime}  # expect: RMP017
```

`shift` takes a number of days (`d`), hours (`h`), minutes (`m`) or seconds (`s`), `strftime` and `as_datetime` a
format, and dates are written as in ISO 8601 where no format says otherwise:

```yaml
type: local
env_vars:
  NEXT_MONTH: ${CYCLE|shift:+31d}
  CYCLE_DAY: ${CYCLE|strftime:%Y%m%d}
  DAY_BEFORE: ${CYCLE|shift:-1d|strftime:%d.%m.%Y}
  START: ${START:-2023-01-31|as_datetime}
  END: ${END:-31.01.2023|as_datetime:%d.%m.%Y}
```

Sources: rompy's manual of composing files, docs/composing.md; docs.python.org, "strftime() and strptime() Format
Codes".
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(code="RMP017", name="inapplicable-filter", page=__doc__, claims=frozenset({"inapplicable_filter"}))
