"""Judges the shape of a backend or a postprocessor, and its paths on this machine, by the config models."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rompy.backends.annotations import ANYTHING
from rompy.backends.layout import OLD_FIELDS_KEY, TYPE_KEY, Layout, layout
from rompy.backends.substitute import Substituted, substitute, substituted_value
from rompy.document.template import faults
from rompy.errors import PluginError
from rompy.lint.families import MAY_BE_ELSEWHERE, family_of
from rompy.lint.finding import Unread
from rompy.lint.kind import Kind
from rompy.lint.kinds import is_undecided, with_decided_type
from rompy.lint.meant import closest, meant_field
from rompy.lint.rule import Judgement, Problem
from rompy.lint.sections import judge_sections
from rompy.packages import is_of_another_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path as FilePath

    from pydantic_core import ErrorDetails

    from rompy.backends import BaseBackendConfig
    from rompy.backends.family import Family
    from rompy.document import Path
    from rompy.lint.backend import Surroundings


_COLLECTION_FAULTS = frozenset(
    {"dict_type", "list_type", "model_attributes_type", "model_type", "set_type", "tuple_type"}
)
"""Kinds of faults of a value that should be a list or a mapping."""


def judge(data: Mapping[Any, Any], surroundings: Surroundings, *, expected: str | None = None) -> Judgement:
    """Judge one backend or postprocessor with the model that its type names, or the sections of a pipeline.

    Model runs are left alone: what they are is known above, and whoever lints them judges them too.

    Args:
        data: The mapping.
        surroundings: Where it is judged, and as what.
        expected: The type that a backend must be of; the file may then leave ``type`` out.
    """
    if surroundings.kind is Kind.PIPELINE:
        return judge_sections(data)
    if surroundings.kind is Kind.MODEL_RUN:
        return Judgement((), Layout(None, None, None, dict(data)))
    family = family_of(surroundings.kind)
    written = layout(data, family.old_type_key)
    found = with_decided_type(written)
    if found is None and not (expected is not None and is_undecided(written)):
        return _judge_undecided(written, surroundings, family)
    found = found or replace(written, type=expected)
    problems = list(_old_spellings(found))
    chosen, wrong_type = _chosen(found, expected, family)
    problems += wrong_type
    if chosen is None:
        unread = () if wrong_type else (Unread(family.what, str(found.type)),)
        return Judgement(tuple(problems), found, unread=unread)
    judged = _judged_by(chosen, found, surroundings)
    return replace(judged, problems=(*problems, *judged.problems))


def _judged_by(chosen: type[BaseBackendConfig], found: Layout, surroundings: Surroundings) -> Judgement:
    """Judge by the class of a type."""
    # the linter knows no variables: what a default decides is judged, and the rest is left alone
    substituted = substitute(chosen, found.fields, {})
    problems = list(_template_problems(found, substituted.undecided))
    context = {
        "base": surroundings.folder,
        "bases": _folders(found, surroundings),
        "host": surroundings.host,
        "look_at": surroundings.look_at,
        "complete": True,
    }
    try:
        chosen.model_validate(substituted.fields, context=context)
    except ValidationError as error:
        wrong = [
            fault for fault in error.errors(include_url=False, include_input=False) if _is_certain(fault, substituted)
        ]
        meant = _meant_fields(wrong, chosen)
        problems += [_problem(fault, found) for fault in wrong if not _is_lack_of(fault, meant)]
    except (Exception, SystemExit) as error:
        if not is_of_another_package(chosen):
            raise
        message = f"The package of the {surroundings.kind} type {found.type!r} broke on this: {type(error).__name__}"
        problems.append(Problem(found.type_path, "plugin_broken", message))
    return Judgement(tuple(problems), found, chosen, substituted.fields, frozenset(substituted.undecided))


def _judge_undecided(written: Layout, surroundings: Surroundings, family: Family[Any]) -> Judgement:
    """Judge what a variable decides the type of: what is wrong with it whatever its type is."""
    if not is_undecided(written):
        # an include that could not be followed, which is told as its own fault
        return Judgement((), written)
    problems = [*_old_spellings(written), *_malformed(str(written.type), written.type_path)]
    unread = () if _malformed(str(written.type), ()) else (Unread(family.what, str(written.type), is_open=True),)
    if family.what in MAY_BE_ELSEWHERE:
        texts = substituted_value(dict(written.fields), {}, (), ANYTHING)
        problems += _template_problems(written, texts.undecided)
        return Judgement(tuple(problems), written, unread=unread)
    classes = dict(_loadable(family))
    known = {field for each in classes.values() for field in each.model_fields}
    details: dict[str, object] = {"owner": f"No {family.what} type here", "fields": sorted(known), "verb": "has a"}
    for name in written.fields.keys() - known:
        message = f"No {family.what} type has a field {name!r}"
        problems.append(Problem(written.path((name,)), "extra_forbidden", message, at="key", details=details))
    rest = replace(written, fields={name: value for name, value in written.fields.items() if name in known})
    fitting = _with_all(rest.fields, classes)
    if not fitting:
        problems.append(_of_several_types(rest, classes, family))
    judged = [_judged_by(each, replace(rest, type=name), surroundings) for name, each in (fitting or classes).items()]
    common = set.intersection(*({(each.path, each.kind) for each in judgement.problems} for judgement in judged))
    problems += [each for each in judged[0].problems if (each.path, each.kind) in common]
    return Judgement(tuple(problems), written, unread=unread, like=judged[0].config_class)


def _with_all(
    names: Iterable[object], classes: Mapping[str, type[BaseBackendConfig]]
) -> Mapping[str, type[BaseBackendConfig]]:
    """Give the types that have all of some fields."""
    return {name: each for name, each in classes.items() if set(names) <= set(each.model_fields)}


def _of_several_types(found: Layout, classes: Mapping[str, type[BaseBackendConfig]], family: Family[Any]) -> Problem:
    """Say that no type has all of some fields, at the first that is one too many."""
    names = list(found.fields)
    count = next(count for count in range(1, len(names) + 1) if not _with_all(names[:count], classes))
    one_too_many = names[count - 1]
    other = next(name for name in names if not _with_all((name, one_too_many), classes))
    message = f"No {family.what} type here has both of {other!r} and {one_too_many!r}"
    related = ((found.path((other,)), f"{other} is here"),)
    return Problem(found.path((one_too_many,)), "of_several_types", message, at="key", related=related)


def _loadable(family: Family[Any]) -> Iterator[tuple[str, type[BaseBackendConfig]]]:
    for name in family.type_names():
        try:
            yield name, family.config_class(name)
        except PluginError:
            # it is told where its type is met
            continue


def _is_certain(fault: ErrorDetails, substituted: Substituted) -> bool:
    """Tell whether a fault stays whatever templates and includes become.

    A template becomes no list or mapping, and where it stands instead of a text it becomes a text, not nothing.
    """
    loc = fault["loc"]
    if loc in substituted.undecided and (fault["type"] in _COLLECTION_FAULTS or "_xor_" in fault["type"]):
        return isinstance(substituted.value_at(loc), str)
    return not any(loc[: len(path)] == path for path in substituted.undecided)


def _folders(found: Layout, surroundings: Surroundings) -> dict[Any, FilePath]:
    folders = {name: surroundings.folder_of(found.path((name,))) for name in found.fields}
    return {name: folder for name, folder in folders.items() if folder is not None}


def _template_problems(found: Layout, undecided: Iterable[Path]) -> Iterator[Problem]:
    """Yield what is wrong with templates whatever their variables hold; that they have no value is not wrong."""
    for path in undecided:
        value: Any = found.fields
        for step in path:
            value = value[step]
        yield from _malformed(value, found.path(path)) if isinstance(value, str) else ()


def _malformed(text: str, path: Path) -> list[Problem]:
    """List what is wrong with the templates of a text."""
    return [
        Problem(path, each.kind, _sentence(str(each)), details={"name": each.name}, within=each.offset, spoils=False)
        for each in faults(text)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _chosen(
    found: Layout, expected: str | None, family: Family[Any]
) -> tuple[type[BaseBackendConfig] | None, list[Problem]]:
    """Choose the class that judges; none, and no problem either, for a type that a package elsewhere may have."""
    if found.misspelt_type_key and family.is_type(found.type):
        message = f"A {family.what} has no field {found.misspelt_type_key!r}"
        problem = Problem((found.misspelt_type_key,), "type_misspelt", message, at="key", help="did you mean 'type'?")
        return _loaded(found.type, (found.misspelt_type_key,), [problem], family)
    if found.type_key is None:
        if expected is not None:
            return _loaded(expected, (), [], family)
        details = {"field": "type", "names": family.type_names(), "fields": list(found.fields)}
        return None, [Problem((), "type_missing", f"No 'type' says which {family.what} this is", details=details)]
    path: Path = (found.type_key,)
    if not family.is_type(found.type):
        names = family.type_names()
        may_be_elsewhere = family.what in MAY_BE_ELSEWHERE
        is_elsewhere = may_be_elsewhere and isinstance(found.type, str) and closest(found.type, names) is None
        if is_elsewhere:
            return None, []
        kind = "type_unknown" if isinstance(found.type, str) else "type_no_text"
        message = f"No {family.what} type is called {found.type!r}"
        return None, [Problem(path, kind, message, details={"names": names, "name": found.type})]
    if expected is not None and found.type != expected:
        message = f"The type is {found.type!r}, and {expected!r} is expected"
        return None, [Problem(path, "type_other", message, details={"names": [expected], "name": found.type})]
    return _loaded(found.type, path, [], family)


def _loaded(
    name: object, path: Path, problems: list[Problem], family: Family[Any]
) -> tuple[type[BaseBackendConfig] | None, list[Problem]]:
    """Load the class of a type that there is; a plugin that cannot be loaded is a problem of its own."""
    try:
        return family.config_class(name), problems
    except PluginError as error:
        message = str(error)
        return None, [*problems, Problem(path, "plugin_broken", message[:1].upper() + message[1:])]


def _old_spellings(found: Layout) -> Iterator[Problem]:
    if found.type_key not in {None, TYPE_KEY}:
        message = f"The key {found.type_key!r} is an old spelling of 'type'"
        yield Problem((found.type_key,), "old_type_key", message, at="key", spoils=False)
    if found.is_nested:
        message = "The fields stand in a nested 'config', as old files have it"
        yield Problem((OLD_FIELDS_KEY,), "nested_config", message, at="key", spoils=False)


def _meant_fields(faults: list[ErrorDetails], chosen: type[BaseBackendConfig]) -> set[str]:
    """Name the fields that unknown ones were surely meant to be."""
    unknown = [str(fault["loc"][0]) for fault in faults if fault["type"] == "extra_forbidden" and fault["loc"]]
    return {meant for name in unknown if (meant := meant_field(name, chosen.model_fields))}


def _is_lack_of(fault: ErrorDetails, meant: set[str]) -> bool:
    """Tell whether a fault is only that a field is missing which stands there misspelt."""
    if fault["type"] == "missing":
        return fault["loc"][-1] in meant
    details = fault.get("ctx") or {}
    is_lack = fault["type"].endswith("_xor_dockerfile") and not fault["loc"]
    return is_lack and bool({details["first"], details["second"]} & meant)


def _problem(fault: ErrorDetails, found: Layout) -> Problem:
    """Translate an error of pydantic, whose ``loc`` is a path within the fields."""
    loc, kind, details = fault["loc"], fault["type"], dict(fault.get("ctx") or {})
    if kind == "missing":
        return Problem(_outer(found, loc[:-1]), kind, fault["msg"], details={"field": loc[-1]})
    if loc and loc[-1] == "[key]":
        return Problem(found.path(loc[:-1]), kind, fault["msg"], at="key", details=details)
    if kind in {"extra_forbidden", "invalid_key"}:
        return Problem(found.path(loc), kind, fault["msg"], at="key", details=details)
    if kind.endswith("_xor_dockerfile") and loc:
        other = (found.path((details["other"],)), f"{details['other']} is here")
        return Problem(found.path(loc), kind, fault["msg"], at="key", details=details, related=(other,))
    if kind == "volume_target_twice":
        other = (found.path((loc[0], details["other"])), "the first mount on it is here")
        return Problem(found.path(loc), kind, fault["msg"], details=details, related=(other,))
    return Problem(_outer(found, loc), kind, fault["msg"], details=details)


def _outer(found: Layout, loc: Path) -> Path:
    """Give the mapping that a fault of all fields belongs to: the nested ``config`` where there is one."""
    return found.path(loc) if loc or not found.is_nested else (OLD_FIELDS_KEY,)
