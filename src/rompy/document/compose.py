"""Text to YAML nodes, by libyaml where it is there, with bounds that libyaml itself does not set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from rompy.document.fault import MAX_DEPTH, Fault, FaultError, too_deep
from rompy.document.json_nodes import compose_json
from rompy.document.source import Source, Span
from rompy.document.syntax import syntax_fault
from rompy.document.syntax_scalars import number_fault

if TYPE_CHECKING:
    from collections.abc import Iterator


HAS_LIBYAML: bool = yaml.__with_libyaml__

_BLOCK_RUN = re.compile(r"[ ?:\-\ufeff]{60}")
"""What a line begins with that could hide more than ``MAX_DEPTH`` block collections; lines end in more than ``\\n``."""
_FLOW_LIMIT = {True: 1000, False: MAX_DEPTH}
"""How many brackets are surely safe to compose, with and without libyaml.

PyYAML's binding composes by recursion in C, which ends the process past some 20,000 levels; PyYAML's own composer
recurses in Python.
"""


def compose(source: Source, *, libyaml: bool = HAS_LIBYAML) -> Iterator[yaml.Node]:
    """Yield the root node of each document.

    Raises:
        FaultError: at the first place that is no YAML (no JSON, for a source that is JSON).
    """
    offset = source.unprintable()
    if offset is not None:
        message = f"The character U+{ord(source.text[offset]):04X} may not stand in YAML or JSON"
        raise FaultError(Fault("not_text", Span(offset, offset + 1), message))
    if source.is_json:
        if source.text.strip(" \t\r\n"):
            yield compose_json(source)
        return
    try:
        yield from _compose_yaml(source, libyaml=libyaml)
    except ValueError as error:
        raise FaultError(number_fault(source)) from error
    except yaml.MarkedYAMLError as error:
        fault = syntax_fault(error, source)
        if libyaml or "'\\t'" not in (error.problem or ""):
            raise FaultError(fault) from error
        yield _compose_json_with_tabs(source, fault)


def _compose_json_with_tabs(source: Source, fault: Fault) -> yaml.Node:
    """Compose JSON that stands in a YAML file, where libyaml takes tabs for blanks and PyYAML does not.

    Raises:
        FaultError: the fault given, where the text is no JSON either.
    """
    try:
        return compose_json(source, number_tag=_yaml_tag)
    except FaultError:
        raise FaultError(fault) from None


def _yaml_tag(word: str) -> str:
    tag: str = yaml.SafeLoader("").resolve(yaml.ScalarNode, word, (True, False))  # type: ignore[no-untyped-call]
    return tag


def _compose_yaml(source: Source, *, libyaml: bool) -> Iterator[yaml.Node]:
    loader_class: type[yaml.SafeLoader | yaml.CSafeLoader] = yaml.CSafeLoader if libyaml else yaml.SafeLoader
    brackets = source.text.count("[") + source.text.count("{")
    if brackets > _FLOW_LIMIT[libyaml] or _BLOCK_RUN.search(source.text):
        _check_depth(source, loader_class)
    loader = loader_class(source.text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is not None:
                yield node
    finally:
        loader.dispose()


def _check_depth(source: Source, loader_class: type[yaml.SafeLoader | yaml.CSafeLoader]) -> None:
    """Walk the events, which needs no recursion, and refuse what is nested too deep.

    A syntax error ends the walk: composing stops there too, and reports it with the documents before it.
    """
    depth = 0
    try:
        for event in yaml.parse(source.text, Loader=loader_class):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH and event.start_mark is not None:
                    raise FaultError(too_deep(event.start_mark.index))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.MarkedYAMLError, ValueError):
        return
