"""Templates in texts: ``${NAME}``, ``${NAME:-default}``, ``${NAME|filter:argument}``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rompy.document.filters import FILTERS, FilterError, Value, applied
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DEPTH = 100
"""How deep templates may stand in templates; one that a person wrote has one or two levels."""

_OPENING = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?=:-|[|}])")
_MARK = re.compile(r"\$\{|\\[|}]|[|}]")
"""What has a meaning within a template: another one, an escaped mark, and the marks that end a part."""
_FILTER = re.compile(r"[^:|}$\\]*")
_SAMPLE = datetime(2000, 12, 31, 23, 59, 59)  # noqa: DTZ001 - model time has no zone
"""Stands for a date that is not known."""


class _Filtering(NamedTuple):
    """A filter as it is written."""

    name: str
    argument: _Parts | None


class _Template(NamedTuple):
    """One template as it is written."""

    name: str
    default: _Parts | None
    filters: tuple[_Filtering, ...]
    start: int


_Parts = tuple[str | _Template, ...]


class Rendered(NamedTuple):
    """A text with its templates substituted."""

    text: str
    environment: tuple[str, ...]
    """The variables whose values are in it."""
    defaults: tuple[str, ...]
    """The variables in whose place a default stands."""


def render(text: str, variables: Mapping[str, str]) -> str:
    r"""Substitute every template of a text.

    A variable that is set to an empty text is set: its default is not taken. Defaults and the arguments of filters
    may hold templates; ``}`` and ``|`` end them, and ``\}`` and ``\|`` stand for the characters. Filters are applied to
    defaults too. A date that no ``strftime`` writes is written as ISO 8601 says. What a variable holds is not
    substituted again.

    Raises:
        TemplateError: for a variable that has neither a value nor a default, a template that does not follow the
            grammar, an unknown filter, and a filter that cannot be applied.
    """
    return rendered(text, variables).text


def rendered(text: str, variables: Mapping[str, str]) -> Rendered:
    """Do what ``render`` does, and tell which variables were asked for.

    Raises:
        TemplateError: as ``render``.
    """
    parts = _parsed(text)
    rendering = _Rendering(variables)
    result = rendering.text(parts)
    return Rendered(result, tuple(dict.fromkeys(rendering.environment)), tuple(dict.fromkeys(rendering.defaults)))


def faults(text: str) -> Iterator[TemplateError]:
    """Yield what is wrong with the templates of a text, or with a default where its variable is unset."""
    try:
        parts = _parsed(text)
    except TemplateError as error:
        yield error
        return
    yield from _filter_faults(parts)


def without_default(text: str) -> Iterator[TemplateError]:
    """Yield an error for every template of a text that needs its variable to be set, none for a malformed text."""
    try:
        parts = _parsed(text)
    except TemplateError:
        return
    for template in _all(parts):
        if template.default is None:
            yield _unset(template)


def _parsed(text: str) -> _Parts:
    return _Reader(text).parts()


class _Reader:
    """A cursor over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parts(self) -> _Parts:
        """Read a whole text, in which only templates have a meaning."""
        found: list[str | _Template] = []
        while (start := self._text.find("${", self._at)) >= 0:
            found += [self._text[self._at : start], self._template(start, 0)]
        return (*found, self._text[self._at :])

    def _template(self, start: int, depth: int) -> _Template:
        if depth > MAX_DEPTH:
            message = f"the template at character {start + 1} stands in more than {MAX_DEPTH} others"
            raise TemplateError("malformed_template", message, offset=start)
        opening = _OPENING.match(self._text, start)
        if opening is None:
            raise _malformed(start)
        self._at = opening.end()
        default = None
        if self._text.startswith(":-", self._at):
            self._at += 2
            default = self._inner(start, depth)
        filters = []
        while self._text[self._at] == "|":
            self._at += 1
            filters.append(self._filter(start, depth))
        self._at += 1
        return _Template(opening[1], default, tuple(filters), start)

    def _filter(self, start: int, depth: int) -> _Filtering:
        match = _FILTER.match(self._text, self._at)
        self._at = match.end() if match else self._at
        name = match[0].strip() if match else ""
        if not name or self._text[self._at : self._at + 1] not in {":", "|", "}"}:
            raise _malformed(start)
        argument = None
        if self._text[self._at] == ":":
            self._at += 1
            argument = self._inner(start, depth)
            if isinstance(argument[-1], str):
                argument = (*argument[:-1], argument[-1].rstrip())
        return _Filtering(name, argument)

    def _inner(self, start: int, depth: int) -> _Parts:
        """Read a default or an argument, up to the mark that ends it."""
        found: list[str | _Template] = []
        text = ""
        while (mark := _MARK.search(self._text, self._at)) is not None:
            text += self._text[self._at : mark.start()]
            self._at = mark.start()
            match mark[0]:
                case "${":
                    found += [text, self._template(mark.start(), depth + 1)]
                    text = ""
                case "|" | "}":
                    return (*found, text)
                case escaped:
                    text += escaped[1]
                    self._at = mark.end()
        raise _malformed(start)


