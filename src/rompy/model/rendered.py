"""Gives what a file says once it is composed and its templates are substituted, with where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rompy.backends.annotations import meanings_of
from rompy.backends.files import place_of, read_document
from rompy.backends.layout import OLD_FIELDS_KEY, OLD_TYPE_KEY, TYPE_KEY, layout
from rompy.backends.meaning import ANYTHING, TEXT
from rompy.backends.sections import OLD_PROCESSOR_KEY
from rompy.backends.substitute import SubstitutedValue, substituted_field, substituted_value
from rompy.document.template import render
from rompy.errors import TemplateError
from rompy.lint.families import family_of
from rompy.lint.kind import Kind
from rompy.lint.kinds import parts_in
from rompy.model.substituted import substituted_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from rompy.backends.base import BaseBackendConfig
    from rompy.backends.family import Family
    from rompy.document import Document, Path
    from rompy.document.template import Rendered

_TYPE_KEYS = frozenset({TYPE_KEY, OLD_TYPE_KEY, OLD_PROCESSOR_KEY, "model_type"})


@dataclass(frozen=True)
class RenderedFile:
    """The data of a file, composed and substituted."""

    document: Document
    data: Any
    texts: Mapping[Path, Rendered]
    """What came of each template, by path."""

    def place(self, path: Path) -> str | None:
        """Tell file and line of the value at a path, where that is written in an included file."""
        home, inner = self.document.home(path)
        if home is self.document:
            return None
        return f"{home.source.name}:{home.source.position(home.value_span(inner).start).line}"


def render_file(path: FilePath, variables: Mapping[str, str]) -> RenderedFile:
    """Compose a file with what it includes, and substitute its templates, each read as its field says.

    Raises:
        SourceError, BackendFileError: where it, or a file that it includes, cannot be read.
        TemplateError: for templates without a value, a line each.
        PluginError: where the package that brings its type cannot be loaded.
    """
    document = read_document(path, "document")
    rendering = _Rendering(document, variables)
    data = rendering.document_data()
    if rendering.undecided:
        lines = [f"{place_of(document, path)}: {error}" for path, error in rendering.undecided.items()]
        first = next(iter(rendering.undecided.values()))
        raise TemplateError(first.kind, "\n".join(lines), first.name, first.offset)
    return RenderedFile(document, data, rendering.texts)


@dataclass
class _Rendering:
    """Substitutes the templates of a document part by part."""

    document: Document
    variables: Mapping[str, str]
    undecided: dict[Path, TemplateError] = field(default_factory=dict)
    texts: dict[Path, Rendered] = field(default_factory=dict)

    def document_data(self) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        data = self.document.data
        if not isinstance(data, Mapping):
            return self._taken(substituted_value(data, self.variables, (), ANYTHING))
        kinds = {part.path: part.kind for part in parts_in(self._told(data, 2))}
        if kinds.get(()) is not Kind.PIPELINE:
            return self._part(data, (), kinds.get(()))
        return {
            name: self._part(value, (name,), kinds.get((name,)))
            if isinstance(value, Mapping)
            else self._taken(substituted_value(value, self.variables, (name,), ANYTHING))
            for name, value in data.items()
        }

    def _told(self, data: Mapping[Any, Any], depth: int) -> dict[Any, Any]:
        """Give what tells the kind of a mapping, and of the sections in it: its types, with templates substituted."""
        told: dict[Any, Any] = {}
        for name, value in data.items():
            told[name] = value
            if isinstance(value, Mapping) and depth:
                told[name] = self._told(value, depth - 1)
            elif name in _TYPE_KEYS and isinstance(value, str):
                try:
                    told[name] = render(value, self.variables)
                except TemplateError:
                    # it is undecided, which is told with its place
                    continue
        return told

    def _part(self, data: Mapping[Any, Any], prefix: Path, kind: Kind | None) -> dict[Any, Any]:
        """Substitute in one part, as its kind and its type say; in what is of no kind, texts are read as YAML does."""
        if kind is Kind.BACKEND or kind is Kind.POSTPROCESSOR:
            family = family_of(kind)
            found = layout(self._told(data, 0), family.old_type_key)
            if found.type_key is not None and family.is_type(found.type):
                return dict(self._typed(family, family.config_class(found.type), data, prefix))
        substituted = substituted_run(data, self.variables, prefix)
        self.undecided.update(substituted.undecided)
        self.texts.update(substituted.rendered)
        return substituted.fields

    def _typed(
        self, family: Family[Any], known: type[BaseBackendConfig], data: Mapping[Any, Any], prefix: Path
    ) -> Iterator[tuple[Any, Any]]:
        """Yield the fields of a backend or a postprocessor, laid out as they are in the file."""
        found = layout(data, family.old_type_key)
        for name, value in data.items():
            path = (*prefix, name)
            if name == OLD_FIELDS_KEY and found.is_nested:
                yield name, dict(self._typed(family, known, value, path))
            elif name in {found.type_key, TYPE_KEY}:
                yield name, self._taken(substituted_value(value, self.variables, path, TEXT))
            else:
                yield name, self._taken(substituted_field(meanings_of(known), name, value, self.variables, path))

    def _taken(self, found: SubstitutedValue) -> Any:  # noqa: ANN401 - as above
        self.undecided.update(found.undecided)
        self.texts.update(found.rendered)
        return found.value
