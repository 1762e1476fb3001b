"""A value is of another type than its field.

Types are strict: a quoted number is a text, `"yes"` is no boolean, and a number is no text. What YAML makes
of a value without quotes is not always what it looks like: `1:00:00` is the number 3600, `no` is false,
`1.10` is 1.1.

```yaml
type: docker
image: swan:41.45
cpu: "4"  # expect: RMP103
remove_container: "yes"  # expect: RMP103
volumes: /tmp:/data  # expect: RMP103
env_vars:
  OMP_NUM_THREADS: 4  # expect: RMP103
```

```yaml
type: slurm
command: python run_model.py
time_limit: 2:00:00  # expect: RMP103
```

Numbers and booleans stand without quotes, texts that look like them with quotes, and a list is a list even of
one:

```yaml
type: docker
image: swan:41.45
cpu: 4
remove_container: true
volumes:
  - .:/data
env_vars:
  OMP_NUM_THREADS: "4"
```

Source: the types of YAML 1.1 (https://yaml.org/type/).
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording, kind_of

_EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "type": "a text",
    "dict": "a mapping",
    "model": "a mapping",
    "no": "a mapping",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "path": "a path",
}


def _word(claimed: Claimed) -> Wording:
    if claimed.problem.at == "key":
        return Wording(
            f"The key {claimed.field} must be a text, and YAML reads it as something else", "put it in quotes"
        )
    expected = _EXPECTED[claimed.problem.kind.split("_")[0]]
    value = claimed.value
    if not claimed.path:
        return Wording(
            f"A backend is {expected}, and this is {kind_of(value)}", "write 'type: local' and the fields below it"
        )
    shown = "" if claimed.is_secret or isinstance(value, str | dict | list | set | None) else f" ({value})"
    message = f"{claimed.field} must be {expected}, and this is {kind_of(value)}{shown}"
    return Wording(message, _advice(claimed, expected))


def _advice(claimed: Claimed, expected: str) -> str | None:
    value = claimed.value
    if value is None:
        return "remove the key to get the default, or give it a value"
    if expected in {"a text", "a path"} and not isinstance(value, dict | list | set):
        return "put it in quotes" if claimed.is_secret else f'put it in quotes: "{claimed.written}"'
    if expected == "a list" and isinstance(value, str):
        return "write it as an item of a list, after '- ' on the next line"
    if expected == "a mapping" and isinstance(value, list):
        return "write 'NAME: value' lines instead of list items"
    if expected == "a whole number" and isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return "remove the quotes"
    if expected == "a whole number" and isinstance(value, float) and value == int(value):
        return f"write {int(value)}"
    if expected == "true or false" and isinstance(value, str | int):
        meant = {
            "yes": "true",
            "on": "true",
            "true": "true",
            "1": "true",
            "no": "false",
            "off": "false",
            "false": "false",
            "0": "false",
        }
        word = meant.get(str(value).lower())
        return f"write {word} without quotes" if word else None
    return None


RULE = Rule(
    code="RMP103",
    name="wrong-type",
    page=__doc__,
    claims=frozenset(
        {
            "int_type",
            "float_type",
            "bool_type",
            "string_type",
            "dict_type",
            "list_type",
            "path_type",
            "type_no_text",
            "tuple_type",
            "set_type",
            "model_type",
            "model_attributes_type",
            "int_from_float",
            "int_parsing",
            "bool_parsing",
            "float_parsing",
            "no_mapping",
        }
    ),
    word=_word,
)
