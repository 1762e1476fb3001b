"""``rompy generate``, ``pipeline``, ``postprocess`` and ``validate`` as a person meets them."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from textwrap import dedent

import pytest

from packages import install
from processes import command, environment, run

PIPELINE = """
    config:
      run_id: june
      output_dir: out
      period: {start: 20230601, duration: 1d}
      config: {model_type: base, template: template}
    backend:
      type: local
      command: cat input.txt
    postprocessor:
      type: noop
"""
TEMPLATE = "{{ runtime.run_id }} from {{ runtime.period.start }}\n"
STATISTICS = '''
    """A postprocessor that counts lines, as slowly as it is asked to."""

    import time
    from typing import Literal
    from rompy.postprocess import BasePostprocessorConfig

    class StatisticsConfig(BasePostprocessorConfig):
        type: Literal["statistics"] = "statistics"
        seconds: int = 0

        def get_postprocessor_class(self):
            return Statistics

    class Statistics:
        def process(self, model_run, *, seconds=0):
            (model_run.workspace / "begun").touch()
            time.sleep(seconds)
            lines = (model_run.workspace / "run.log").read_text().splitlines()
            return {"success": len(lines) == 1, "message": f"{len(lines)} lines", "lines": len(lines)}
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    points = {"statistics": "statisticspackage:StatisticsConfig", "gone": "nopackage:Config"}
    install(site, "statistics", {"rompy.postprocess.config": points}, statisticspackage=STATISTICS)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    place = tmp_path / "waves"
    (place / "template").mkdir(parents=True)
    (place / "template" / "input.txt").write_text(TEMPLATE)
    write(place, PIPELINE)
    return place


def write(folder: Path, text: str, name: str = "pipeline.yml") -> None:
    (folder / name).write_text(dedent(text))


def rompy(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run("rompy", *words, cwd=folder)


class TestPipeline:
    def test_generates_runs_and_postprocesses(self, folder: Path) -> None:
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert done.returncode == 0
        said = [line for line in done.stderr.splitlines() if not line[:2].isdigit()]
        stages = ["generate:", "run:", "postprocess:"]
        assert said == [*stages, "pipeline of june: generate, run, postprocess ended well"]
        assert (folder / "out" / "june" / "run.log").read_text() == "june from 2023-06-01 00:00:00\n"

    def test_ends_with_the_status_of_the_stage_that_fails(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("cat input.txt", "exit 3"))
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert (done.returncode, "postprocess:" in done.stderr) == (3, False)
        assert "Error: the pipeline of june ended at the stage 'run'" in done.stderr
        assert "the command ended with exit status 3" in done.stderr

    def test_ends_with_125_where_nothing_could_be_generated(self, folder: Path) -> None:
        (folder / "out" / "june").mkdir(parents=True)
        (folder / "out" / "june" / "input.txt").write_text("mine")
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert (done.returncode, "would be written over" in done.stderr) == (125, True)

    def test_ends_where_the_postprocessor_fails(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("type: noop", "type: statistics").replace("cat input.txt", "seq 3"))
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert (done.returncode, "at the stage 'postprocess'" in done.stderr) == (1, True)

    def test_takes_other_files_for_its_sections(self, folder: Path) -> None:
        write(folder, "type: local\ncommand: seq 2\n", "seq.yml")
        write(folder, "type: statistics\n", "statistics.yml")
        words = ("pipeline", "pipeline.yml", "--backend-config", "seq.yml", "--processor-config", "statistics.yml")
        assert rompy(folder, *words).returncode == 1
        write(folder, "type: local\ncommand: seq 1\n", "seq.yml")
        assert rompy(folder, *words).returncode == 0

    def test_with_errors_in_any_section_runs_nothing(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("duration: 1d", "duration: 1 fortnight"))
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert (done.returncode, "RMP105" in done.stderr, (folder / "out").exists()) == (125, True, False)
        unlinted = rompy(folder, "pipeline", "pipeline.yml", "--no-lint")
        assert (unlinted.returncode, "pipeline.yml:5:39: This is no duration" in unlinted.stderr) == (125, True)

    def test_needs_the_package_of_its_postprocessor(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("type: noop", "type: ww3_transfer"))
        done = rompy(folder, "pipeline", "pipeline.yml")
        assert done.returncode == 125
        assert "pipeline.yml:11:9: no postprocessor type is called 'ww3_transfer'" in done.stderr

    def test_is_interrupted_in_any_stage(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("type: noop", "type: statistics\n      seconds: 300"))
        words = command("rompy", "pipeline", "pipeline.yml", "--quiet")
        with subprocess.Popen(words, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True) as started:
            deadline = time.monotonic() + 60
            while not (folder / "out" / "june" / "begun").exists():
                assert started.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            started.send_signal(signal.SIGTERM)
            _, said = started.communicate(timeout=60)
        assert (started.returncode, "at the stage 'postprocess'" in said) == (143, True)


class TestRun:
    def test_runs_the_model_of_a_pipeline_with_its_backend_and_nothing_after(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("type: noop", "type: ww3_transfer"))
        assert rompy(folder, "run", "pipeline.yml").returncode == 0
        assert (folder / "out" / "june" / "run.log").is_file()
        assert not (folder / "out" / "june" / ".rompy" / "postprocess").exists()

    def test_runs_it_with_another_backend(self, folder: Path) -> None:
        write(folder, "type: local\ncommand: echo other\n", "other.yml")
        assert rompy(folder, "run", "pipeline.yml", "--backend-config", "other.yml").returncode == 0
        assert (folder / "out" / "june" / "run.log").read_text() == "other\n"

    def test_does_not_mind_what_is_wrong_with_sections_that_it_does_not_use(self, folder: Path) -> None:
        write(folder, "type: local\ncommand: echo other\n", "other.yml")
        write(folder, PIPELINE.replace("command: cat", "working_dir: gone\n      command: cat").replace("noop", "nop"))
        assert "RMP201" in rompy(folder, "run", "pipeline.yml").stderr
        assert rompy(folder, "run", "pipeline.yml", "--backend-config", "other.yml").returncode == 0

    def test_shows_what_it_would_run(self, folder: Path) -> None:
        assert "cat input.txt" in rompy(folder, "run", "pipeline.yml", "--dry-run").stdout

    def test_of_a_model_needs_a_backend(self, folder: Path) -> None:
        write(folder, "run_id: june\n", "model.yml")
        done = rompy(folder, "run", "model.yml")
        assert (done.returncode, "model.yml holds a model run, and does not say" in done.stderr) == (2, True)
        assert rompy(folder, "run").returncode == 2


class TestGenerate:
    def test_writes_the_files_of_a_model_or_of_a_pipeline(self, folder: Path) -> None:
        done = rompy(folder, "generate", "pipeline.yml")
        assert (done.returncode, done.stdout) == (0, f"Generated 1 file in {folder}/out/june\n")
        assert (folder / "out" / "june" / "input.txt").read_text().startswith("june from 2023-06-01")

    def test_writes_them_elsewhere(self, folder: Path) -> None:
        done = rompy(folder, "generate", "pipeline.yml", "--output-dir", "there", "--quiet")
        assert done.stdout == f"{folder}/there/june\n"
        assert (folder / "there" / "june" / "input.txt").is_file()

    def test_says_why_it_cannot(self, folder: Path) -> None:
        write(folder, "run_id: june\nperiod: {start: 20230601}\n", "model.yml")
        done = rompy(folder, "generate", "model.yml")
        assert (done.returncode, "error[RMP127 incomplete-period]" in done.stderr) == (125, True)
        assert " --> model.yml:2:9" in done.stderr
        done = rompy(folder, "generate", "model.yml", "--no-lint")
        assert (done.returncode, "model.yml:2:9: A period has two of" in done.stderr) == (125, True)

    def test_looks_at_the_model_of_a_pipeline_and_at_nothing_else(self, folder: Path) -> None:
        write(folder, PIPELINE.replace("type: local", "type: loca").replace("type: noop", "type: noo"))
        assert rompy(folder, "generate", "pipeline.yml").returncode == 0
        write(folder, PIPELINE.replace("run_id: june", "run_id: a/b"))
        done = rompy(folder, "generate", "pipeline.yml")
        assert (done.returncode, "pipeline.yml:3:11" in done.stderr) == (125, True)


class TestPostprocess:
    def test_prints_what_the_postprocessor_returns(self, folder: Path) -> None:
        assert rompy(folder, "run", "pipeline.yml").returncode == 0
        write(folder, "type: statistics\n", "statistics.yml")
        done = rompy(folder, "postprocess", "pipeline.yml", "--processor-config", "statistics.yml")
        told = json.loads(done.stdout)
        assert (done.returncode, told["lines"], told["success"]) == (0, 1, True)
        assert rompy(folder, "postprocess", "pipeline.yml", "-q").returncode == 0

    def test_fails_where_it_fails(self, folder: Path) -> None:
        write(folder, "type: statistics\n", "statistics.yml")
        done = rompy(folder, "postprocess", "pipeline.yml", "--processor-config", "statistics.yml")
        assert (done.returncode, json.loads(done.stdout)["success"]) == (1, False)
        assert "FileNotFoundError" in done.stderr

    def test_says_that_a_plugin_is_broken(self, folder: Path) -> None:
        write(folder, "type: gone\n", "gone.yml")
        done = rompy(folder, "postprocess", "pipeline.yml", "--processor-config", "gone.yml", "--no-lint")
        assert done.returncode == 125
        assert "gone.yml:1:7: the postprocessor 'gone' of statistics 1.0 cannot be loaded" in done.stderr
        assert "RMP123" in rompy(folder, "postprocess", "pipeline.yml", "--processor-config", "gone.yml").stderr

    def test_refuses_a_model_with_errors_but_for_its_template(self, folder: Path) -> None:
        assert rompy(folder, "run", "pipeline.yml").returncode == 0
        write(folder, PIPELINE.replace("template: template", "template: gone"))
        assert rompy(folder, "postprocess", "pipeline.yml").returncode == 0
        write(folder, PIPELINE.replace("duration: 1d", "duration: soon"))
        write(folder, "type: noop\n", "noop.yml")
        for options in ((), ("--processor-config", "noop.yml")):
            done = rompy(folder, "postprocess", "pipeline.yml", *options)
            assert (done.returncode, "error[RMP105 " in done.stderr) == (125, True)

    def test_of_a_model_run_needs_a_postprocessor(self, folder: Path) -> None:
        write(folder, "run_id: june\n", "model.yml")
        assert rompy(folder, "postprocess", "model.yml").returncode == 2


class TestValidate:
    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            (PIPELINE, 0, "a valid pipeline"),
            ("type: local\ncommand: pwd\n", 0, "a valid backend"),
            ("type: noop\n", 0, "a valid postprocessor"),
            ("run_id: june\nperiod: {start: 20230601, duration: 1d}\n", 0, "a valid model run"),
            ("run_id: june\n", 0, "a valid model run"),
            ("run_id: june\nperiod: {start: 20230601}\n", 1, "a NOT valid model run"),
            ("type: local\n---\ntype: noop\n", 0, "1 backend, 1 postprocessor, valid"),
            ("hello: world\n", 1, "a NOT valid backend"),
        ],
    )
    def test_says_what_a_file_is(self, folder: Path, text: str, status: int, said: str) -> None:
        write(folder, text, "file.yml")
        done = rompy(folder, "validate", "file.yml")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (status, f"file.yml: {said}")

    def test_holds_a_file_to_a_kind(self, folder: Path) -> None:
        done = rompy(folder, "validate", "pipeline.yml", "--kind", "model-run")
        assert (done.returncode, "A model run has no field 'backend'" in done.stdout) == (1, True)

    def test_says_which_config_it_did_not_read(self, folder: Path) -> None:
        write(folder, "run_id: june\nconfig: {model_type: swan}\n", "model.yml")
        done = rompy(folder, "validate", "model.yml")
        assert done.stdout.splitlines() == [
            "The config of model type 'swan' was not checked: no installed package brings it.",
            "model.yml: a valid model run",
        ]


def test_a_file_of_another_kind_is_no_backend(folder: Path) -> None:
    write(folder, "run_id: june\nperiod: {start: 20230601, duration: 1d}\n", "model.yml")
    done = rompy(folder, "backends", "validate", "model.yml")
    assert (done.returncode, "this is a model run, and a backend is expected" in done.stderr) == (2, True)
