"""Strategies for small schemas, and for documents on which they differ."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

KEYS = ["a", "b", "ab"]
PATTERNS = ["^a", "b$", "^[ab]*$", "a|b", "^(?!a)", "ab", "^.$"]
SCALARS: list[Any] = [None, True, False, 0, 1, 2, -1, 0.5, 1.5, 3, "", "a", "b", "ab", "1"]

documents = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*KEYS, "c"]), inner, max_size=3)
    ),
    max_leaves=6,
)

_counts = st.integers(0, 3)
_bounds = st.sampled_from([-1, 0, 0.5, 1, 2])
_leaves = st.one_of(
    st.booleans(),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["null", "boolean", "integer", "number", "string", "array", "object", ["string", "null"]]
            ),
            "minimum": _bounds,
            "exclusiveMaximum": _bounds,
            "multipleOf": st.sampled_from([1, 2, 0.5, 1.5]),
            "maxLength": _counts,
            "pattern": st.sampled_from(PATTERNS),
        },
    ),
    st.fixed_dictionaries({"enum": st.lists(documents, min_size=1, max_size=4)}),
    st.fixed_dictionaries({"const": documents}),
)


def _branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, min_size=1, max_size=3)
    of_objects = {
        "properties": st.dictionaries(st.sampled_from(KEYS), inner, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "required": st.lists(st.sampled_from(KEYS), unique=True, max_size=2),
        "minProperties": _counts,
        "maxProperties": _counts,
        "dependencies": st.dictionaries(st.sampled_from(KEYS), st.just(["a"]) | inner, max_size=1),
    }
    of_arrays = {
        "items": inner,
        "contains": inner,
        "minItems": _counts,
        "maxItems": _counts,
        "uniqueItems": st.booleans(),
    }
    combined = {
        "allOf": some,
        "anyOf": some,
        "oneOf": some,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "type": st.sampled_from(["object", "array", "string", "number"]),
    }
    return st.one_of(
        st.fixed_dictionaries({}, optional=of_objects),
        st.fixed_dictionaries({}, optional=of_arrays),
        st.fixed_dictionaries({"items": some}, optional={"additionalItems": inner, "uniqueItems": st.just(True)}),
        st.fixed_dictionaries({}, optional=combined),
    )


schemas = st.recursive(_leaves, _branches, max_leaves=5)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two schemas, often one and the same but for a part."""
    old = draw(schemas)
    kind = draw(st.integers(0, 3))
    if kind == 0 or not isinstance(old, dict) or not old:
        return old, draw(schemas)
    keyword = draw(st.sampled_from(sorted(old)))
    if kind == 1:
        return old, {key: value for key, value in old.items() if key != keyword}
    more = draw(schemas)
    new = {**old, **more} if isinstance(more, dict) else more
    if isinstance(new, dict) and not isinstance(new.get("items"), list):
        # python-jsonschema stumbles over it
        new.pop("additionalItems", None)
    return old, new
