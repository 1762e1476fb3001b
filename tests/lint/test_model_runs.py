"""Model runs are judged as they will be loaded, and templates without a value are left alone."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from lintkit import expected, fixed_text, found, lint_text, only_finding
from packages import install
from processes import run
from rompy.lint.settings import Settings

RIGHT = {
    "a base model": """
        run_id: cli_test
        period:
          start: "2023-01-01T00:00:00"
          end: "2023-01-02T00:00:00"
          interval: "1H"
        output_dir: ./output
        delete_existing: true
        config:
          model_type: base
    """,
    "unquoted times, and seconds as the interval": """
        output_dir: simulations
        period:
          start: 20230101T00
          end: 20230101T12
          interval: 3600
        run_id: tides
    """,
    "a date, and a duration of ISO 8601": "run_id: a\nperiod: {start: 2023-01-01, duration: PT1H, interval: 15M}",
    "a run of no length": "run_id: a\nperiod: {start: 2023-01-01, duration: 0H}",
    "templates that variables decide": """
        run_id: "cycle_${CYCLE|strftime:%Y/%m/%d}"
        period:
          start: "${CYCLE}"
          end: "${CYCLE|as_datetime|shift:+${HOURS:-24}h}"
          interval: 1h
        delete_existing: "${CLEAN}"
    """,
    "one template that variables decide": "run_id: a\nperiod: {start: '${CYCLE}', duration: 1d}",
    "templates with defaults": """
        run_id: "${RUN:-a}"
        period: {start: "${CYCLE:-2023-01-01}", duration: "${LENGTH:-1d}"}
        delete_existing: "${CLEAN:-true}"
        config: {model_type: "${MODEL:-base}"}
    """,
    "a template in the model's type": "run_id: a\nperiod: {start: 1, duration: 1d}\nconfig: {model_type: '${MODEL}'}",
    "the config of a package that is not here": """
        run_id: a
        period: {start: 2023-01-01, duration: 1d}
        config: {model_type: swan, cgrid: {anything: 1}}
    """,
}
RIGHT["a template in the model's type"] = RIGHT["a template in the model's type"].replace("start: 1", "start: 20230101")

WRONG = """
    run_id: 20230101  # expect: RMP103
    output_dirr: out  # expect: RMP101
    delete_existing: perhaps  # expect: RMP103
    period:
      start: yesterday  # expect: RMP105
      duration: 1 fortnight  # expect: RMP105
      intervall: 1h  # expect: RMP101
    config: swan  # expect: RMP103
    ---
    run_id: a/b  # expect: RMP105
    output_dir: 5  # expect: RMP103
    period: 2023  # expect: RMP103
    ---
    run_id: a
    period:
      start: "${CYCLE:-soon}"  # expect: RMP105
      end: "${CYCLE|strtime:%Y}"  # expect: RMP016
    ---
    run_id: a
    output_dir: out
    outputdir: "${OUT}"  # expect: RMP101
    period:
      start: "${CYCLE}"  # expect: RMP127
    config:
      model_type: 5  # expect: RMP103
    ---
    run_id: a
    output_dir: out
    config:
      checkout: main  # expect: RMP126, RMP129
    ---
    run_id: a
    output_dir: out
    period: "${PERIOD}"  # expect: RMP103
    config: "${CONFIG}"  # expect: RMP103
    ---
    run_id: a
    period: {start: 2023, duration: 1d, intervall: }  # expect: RMP101, RMP105
    delete_existing: "yes"  # expect: RMP103
    run_id_subdir: 1  # expect: RMP103
    ---
    run_id: a
    period: {start: 20230101, duration: 9999999d}  # expect: RMP128
    config:
      model_type: base
      template: "${ROOT}/swan"