class _Rendering:
    """Substitutes with some variables, and notes which it asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.environment: list[str] = []
        self.defaults: list[str] = []

    def text(self, parts: _Parts) -> str:
        return "".join(part if isinstance(part, str) else _written(self._value(part)) for part in parts)

    def _value(self, template: _Template) -> Value:
        for each in template.filters:
            if each.name not in FILTERS:
                raise _unknown(template, each)
        value: Value
        if template.name in self._variables:
            self.environment.append(template.name)
            value = self._variables[template.name]
        elif template.default is not None:
            self.defaults.append(template.name)
            value = self.text(template.default)
        else:
            raise _unset(template)
        for each in template.filters:
            try:
                value = applied(each.name, value, None if each.argument is None else self.text(each.argument))
            except FilterError as error:
                raise _inapplicable(template, each, error) from None
        return value


def _written(value: Value) -> str:
    return value.isoformat() if isinstance(value, datetime) else value


def _all(parts: _Parts) -> Iterator[_Template]:
    """Yield every template, those within others too."""
    for part in parts:
        if isinstance(part, str):
            continue
        yield part
        yield from _all(part.default or ())
        for each in part.filters:
            yield from _all(each.argument or ())


def _filter_faults(parts: _Parts) -> Iterator[TemplateError]:
    for template in _all(parts):
        value: Value | None = _decided(template.default)
        for each in template.filters:
            if each.name not in FILTERS:
                yield _unknown(template, each)
                break
            try:
                value = _foreseen(each, value)
            except FilterError as error:
                yield _inapplicable(template, each, error)
                break


def _foreseen(filtering: _Filtering, value: Value | None) -> Value | None:
    """Apply a filter as far as its value and its argument are known; None is what is not known.

    Raises:
        FilterError: where it cannot be applied whatever is not known.
    """
    argument = _decided(filtering.argument)
    if argument is None and filtering.argument is not None:
        return None
    FILTERS[filtering.name].check(argument)
    if value is None:
        # what is given is taken for right, and then a date is what comes out
        return _SAMPLE.strftime(argument or "") if filtering.name == "strftime" else _SAMPLE
    return applied(filtering.name, value, argument)


def _decided(parts: _Parts | None) -> str | None:
    """Give the text of a default or an argument where it asks for no variable that must be set."""
    if parts is None:
        return None
    try:
        return _Rendering({}).text(parts)
    except TemplateError:
        # what is wrong with a template within is told as its own fault
        return None


def _malformed(start: int) -> TemplateError:
    message = (
        f"the template at character {start + 1} is malformed: write ${{NAME}}, ${{NAME:-default}} or ${{NAME|filter}}"
    )
    return TemplateError("malformed_template", message, offset=start)


def _unset(template: _Template) -> TemplateError:
    name = template.name
    message = f"the variable {name} is not set, and its template has no default: write ${{{name}:-default}}"
    return TemplateError("unset_variable", message, name, template.start)


def _unknown(template: _Template, filtering: _Filtering) -> TemplateError:
    message = f"no filter is called {filtering.name!r}; there are {', '.join(FILTERS)}"
    return TemplateError("unknown_filter", message, filtering.name, template.start)


def _inapplicable(template: _Template, filtering: _Filtering, error: FilterError) -> TemplateError:
    message = f"the filter {filtering.name} cannot be applied to {template.name}: {error}"
    return TemplateError("inapplicable_filter", message, template.name, template.start)
