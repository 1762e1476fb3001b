"""Plain YAML is read into the same documents without PyYAML."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

import quickdocs
from rompy.document import Document, Path, Source, read
from rompy.document.nodes import is_mapping, is_sequence
from rompy.lint.quick.reading import readings_of

PAGES = quickdocs.pages()


def nodes(node: Any) -> object:
    """Give all that is known of a node and those below it."""
    place = (node.start_mark.index, node.end_mark.index)
    if is_mapping(node):
        return "mapping", place, node.flow_style, [(nodes(key), nodes(value)) for key, value in node.value]
    if is_sequence(node):
        return "list", place, node.flow_style, [nodes(item) for item in node.value]
    return "scalar", place, node.style or None


def entries(document: Document) -> list[object]:
    """Give what each key leads to, mapping by mapping in the order of the text."""
    found = [
        [
            (key, nodes(each.key), nodes(each.value), each.mapping.start_mark.index, each.place)
            for key, each in known.items()
        ]
        for known in document._entries.values()
    ]
    return sorted(found, key=repr)


def paths(data: object, path: Path = ()) -> list[Path]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(each for step, item in items for each in paths(item, (*path, step)))]


def all_of(document: Document | None) -> object:
    assert document is not None
    spans = [
        (document.value_span(path), document.key_span(path), document.whole_span(path), document.is_written_out(path))
        for path in paths(document.data)
    ]
    sizes = (document.size, document.height, document.written, document.index)
    return repr(document.data), nodes(document._root), entries(document), spans, sizes


def assert_read_alike(text: str) -> bool:
    source = Source("backend.yml", text)
    quick = readings_of(source)
    if quick is None:
        return False
    full = read(source)
    assert all(reading.faults == () for reading in full), text
    assert [all_of(each.document) for each in quick] == [all_of(each.document) for each in full], text
    return True


@pytest.mark.parametrize("seed", range(2))
def test_generated_files(seed: int) -> None:
    random = Random(500 + seed)  # noqa: S311 - no secret
    texts = [quickdocs.document(random, PAGES) for _ in range(2500)]
    texts += [text.replace("\n", "\r\n") for text in texts[:500]]
    assert sum(map(assert_read_alike, texts)) > 700


@pytest.mark.parametrize(
    "text",
    [
        "a: 1",
        "a: '*.nc'\nb: \"*x\"\nc: {k: '*'}\n",
        "a: 1\n",
        "# c\n---\na: 1 # x\nb:\n# c\n- x\n- 'y'  # z\n\n# d\nc: # e\n  k: v\n\n  # f\n  l: \"w\"\n# e\n",
        "a: |\n  x\n  y\n\n\nb: 1\n",
        "a: |-\n  x\n# c\nb: >-\n  y\n  z\n",
        "a: |\n  x\n  y",
        "a: [1, x , 'y, z', \"]\"]\nb: {k: v, l: \"w\", m:  'x' }\nc: []\nd: {}\n",
        "a: [ 1 ]   \nb: { k: v }\n",
        "a: 1\n---\nb: 2\n---\nc:\n- 3\n",
        "# first\n\n---\na: 1\n---\n# second\nb: 2\n",
        "a: 1\n   \n  # c\n",
        "a:\nb: null # x\nc: ~\nd:  # y\n\n# z\ne:",
        "a: ${A:-b}/c\nb: ${A|shift:+1d} # x\nc:\n- ${D}\n",
        "a: 2gb\nb: -1\nc: 1.5\nd: 2:00:00\ne: yes\nf: Off\ng:\n- 12:30\n- 30min\nh: 1:2:3\n",
        "b:\n  - 1\n  -  2\n\n\n",
        "a: x  \r\nb:\r\n- w\r\n---\r\nc: |\r\n  z\r\n",
    ],
)
def test_files_as_people_write_them(text: str) -> None:
    assert assert_read_alike(text)
    assert assert_read_alike(text.replace("\r\n", "\n").replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "text", ["", "# a\n", "a: 1\n---\n", "a: 1\n---\n---\nb: 2\n", "a: &b 1\n", "a: 1\rb: 2\n", "- a\n"]
)
def test_of_what_is_not_plain_nothing_is_said(text: str) -> None:
    assert readings_of(Source("a.yml", text)) is None


def test_json_is_not_read_here() -> None:
    assert readings_of(Source("a.json", "a: 1\n", is_json=True)) is None