"""


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_can_be_loaded_has_no_finding(text: str, tmp_path: Path) -> None:
    report = lint_text(dedent(text), tmp_path)
    assert ([finding.message for finding in report.findings], report.files) == ([], 1)


def test_each_fault_is_found_at_its_place_and_nothing_besides(tmp_path: Path) -> None:
    text = dedent(WRONG)
    assert found(lint_text(text, tmp_path)) == expected(text)


def test_a_misspelt_field_is_mended(tmp_path: Path) -> None:
    text = "run_id: 5\nperiod: {start: 2023-01-01, duration: 1d, intervall: 1h}\noutput_dirr: out\n"
    mended = 'run_id: "5"\nperiod: {start: 2023-01-01, duration: 1d, interval: 1h}\noutput_dir: out\n'
    assert fixed_text(text, tmp_path, settings=Settings()) == mended


def test_a_misspelt_model_type_is_guessed(tmp_path: Path) -> None:
    finding = only_finding(lint_text("run_id: a\noutput_dir: b\nconfig: {modeltype: swan}\n", tmp_path))
    assert (finding.code, finding.help) == ("RMP126", "does 'modeltype' stand for 'model_type'?")


def test_models_whose_packages_are_not_here_are_told_once(tmp_path: Path) -> None:
    for name in "abc":
        text = f"run_id: {name}\nperiod: {{start: 20230101, duration: 1d}}\nconfig: {{model_type: swan}}\n"
        (tmp_path / f"{name}.yml").write_text(text)
    (tmp_path / "d.yml").write_text(
        "config: {run_id: d}\nbackend: {type: local}\npostprocessor: {type: ww3_transfer}\n"
    )
    done = run("rompy-lint", "--isolated", tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "No problems: 1 backend, 4 model runs and 1 postprocessor in 4 files checked, no other files.",
        "The config of model type 'swan' was not checked: no installed package brings it.",
        "The fields of postprocessor 'ww3_transfer' were not checked: no installed package brings it.",
    ]


PIPELINE = "config: {run_id: d}\nbackend: {type: local}\npostprocessor: {type: ww3_transfer}\n"
MODEL = """
    from typing import Literal, Union, Optional
    from pydantic import BaseModel, Field, field_validator

    class Regular(BaseModel):
        kind: Literal["regular"] = "regular"
        nx: int

    class Curvilinear(BaseModel):
        kind: Literal["curvilinear"]
        file: str

    class WaveConfig(BaseModel, extra="forbid"):
        model_type: Literal["waves"] = "waves"
        friction: float = 0.1
        token: Optional[str] = None
        grid: Union[Regular, Curvilinear] = Field(discriminator="kind")

        @field_validator("friction")
        @classmethod
        def _positive(cls, value):
            if value < 0:
                raise ValueError("friction is below 0")
            return value

    class Breaking(BaseModel):
        model_type: Literal["breaking"] = "breaking"

        def __init__(self, **data):
            raise KeyError("x")
"""


def test_a_model_is_known_by_the_type_of_its_class_too(tmp_path: Path) -> None:
    site = tmp_path / "site"
    points = {"waves_of_components": "wavepackage:WaveConfig", "gone": "nopackage:Config"}
    install(site, "wave-package", {"rompy.config": points}, wavepackage=MODEL)
    (tmp_path / "a.yml").write_text(
        "run_id: a\noutput_dir: b\nconfig: {model_type: waves, friction: -1, grid: {kind: regular, nx: 1}}\n"
        "---\nrun_id: a\noutput_dir: b\nconfig: {model_type: surges}\n"
    )
    variables = {"PYTHONPATH": str(site)}
    done = run("rompy-lint", "--format", "concise", "--isolated", "a.yml", cwd=tmp_path, variables=variables)
    assert done.stdout.startswith("a.yml:3:39: RMP115")
    assert "model type 'surges' was not checked" in done.stdout


class TestAModelWhosePackageIsInstalled:
    @pytest.fixture(autouse=True)
    def _installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = tmp_path / "site"
        points = {"waves": "wavepackage:WaveConfig", "breaking": "wavepackage:Breaking", "gone": "nopackage:Config"}
        install(site, "wave-package", {"rompy.config": points}, wavepackage=MODEL)
        monkeypatch.setenv("PYTHONPATH", str(site))

    def lint(self, folder: Path, text: str) -> list[str]:
        path = folder / "model.yml"
        path.write_text(f"run_id: a\nperiod: {{start: 20230101, duration: 1d}}\nconfig:\n{text}")
        done = run("rompy-lint", "--format", "concise", "--isolated", path, cwd=folder)
        return [line.partition("model.yml:")[2] for line in done.stdout.splitlines() if "model.yml:" in line]

    def test_is_right(self, tmp_path: Path) -> None:
        assert self.lint(tmp_path, "  model_type: waves\n  grid: {kind: regular, nx: 5}\n") == []

    def test_has_its_faults_where_they_stand(self, tmp_path: Path) -> None:
        text = "  model_type: waves\n  frictoin: 1.0\n  friction: -1\n  grid:\n    kind: regular\n    nx: many\n"
        assert [" ".join(line.split()[:2]) for line in self.lint(tmp_path, text)] == [
            "5:3: RMP101",
            "6:13: RMP115",
            "9:9: RMP103",
        ]

    def test_lacks_fields_where_they_belong(self, tmp_path: Path) -> None:
        lines = self.lint(tmp_path, "  model_type: waves\n  grid:\n    kind: curvilinear\n")
        assert [line.partition(" The")[0] for line in lines] == ["6:5: RMP102"]

    def test_leaves_templates_alone(self, tmp_path: Path) -> None:
        text = "  model_type: waves\n  friction: '${FRICTION}'\n  grid: {kind: '${GRID}', nx: 5}\n"
        assert self.lint(tmp_path, text) == []

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("gone", "4:15: RMP123 The model type 'gone' of wave-package 1.0 cannot be loaded"),
            ("breaking", "4:3: RMP123 The package of the model type 'breaking' broke on this: KeyError"),
        ],
    )
    def test_that_is_broken_is_a_finding(self, tmp_path: Path, name: str, message: str) -> None:
        (line,) = self.lint(tmp_path, f"  model_type: {name}\n")
        assert line.startswith(message)
