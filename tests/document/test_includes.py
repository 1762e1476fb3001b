"""Includes compose documents from several files, and every value keeps the place where it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rompy.document import Document, Fault, Include, Includes, Reading, Source, read
from rompy.document import Path as DataPath
from rompy.document.including import MAX_INCLUDES


def write(folder: Path, **files: str) -> None:
    """Write files; ``__`` in a name stands for a folder, and all but ``.json`` end in ``.yml``."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ("" if name.endswith("json") else ".yml"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def readings_of(folder: Path, name: str = "main.yml", **variables: str) -> list[Reading]:
    path = folder / name
    return Includes(variables).read(Source.from_path(path, name), path)


def only_reading(folder: Path, name: str = "main.yml", **variables: str) -> Reading:
    (reading,) = readings_of(folder, name, **variables)
    return reading


def composed(folder: Path, name: str = "main.yml", **variables: str) -> Document:
    reading = only_reading(folder, name, **variables)
    assert reading.faults == ()
    assert reading.document is not None
    return reading.document


def only_fault(folder: Path, name: str = "main.yml", **variables: str) -> Fault:
    (fault,) = only_reading(folder, name, **variables).faults
    return fault


def place(document: Document, path: DataPath) -> str:
    home, inner = document.home(path)
    line, column = home.source.position(home.value_span(inner).start)
    return f"{home.source.name}:{line}:{column}"


def key_place(document: Document, path: DataPath) -> str:
    home, inner = document.key_home(path)
    line, column = home.source.position(home.key_span(inner).start)
    return f"{home.source.name}:{line}:{column}"


def test_an_include_stands_in_the_place_of_any_value(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="a: !include map.yml\nb: [!include list.yml, !include text.yml]\nc: {d: !include data.json}\n",
        map="x: 1\ny: {z: 2}\n",
        list="- p\n- q\n",
        text="# a comment\njust text\n",
    )
    (tmp_path / "data.json").write_text('{"k":\t[true, null]}')
    document = composed(tmp_path)
    assert document.data == {
        "a": {"x": 1, "y": {"z": 2}},
        "b": [["p", "q"], "just text"],
        "c": {"d": {"k": [True, None]}},
    }
    assert place(document, ("a", "y", "z")) == "map.yml:2:8"
    assert key_place(document, ("a", "y", "z")) == "map.yml:2:5"
    assert (key_place(document, ("a",)), place(document, ("a",))) == ("main.yml:1:1", "map.yml:1:1")
    assert (place(document, ("b",)), place(document, ("b", 0, 1))) == ("main.yml:2:4", "list.yml:2:3")
    assert place(document, ("b", 1)) == key_place(document, ("b", 1)) == "text.yml:2:1"
    assert place(document, ("c", "d", "k", 0)) == "data.json:1:8"
    assert document.has(("a", "y", "z"))
    assert not document.has(("a", "nope"))
    assert document.is_included(("a", "x"))
    assert not document.is_included(("c",))


def test_a_whole_file_may_be_an_include(tmp_path: Path) -> None:
    write(tmp_path, main="!include base.yml\n", base="type: local\n")
    document = composed(tmp_path)
    assert document.data == {"type": "local"}
    assert (place(document, ()), key_place(document, ("type",))) == ("base.yml:1:1", "base.yml:1:1")
    assert document.folder_of(()) == tmp_path


def test_paths_start_from_the_folder_of_the_file_in_which_the_include_stands(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="a: !include conf/one.yml\n",
        conf__one="b: !include ../shared/two.yml\nc: !include three.yml\n",
        shared__two="2\n",
        conf__three="3\n",
    )
    document = composed(tmp_path)
    assert document.data == {"a": {"b": 2, "c": 3}}
    assert place(document, ("a", "b")) == "shared/two.yml:1:1"
    assert document.folder_of(("a", "b")) == tmp_path / "shared"
    assert document.folder_of(("a",)) == tmp_path / "conf"
    assert document.folder_of(()) is None


def test_a_path_may_be_absolute_or_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, main=f"a: !include {tmp_path}/x.yml\nb: !include ~/x.yml\n", x="1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    document = composed(tmp_path)
    assert document.data == {"a": 1, "b": 1}


