"""The page on output formats lists all of them."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from rompy.lint.formats import formats

PAGE = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_format_has_a_row_and_every_row_is_a_format() -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == formats()


def test_every_format_that_an_example_names_is_there() -> None:
    for name in re.findall(r"--format ([a-z]+)", PAGE):
        assert name in formats()


def test_examples_are_yaml() -> None:
    for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        assert yaml.safe_load(block)
