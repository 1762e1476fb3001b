"""Postprocessors run in a process of their own: their time, variables and folder hold."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError

from rompy.backends import LocalConfig
from rompy.model import ModelRun
from rompy.postprocess import BasePostprocessorConfig, NoopPostprocessorConfig


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelRun:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    run = ModelRun(run_id="june", output_dir=tmp_path / "out")
    run.generate()
    return run


class Statistics:
    """Writes down where it ran and with what."""

    def process(self, model_run: ModelRun, *, quantity: str = "hs", crash: bool = False) -> dict[str, Any]:
        if crash:
            sys.stdout.write("looking for waves\n")
            raise LookupError("no waves")
        told = {"folder": str(Path.cwd()), "level": os.environ.get("LEVEL"), "quantity": quantity, "pid": os.getpid()}
        (model_run.workspace / "statistics.json").write_text(json.dumps(told))
        return {"success": quantity != "none", "message": f"{quantity} done", "files": ["statistics.json"]}


class StatisticsConfig(BasePostprocessorConfig):
    type: Literal["statistics"] = "statistics"
    quantity: str = Field("hs", description="What is counted")
    crash: bool = False

    def get_postprocessor_class(self) -> Any:
        return Statistics


def test_the_one_that_does_nothing_looks_for_the_workspace(model: ModelRun) -> None:
    done = model.postprocess(NoopPostprocessorConfig())
    assert (done["success"], done["message"], done["output_dir"]) == (True, "Nothing to do", str(model.workspace))


def test_missing_output_is_no_success(model: ModelRun, tmp_path: Path) -> None:
    done = model.postprocess(NoopPostprocessorConfig(), output_dir=tmp_path / "gone")
    assert (done["success"], "There is no output" in done["message"]) == (False, True)
    skipped = model.postprocess(NoopPostprocessorConfig(validate_outputs=False), output_dir=tmp_path / "gone")
    assert skipped["success"] is True


def test_its_fields_variables_and_folder_reach_it_in_a_process_of_its_own(model: ModelRun, tmp_path: Path) -> None:
    config = StatisticsConfig(quantity="tp", env_vars={"LEVEL": "high"}, working_dir=tmp_path)
    done = model.postprocess(config)
    told = json.loads((model.workspace / "statistics.json").read_text())
    assert (done["success"], done["files"]) == (True, ["statistics.json"])
    assert (told["folder"], told["level"], told["quantity"]) == (str(tmp_path), "high", "tp")
    assert told["pid"] != os.getpid()
    assert "LEVEL" not in os.environ


def test_a_crash_is_told_and_its_traceback_is_in_the_log(model: ModelRun) -> None:
    done = model.postprocess(StatisticsConfig(crash=True))
    assert (done["success"], done["state"]) == (False, "failed")
    log = (model.workspace / ".rompy" / "postprocess" / "run.log").read_text()
    assert "looking for waves" in log
    assert "LookupError: no waves" in log


def test_what_says_that_it_failed_has_failed(model: ModelRun) -> None:
    done = model.postprocess(StatisticsConfig(), quantity="none")
    assert (done["success"], done["message"]) == (False, "none done")


def test_the_record_of_the_models_own_run_stays(model: ModelRun) -> None:
    assert model.run(LocalConfig(command="echo waves"))
    before = (model.workspace / "run.json").read_text()
    model.postprocess(NoopPostprocessorConfig())
    assert (model.workspace / "run.json").read_text() == before


def test_a_postprocessor_that_hangs_is_ended(model: ModelRun, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sleeper:
        def process(self, model_run: ModelRun) -> None:
            time.sleep(3600)

    class SleeperConfig(BasePostprocessorConfig):
        def get_postprocessor_class(self) -> type[Any]:
            return Sleeper

    # a config cannot ask for less than a minute, which is long for a test
    done = model.postprocess(SleeperConfig.model_construct(timeout=1, env_vars={}, working_dir=None))
    assert (done["success"], done["state"]) == (False, "timeout")


def test_anything_else_is_no_postprocessor(model: ModelRun) -> None:
    with pytest.raises(TypeError, match="and not a dict"):
        model.postprocess({"type": "noop"})  # type: ignore[arg-type]


def test_its_fields_are_strict() -> None:
    with pytest.raises(ValidationError, match="validate_output"):
        NoopPostprocessorConfig.model_validate({"type": "noop", "validate_output": True})
