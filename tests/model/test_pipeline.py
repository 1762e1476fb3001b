"""Pipelines: loaded from files in new spellings and old, and carried out up to the first stage that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from rompy.backends import LocalConfig
from rompy.errors import BackendFileError, RompyError, TemplateError
from rompy.model import ModelRun, Pipeline
from rompy.postprocess import BasePostprocessorConfig, NoopPostprocessorConfig

NEW = """
config:
  run_id: june
  output_dir: out
  period: {start: 20230601, duration: 1d}
backend:
  type: local
  command: echo waves
postprocessor:
  type: noop
"""
OLD = """
pipeline_backend: local
model_run:
  run_id: june
  output_dir: out
  period: {start: 20230601, duration: 1d}
run_backend:
  backend_type: local
  command: echo waves
postprocessing:
  processor: noop
"""


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def write(folder: Path, text: str, name: str = "pipeline.yml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


class TestFiles:
    @pytest.mark.parametrize("text", [NEW, OLD])
    def test_are_read_in_new_spellings_and_old(self, tmp_path: Path, text: str) -> None:
        found = Pipeline.from_file(write(tmp_path, text))
        assert (found.model.run_id, found.model.output_dir) == ("june", tmp_path / "out")
        assert (found.backend, found.postprocessor) == (LocalConfig(command="echo waves"), NoopPostprocessorConfig())

    def test_take_sections_from_included_files_with_paths_from_their_folders(self, tmp_path: Path) -> None:
        write(tmp_path, "run_id: june\noutput_dir: out\nconfig: {template: swan}\n", "models/june.yml")
        write(tmp_path, "type: local\nworking_dir: .\ncommand: pwd\n", "backends/local.yml")
        text = "config: !include models/june.yml\nbackend: !include backends/local.yml\npostprocessor: {type: noop}\n"
        found = Pipeline.from_file(write(tmp_path, text))
        assert found.model.output_dir == tmp_path / "models" / "out"
        assert found.model.config.template == str(tmp_path / "models" / "swan")
        assert found.backend.working_dir == tmp_path / "backends"

    def test_of_others_stand_in_for_sections(self, tmp_path: Path) -> None:
        backend = write(tmp_path, "type: local\ncommand: echo tides\n", "local.yml")
        processor = write(tmp_path, "type: noop\nvalidate_outputs: false\n", "noop.yml")
        found = Pipeline.from_file(write(tmp_path, NEW), backend=backend, postprocessor=processor)
        assert found.backend == LocalConfig(command="echo tides")
        assert found.postprocessor == NoopPostprocessorConfig(validate_outputs=False)

    def test_of_model_runs_do_where_others_give_the_rest(self, tmp_path: Path) -> None:
        backend = write(tmp_path, "type: local\ncommand: echo tides\n", "local.yml")
        processor = write(tmp_path, "type: noop\n", "noop.yml")
        model = write(tmp_path, "run_id: june\n", "model.yml")
        assert Pipeline.from_file(model, backend=backend, postprocessor=processor).model.run_id == "june"

    def test_have_templates(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = NEW.replace("june", "${RUN}").replace("echo waves", "echo waves\n  timeout: ${TIME:-60}")
        path = write(tmp_path, text)
        with pytest.raises(TemplateError, match=r"pipeline.yml:3:11: .*RUN is not set"):
            Pipeline.from_file(path)
        monkeypatch.setenv("RUN", "july")
        found = Pipeline.from_file(path)
        assert (found.model.run_id, found.backend.timeout) == ("july", 60)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("backend:", "bakend:", "7:1: there is no|6:1: a pipeline has no section 'bakend'"),
            ("postprocessor:\n  type: noop\n", "", r"2:1: there is no 'postprocessor' section: add it, or use --proc"),
            ("type: noop", "type: nop", r"10:9: no postprocessor type is called 'nop'; did you mean noop"),
            ("type: local", "type: loca", "7:9: no backend type is called 'loca'; did you mean local"),
            ("  type: noop", "  validate_outputs: true", "10:3: no 'type' says which postprocessor this is: noop"),
            ("  type: noop", "- noop", "10:1: this is no mapping, and a postprocessor is one"),
            ("config:", "pipeline_backend: prax\nconfig:", "2:19: rompy carries out pipelines itself"),
        ],
    )
    def test_that_are_wrong_are_told_with_the_place(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        with pytest.raises(BackendFileError, match=message):
            Pipeline.from_file(write(tmp_path, NEW.replace(old, new)))

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("  command: echo waves", "  timeout: 5", "pipeline.yml:8:12: Input should be greater than"),
            ("  type: noop", "  type: noop\n  validate: 1", "pipeline.yml:11:3: Extra inputs"),
            ("duration: 1d", "duration: soon", "pipeline.yml:5:39: This is no duration"),
        ],
    )
    def test_with_wrong_fields_say_where(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        with pytest.raises(ValidationError) as told:
            Pipeline.from_file(write(tmp_path, NEW.replace(old, new)))
        assert message in "\n".join(told.value.__notes__)


class Sum:
    def process(self, model_run: Any, *, fails: bool = False) -> dict[str, Any]:
        (model_run.workspace / "sum").touch()
        return {"success": not fails, "message": "summed up"}


class SumConfig(BasePostprocessorConfig):
    type: Literal["sum"] = "sum"
    fails: bool = False

    def get_postprocessor_class(self) -> Any:
        return Sum


class Unwritable:
    """A model of a package that fails."""

    model_type = "unwritable"

    def render(self, context: Any, folder: Path) -> None:
        raise LookupError("no bathymetry")


class TestStages:
    def model(self, folder: Path, **fields: Any) -> ModelRun:
        return ModelRun(run_id="june", output_dir=folder / "out", **fields)

    def test_follow_each_other(self, tmp_path: Path) -> None:
        done = self.model(tmp_path).pipeline(backend_config=LocalConfig(command="echo waves"), processor=SumConfig())
        assert (done["success"], done["stages_completed"]) == (True, ["generate", "run", "postprocess"])
        assert (done["backend"], done["processor"], done["run_success"]) == ("local", "sum", True)
        assert done["staging_dir"] == str(tmp_path / "out" / "june")
        assert (tmp_path / "out" / "june" / "sum").is_file()

    @pytest.mark.parametrize(
        ("command", "fails", "config", "completed", "stage", "message"),
        [
            ("exit 3", False, None, ["generate"], "run", "failed: the command ended with exit status 3"),
            ("'true'", True, None, ["generate", "run"], "postprocess", "failed: summed up"),
            ("'true'", False, Unwritable(), [], "generate", "'unwritable' failed to write the files: LookupError"),
        ],
    )
    def test_end_with_the_first_that_fails(
        self,
        tmp_path: Path,
        command: str,
        fails: bool,
        config: object,
        completed: list[str],
        stage: str,
        message: str,
    ) -> None:
        model = self.model(tmp_path) if config is None else self.model(tmp_path, config=config)
        done = model.pipeline(backend_config=LocalConfig(command=command), processor=SumConfig(fails=fails))
        assert (done["success"], done["stages_completed"], done["stage"]) == (False, completed, stage)
        assert message in done["message"]
        assert (tmp_path / "out" / "june" / "sum").exists() == (stage == "postprocess")

    def test_hand_options_to_the_postprocessor(self, tmp_path: Path) -> None:
        done = self.model(tmp_path).pipeline(
            backend_config=LocalConfig(command="'true'"), processor=SumConfig(), process_kwargs={"fails": True}
        )
        assert done["success"] is False

    def test_are_carried_out_by_rompy_alone(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="no pipeline backend is called 'prax'"):
            self.model(tmp_path).pipeline("prax", backend_config=LocalConfig(command="a"), processor=SumConfig())

    def test_need_configs(self, tmp_path: Path) -> None:
        with pytest.raises(TypeError, match="a BaseBackendConfig here, and not a dict"):
            self.model(tmp_path).pipeline(backend_config={}, processor=SumConfig())  # type: ignore[arg-type]


def test_what_a_pipeline_cannot_begin_is_an_error_of_rompy() -> None:
    assert issubclass(BackendFileError, RompyError)
