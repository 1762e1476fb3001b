"""A package that breaks, in whatever way, is told by name as its fault, and everything else goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from packages import install
from processes import run

ODD = """
    from typing import Literal
    from pydantic import BaseModel, model_validator
    from rompy.backends import BaseBackendConfig
    from rompy.postprocess import BasePostprocessorConfig

    def breaks(*_, **__):
        raise SystemExit("bye")

    class Validating(BaseBackendConfig):
        type: Literal["validating"] = "validating"
        get_backend_class = breaks

        @model_validator(mode="before")
        @classmethod
        def _look(cls, data):
            raise RuntimeError(str(data))

    class Choosing(BaseBackendConfig):
        type: Literal["choosing"] = "choosing"
        get_backend_class = breaks

    class Planning(BaseBackendConfig):
        type: Literal["planning"] = "planning"

        def plan(self, run):
            raise RuntimeError(f"no plan for {self.env_vars}")

        def get_backend_class(self):
            from rompy.run import LocalRunBackend
            return LocalRunBackend

    class Writing(BaseModel):
        model_type: Literal["writing"] = "writing"
        render = breaks

    class Reading(BasePostprocessorConfig):
        type: Literal["reading"] = "reading"
        get_postprocessor_class = breaks

        @model_validator(mode="before")
        @classmethod
        def _look(cls, data):
            raise KeyError("x")

    no_class = "text"
    """
GOOD = """
    from typing import Literal
    from rompy.backends import BaseBackendConfig

    class Good(BaseBackendConfig):
        type: Literal["good"] = "good"

        def get_backend_class(self):
            return Run

    class Run:
        def run(self, model_run, config, workspace_dir=None):
            return True
    """
POINTS = {
    "rompy.backends": {
        "validating": "oddpackage:Validating",
        "choosing": "oddpackage:Choosing",
        "planning": "oddpackage:Planning",
        "leaving": "leavingpackage:X",
    },
    "rompy.config": {"writing": "oddpackage:Writing", "text": "oddpackage:no_class", "absent": "leavingpackage:X"},
    "rompy.postprocess.config": {"reading": "oddpackage:Reading"},
    "rompy.lint.rules": {"leaving": "leavingpackage"},
    "rompy.lint.formats": {"odd": "oddpackage:breaks", "text": "oddpackage:no_class"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    leaving = 'raise SystemExit("bye")'
    install(site, "odd", POINTS, oddpackage=ODD, leavingpackage=leaving)
    install(site, "good", {"rompy.backends": {"good": "goodpackage:Good"}}, goodpackage=GOOD)
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "waves").mkdir()
    (tmp_path / "waves" / "model.yml").write_text("run_id: june\noutput_dir: out\n")
    return tmp_path / "waves"


def told(folder: Path, *words: str, status: int) -> str:
    done = run("rompy", *words, cwd=folder)
    assert (done.returncode, "Traceback" in done.stderr, "rompy itself broke" in done.stderr) == (status, False, False)
    return done.stdout + done.stderr


def test_the_linter_finds_it_where_its_type_stands_and_goes_on(folder: Path) -> None:
    for name in ("validating", "leaving", "good", "choosing"):
        (folder / f"{name}.yml").write_text(f"type: {name}\ntimeout: 5\n")
    (folder / "reading.yml").write_text("type: reading\n")
    for name in ("text", "absent"):
        (folder / f"{name}.yml").write_text(f"run_id: a\noutput_dir: b\nconfig: {{model_type: {name}}}\n")
    said = told(folder, "lint", "--isolated", "--format", "concise", status=1)
    assert [line.partition(" (mend")[0] for line in said.splitlines() if ".yml:" in line] == [
        "absent.yml:3:22: RMP123 The model type 'absent' of odd 1.0 cannot be loaded: SystemExit: bye",
        "choosing.yml:2:10: RMP104 timeout is 5, and it must be from 60 to 86400 seconds",
        "good.yml:2:10: RMP104 timeout is 5, and it must be from 60 to 86400 seconds",
        "leaving.yml:1:7: RMP123 The backend type 'leaving' of odd 1.0 cannot be loaded: SystemExit: bye",
        "reading.yml:1:7: RMP123 The package of the postprocessor type 'reading' broke on this: KeyError",
        "text.yml:3:22: RMP123 The model type 'text' of odd 1.0 cannot be used: oddpackage:no_class is no class",
        "validating.yml:1:7: RMP123 The package of the backend type 'validating' broke on this: RuntimeError",
    ]
    assert "Warning: the lint rule 'leaving' of odd 1.0 cannot be loaded" in said


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("validating", "backend.yml:1:1: the package of Validating broke on this: RuntimeError"),
        ("choosing", "the package of Choosing broke in its get_backend_class: SystemExit: bye"),
        ("planning", "the package of Planning broke in its plan: RuntimeError: no plan for {'A': '<hidden>'}"),
        ("leaving", "backend.yml:1:7: the backend type 'leaving' of odd 1.0 cannot be loaded: SystemExit: bye"),
    ],
)
def test_a_run_does_not_start(folder: Path, name: str, message: str) -> None:
    (folder / "backend.yml").write_text(f"type: {name}\nenv_vars: {{A: s3cret-value}}\n")
    options = ("--backend-config", "backend.yml", "--no-lint")
    assert message in told(folder, "run", "model.yml", *options, status=125)
    said = told(folder, "pipeline", "model.yml", *options, "--processor-config", "noop.yml", status=2)
    assert "noop.yml" in said
    (folder / "noop.yml").write_text("type: noop\n")
    assert message in told(folder, "pipeline", "model.yml", *options, "--processor-config", "noop.yml", status=125)


def test_nothing_is_generated(folder: Path) -> None:
    (folder / "model.yml").write_text("run_id: june\noutput_dir: out\nconfig: {model_type: writing}\n")
    assert "the package of the model type 'writing' failed to write the files: SystemExit: bye" in told(
        folder, "generate", "model.yml", status=125
    )
    (folder / "model.yml").write_text("run_id: june\noutput_dir: out\nconfig: {model_type: text}\n")
    said = told(folder, "generate", "model.yml", "--no-lint", status=125)
    assert said.startswith("Error: model.yml:3:22: the model type 'text' of odd 1.0 cannot be used")


def test_nothing_is_postprocessed(folder: Path) -> None:
    (folder / "reading.yml").write_text("type: reading\n")
    words = ("postprocess", "model.yml", "--processor-config", "reading.yml")
    assert "RMP123" in told(folder, *words, status=125)
    assert "the package of Reading broke on this: KeyError" in told(folder, *words, "--no-lint", status=125)


def test_a_format_that_breaks_is_an_error(folder: Path) -> None:
    said = told(folder, "lint", "--isolated", "--format", "odd", status=1)
    assert "Error: the output format 'odd' of odd 1.0 broke: SystemExit: bye" in said


def test_the_listings_go_on(folder: Path) -> None:
    said = told(folder, "plugins", status=1)
    assert said.count("cannot be used: ") >= 5
    assert "goodpackage:Good" in said
    listed = told(folder, "backends", "list", status=0)
    assert "leaving     -" in listed
    assert "good        Good" in listed
    (folder / "good.yml").write_text("type: good\n")
    assert told(folder, "backends", "create", "--backend-type", "good", status=0).startswith("# ")
    assert "succeeded" in told(folder, "run", "model.yml", "--backend-config", "good.yml", status=0)
