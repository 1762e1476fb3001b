"""Judges the shape of a backend or a postprocessor, and its paths on this machine, by the config models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.described import described
from rompy.backends.layout import OLD_FIELDS_KEY, TYPE_KEY, Layout, layout
from rompy.backends.registry import description, own_types
from rompy.document import Include
from rompy.document.templated import is_template
from rompy.errors import PluginError
from rompy.lint.families import BACKENDS, MAY_BE_ELSEWHERE, family_of
from rompy.lint.finding import Unread
from rompy.lint.kind import Kind
from rompy.lint.kinds import is_undecided, with_decided_type
from rompy.lint.meant import closest, meant_field
from rompy.lint.quick.faults import faults_of
from rompy.lint.rule import Judgement, Problem
from rompy.lint.sections import judge_sections
from rompy.packages import is_of_another_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path as FilePath

    from pydantic_core import ErrorDetails

    from rompy.backends import BaseBackendConfig
    from rompy.backends.described import Described
    from rompy.backends.family import Family
    from rompy.backends.substitute import Substituted
    from rompy.document import Path
    from rompy.lint.backend import Surroundings


COLLECTION_FAULTS = frozenset(
    {"dataclass_type", "dict_type", "list_type", "model_attributes_type", "model_type", "set_type", "tuple_type"}
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
    found = found or written._replace(type=expected)
    problems = list(_old_spellings(found))
    name, path, wrong_type = _chosen(found, expected, family)
    problems += wrong_type
    if name is None:
        unread = () if wrong_type else (Unread(family.what, str(found.type)),)
        return Judgement(tuple(problems), found, unread=unread)
    judged = _judged_as(name, path, found, surroundings)
    return judged._replace(problems=(*problems, *judged.problems))


def _judged_as(name: str, path: Path, found: Layout, surroundings: Surroundings) -> Judgement:
    """Judge as one of a type, which stands at a path."""
    context = {
        "base": surroundings.folder,
        "bases": _folders(found, surroundings),
        "host": surroundings.host,
        "look_at": surroundings.look_at,
        "complete": True,
    }
    family = family_of(surroundings.kind)
    own = description(name) if family is BACKENDS and name in own_types() else None
    if own is not None:
        judged = _by_description(own, found, context)
        if judged is not None:
            return judged
    try:
        chosen = family.config_class(name)
    except PluginError as error:
        return Judgement((Problem(path, "plugin_broken", _sentence(str(error))),), found)
    return _by_model(chosen, found, surroundings, context)


def _by_description(known: Described, found: Layout, context: Mapping[str, object]) -> Judgement | None:
    """Judge by what is known of rompy's own classes without loading them; None where that is not all."""
    substituted = None
    if _has_templates(found.fields):
        from rompy.backends.meaning import described_meanings  # noqa: PLC0415 - most files have no templates
        from rompy.backends.substitute import substitute  # noqa: PLC0415 - as above

        substituted = substitute(described_meanings(known), found.fields, {})
    faults = faults_of(str(known.name), found.fields if substituted is None else substituted.fields, context)
    return None if faults is None else _judgement(faults, found, known, substituted)


def _by_model(
    chosen: type[BaseBackendConfig], found: Layout, surroundings: Surroundings, context: Mapping[str, object]
) -> Judgement:
    from pydantic import ValidationError  # noqa: PLC0415 - most files are judged without models, which load slowly

    from rompy.backends.annotations import meanings_of  # noqa: PLC0415 - as above
    from rompy.backends.substitute import substitute  # noqa: PLC0415 - as above

    # the linter knows no variables: what a default decides is judged, and the rest is left alone
    substituted = substitute(meanings_of(chosen), found.fields, {})
    faults: list[ErrorDetails] = []
    broken: list[Problem] = []
    try:
        chosen.model_validate(substituted.fields, context=context)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    except (Exception, SystemExit) as error:
        if not is_of_another_package(chosen):
            raise
        message = f"The package of the {surroundings.kind} type {found.type!r} broke on this: {type(error).__name__}"
        broken.append(Problem(found.type_path, "plugin_broken", message))
    judged = _judgement(faults, found, described(chosen), substituted)
    return judged._replace(problems=(*judged.problems, *broken))


def _judgement(
    faults: list[ErrorDetails], found: Layout, known: Described, substituted: Substituted | None
) -> Judgement:
    if substituted is None:
        return Judgement(tuple(_told(faults, found, known)), found, known, found.fields)
    certain = [fault for fault in faults if _is_certain(fault, substituted)]
    problems = (*_template_problems(found, substituted.undecided), *_told(certain, found, known))
    return Judgement(problems, found, known, substituted.fields, frozenset(substituted.undecided))


def _has_templates(value: object) -> bool:
    """Tell whether a text in a value is a template, or what stands there is in another file."""
    if isinstance(value, dict):
        return any(map(_has_templates, value.values()))
    if isinstance(value, list):
        return any(map(_has_templates, value))
    return is_template(value) if isinstance(value, str) else isinstance(value, Include)


def _told(faults: list[ErrorDetails], found: Layout, known: Described) -> Iterator[Problem]:
    meant = _meant_fields(faults, known)
    return (_problem(fault, found) for fault in faults if not _is_lack_of(fault, meant))


