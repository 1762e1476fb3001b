from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from processes import BIN, command, environment, run

GOOD = "type: local\ncommand: python run_model.py\n"
BAD = "type: local\ntimeout: 30\n"
OLD = "backend_type: local\ncommand: python run_model.py\n"
FOREIGN = "services:\n  web: {image: nginx}\n"
TEMPLATE = "{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "status"),
    [(GOOD, 0), (FOREIGN, 0), (BAD, 1), (OLD, 0), ("", 0)],
    ids=["good", "other", "bad", "old", "empty"],
)
def test_exit_status_tells_whether_there_are_errors(tmp_path: Path, text: str, status: int) -> None:
    assert run("rompy-lint", write(tmp_path / "a.yml", text)).returncode == status


def test_strict_counts_warnings_as_errors(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", OLD)
    assert run("rompy-lint", "--strict", tmp_path).returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["no-such-file.yml"],
        ["--format", "xml"],
        ["--stdin-filename", "a.yml"],
        ["--explain", "RMP000"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_why_on_standard_error(tmp_path: Path, arguments: list[str]) -> None:
    done = run("rompy-lint", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr


def test_a_fault_of_rompy_itself_ends_with_3_and_asks_to_report_it(tmp_path: Path) -> None:
    # a module of PyYAML's that cannot be imported stands for an installation that is broken
    write(tmp_path / "broken" / "yaml" / "__init__.py", "raise RuntimeError('half installed')\n")
    anchored = write(tmp_path / "a.yml", "type: local\ntimeout: &seconds 30\n")
    done = run("rompy-lint", anchored, variables={"PYTHONPATH": str(tmp_path / "broken")})
    assert done.returncode == 3
    assert "RuntimeError: half installed" in done.stderr
    assert done.stderr.endswith("Error: rompy-lint itself broke; please report this with the lines above.\n")


def _wait_until_it_waits(pid: int, pipe: int) -> None:
    """Wait until a process has read all of a pipe and sleeps, waiting for more."""
    is_waiting = False
    while not is_waiting:
        left = int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        assert state != "Z", "the command has ended"
        is_waiting = left == 0 and state == "S"
        time.sleep(0.01)


# what a shell starts in the background ignores interrupts, and hands that on to all it starts
HEEDING_INTERRUPTS = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux whether the process waits")
def test_an_interrupt_ends_with_130_and_without_a_traceback() -> None:
    # it waits for standard input, which stays open
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING_INTERRUPTS, *command("rompy-lint", "-")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(GOOD)
        process.stdin.flush()
        _wait_until_it_waits(process.pid, process.stdin.fileno())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        assert process.stdout is not None
        assert process.stderr is not None
        shown = process.stdout.read(), process.stderr.read().strip()
    assert (process.returncode, *shown) == (130, "", "Interrupted.")


def test_standard_input_has_a_name_whose_folder_is_where_paths_start(tmp_path: Path) -> None:
    (tmp_path / "configs" / "input").mkdir(parents=True)
    text = "type: local\nworking_dir: input\n"
    assert run("rompy-lint", "-", "--stdin-filename", "configs/draft.yml", cwd=tmp_path, text=text).returncode == 0
    done = run("rompy-lint", "-", "--stdin-filename", "draft.yml", cwd=tmp_path, text=text)
    assert done.returncode == 1
    assert "--> draft.yml:2:14" in done.stdout


def test_standard_input_without_a_name_starts_in_this_folder(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    done = run("rompy-lint", "-", cwd=tmp_path, text="type: local\nworking_dir: input\ntimeout: 1\n")
    assert done.returncode == 1
    assert "--> <stdin>:3:10" in done.stdout
    assert "Found 1 error:" in done.stdout


def test_standard_input_is_json_where_its_name_says_so(tmp_path: Path) -> None:
    text = '{"type": "local", }'
    assert run("rompy-lint", "-", "--stdin-filename", "a.json", cwd=tmp_path, text=text).returncode == 1
    assert run("rompy-lint", "-", "--stdin-filename", "a.yml", cwd=tmp_path, text=text).returncode == 0


def test_a_file_that_is_named_twice_is_linted_once(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.yml", BAD)
    done = run("rompy-lint", "sub/a.yml", "./sub/a.yml", tmp_path / "sub" / "a.yml", "sub", "sub/../sub", cwd=tmp_path)
    assert "Found 1 error: 1 backend in 1 file checked" in done.stdout


def test_without_paths_this_folder_is_linted(tmp_path: Path) -> None:
    write(tmp_path / "b.json", '{"type": "local"}')
    write(tmp_path / "sub" / "a.yaml", GOOD)
    write(tmp_path / "notes.txt", BAD)
    assert run("rompy-lint", cwd=tmp_path).stdout == "No problems: 2 backends in 2 files checked, no other files.\n"


def test_a_file_with_another_ending_is_linted_where_it_is_named(tmp_path: Path) -> None:
    assert run("rompy-lint", write(tmp_path / "backend.conf", BAD)).returncode == 1


def test_a_broken_file_is_passed_over_in_a_folder_unless_it_looks_like_a_backend(tmp_path: Path) -> None:
    write(tmp_path / "deployment.yml", TEMPLATE)
    assert (
        run("rompy-lint", tmp_path).stdout == "Nothing to check: 0 backends in 0 files checked, 1 other file skipped.\n"
    )
    write(tmp_path / "backend.yml", "type: local\ncommand: 'python run.py\n")
    assert "RMP001" in run("rompy-lint", tmp_path).stdout


def test_a_broken_file_that_is_named_is_a_finding_except_as_found(tmp_path: Path) -> None:
    file = write(tmp_path / "deployment.yml", TEMPLATE)
    assert run("rompy-lint", file).returncode == 1
    assert run("rompy-lint", "--as-found", file).returncode == 0


def test_names_with_blanks_and_of_every_script_are_shown_as_they_are(tmp_path: Path) -> None:
    name = "Küste 2024, 波浪.yml"
    write(tmp_path / name, BAD)
    assert f"--> {name}:2:10" in run("rompy-lint", name, cwd=tmp_path).stdout
    assert f"{name}:2:10: RMP104" in run("rompy-lint", "--format", "concise", cwd=tmp_path).stdout


@pytest.mark.parametrize("format_name", ["text", "concise", "json", "sarif"])
@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}], ids=["ascii", "C"])
def test_a_terminal_of_few_letters_does_not_break_it(
    tmp_path: Path, format_name: str, variables: dict[str, str]
) -> None:
    write(tmp_path / "Küste.yml", "type: local\ncommand: ./küste\ntimeout: 30\n")
    done = run("rompy-lint", "--format", format_name, cwd=tmp_path, variables=variables)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
@pytest.mark.parametrize("format_name", ["text", "concise", "json", "sarif"])
def test_a_name_that_is_no_text_does_not_break_it(tmp_path: Path, format_name: str) -> None:
    with open(os.fsencode(tmp_path) + b"/k\xfcste.yml", "wb") as stream:  # noqa: PTH123 - a Path is text
        stream.write(BAD.encode())
    done = run("rompy-lint", "--format", format_name, tmp_path)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_file_that_cannot_be_read_is_a_finding_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    done = run("rompy-lint", "loop.yml", cwd=tmp_path)
    assert done.returncode == 1
    assert "RMP009 unreadable-file" in done.stdout


def test_a_link_that_leads_nowhere_does_not_stop_the_search_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yml").symlink_to("gone.yml")
    write(tmp_path / "b.yml", BAD)
    done = run("rompy-lint", tmp_path)
    assert "Found 1 error: 1 backend in 1 file checked, 1 other file skipped." in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that opens and cannot be read")
def test_a_file_whose_reading_fails_is_a_finding() -> None:
    done = run("rompy-lint", "/proc/self/mem")
    assert done.returncode == 1
    assert "RMP009 unreadable-file" in done.stdout


def test_output_that_nobody_reads_on_is_no_fault(tmp_path: Path) -> None:
    for number in range(300):
        write(tmp_path / f"{number}.yml", BAD)
    pipeline = f"'{BIN / 'rompy-lint'}' . | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {pipeline}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("error[RMP104 out-of-range]")
    assert done.returncode == 1


def test_no_host_leaves_paths_unchecked(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.yml", "type: docker\nimage: swan\nvolumes: [/no/such/folder:/data]\nworking_dir: /none\n"
    )
    assert run("rompy-lint", file).returncode == 1
    assert run("rompy-lint", "--no-host", file).returncode == 0


def test_a_rule_is_explained_by_code_or_name_in_any_case() -> None:
    page = run("rompy-lint", "--explain", "RMP101").stdout
    assert page.startswith("RMP101 unknown-field (error)\n\n")
    assert run("rompy-lint", "--explain", "Unknown-Field").stdout == page
    assert run("rompy-lint", "--explain", "rmp101").stdout == page


def test_the_list_of_rules_has_one_line_a_rule() -> None:
    lines = run("rompy-lint", "--rules").stdout.splitlines()
    assert lines == sorted(lines)
    assert all(line.startswith("RMP") for line in lines)


def test_rompy_lint_and_rompy_lint_as_a_command_of_rompy_are_the_same(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", BAD)
    assert run("rompy", "lint", cwd=tmp_path).stdout == run("rompy-lint", cwd=tmp_path).stdout


@pytest.mark.parametrize("name", ["rompy", "rompy-lint"])
def test_commands_say_their_version(name: str) -> None:
    from rompy import __version__  # noqa: PLC0415 - only here

    assert run(name, "--version").stdout == f"{name}, version {__version__}\n"
    assert run(name, "-h").stdout == run(name, "--help").stdout


COLOURED = "\x1b["


@pytest.mark.parametrize(
    ("variables", "is_coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "", "TERM": "xterm"}, False),
    ],
    ids=str,
)
def test_colours_in_a_pipe_are_only_there_where_they_are_forced(
    tmp_path: Path, variables: dict[str, str], is_coloured: bool
) -> None:
    write(tmp_path / "a.yml", BAD)
    assert (COLOURED in run("rompy-lint", tmp_path, variables=variables).stdout) is is_coloured


@pytest.mark.parametrize(
    ("variables", "is_coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
    ids=str,
)
def test_a_terminal_gets_colours_unless_it_is_dumb_or_they_are_refused(
    tmp_path: Path, variables: dict[str, str], is_coloured: bool
) -> None:
    write(tmp_path / "a.yml", BAD)
    near, far = os.openpty()
    with subprocess.Popen(
        command("rompy-lint", tmp_path), stdout=far, stdin=subprocess.DEVNULL, env=environment(**variables)
    ) as process:
        process.wait(timeout=60)
    os.close(far)
    shown = os.read(near, 65536).decode()
    os.close(near)
    assert "RMP104" in shown
    assert (COLOURED in shown) is is_coloured


@pytest.mark.parametrize("format_name", ["json", "sarif"])
def test_formats_for_programs_have_no_colours(tmp_path: Path, format_name: str) -> None:
    write(tmp_path / "a.yml", BAD)
    done = run("rompy-lint", "--format", format_name, tmp_path, variables={"FORCE_COLOR": "1"})
    assert COLOURED not in done.stdout


def test_files_are_held_to_a_kind(tmp_path: Path) -> None:
    (tmp_path / "model.yml").write_text("run_id: june\n")
    assert "1 other file skipped" in run("rompy-lint", "--isolated", tmp_path).stdout
    held = run("rompy-lint", "--isolated", "--kind", "model-run", tmp_path)
    assert held.stdout == "No problems: 1 model run in 1 file checked, no other files.\n"
    assert run("rompy-lint", "--isolated", "--kind", "backend", tmp_path).returncode == 1
