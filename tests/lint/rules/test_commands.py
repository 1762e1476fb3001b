"""Rules about what a command does to the shell, or without one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.lint.shellwords import read_command
from rulecases import check, findings, fixed


def block(command: str, *, kind: str = "local", more: str = "") -> str:
    lines = "".join(f"  {line}\n" for line in command.split("\n"))
    return f"type: {kind}\n{more}command: |\n{lines}"


WITHOUT_SHELL = [
    "a | b", "a && b", "a || b", "a; b", "a > b", "a >b", "a 2>&1", "a < b", "a &", "(a)", "ls *.nc", "echo $HOME",
    'echo "$HOME"', "echo ${HOME}", "echo $(date)", "echo `date`", "OMP_NUM_THREADS=4 swan", "a 2> b",
]  # fmt: skip
PLAIN = [
    "swan", "swan --title 'wind > 10'", 'swan "a | b"', "find . -name '*.nc'", "fetch http://x?a=1&b=2", "swan a=b",
    "swan \\$HOME", "swan '$HOME'", "swan --filter=a>b", "swan 5$", "swan '`'", "",
]  # fmt: skip


@pytest.mark.parametrize("command", WITHOUT_SHELL)
def test_what_only_a_shell_does_is_found_without_one(command: str, tmp_path: Path) -> None:
    assert len(findings("RMP117", block(command, more="shell: false\n"), tmp_path)) == 1
    assert not findings("RMP117", block(command), tmp_path)


@pytest.mark.parametrize("command", PLAIN)
def test_a_plain_command_needs_no_shell(command: str, tmp_path: Path) -> None:
    assert not findings("RMP117", block(command, more="shell: false\n"), tmp_path)


def test_the_fix_asks_for_a_shell(tmp_path: Path) -> None:
    before = "type: local\ncommand: a | b\nshell: false # fast\n"
    assert fixed("RMP117", before, tmp_path) == before.replace("false", "true")
    assert fixed("RMP117", before, tmp_path, unsafe=False) == before
    check("RMP117", "type: local\ncommand: a | b\nshell: ${S}\n", tmp_path)
    check("RMP117", "type: local\ncommand: a | b\nshell: 'false'\n", tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("command: cd /run && ./swan # x\n", 'working_dir: /run\ncommand: "./swan" # x\n'),
        ("command: 'cd \"/run\"; ./swan'\n", "working_dir: /run\ncommand: './swan'\n"),
        ("command: |\n  cd /run\n  ./swan\n", None),
    ],
)
def test_a_cd_becomes_the_working_directory(before: str, after: str | None, tmp_path: Path) -> None:
    assert findings("RMP118", f"type: local\n{before}", tmp_path)
    mended = f"type: local\n{(after or before).replace(chr(34) + './swan' + chr(34), './swan')}"
    assert fixed("RMP118", f"type: local\n{before}", tmp_path) == mended


@pytest.mark.parametrize(
    "text",
    [
        "command: cd run && ./swan\n",
        "command: cd $RUN && ./swan\n",
        "command: cd /run\n",
        "command: cd /run && ./swan\nworking_dir: /x\n",
        "command: cd /run && ./swan\nshell: false\n",
        "command: cdo /run && ./swan\n",
    ],
)
def test_another_cd_is_left_alone(text: str, tmp_path: Path) -> None:
    assert not findings("RMP118", f"type: local\n{text}", tmp_path)


OPEN = ["echo 'a", 'echo "a', "echo don't", "echo a 'b\nc", "echo \"it's", "echo 'it''s''"]
CLOSED = [
    "echo 'a' \"b\"", "echo don\\'t", "swan # don't wait", "swan\n# it's\nswan", 'echo "it\'s"', "echo 'say \"hi'",
    "a#'b'",
    "cat <<E\nit's\nE", 'echo "$(echo ")\'")"', "echo ${x#\"'\"}", 'echo "a\\"b"', "echo \\\\", "echo 'a\\'",
]  # fmt: skip


@pytest.mark.parametrize("command", OPEN)
@pytest.mark.parametrize("kind", ["local", "slurm"])
def test_an_open_quote_is_found(command: str, kind: str, tmp_path: Path) -> None:
    assert len(findings("RMP120", block(command, kind=kind), tmp_path)) == 1


@pytest.mark.parametrize("command", CLOSED)
def test_closed_quotes_and_apostrophes_of_comments_are_left_alone(command: str, tmp_path: Path) -> None:
    assert not findings("RMP120", block(command), tmp_path)


def test_without_a_shell_an_apostrophe_in_a_comment_opens_a_quote(tmp_path: Path) -> None:
    check("RMP120", 'type: local\nshell: false\ncommand: "swan # don\'t"  # expect: RMP120\n', tmp_path)
    check("RMP120", "type: local\nshell: false\ncommand: 'swan \\'  # expect: RMP120\n", tmp_path)
    check("RMP120", 'type: local\nshell: ${S}\ncommand: "swan \'x"\n', tmp_path)


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab '\"\\#\n=-./", max_size=14))
def test_an_open_quote_is_one_to_the_shell_too(command: str) -> None:
    reading = read_command(command)
    # -n reads the command and runs nothing of it
    read = subprocess.run(["sh", "-n"], input=f"{command}\n", capture_output=True, check=False, text=True)
    if reading.is_sure:
        assert (reading.unclosed is not None) == ("nterminated" in read.stderr or "unexpected EOF" in read.stderr)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'./swan > log 2>&1 &' # x", "'./swan > log 2>&1' # x"),
        ("'./wind & ./waves &'", "'./wind & ./waves & wait'"),
        ("'nohup ./swan & '", "'nohup ./swan'"),
    ],
)
def test_a_command_in_the_background_is_found(before: str, after: str, tmp_path: Path) -> None:
    for kind in ("local", "slurm"):
        text = f"type: {kind}\ncommand: {before}\n"
        assert findings("RMP121", text, tmp_path)
        assert fixed("RMP121", text, tmp_path) == f"type: {kind}\ncommand: {after}\n"
        assert fixed("RMP121", text, tmp_path, unsafe=False) == text


@pytest.mark.parametrize(
    "command", ["a & b", "a & wait", "a && b", "a '&'", "a # &", "a 2>&1", "a \\&", "(a &)", "a &\nwait"]
)
def test_a_command_that_is_waited_for_is_left_alone(command: str, tmp_path: Path) -> None:
    assert not findings("RMP121", block(command), tmp_path)


HIDDEN = [
    "swan | tee log", "swan 2>&1 | tee -a log", "swan |& tee log", "swan; echo done", "swan ; true",
    "cd x\nswan\necho done",
    "swan | tee log > /dev/null", "srun a; echo b;", "swan; echo done 2>&1", "a && swan; date",
]  # fmt: skip
SHOWN = [
    "swan", "swan | grep x", "swan && echo done", "swan || true", "set -e\nswan\necho done",
    "set -o pipefail; a | tee b",
    "swan; echo $?", "echo a; echo b", "echo done", "bash -ec 'a'; echo b", "set -euo pipefail\na | tee b", "a; b",
    "echo start\nswan", "trap x EXIT; a; echo b", "if a; then b; else c; fi", "a; echo $(b)", "bash -c 'a; echo b'",
    "swan > log # | tee log", "a | tee b | grep c",
]  # fmt: skip


@pytest.mark.parametrize("command", HIDDEN)
def test_an_end_that_always_succeeds_is_found(command: str, tmp_path: Path) -> None:
    assert len(findings("RMP122", block(command), tmp_path)) == 1
    assert not findings("RMP122", block(command, more="shell: false\n"), tmp_path)


@pytest.mark.parametrize("command", SHOWN)
def test_an_end_that_fails_with_the_model_is_left_alone(command: str, tmp_path: Path) -> None:
    assert not findings("RMP122", block(command), tmp_path)


@pytest.mark.parametrize("code", ["RMP117", "RMP118", "RMP120", "RMP121", "RMP122"])
def test_a_command_that_is_none_is_another_rules_finding(code: str, tmp_path: Path) -> None:
    for command in ("5", "null", "[a, '&']", "{a: '&'}", "''", "no"):
        assert not findings(code, f"type: local\ncommand: {command}\n", tmp_path)
