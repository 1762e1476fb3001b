"""Where the aliases of a YAML document stand; its nodes only know where their anchors do."""

from __future__ import annotations

import yaml

from rompy.document.source import Source, Span

Slot = tuple[int, int]
"""A place of a node in its parent: the parent's identity, and the count of the nodes before it in there.

A mapping counts keys and values alike, so its pair ``i`` has its key at ``2 * i`` and its value at ``2 * i + 1``.
"""


def alias_spans(source: Source, index: int, root: yaml.Node, *, libyaml: bool) -> dict[Slot, Span]:
    """Tell for each place that holds an alias where the alias is written, by a second walk over the text.

    Args:
        source: the text.
        index: which of its documents.
        root: what that document was composed into.
        libyaml: whether libyaml composed it.
    """
    spans: dict[Slot, Span] = {}
    if source.is_json or "*" not in source.text:
        return spans
    document = -1
    parents: list[yaml.Node] = []
    counts: list[int] = []
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader if libyaml else yaml.SafeLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                document += 1
                if document > index:
                    break
            elif document < index:
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                parents.pop()
                counts.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = _child(parents[-1], counts[-1]) if parents else root
                if parents:
                    if isinstance(event, yaml.AliasEvent) and event.start_mark and event.end_mark:
                        spans[id(parents[-1]), counts[-1]] = Span(event.start_mark.index, event.end_mark.index)
                    counts[-1] += 1
                if isinstance(event, yaml.CollectionStartEvent):
                    parents.append(node)
                    counts.append(0)
    except yaml.MarkedYAMLError:
        # a later document is no YAML, or JSON was read where PyYAML stumbles over a tab: it has no aliases
        return spans
    return spans


def _child(parent: yaml.Node, count: int) -> yaml.Node:
    children = parent.value
    child: yaml.Node = children[count // 2][count % 2] if isinstance(parent, yaml.MappingNode) else children[count]
    return child
