"""Files are judged by a published older version: at the same places, and in the same words as by the models."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from processes import run
from rompy.cli.by_version import by_schema, judge_of
from rompy.cli.judging import judge
from rompy.cli.kinds_by_version import model_run_by_schema, pipeline_by_schema
from rompy.errors import SettingsError
from rompy.lint.engine import Target, lint
from rompy.lint.kind import Kind
from rompy.lint.loaded import Loaded
from rompy.lint.rules import rules
from rompy.lint.settings import Settings
from rompy.schema.store import shipped

if TYPE_CHECKING:
    from rompy.lint.engine import Judge
    from rompy.lint.finding import Finding

ROOT = Path(__file__).parents[2]
NOW = shipped().schema("backend")
FILES = [
    *(text for rule in rules() for text in re.findall(r"^```yaml\n(.*?)^```$", rule.page, re.MULTILINE | re.DOTALL)),
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("**/*.yml"))),
    "type: docker\nimage: a\nvolumes: ['/:/x', '/:/x']\ncpu: 2.0\nworking_dir: /no/such/place\n",
    "type: docker\nimage: a\nenv_vars: {1: x, A=B: c, D: [e]}\nbuild_args: [f]\nmemory: [2g]\n",
    "type: docker\nimage: null\n",
    "type: docker\ndockerfile: a\nimage: ${IMAGE}\ntimeout: ${T:-5}\ncpu: ${CPU}\nvolumes: ${VOLUMES}\n",
    "backend_type: slurm\nconfig:\n  comand: x\n  nodes: 0\n  additional_options: [1]\n",
    "type: local\nenv_vars: {PASSWORD: hunter2, B: 5}\ntimeout: 2020-01-01\n",
    "run_id: 5\nperiod: {start: 2023-01-01, duration: 1d, intervall: }\noutput_dirr: out\ndelete_existing: no way\n",
    "run_id: a/b\noutput_dir: 5\nperiod: 2023\n",
    "run_id: 2023-01-01\noutput_dir: 2023-01-02\nperiod: 2023-01-01\nconfig: {template: 2023-01-01}\n",
    "run_id: a\nperiod: {start: 2023-01-01 06:00:00, duration: 2023-01-01, interval: 2023-01-01}\n",
    "type: local\nenv_vars: {DAY: 2023-01-01}\nworking_dir: 2023-01-01\n",
    "run_id: a\nperiod: {start: 2023-01-01, end: 2023-01-02, duration: 1d}\nconfig: swan\n",
    "run_id: a\nperiod: {start: 2023-01-01T00:00:00Z, end: 2023-01-02}\nconfig: {template: 5, checkout: main}\n",
    "run_id: a\nperiod: {start: 20230101, interval: -1}\nconfig: {model_type: 5}\n",
    "run_id: a\nperiod: {start: 2023-02-30, duration: 1 fortnight, interval: [1]}\nconfig: {template: /no/such}\n",
    "run_id: a\nperiod: {start: 20231301, end: '${END:-soon}', interval: '${I|strtime:%Y}'}\noutput_dir: ${OUT}\n",
    "run_id: '${A}'\nperiod: {start: '${S}', duration: '${D}'}\noutput_dir: b\nconfig: {model_type: '${M}', x: [1]}\n",
    "run_id: a\nperiod: '${PERIOD}'\noutput_dir: b\nconfig: {model_type: base, template: '${ROOT}/x'}\n",
    "run_id: a\noutput_dir: b\nunknown: '${U}'\nperiod:\nconfig: {modeltype: swan}\n",
    "run_id: a\noutput_dir: b\nconfig: {model_type: swan, checkout: main, template: 5}\n",
    "type: noop\ntimeout: 5\nvalidate_output: true\nenv_vars: {A: 1}\n",
    "type: noop\nvalidate_outputs: 'yes'\nworking_dir: /no/such/place\n",
    "config: {run_id: 5}\nbackend: {type: docker, image: a, cpu: 0}\npostprocessor: {type: noop, x: 1}\nnotify: me\n",
    "config: {run_id: a}\nbackends: {type: local}\n",
    "config: {run_id: a}\nbackend: local\npostprocessor: {type: nop}\n",
    "pipeline_backend: local\nmodel_run: {run_id: a}\nrun_backend: {backend_type: local, timeout: 7}\n",
    "model_run: {run_id: a}\npostprocessing: {processor: noop, validate: true}\npipeline_settings: {}\n",
    "pipeline_backend: prax\nconfig: {}\nmodel_run: {}\nbackend: {type: local}\npostprocessor: {type: archive, x: 1}\n",
    "backend: {type: local}\npostprocessor: {type: noop}\n",
    "config: !include gone.yml\nbackend: {type: local, timeout: 5}\npostprocessor: {type: noop}\n",
]


def findings(text: str, folder: Path, judged_by: Judge) -> list[Finding]:
    path = folder / "backend.yml"
    path.write_text(text, encoding="utf-8")
    settings = Settings(select=["ALL"])
    return list(lint([Target(path.name, path)], judged_by, lambda _: Loaded(settings, folder)).findings)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_the_version_of_today_finds_what_the_models_find_word_for_word(number: int, tmp_path: Path) -> None:
    newest = judge_of(str(shipped().release("backend").version))
    assert findings(FILES[number], tmp_path, newest) == findings(FILES[number], tmp_path, judge)


def older() -> dict[str, Any]:
    """A version as an older rompy might have had it."""
    schema = copy.deepcopy(NOW)
    schema["properties"]["type"]["enum"].remove("slurm")
    docker = schema["definitions"]["docker"]
    del docker["properties"]["user"]
    docker["properties"]["cpu"]["else"]["maximum"] = 16
    docker["allOf"][0]["required"].append("memory")
    schema["definitions"]["local"]["properties"]["shell"]["default"] = False
    return schema


def said(text: str, folder: Path) -> list[tuple[str, int, str, str | None]]:
    found = findings(text, folder, lambda data, surroundings: by_schema(data, surroundings, older()))
    return [(one.code, one.place.start.line, one.message, one.help) for one in found if one.code.startswith("RMP1")]


def test_what_came_later_is_unknown_and_limits_are_those_of_then(tmp_path: Path) -> None:
    text = "type: docker\nimage: swan:41.45\nmemory: 2g\nuser: '1000'\ncpu: 32\n"
    unknown, limit = said(text, tmp_path)
    assert unknown[:3] == ("RMP101", 4, "A docker backend has no field 'user'")
    assert limit[:3] == ("RMP104", 5, "cpu is 32, and it must be from 1 to 16")


def test_what_was_needed_then_is_missing(tmp_path: Path) -> None:
    assert said("type: docker\nimage: swan:41.45\n", tmp_path) == [
        ("RMP102", 1, "The field 'memory' is missing", "add 'memory: 2g'")
    ]


def test_a_type_that_came_later_is_unknown(tmp_path: Path) -> None:
    ((code, line, message, _),) = said("type: slurm\ncommand: x\n", tmp_path)
    assert (code, line, message) == ("RMP111", 1, "No backend type is called 'slurm' in this version")


def test_rules_look_at_the_defaults_of_then(tmp_path: Path) -> None:
    codes = [code for code, *_ in said("type: local\ncommand: echo a && echo b\nshell: false\n", tmp_path)]
    assert "RMP116" in codes


def older_kinds(data: Any, surroundings: Any) -> Any:
    """Model runs and pipelines as an older rompy might have had them."""
    run, pipeline = (copy.deepcopy(shipped().schema(name)) for name in ("model-run", "pipeline"))
    del run["properties"]["run_id_subdir"]
    run["properties"]["output_dir"]["maxLength"] = 5
    period = run["definitions"]["Period"]
    del period["properties"]["include_end"]
    period["allOf"].append({"required": ["interval"]})
    del pipeline["properties"]["postprocessor"]
    match surroundings.kind:
        case Kind.MODEL_RUN:
            return model_run_by_schema(data, surroundings, run)
        case Kind.PIPELINE:
            return pipeline_by_schema(data, surroundings, pipeline)
    return judge(data, surroundings)


def test_what_came_later_to_model_runs_and_pipelines_is_unknown(tmp_path: Path) -> None:
    text = (
        "config:\n  run_id: a\n  run_id_subdir: false\n  output_dir: simulations\n"
        "  period: {start: 20230101, duration: 1d, include_end: false}\n"
        "backend: {type: local, command: pwd}\npostprocessor: {type: noop}\n"
    )
    found = findings(text, tmp_path, older_kinds)
    assert [(one.code, one.place.start.line, one.message) for one in found if one.code != "RMP125"] == [
        ("RMP101", 3, "A model run has no field 'run_id_subdir'"),
        ("RMP105", 4, "output_dir: 'simulations' is too long"),
        ("RMP102", 5, "The field 'interval' is missing"),
        ("RMP101", 5, "A period has no field 'include_end'"),
        ("RMP101", 7, "A pipeline has no section 'postprocessor'"),
    ]
    assert findings(text, tmp_path, judge) == findings(text, tmp_path, judge_of("1"))


def test_each_kind_may_have_a_version_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("run_id: 5\noutput_dir: b\n", encoding="utf-8")
    for version in ("1", "1.0", "model-run=1.0.0", "backend=1,model-run=1", "backend=1"):
        done = run("rompy-lint", "--schema-version", version, "--format", "concise", "a.yml", cwd=tmp_path)
        assert (done.returncode, "a.yml:1:9: RMP103" in done.stdout) == (1, True), version


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("2", "no published version '2' of backends; there are 1.0.0"),
        ("model-run=1.7", "no published version '1.7' of model runs; there are 1.0.0 (each kind of file has versions"),
        ("pipeline=1,pipeline=1", "pipeline is named twice"),
        ("models=1", "no kind of file is called 'models'; there are backend, model-run, postprocessor, pipeline"),
    ],
)
def test_a_version_that_a_kind_does_not_have_is_never_passed_over(version: str, message: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)):
        judge_of(version)


def test_the_command_and_the_settings_of_a_folder_choose_the_version(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\ntimeout: 5\n", encoding="utf-8")
    told = json.loads(run("rompy-lint", "--schema-version", "1.0", "--format", "json", "a.yml", cwd=tmp_path).stdout)
    assert told == json.loads(run("rompy-lint", "--format", "json", "a.yml", cwd=tmp_path).stdout)
    (tmp_path / ".rompy-lint.yml").write_text("schema-version: '7'\n", encoding="utf-8")
    done = run("rompy-lint", "a.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no published version '7' of backends; there are 1.0.0" in done.stderr
    assert run("rompy-lint", "--schema-version", "1", "a.yml", cwd=tmp_path).returncode == 1


def test_fixes_are_made_too(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\nshel: false\ncommand: python run_model.py\n", encoding="utf-8")
    assert run("rompy-lint", "--schema-version", "1", "--fix", "a.yml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.yml").read_text(encoding="utf-8").startswith("type: local\nshell: false\n")


def test_a_version_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(SettingsError, match=r"no published version '1\.x'"):
        judge_of("1.x")
