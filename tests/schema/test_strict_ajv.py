"""Ajv takes the published schemas with the options of SchemaStore, whose checks a schema there has to pass."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from node_tools import ajv
from published import published

# what SchemaStore's cli.js lets pass by itself, and what a schema has to ask for in its schema-validation.jsonc
KNOWN_THERE = ["defaultSnippets", "markdownDescription", "enumDescriptions", "markdownEnumDescriptions"]
ASKED_FOR = ["errorMessage", "patternErrorMessage", "doNotSuggest", "deprecationMessage"]

JUDGE = """
const Ajv = require("ajv").default;
const { schema, keywords, documents } = JSON.parse(require("fs").readFileSync(0));
const ajv = new Ajv({ strict: true, logger: false });
require("ajv-formats").default(ajv);
keywords.forEach((keyword) => ajv.addKeyword(keyword));
const validate = ajv.compile(schema);
console.log(JSON.stringify(documents.map((document) => validate(document))));
"""


def judged(schema: dict[str, Any], *documents: object) -> list[bool]:
    """Say of each document whether the schema takes it; Ajv has to take the schema first."""
    given = {"schema": schema, "keywords": KNOWN_THERE + ASKED_FOR, "documents": documents}
    (command, variables), words = ajv(), json.dumps(given)
    judging = [command, "-e", JUDGE]
    done = subprocess.run(judging, input=words, capture_output=True, text=True, env=variables, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: list[bool] = json.loads(done.stdout)
    return found


def test_it_refuses_what_strict_options_refuse() -> None:
    with pytest.raises(AssertionError, match="strict mode: unknown keyword"):
        judged({"type": "string", "colour": "red"})
    with pytest.raises(AssertionError, match="unknown format"):
        judged({"type": "string", "format": "path"})


@pytest.mark.parametrize("name", published())
def test_a_published_schema_passes_and_takes_its_examples(name: str) -> None:
    schema = published()[name]
    definitions = [schema, *schema.get("definitions", {}).values()]
    # packages bring other postprocessors
    is_open = name == "postprocessor"
    whole = [schema] if name in {"model-run", "pipeline"} else definitions
    examples = [example for definition in whole for example in definition.get("examples", [])]
    assert judged(schema, *examples, [], {"type": "dokcer", "x": 1}) == [True] * len(examples) + [False, is_open]