def test_a_path_may_hold_templates_and_variables_of_the_shell(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include ${DIR:-conf}/x.yml\nb: !include $SITE/${SITE}.yml\n", conf__x="1", lab__lab="2")
    assert composed(tmp_path, SITE="lab").data == {"a": 1, "b": 2}
    fault = only_fault(tmp_path)
    assert (fault.kind, fault.span.start) == ("unset_variable", 34)
    reading = only_reading(tmp_path)
    assert reading.document is not None
    assert reading.document.data == {"a": 1, "b": Include("$SITE/${SITE}.yml")}


def test_without_being_followed_includes_stay_where_they_are(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include x.yml\n")
    (reading,) = read(Source.from_path(tmp_path / "main.yml"))
    assert reading.faults == ()
    assert reading.document is not None
    assert reading.document.data == {"a": Include("x.yml")}


def test_an_empty_file_is_read_as_null(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include x.yml\n", x="# nothing\n")
    assert composed(tmp_path).data == {"a": None}


def test_aliases_and_merges_lead_into_included_files(tmp_path: Path) -> None:
    write(tmp_path, main="a: &a {i: !include x.yml}\nb: *a\nc: {<<: *a}\n", x="k: 1\n")
    document = composed(tmp_path)
    assert document.data == {name: {"i": {"k": 1}} for name in "abc"}
    assert {place(document, (name, "i", "k")) for name in "abc"} == {"x.yml:1:4"}


def test_a_merge_key_does_not_reach_into_another_file(tmp_path: Path) -> None:
    write(tmp_path, main="<<: !include x.yml\n", x="k: 1\n")
    fault = only_fault(tmp_path)
    assert (fault.kind, fault.message) == ("impossible_value", "The key << cannot merge what stands in another file")


@pytest.mark.parametrize(
    ("include", "reason"),
    [
        ("gone.yml", "there is no such file, or it is no ordinary file"),
        ("folder", "it is a folder"),
        ('""', "its path is empty"),
        ("several.yml", "it holds several documents, and one is expected"),
        ("bytes.yml", "the byte 0xFF is not UTF-8"),
        ("large.yml", "the file has 10,485,761 bytes and the limit is 10,485,760"),
    ],
)
def test_a_file_that_cannot_be_included_is_told_at_the_include(tmp_path: Path, include: str, reason: str) -> None:
    write(tmp_path, main=f"a: 1\nb: !include {include}\n", several="1\n---\n2\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes.yml").write_bytes(b"a: \xff")
    (tmp_path / "large.yml").write_bytes(b"#" * (10 * 1024 * 1024 + 1))
    fault = only_fault(tmp_path)
    shown = include.strip('"')
    assert (fault.kind, fault.message) == ("include_unreadable", f"{shown!r} cannot be included: {reason}")
    assert (fault.span.start, fault.source) == (8, None)
    reading = only_reading(tmp_path)
    assert reading.document is not None
    assert reading.document.data == {"a": 1, "b": Include(shown)}


def test_a_fault_of_a_deeper_include_is_told_at_the_first_one_and_names_the_place_within(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include one.yml\n", one="x: !include two.yml\n", two="\ny: !include gone.yml\nz: 1\n")
    fault = only_fault(tmp_path)
    assert (fault.kind, fault.span.start, fault.source) == ("include_unreadable", 3, None)
    assert fault.message.startswith("In two.yml, which is included here, 'gone.yml' cannot be included: there is no")
    places = [(place.source.name, place.source.position(place.span.start), place.label) for place in fault.elsewhere]
    assert places == [("two.yml", (2, 4), "the include stands here"), ("one.yml", (1, 4), "through this include")]
    reading = only_reading(tmp_path)
    assert reading.document is not None
    assert reading.document.data == {"a": {"x": {"y": Include("gone.yml"), "z": 1}}}


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"main": "a: !include main.yml\n"}, "main.yml -> main.yml"),
        ({"main": "a: !include ./sub/../main.yml\n", "sub__x": ""}, "main.yml -> main.yml"),
        ({"main": "a: !include x.yml\n", "x": "b: !include main.yml\n"}, "main.yml -> x.yml -> main.yml"),
        ({"main": "a: !include x.yml\n", "x": "!include y.yml\n", "y": "!include x.yml\n"}, "x.yml -> y.yml -> x.yml"),
    ],
)
def test_files_that_include_each_other_are_told_with_the_way_around(
    tmp_path: Path, files: dict[str, str], shown: str
) -> None:
    write(tmp_path, **files)
    fault = only_fault(tmp_path)
    assert (fault.kind, fault.span.start) == ("include_cycle", 3)
    assert fault.message.endswith(f"is included within itself: {shown}")


