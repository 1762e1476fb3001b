"""What a rule is: a code, a page, and words for the faults that it claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rompy.backends.hidden import SECRET_FIELDS
from rompy.lint.finding import Severity
from rompy.lint.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rompy.backends.described import Described
    from rompy.backends.layout import Layout
    from rompy.document import Document, Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix, Unread


class Problem(NamedTuple):
    """Something wrong with a document's data, by path; ``kind`` is stable and claimed by one rule."""

    path: Path
    kind: str
    message: str
    at: Literal["key", "value"] = "value"
    details: Mapping[str, Any] = {}
    """What the check knows about the fault, such as a bound that was passed."""
    related: tuple[tuple[Path, str], ...] = ()
    """Paths whose keys belong to the problem, each with what stands there."""
    help: str | None = None
    fix: Fix | None = None
    within: int | None = None
    """Where in the value's text it stands, in characters, where it is not the whole value."""
    spoils: bool = True
    """Whether the value is of no use to other rules."""


class Judgement(NamedTuple):
    """What judging the shape of a document, or of a section of a pipeline, gave."""

    problems: tuple[Problem, ...]
    found: Layout
    described: Described | None = None
    """The config class that judged, by its fields."""
    fields: Mapping[str, Any] = {}
    """The fields, templates substituted as far as they can be decided."""
    undecided: frozenset[Path] = frozenset()
    """Paths within the fields that nothing decides."""
    unread: tuple[Unread, ...] = ()
    """What was left alone, because it is not known here what it is."""
    like: Described | None = None
    """A config class of which the fields in question are the same, where the type is not known."""


class Claimed(NamedTuple):
    """A problem in the hands of the rule that claims it."""

    problem: Problem
    document: Document
    prefix: Path = ()
    """Where the backend, or what else was judged, stands in the document."""
    described: Described | None = None
    """The config class that judged, by its fields."""
    kind: Kind = Kind.BACKEND
    """What was judged."""

    @property
    def home(self) -> tuple[Document, Path]:
        """The document that the value is written in, and its path there."""
        return self.document.home(self.problem.path)

    @property
    def path(self) -> Path:
        """The path within the backend."""
        return self.problem.path[len(self.prefix) :]

    @property
    def field(self) -> str:
        """The path as a person says it: ``volumes[0]``, ``env_vars.OMP_NUM_THREADS``."""
        return dotted(self.path)

    @property
    def key(self) -> str:
        """The key as it is written."""
        document, path = self.document.key_home(self.problem.path)
        start, end = document.key_span(path)
        return document.source.text[start:end]

    @property
    def is_secret(self) -> bool:
        """Tell whether the value must not be shown."""
        return any(step in SECRET_FIELDS for step in self.path)

    @property
    def value(self) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        """The value as it was read; where a template was substituted, the text of the template."""
        try:
            return self.document.value_at(self.problem.path)
        except LookupError:
            return None

    @property
    def written(self) -> str:
        """The value as it is written, without quotes."""
        document, path = self.home
        start, end = document.value_span(path)
        text = document.source.text[start:end]
        return text[1:-1] if document.style_at(path) in {'"', "'"} else text


class Wording(NamedTuple):
    """What a finding says."""

    message: str
    help: str | None = None
    fix: Fix | None = None


OWN_CODES = "RMP"
"""What the codes of rompy's own rules begin with; packages that bring rules choose other letters."""


def _as_it_comes(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, claimed.problem.help, claimed.problem.fix)


@dataclass(frozen=True)
class Rule:
    """A rule: it looks for problems itself, or says faults of the kinds that it claims.

    Its module's docstring is its manual page.
    """

    code: str
    name: str
    page: str
    claims: frozenset[str] = frozenset()
    check: Callable[[Backend], Iterator[Problem]] | None = None
    backends: frozenset[str] | None = None
    """Types of backends that it looks at; None means all."""
    needs_host: bool = False
    """Whether it looks at this machine."""
    is_on: bool = True
    """Whether it is used where the settings do not say."""
    severity: Severity = Severity.ERROR
    word: Callable[[Claimed], Wording] = _as_it_comes

    def __post_init__(self) -> None:
        """Refuse a rule that could not be shown.

        Raises:
            ValueError: where code, name or page are not as every rule has them.
        """
        well_formed = re.fullmatch(r"[A-Z]{2,8}[0-9]{3}", self.code) and re.fullmatch(r"[a-z]+(-[a-z]+)*", self.name)
        if not well_formed or not self.page.strip():
            message = f"a rule needs a code such as RMP101, a name such as unknown-field, and a page: {self.code}"
            raise ValueError(message)

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.strip().splitlines()[0]


def dotted(path: Path) -> str:
    """Say a path as a person does."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) and text else f".{step}" if text else str(step)
    return text


def kind_of(value: object) -> str:
    """Say what YAML made of a value."""
    match value:
        case None:
            return "nothing (null)"
        case bool():
            return "a boolean"
        case int():
            return "a whole number"
        case float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case date():
            return "a date"
    return "something else"
