"""Fixes mend what they are about and leave every other byte as it was."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rompy.cli.judging import judge
from rompy.document import Source
from rompy.lint.engine import Target
from rompy.lint.fix import Fixed, diff, fix_target, write
from rompy.lint.loaded import Loaded
from rompy.lint.settings import Settings


def fixed(text: str | bytes, folder: Path, *, unsafe: bool = False, name: str = "backend.yml") -> Fixed:
    data = text if isinstance(text, bytes) else text.encode()
    target = Target(name, folder / name, data)
    result = fix_target(
        target,
        judge,
        Loaded(Settings(host=False, select=["RMP0", "RMP1", "RMP307", "RMP9"], ignore=["explicit-default"]), folder),
        unsafe=unsafe,
    )
    assert result is not None
    return result


SAFE = {
    "a misspelt field": ("type: local\ntimout: 60\n", "type: local\ntimeout: 60\n"),
    "a misspelt field in quotes": ("type: local\n'timout' : 60\n", "type: local\n'timeout' : 60\n"),
    "another tool's word": ("type: slurm\ncommand: x\npartition: a\n", "type: slurm\ncommand: x\nqueue: a\n"),
    "a misspelt key of the type": ("Type: local\nshell: true\ncommand: x\n", "type: local\nshell: true\ncommand: x\n"),
    "a type in capitals": ("type: Local\nshell: true\n", "type: local\nshell: true\n"),
    "a number without quotes": (
        "type: local\nenv_vars:\n  A: 1_0 # ten\n",
        'type: local\nenv_vars:\n  A: "1_0" # ten\n',
    ),
    "a boolean without quotes": (
        "type: local\nenv_vars: {A: yes, B: 'x'}\n",
        "type: local\nenv_vars: {A: \"yes\", B: 'x'}\n",
    ),
    "a date without quotes": ("type: local\nenv_vars: {A: 2024-01-01}\n", 'type: local\nenv_vars: {A: "2024-01-01"}\n'),
    "a key that is no text": ("type: local\nenv_vars: {on: 'x'}\n", "type: local\nenv_vars: {\"on\": 'x'}\n"),
    "a time without quotes": (
        "type: slurm\ncommand: x\ntime_limit: 1:30:00\n",
        'type: slurm\ncommand: x\ntime_limit: "1:30:00"\n',
    ),
    "a number in quotes": ("type: local\ntimeout: '60'\n", "type: local\ntimeout: 60\n"),
    "a number with a point": ("type: local\ntimeout: 60.0\n", "type: local\ntimeout: 60\n"),
    "a boolean in quotes": ("type: local\nshell: 'no'\n", "type: local\nshell: false\n"),
    "a unit of memory": ("type: docker\nimage: a\nmemory: '2 GB'\n", "type: docker\nimage: a\nmemory: '2g'\n"),
    "a mode of a mount": (
        "type: docker\nimage: a\nvolumes: [.:/a:readonly]\n",
        "type: docker\nimage: a\nvolumes: [.:/a:ro]\n",
    ),
    "a mount that stands twice": (
        "type: docker\nimage: a\nvolumes:\n- .:/a # one\n- .:/a # two\n",
        "type: docker\nimage: a\nvolumes:\n- .:/a # one\n",
    ),
    "a lone item": ("type: docker\nimage: a\nvolumes: .:/a # x\n", 'type: docker\nimage: a\nvolumes: [".:/a"] # x\n'),
    "the old key of the type": ('"backend_type": local\n', '"type": local\n'),
    "fields in a nested config": (
        (
            "# a\ntype: slurm # b\nconfig:\n    # c\n    queue: a\n\n"
            "    command: |\n      x\n        y\n    env_vars: # d\n      A: '1'\n# e\n"
        ),
        "# a\ntype: slurm # b\n# c\nqueue: a\n\ncommand: |\n  x\n    y\nenv_vars: # d\n  A: '1'\n# e\n",
    ),
    "an unused ignore": ("type: local # rompy-lint: ignore[RMP104]\n", "type: local\n"),
    "an unused ignore behind another comment": (
        "type: local # why  # rompy-lint: ignore[RMP104]\n",
        "type: local # why\n",
    ),
    "an unused ignore on a line of its own": (
        "type: local\n# rompy-lint: ignore[RMP104]\nshell: true\n",
        "type: local\nshell: true\n",
    ),
    "one of two ignores": (
        "type: local\ntimeout: 1 # rompy-lint: ignore[RMP103, RMP104]\n",
        "type: local\ntimeout: 1 # rompy-lint: ignore[RMP104]\n",
    ),
    "all of it, one after another": (
        "backend_type: Docker\nconfig:\n  imge: a:1\n  CPU: '4'\n  env_vars: {N: 4}\n",
        'type: docker\nimage: a:1\ncpu: 4\nenv_vars: {N: "4"}\n',
    ),
    "the backend of a pipeline": (
        "config: {}\nbackend:\n  type: local\n  timout: 60\n",
        "config: {}\nbackend:\n  type: local\n  timeout: 60\n",
    ),
    "JSON": ('{"type": "local", "timout": "60"}', '{"type": "local", "timeout": 60}'),
}

UNSAFE = {
    "a type that is nearly one": ("type: dokcer\nimage: a\n", "type: docker\nimage: a\n"),
    "nothing in a variable": ("type: local\nenv_vars: {A: null}\n", 'type: local\nenv_vars: {A: "null"}\n'),
    "an image in capitals": ("type: docker\nimage: Swan:V1\n", "type: docker\nimage: swan:V1\n"),
    "a time in hours and minutes": (
        "type: slurm\ncommand: x\ntime_limit: '2:30'\n",
        "type: slurm\ncommand: x\ntime_limit: '2:30:00'\n",
    ),
    "a timeout in hours": ("type: local\ntimeout: 2h\n", "type: local\ntimeout: 7200\n"),
    "a fraction of memory": ("type: docker\nimage: a\nmemory: 1.5g\n", "type: docker\nimage: a\nmemory: 1536m\n"),
    "another mount on the same path": (
        "type: docker\nimage: a\nvolumes:\n- .:/a\n- ./b:/a\n- ./c:/c\n",
        "type: docker\nimage: a\nvolumes:\n- .:/a\n- ./c:/c\n",
    ),
}

NOT_FIXED = {
    "a misspelt key that stands twice": "type: local\ntimout: 60\ntimout: 70\n",
    "an aliased value": "type: local\nx: &x 4\nenv_vars: {A: *x}\n",
    "a merged value": "type: local\nx: &x {A: 4}\nenv_vars:\n  <<: *x\n",
    "a name that is taken": "type: local\ntimeout: 60\ntimout: 70\n",
    "a nested config whose fields stand outside too": "type: slurm\nqueue: a\nconfig:\n  queue: b\n  command: x\n",
    "a nested config in brackets": "type: slurm\nconfig: {command: x}\n",
    "a value on two lines": "type: local\nenv_vars:\n  A: 2024-01-01\n    12:00:00\n",
}


@pytest.mark.parametrize(("before", "after"), SAFE.values(), ids=SAFE.keys())
def test_a_safe_fix_mends(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(before, tmp_path).source.text == after


@pytest.mark.parametrize(("before", "after"), UNSAFE.values(), ids=UNSAFE.keys())
def test_an_unsafe_fix_mends_only_where_it_is_asked_for(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(before, tmp_path).source.text == before
    assert fixed(before, tmp_path, unsafe=True).source.text == after


@pytest.mark.parametrize("text", NOT_FIXED.values(), ids=NOT_FIXED.keys())
def test_what_stands_elsewhere_too_or_could_be_lost_is_left_alone(text: str, tmp_path: Path) -> None:
    result = fixed(text, tmp_path, unsafe=True)
    assert result.source.text == text
    assert result.before.findings


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encoding_byte_order_mark_and_line_ends_stay(encoding: str, tmp_path: Path) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    before = f"{mark}type: local\r\n\r\n# ü\r\ntimout:   60\t\r\nshell: 'no'".encode(encoding)
    after = f"{mark}type: local\r\n\r\n# ü\r\ntimeout:   60\t\r\nshell: false".encode(encoding)
    assert fixed(before, tmp_path).source.to_bytes() == after


def test_the_counts_say_which_rules_fixes_were_applied(tmp_path: Path) -> None:
    result = fixed("type: local\ntimout: '60'\nshel: true\n", tmp_path)
    assert result.applied == {"RMP101": 2, "RMP103": 1}
    assert result.after is not None
    assert result.after.findings == ()


def test_a_file_is_replaced_at_once_with_its_mode_kept_and_through_a_link(tmp_path: Path) -> None:
    path = tmp_path / "real.yml"
    path.write_text("old")
    path.chmod(0o640)
    link = tmp_path / "link.yml"
    link.symlink_to("real.yml")
    write(link, Source("link.yml", "new\n", mark=b"\xef\xbb\xbf"))
    assert path.read_bytes() == b"\xef\xbb\xbfnew\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yml", "real.yml"]


def test_a_file_that_cannot_be_replaced_is_left_whole(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "gone.yml", Source("gone.yml", "new\n"))
    assert list(tmp_path.iterdir()) == []


def test_a_diff_shows_what_changes_and_no_secret(tmp_path: Path) -> None:
    text = "type: local\ntimout: 60\nenv_vars:\n  A: 12345\n"
    mended = fixed(text, tmp_path)
    assert diff(mended.before.source, mended.source) == (
        "--- a/backend.yml\n+++ b/backend.yml\n@@ -1,4 +1,4 @@\n type: local\n-timout: 60\n+timeout: 60\n env_vars:\n"
        '-  A: *****\n+  A: "*****"\n'
    )
    mended = fixed("type: local\ntimout: 60", tmp_path)
    assert diff(mended.before.source, mended.source).endswith("\\ No newline at end of file\n")


names = st.sampled_from(
    ["timeout", "timout", "TIMEOUT", "shell", "shel", "command", "cmd", "env_vars", "env",
     "image", "imge", "cpu", "cpus",
     "memory", "volumes", "mounts", "user", "queue", "partition", "config", "working_dir", "x"]
)  # fmt: skip
scalars = st.sampled_from(
    ["60", "'60'", "60.0", "2h", "yes", "'no'", "true", "null", "", "2gb", "'2 g'",
     "Swan:X", "a # c", "2024-01-01", "0x1F",
     "1:30:00", "'it''s'", '"q\\"q"', "x:y", "[a, 1]", "{A: 1, on: x}", "&a 4", "é"]
)  # fmt: skip
values = (
    scalars
    | st.lists(scalars, min_size=1, max_size=3).map(lambda items: "".join(f"\n- {item}" for item in items))
    | st.dictionaries(st.sampled_from(["A", "on", "5", "B_C"]), scalars, min_size=1, max_size=3).map(
        lambda entries: "".join(f"\n  {name}: {value}" for name, value in entries.items())
    )
)
kinds = st.sampled_from(
    ["type: local", "type: docker", "type: slurm", "backend_type: local", "Type: docker", "type: Slurm"]
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=kinds, entries=st.lists(st.tuples(names, values), max_size=5), unsafe=st.booleans(), crlf=st.booleans())
def test_after_fixing_nothing_is_left_to_fix_and_other_data_is_equal(
    kind: str, entries: list[tuple[str, str]], unsafe: bool, crlf: bool, tmp_path: Path
) -> None:
    lines = [kind, *(f"{name}: {value}" for name, value in entries)]
    text = "\n".join(lines) + "\n# end\n"
    text = text.replace("\n", "\r\n") if crlf else text
    target = Target("backend.yml", tmp_path / "backend.yml", text.encode())
    loaded = Loaded(Settings(host=False), tmp_path)
    result = fix_target(target, judge, loaded, unsafe=unsafe)
    if result is None or result.after is None:
        return
    left = [finding for finding in result.after.findings if finding.fix and (unsafe or finding.fix.is_safe)]
    assert left == []
    again = fix_target(Target("backend.yml", target.path, result.source.to_bytes()), judge, loaded, unsafe=unsafe)
    assert again is not None
    assert not again.is_changed
    if not result.is_changed:
        assert result.source.text == text
        return
    # BaseLoader makes texts of all scalars, as they are written
    before, after = (yaml.load(part, Loader=yaml.BaseLoader) for part in (text, result.source.text))  # noqa: S506
    # events for mail are added where somebody is to get mail, and only where guesses are asked for
    added = {"END,FAIL"} if unsafe else set()
    assert set(leaves(after)) <= set(leaves(before)) | set(meant_leaves(before)) | added


def leaves(data: object) -> list[str]:
    """List every scalar of a document as it is written."""
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in leaves(value)]
    return [str(data)]


def meant_leaves(data: object) -> list[str]:
    """List what the scalars of these tests may become: images and types in lower case, and the meant spellings."""
    meant = {
        "60.0": "60",
        "2h": "7200",
        "yes": "true",
        "no": "false",
        "2gb": "2g",
        "2 g": "2g",
        "Swan:X": "swan:X",
        "1:30:00": "5400",
    }
    written = leaves(data)
    spelt = [meant[leaf] for leaf in written if leaf in meant] + [leaf.lower() for leaf in written]
    return spelt + (["false", "true"] if {"0", "1"} & set(written) else [])