def test_a_cycle_through_a_link_to_a_folder_is_one(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "a.yml").write_text("a: !include loop/a.yml\n")
    (reading,) = Includes({}).read(Source.from_path(tmp_path / "a.yml"), tmp_path / "a.yml")
    assert [fault.kind for fault in reading.faults] == ["include_cycle"]


def test_a_file_that_is_a_link_has_paths_beside_itself_and_makes_no_cycle(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a" / "x.yml").write_text("!include part.yml\n")
    (tmp_path / "a" / "part.yml").write_text("!include ../b/x.yml\n")
    (tmp_path / "b" / "x.yml").symlink_to("../a/x.yml")
    (tmp_path / "b" / "part.yml").write_text("found: 1\n")
    (reading,) = Includes({}).read(Source.from_path(tmp_path / "a" / "x.yml"), tmp_path / "a" / "x.yml")
    assert reading.document is not None
    assert (list(reading.faults), reading.document.data) == ([], {"found": 1})


def test_a_cycle_is_found_from_wherever_it_is_entered_in_one_run(tmp_path: Path) -> None:
    write(tmp_path, a="x: !include b.yml\n", b="x: !include c.yml\n", c="x: !include b.yml\n")
    includes = Includes({})
    for name in ("a.yml", "b.yml", "c.yml", "a.yml"):
        (reading,) = includes.read(Source.from_path(tmp_path / name, name), tmp_path / name)
        assert [fault.kind for fault in reading.faults] == ["include_cycle"], name


def test_files_that_include_each_other_many_times_end_soon(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(8)]
    everything = "\n".join(f"- !include {name}.yml" for name in names for _ in range(3))
    write(tmp_path, main=everything, **dict.fromkeys(names, everything))
    reading = only_reading(tmp_path)
    assert {fault.kind for fault in reading.faults} <= {"include_cycle", "include_too_deep", "alias_bomb"}
    assert reading.faults


def chain(folder: Path, length: int, first: int = 0) -> None:
    for number in range(first, length):
        write(folder, **{f"f{number}": f"x: !include f{number + 1}.yml\n"})
    write(folder, **{f"f{length}": "end\n"})


def test_includes_lead_through_as_many_files_as_in_0_6_4_and_no_more(tmp_path: Path) -> None:
    chain(tmp_path, MAX_INCLUDES + 1)
    assert composed(tmp_path, "f1.yml").data is not None
    fault = only_fault(tmp_path, "f0.yml")
    assert (fault.kind, fault.span.start) == ("include_too_deep", 3)
    assert (
        fault.message
        == f"In f10.yml, which is included here, 'f11.yml' is included more than {MAX_INCLUDES} files deep"
    )


@pytest.mark.parametrize("order", [[0, 1, 5], [5, 1, 0], [1, 0, 1]])
def test_how_deep_a_file_is_does_not_depend_on_what_was_read_before(tmp_path: Path, order: list[int]) -> None:
    chain(tmp_path, MAX_INCLUDES + 1)
    includes = Includes({})
    for number in order:
        path = tmp_path / f"f{number}.yml"
        (reading,) = includes.read(Source.from_path(path, path.name), path)
        assert [fault.kind for fault in reading.faults] == (["include_too_deep"] if number == 0 else [])


def test_includes_that_unfold_without_bound_are_refused(tmp_path: Path) -> None:
    for number in range(9):
        text = "\n".join([f"- !include f{number + 1}.yml"] * 10)
        write(tmp_path, **{f"f{number}": text})
    write(tmp_path, f9="- 1\n")
    faults = only_reading(tmp_path, "f0.yml").faults
    assert {fault.kind for fault in faults} == {"alias_bomb"}
    assert "includes in this value unfold into more than a hundred thousand values" in faults[0].message


def test_a_large_file_may_be_included(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include x.yml\n", x="[" + "1, " * 150_000 + "]\n")
    assert len(composed(tmp_path).data["a"]) == 150_000  # type: ignore[index]


def test_faults_within_an_included_file_carry_its_name_and_the_place_of_the_include(tmp_path: Path) -> None:
    write(tmp_path, main="a: !include x.yml\nb: !include y.yml\n", x="k: 'open\n", y="k: 1\nk: 2\n")
    reading = only_reading(tmp_path)
    syntax, duplicate = reading.faults
    assert (syntax.kind, duplicate.kind) == ("syntax_error", "duplicate_key")
    assert [fault.source.name for fault in reading.faults if fault.source] == ["x.yml", "y.yml"]
    assert [(place.source.name, place.span.start, place.label) for place in syntax.elsewhere] == [
        ("main.yml", 3, "included here")
    ]
    assert reading.document is not None
    assert reading.document.data == {"a": Include("x.yml"), "b": {"k": 2}}


class TestRepositories:
    """An include that leads out of the repository is warned of, and followed."""

    def test_a_file_outside_is_told_and_included(self, tmp_path: Path) -> None:
        write(tmp_path, repo__main="a: !include ../x.yml\nb: !include sub/y.yml\n", x="1\n", repo__sub__y="2\n")
        (tmp_path / "repo" / ".git").mkdir()
        reading = only_reading(tmp_path, "repo/main.yml")
        assert [(fault.kind, fault.message) for fault in reading.faults] == [
            ("include_outside_repository", "'../x.yml' lies outside of the repository")
        ]
        assert reading.document is not None
        assert reading.document.data == {"a": 1, "b": 2}

    def test_what_a_file_outside_includes_is_not_told_again(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            repo__main="a: !include sub/y.yml\n",
            repo__sub__y="!include ../../x.yml\n",
            x="!include z.yml\n",
            z="1",
        )
        (tmp_path / "repo" / ".git").mkdir()
        fault = only_fault(tmp_path, "repo/main.yml")
        assert (
            fault.message == "In repo/sub/y.yml, which is included here, '../../x.yml' lies outside of the repository"
        )

    def test_a_link_counts_as_what_it_leads_to(self, tmp_path: Path) -> None:
        write(tmp_path, repo__main="a: !include link.yml\n", x="1\n")
        (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")
        (tmp_path / "repo" / "link.yml").symlink_to(tmp_path / "x.yml")
        assert only_fault(tmp_path, "repo/main.yml").kind == "include_outside_repository"

    def test_without_a_repository_nothing_is_outside(self, tmp_path: Path) -> None:
        write(tmp_path, repo__main="a: !include ../x.yml\n", x="1\n")
        assert composed(tmp_path, "repo/main.yml").data == {"a": 1}


def test_each_file_is_read_once_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a="x: !include c.yml\ny: !include c.yml\n", b="!include a.yml\n", c="1\n")
    opened: list[str] = []
    from_path = Source.from_path

    def counted(path: Path, name: str | None = None, **options: Any) -> Source:
        opened.append(path.name)
        return from_path(path, name, **options)

    monkeypatch.setattr(Source, "from_path", counted)
    includes = Includes({})
    for name in ("a.yml", "b.yml", "c.yml", "a.yml"):
        path = tmp_path / name
        includes.read(includes.source(path, name, max_bytes=1000), path)
    assert sorted(opened) == ["a.yml", "b.yml", "c.yml"]


TREES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.none(), st.text(alphabet="ab :#'\n", max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)),
    max_leaves=12,
)


@given(tree=TREES, cuts=st.lists(st.booleans(), max_size=8))
def test_data_cut_into_files_is_composed_to_the_same_data(
    tmp_path_factory: pytest.TempPathFactory, tree: Any, cuts: list[bool]
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    waiting = list(cuts)
    count = 0

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(Include, lambda dumper, include: dumper.represent_scalar("!include", include.path))

    def cut(value: Any, depth: int) -> Any:
        nonlocal count
        inner = value
        if isinstance(value, list):
            inner = [cut(item, depth + 1) for item in value]
        elif isinstance(value, dict):
            inner = {key: cut(item, depth + 1) for key, item in value.items()}
        if depth == 0 or depth > MAX_INCLUDES or not waiting or not waiting.pop():
            return inner
        count += 1
        (folder / f"part{count}.yml").write_text(yaml.dump(inner, Dumper=Dumper), encoding="utf-8")
        return Include(f"part{count}.yml")

    (folder / "main.yml").write_text(yaml.dump(cut(tree, 0), Dumper=Dumper), encoding="utf-8")
    assert composed(folder).data == tree
