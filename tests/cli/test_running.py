"""``rompy run`` as a person meets it: what it prints, what it leaves, and with which status it ends."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from processes import command, environment, run


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "north-sea"
    place.mkdir()
    return place


def write(folder: Path, text: str) -> None:
    (folder / "backend.yml").write_text(text)


def rompy_run(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    write(folder, text)
    return run("rompy", "run", "--backend-config", "backend.yml", *options, cwd=folder)


def record(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return read


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def start(folder: Path, text: str, *options: str) -> subprocess.Popen[str]:
    write(folder, text)
    return subprocess.Popen(
        command("rompy", "run", "--backend-config", "backend.yml", *options),
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell that starts tests in the background has them ignore SIGINT
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )


class TestItsEnd:
    @pytest.mark.parametrize(
        ("text", "status", "state"),
        [
            ("type: local\ncommand: echo done\n", 0, "succeeded"),
            ("type: local\ncommand: exit 3\n", 3, "failed"),
            ("type: local\ncommand: kill -KILL $$\n", 137, "failed"),
            ("type: local\ncommand: /no/such/model\n", 127, "failed"),
            ("type: local\ncommand: /no/such/model\nshell: false\n", 125, "rejected"),
        ],
    )
    def test_is_told_by_the_status_and_the_record(self, folder: Path, text: str, status: int, state: str) -> None:
        assert rompy_run(folder, text).returncode == status
        assert record(folder)["outcome"]["state"] == state

    def test_a_failure_shows_the_last_lines_and_where_the_rest_is(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: seq 20; echo 'no \\033[31mgrid'; exit 3\n")
        said = done.stderr.splitlines()
        assert said[1].endswith("of north-sea: failed: the command ended with exit status 3")
        assert said[2] == f"  the last lines of {folder}/run.log"
        assert said[3:13] == [f"    | {number}" for number in range(12, 21)] + ["    | no grid"]
        assert said[-1].startswith("  more: rompy runs show ")

    def test_a_file_with_errors_is_shown_and_nothing_is_run(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: touch ran\ntimout: 60\n")
        assert done.returncode == 125
        assert "backend.yml:3:1" in done.stderr
        assert "backend.yml has errors, so nothing was run" in done.stderr
        assert sorted(path.name for path in folder.iterdir()) == ["backend.yml"]

    def test_paths_that_are_not_here_are_errors_before_the_run(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: 'true'\nworking_dir: gone\n")
        assert (done.returncode, "RMP201" in done.stderr) == (125, True)
        unlinted = rompy_run(folder, "type: local\ncommand: 'true'\nworking_dir: gone\n", "--no-lint")
        assert unlinted.returncode == 125
        assert f"{folder}/gone" in unlinted.stderr

    def test_warnings_stop_nothing(self, folder: Path) -> None:
        assert rompy_run(folder, "type: local\ncommand: 'false | true'\nenv_vars: {API_TOKEN: abc}\n").returncode == 0

    def test_quiet_says_nothing_of_a_success(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: echo done\n", "--quiet")
        assert (done.stdout, done.stderr) == ("", "")


class TestInterrupting:
    TEXT = "type: local\ncommand: \"trap 'echo bye; exit 0' TERM; echo up; sleep 300 & wait\"\n"

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_ends_the_model_gracefully(self, folder: Path, number: signal.Signals, status: int) -> None:
        started = start(folder, self.TEXT)
        wait_until(lambda: (folder / "run.log").exists() and "up" in (folder / "run.log").read_text())
        started.send_signal(number)
        _, said = started.communicate(timeout=60)
        assert started.returncode == status
        assert "cancelled" in said
        assert (folder / "run.log").read_text() == "up\nbye\n"
        assert record(folder)["outcome"]["stopped_by"] == number

    def test_twice_ends_it_at_once(self, folder: Path) -> None:
        started = start(folder, "type: local\ncommand: \"trap '' TERM; echo up; sleep 300\"\n", "--grace", "3600")
        wait_until(lambda: (folder / "run.log").exists() and "up" in (folder / "run.log").read_text())
        started.send_signal(signal.SIGINT)
        wait_until(lambda: record(folder)["phase"] == "stopping")
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=60)
        assert started.returncode == 130

    def test_after_rompy_was_killed_the_next_run_finds_nothing_in_its_way(self, folder: Path) -> None:
        started = start(folder, "type: local\ncommand: echo up; sleep 300\n")
        wait_until(lambda: (folder / "run.log").exists() and "up" in (folder / "run.log").read_text())
        first = record(folder)["token"]
        started.kill()
        started.communicate(timeout=60)
        assert rompy_run(folder, "type: local\ncommand: echo again\n").returncode == 0
        former = json.loads((folder / ".rompy" / first / "run.json").read_text())
        assert former["outcome"]["state"] in {"cancelled", "lost"}

    def test_a_workspace_in_use_is_refused(self, folder: Path) -> None:
        started = start(folder, "type: local\ncommand: echo up; sleep 300\n")
        wait_until(lambda: (folder / "run.log").exists() and "up" in (folder / "run.log").read_text())
        done = rompy_run(folder, "type: local\ncommand: echo again\n")
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=60)
        assert done.returncode == 125
        assert f"the workspace {folder} is in use" in done.stderr
        assert "rompy runs stop" in done.stderr


class TestWhatIsShown:
    def test_without_a_terminal_each_phase_is_a_line_and_the_output_is_in_the_log(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: echo wave\n")
        assert done.stdout == ""
        first, last = done.stderr.splitlines()
        assert first.endswith(" of north-sea: running")
        assert " of north-sea: succeeded in " in last
        assert (folder / "run.log").read_text() == "wave\n"

    def test_a_stream_is_the_output_and_nothing_else(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: echo wave; echo wind >&2\nstream_output: true\n")
        assert (done.stdout, (folder / "run.log").read_text()) == ("wave\nwind\n", "wave\nwind\n")
        asked = rompy_run(folder, "type: local\ncommand: echo wave\n", "--stream")
        assert asked.stdout == "wave\n"

    def test_a_reader_that_goes_away_ends_no_run(self, folder: Path) -> None:
        write(folder, "type: local\ncommand: for i in $(seq 20); do echo $i; sleep 0.1; done; touch ended\n")
        piped = f"{shlex.join(command('rompy', 'run', '--backend-config', 'backend.yml', '--stream'))} | head -n 1"
        words = ["bash", "-c", f"{piped}; echo ${{PIPESTATUS[0]}}"]
        done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=True)
        assert done.stdout == "1\n0\n"
        assert "nobody reads the output any more; the run goes on" in done.stderr
        assert (folder / "ended").exists()
        assert record(folder)["outcome"]["state"] == "succeeded"

    def test_output_that_is_not_captured_goes_where_rompys_goes(self, folder: Path) -> None:
        done = rompy_run(folder, "type: local\ncommand: echo wave; echo wind >&2\ncapture_output: false\n")
        assert done.stdout == "wave\n"
        assert "wind" in done.stderr.splitlines()
        assert not (folder / "run.log").exists()

    def test_on_a_terminal_a_line_shows_the_time_and_the_last_output(self, folder: Path) -> None:
        write(folder, "type: local\ncommand: for i in 1 2 3; do echo step $i; sleep 0.4; done\ntimeout: 600\n")
        shown = on_terminal(command("rompy", "run", "--backend-config", "backend.yml"), folder)
        assert "\r\x1b[Knorth-sea: running | 0:00 of 10:00 | step 1" in shown
        assert "step 3" in shown
        assert "succeeded in" in shown.rpartition("\r\x1b[K")[2]

    def test_secrets_are_in_no_file_no_line_and_no_command_line(self, folder: Path) -> None:
        text = "type: local\ncommand: sleep 1; ps -eww -o args\nenv_vars: {API_TOKEN: s3cret-value}\n"
        done = rompy_run(folder, text, "--stream")
        assert "sleep 1; ps" in done.stdout
        assert "s3cret-value" not in done.stdout + done.stderr
        found = [path for path in folder.rglob("*") if path.is_file() and "s3cret-value" in path.read_text()]
        assert found == [folder / "backend.yml"]
        assert record(folder)["config"]["env_vars"] == ["API_TOKEN"]


class TestModels:
    def test_a_model_runs_in_its_workspace(self, folder: Path) -> None:
        (folder / "model.yml").write_text("run_id: june\noutput_dir: out\nperiod: {start: 20230601, duration: 1d}\n")
        write(folder, "type: local\ncommand: pwd\n")
        done = run("rompy", "run", "model.yml", "--backend-config", "backend.yml", cwd=folder)
        assert done.returncode == 0
        assert (folder / "out" / "june" / "run.log").read_text() == f"{folder}/out/june\n"
        assert record(folder / "out" / "june")["run_id"] == "june"

    def test_what_is_generated_already_is_taken_as_it_is(self, folder: Path) -> None:
        (folder / "model.yml").write_text("run_id: june\nconfig: {model_type: swan, grid: {dx: 1}}\n")
        write(folder, "type: local\ncommand: cat INPUT\n")
        words = ("rompy", "run", "model.yml", "--backend-config", "backend.yml")
        ungenerated = run(*words, cwd=folder)
        assert ungenerated.returncode == 125
        assert "install the package that brings this model type" in ungenerated.stderr
        missing = run(*words, "--skip-generate", cwd=folder)
        assert (missing.returncode, "there is no workspace" in missing.stderr) == (125, True)
        (folder / "simulations" / "june").mkdir(parents=True)
        (folder / "simulations" / "june" / "INPUT").write_text("PROJECT\n")
        assert run(*words, "--skip-generate", cwd=folder).returncode == 0
        assert (folder / "simulations" / "june" / "run.log").read_text() == "PROJECT\n"

    @pytest.mark.parametrize(
        ("text", "found", "message"),
        [
            ("run_id: a/b\n", "RMP105", "model.yml:1:9: A run_id names a folder"),
            ("run_id: june\nperiod: {start: 20230601}\n", "RMP127", "model.yml:2:9: A period has two of start, end"),
            ("run_id: june\noutput_dirr: a\n", "RMP101", "model.yml:2:1: Extra inputs are not permitted"),
            ("- 1\n", "RMP103", "model.yml:1:1: this is no mapping"),
            ("run_id: june\nconfig: {model_type: base, template: gone}\n", "RMP205", "is no folder on this machine"),
        ],
    )
    def test_a_model_file_that_is_wrong_is_refused_with_what_is_found(
        self, folder: Path, text: str, found: str, message: str
    ) -> None:
        (folder / "model.yml").write_text(text)
        write(folder, "type: local\ncommand: pwd\n")
        before = sorted(folder.rglob("*"))
        words = ("rompy", "run", "model.yml", "--backend-config", "backend.yml")
        done = run(*words, cwd=folder)
        assert (done.returncode, f"error[{found} " in done.stderr) == (125, True)
        assert "model.yml has errors, so nothing was run or written" in done.stderr
        assert sorted(folder.rglob("*")) == before
        unlinted = run(*words, "--no-lint", cwd=folder)
        assert (unlinted.returncode, message in unlinted.stderr) == (125, True)

    def test_a_variable_without_a_value_is_told_with_its_place(self, folder: Path) -> None:
        (folder / "model.yml").write_text("run_id: ${NO_SUCH_NAME}\n")
        write(folder, "type: local\ncommand: pwd\n")
        done = run("rompy", "run", "model.yml", "--backend-config", "backend.yml", cwd=folder)
        assert done.returncode == 125
        assert "model.yml:1:9: the variable NO_SUCH_NAME is not set" in done.stderr

    def test_files_that_are_mixed_up_are_told_apart(self, folder: Path) -> None:
        (folder / "model.yml").write_text("run_id: june\noutput_dir: out\n")
        write(folder, "type: local\ncommand: pwd\n")
        done = run("rompy", "run", "backend.yml", "--backend-config", "model.yml", cwd=folder)
        assert (done.returncode, done.stderr) == (
            125,
            "Error: model.yml holds a model run, and a backend is expected\n",
        )
        done = run("rompy", "run", "backend.yml", "--backend-config", "backend.yml", cwd=folder)
        assert done.stderr == "Error: backend.yml holds a backend, and a model run or a pipeline is expected\n"

    def test_a_template_need_not_be_here_where_nothing_is_generated(self, folder: Path) -> None:
        (folder / "model.yml").write_text("run_id: june\noutput_dir: .\nconfig: {model_type: base, template: gone}\n")
        (folder / "june").mkdir()
        write(folder, "type: local\ncommand: pwd\n")
        words = ("rompy", "run", "model.yml", "--backend-config", "backend.yml")
        assert run(*words, "--skip-generate", cwd=folder).returncode == 0
        assert run(*words, cwd=folder).returncode == 125


@pytest.mark.parametrize(
    "options",
    [("--format", "json"), ("--skip-generate",), ("--grace", "-1"), ("--grace", "soon"), ("missing.yml",)],
)
def test_wrong_usage_ends_with_2(folder: Path, options: tuple[str, ...]) -> None:
    assert rompy_run(folder, "type: local\ncommand: 'true'\n", *options).returncode == 2


def on_terminal(words: list[str], folder: Path) -> str:
    """Run a command on a terminal of its own, and give all that it wrote there."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        words, cwd=folder, env=environment(TERM="xterm"), stdin=its, stdout=its, stderr=its
    ) as started:
        os.close(its)
        shown = b""
        while started.poll() is None or select.select([mine], [], [], 0)[0]:
            if select.select([mine], [], [], 0.2)[0]:
                try:
                    shown += os.read(mine, 4096)
                except OSError:
                    break
    os.close(mine)
    return shown.decode()
