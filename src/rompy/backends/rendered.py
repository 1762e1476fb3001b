"""Gives what a file says once it is composed and its templates are substituted, with where each value came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rompy.backends.files import named_type, place_of, read_document
from rompy.backends.layout import OLD_FIELDS_KEY, TYPE_KEY, layout
from rompy.backends.registry import config_class, is_type
from rompy.backends.sections import BACKEND, MODEL, section_keys
from rompy.backends.substitute import MODEL_TEXTS, SubstitutedValue, substituted_field, substituted_value, texts_of
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from rompy.backends.base import BaseBackendConfig
    from rompy.document import Document, Path
    from rompy.document.template import Rendered


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
            return self._taken(substituted_value(data, self.variables, (), as_text=False))
        keys = section_keys(data)
        sections = {keys[name]: data[keys[name]] for name in (MODEL, BACKEND) if name in keys}
        if len(sections) > 1 and all(isinstance(section, Mapping) for section in sections.values()):
            rest = {name: value for name, value in data.items() if name not in sections}
            parts = {key: self._mapping(section, (key,)) for key, section in sections.items()}
            rendered = {**self._plain(rest, ()), **parts}
            return {name: rendered[name] for name in data}
        return self._mapping(data, ())

    def _mapping(self, data: Mapping[Any, Any], prefix: Path) -> dict[Any, Any]:
        """Substitute in a backend where it is one, and in a model run or whatever it is otherwise."""
        known = self._class_of(data)
        return self._plain(data, prefix) if known is None else dict(self._backend(known, data, prefix))

    def _class_of(self, data: Mapping[Any, Any]) -> type[BaseBackendConfig] | None:
        found = layout(data)
        if found.type_key is None:
            return None
        try:
            name = named_type(self.document, found)
        except TemplateError:
            # it is undecided, which is told with its place
            return None
        return config_class(name) if is_type(name) else None

    def _backend(
        self, known: type[BaseBackendConfig], data: Mapping[Any, Any], prefix: Path
    ) -> Iterator[tuple[Any, Any]]:
        found = layout(data)
        for name, value in data.items():
            path = (*prefix, name)
            if name == OLD_FIELDS_KEY and found.is_nested:
                yield name, dict(self._backend(known, value, path))
            elif name in {found.type_key, TYPE_KEY}:
                yield name, self._taken(substituted_value(value, self.variables, path, as_text=True))
            else:
                yield name, self._taken(substituted_field(texts_of(known), name, value, self.variables, path))

    def _plain(self, data: Mapping[Any, Any], prefix: Path) -> dict[Any, Any]:
        return {
            name: self._taken(substituted_value(value, self.variables, (*prefix, name), as_text=name in MODEL_TEXTS))
            for name, value in data.items()
        }

    def _taken(self, found: SubstitutedValue) -> Any:  # noqa: ANN401 - as above
        self.undecided.update(found.undecided)
        self.texts.update(found.rendered)
        return found.value