def _judge_undecided(written: Layout, surroundings: Surroundings, family: Family[Any]) -> Judgement:
    """Judge what a variable decides the type of: what is wrong with it whatever its type is."""
    if not is_undecided(written):
        # an include that could not be followed, which is told as its own fault
        return Judgement((), written)
    problems = [*_old_spellings(written), *_malformed(str(written.type), written.type_path)]
    unread = () if _malformed(str(written.type), ()) else (Unread(family.what, str(written.type), is_open=True),)
    if family.what in MAY_BE_ELSEWHERE:
        from rompy.backends.meaning import ANYTHING  # noqa: PLC0415 - most types are written out
        from rompy.backends.substitute import substituted_value  # noqa: PLC0415 - as above

        texts = substituted_value(dict(written.fields), {}, (), ANYTHING)
        problems += _template_problems(written, texts.undecided)
        return Judgement(tuple(problems), written, unread=unread)
    types = dict(_loadable(family))
    known = {field for each in types.values() for field in each.fields}
    details: dict[str, object] = {"owner": f"No {family.what} type here", "fields": sorted(known), "verb": "has a"}
    for name in written.fields.keys() - known:
        message = f"No {family.what} type has a field {name!r}"
        problems.append(Problem(written.path((name,)), "extra_forbidden", message, at="key", details=details))
    rest = written._replace(fields={name: value for name, value in written.fields.items() if name in known})
    fitting = _with_all(rest.fields, types)
    if not fitting:
        problems.append(_of_several_types(rest, types, family))
    judged = [_judged_as(name, (), rest._replace(type=name), surroundings) for name in fitting or types]
    common = set.intersection(*({(each.path, each.kind) for each in judgement.problems} for judgement in judged))
    problems += [each for each in judged[0].problems if (each.path, each.kind) in common]
    return Judgement(tuple(problems), written, unread=unread, like=judged[0].described)


def _with_all(names: Iterable[object], types: Mapping[str, Described]) -> Mapping[str, Described]:
    """Give the types that have all of some fields."""
    return {name: each for name, each in types.items() if set(names) <= set(each.fields)}


def _of_several_types(found: Layout, types: Mapping[str, Described], family: Family[Any]) -> Problem:
    """Say that no type has all of some fields, at the first that is one too many."""
    names = list(found.fields)
    count = next(count for count in range(1, len(names) + 1) if not _with_all(names[:count], types))
    one_too_many = names[count - 1]
    other = next(name for name in names if not _with_all((name, one_too_many), types))
    message = f"No {family.what} type here has both of {other!r} and {one_too_many!r}"
    related = ((found.path((other,)), f"{other} is here"),)
    return Problem(found.path((one_too_many,)), "of_several_types", message, at="key", related=related)


def _loadable(family: Family[Any]) -> Iterator[tuple[str, Described]]:
    for name in family.type_names():
        try:
            yield name, description(name)
        except PluginError:
            # it is told where its type is met
            continue


def _is_certain(fault: ErrorDetails, substituted: Substituted) -> bool:
    """Tell whether a fault stays whatever templates and includes become.

    A template becomes no list or mapping, and where it stands instead of a text it becomes a text, not nothing.
    """
    loc = fault["loc"]
    if loc in substituted.undecided and (fault["type"] in COLLECTION_FAULTS or "_xor_" in fault["type"]):
        return isinstance(substituted.value_at(loc), str)
    if fault["type"] == "extra_forbidden" and loc in substituted.undecided:
        # there is no such field, whatever it holds
        return True
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
    from rompy.document.template import faults  # noqa: PLC0415 - as above

    return [
        Problem(path, each.kind, _sentence(str(each)), details={"name": each.name}, within=each.offset, spoils=False)
        for each in faults(text)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _chosen(found: Layout, expected: str | None, family: Family[Any]) -> tuple[str | None, Path, list[Problem]]:
    """Choose the type that judges, and tell where it stands.

    None, and no problem either, for a type that a package elsewhere may have.
    """
    if found.misspelt_type_key and family.is_type(found.type):
        message = f"A {family.what} has no field {found.misspelt_type_key!r}"
        path: Path = (found.misspelt_type_key,)
        return found.type, path, [Problem(path, "type_misspelt", message, at="key", help="did you mean 'type'?")]
    if found.type_key is None:
        if expected is not None:
            return expected, (), []
        details = {"field": "type", "names": family.type_names(), "fields": list(found.fields)}
        return None, (), [Problem((), "type_missing", f"No 'type' says which {family.what} this is", details=details)]
    path = (found.type_key,)
    if not family.is_type(found.type):
        names = family.type_names()
        may_be_elsewhere = family.what in MAY_BE_ELSEWHERE
        is_elsewhere = may_be_elsewhere and isinstance(found.type, str) and closest(found.type, names) is None
        if is_elsewhere:
            return None, path, []
        kind = "type_unknown" if isinstance(found.type, str) else "type_no_text"
        message = f"No {family.what} type is called {found.type!r}"
        return None, path, [Problem(path, kind, message, details={"names": names, "name": found.type})]
    if expected is not None and found.type != expected:
        message = f"The type is {found.type!r}, and {expected!r} is expected"
        return None, path, [Problem(path, "type_other", message, details={"names": [expected], "name": found.type})]
    return found.type, path, []


def _old_spellings(found: Layout) -> Iterator[Problem]:
    if found.type_key not in {None, TYPE_KEY}:
        message = f"The key {found.type_key!r} is an old spelling of 'type'"
        yield Problem((found.type_key,), "old_type_key", message, at="key", spoils=False)
    if found.is_nested:
        message = "The fields stand in a nested 'config', as old files have it"
        yield Problem((OLD_FIELDS_KEY,), "nested_config", message, at="key", spoils=False)


def _meant_fields(faults: list[ErrorDetails], known: Described) -> set[str]:
    """Name the fields that unknown ones were surely meant to be."""
    unknown = [str(fault["loc"][0]) for fault in faults if fault["type"] == "extra_forbidden" and fault["loc"]]
    return {meant for name in unknown if (meant := meant_field(name, known.fields))}


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
