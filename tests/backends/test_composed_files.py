"""Backend files that are composed by includes and templates load to what they would be in one piece."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from faults import everything_said
from rompy.backends import DockerConfig, LocalConfig, SlurmConfig, load
from rompy.errors import BackendFileError, TemplateError
from rompy.model import ModelRun


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CYCLE", "CPUS", "IMAGE", "SITE", "PASSWORD_OF_TEST"):
        monkeypatch.delenv(name, raising=False)


def write(folder: Path, **files: str) -> Path:
    """Write YAML files; ``__`` in a name stands for a folder. Give the main one."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "main.yml"


def test_a_backend_is_composed_of_several_files(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        main="type: docker\nimage: swan:1\nenv_vars: !include common/vars.yml\ncpu: !include cpu.yml\n",
        common__vars='A: "1"\nB: !include b.yml\n',
        common__b='"two"\n',
        cpu="4\n",
    )
    assert load(path, host=False) == DockerConfig(image="swan:1", env_vars={"A": "1", "B": "two"}, cpu=4)


def test_a_backend_may_stand_in_another_file_altogether(tmp_path: Path) -> None:
    path = write(tmp_path, main="!include base/slurm.yml\n", base__slurm="type: slurm\ncommand: x\nworking_dir: here\n")
    (tmp_path / "base" / "here").mkdir()
    config = load(path)
    assert config == SlurmConfig(command="x", working_dir=tmp_path / "base" / "here")


def test_relative_paths_start_from_the_file_that_they_are_written_in(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        main="type: docker\nimage: a\nworking_dir: .\nvolumes: !include shared/volumes.yml\n",
        shared__volumes='["./data:/data"]\n',
    )
    (tmp_path / "shared" / "data").mkdir()
    config = load(path)
    assert isinstance(config, DockerConfig)
    assert config.volumes == [f"{tmp_path}/shared/data:/data"]
    assert config.working_dir == tmp_path


def test_the_type_may_be_included_and_be_a_template(tmp_path: Path) -> None:
    path = write(tmp_path, main="type: !include type.yml\n", type="${SITE:-local}\n")
    assert load(path) == LocalConfig()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, {"cpu": 2, "image": "swan:41", "env_vars": {"N": "2", "DAY": "20230131"}}),
        (
            {"CPUS": "8", "IMAGE": "ww3:7", "CYCLE": "2024-02-29"},
            {"cpu": 8, "image": "ww3:7", "env_vars": {"N": "8", "DAY": "20240301"}},
        ),
    ],
)
def test_templates_take_variables_or_defaults_and_are_read_as_the_field_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: dict[str, object]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    path = write(
        tmp_path,
        main="type: docker\nimage: ${IMAGE:-swan:41}\ncpu: ${CPUS:-2}\nenv_vars: !include v.yml\n",
        v='N: ${CPUS:-2}\nDAY: "${CYCLE:-2023-01-30|shift:+1d|strftime:%Y%m%d}"\n',
    )
    config = load(path)
    assert {name: getattr(config, name) for name in expected} == expected


@pytest.mark.parametrize("name", ["timeout", "image", "volumes", "env_vars", "build_args", "user"])
@pytest.mark.parametrize(
    "template", ["${PASSWORD_OF_TEST|as_datetime}", "${PASSWORD_OF_TEST|shift:1d}", "${X:-1|shift:${PASSWORD_OF_TEST}}"]
)
def test_what_a_variable_holds_is_not_said_where_a_filter_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, template: str
) -> None:
    monkeypatch.setenv("PASSWORD_OF_TEST", "w4ves-and-w1nd")
    value = {"volumes": f"['{template}:/a']", "env_vars": f"{{A: '{template}'}}"}.get(name, f"'{template}'")
    path = write(tmp_path, main=f"type: docker\n{name}: {value}\n")
    with pytest.raises(TemplateError) as error:
        load(path, host=False)
    assert "w4ves" not in everything_said(error.value)
    assert error.value.kind == "inapplicable_filter"


def test_faults_in_an_included_file_are_told_with_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, main="type: local\nenv_vars: !include v.yml\ntimeout: !include t.yml\n", v="A: 1\n", t="5\n")
    with pytest.raises(ValidationError) as error:
        load(path)
    assert [note.split(": ")[0] for note in error.value.__notes__] == [f"{tmp_path}/t.yml:1:1", f"{tmp_path}/v.yml:1:4"]


def test_a_template_in_an_included_file_without_a_value_is_told_with_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, main="type: local\nenv_vars: !include v.yml\n", v="\nA: ${SITE}\n")
    with pytest.raises(TemplateError, match=r"/v\.yml:2:4: the variable SITE is not set"):
        load(path)


def test_an_include_that_fails_within_an_included_file_is_told_at_both_places(tmp_path: Path) -> None:
    path = write(tmp_path, main="type: local\nenv_vars: !include v.yml\n", v="A: !include gone.yml\n")
    with pytest.raises(BackendFileError) as error:
        load(path)
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{path}:2:11: In {tmp_path}/v.yml, which is included here, 'gone.yml' cannot be included")
    assert second == f"  {tmp_path}/v.yml:1:4: the include stands here"


def test_a_file_outside_of_the_repository_is_loaded(tmp_path: Path) -> None:
    write(tmp_path, repo__main="type: local\nenv_vars: !include ../v.yml\n", v='A: "1"\n')
    (tmp_path / "repo" / ".git").mkdir()
    assert load(tmp_path / "repo" / "main.yml") == LocalConfig(env_vars={"A": "1"})


def test_a_model_run_is_composed_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE", "2023-01-01T00:00:00")
    path = write(
        tmp_path,
        main="!include models/run.yml\n",
        models__run='run_id: "cycle_${CYCLE|strftime:%Y%m%d}"\noutput_dir: out\nperiod: !include period.yml\n',
        models__period='start: "${CYCLE}"\nend: "${CYCLE|as_datetime|shift:+1d}"\ninterval: "1H"\n',
    )
    model = ModelRun.from_file(path)
    assert model.run_id == "cycle_20230101"
    assert model.output_dir == tmp_path / "models" / "out"
    assert model.period is not None
    assert (model.period.end - model.period.start).days == 1
