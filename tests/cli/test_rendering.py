"""``rompy render`` prints a file composed and substituted, says where values came from, and keeps secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from packages import install
from processes import run
from rompy.cli.rendered_yaml import lines
from rompy.model.rendered import render_file


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "main.yml"


def rendered(folder: Path, *options: str, **variables: str) -> str:
    done = run("rompy", "render", "main.yml", *options, cwd=folder, variables=variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


DOCKER = """\
type: docker
image: swan:${TAG:-41.45}
cpu: "${CPUS:-4}"
volumes:
  - ${DATA}/in:/data:ro
  - !include shared/volume.yml
env_vars: !include shared/vars.yml
executable: run "${X:?}"
"""
VARS = """\
OMP_NUM_THREADS: "${CPUS:-4}"
DAY: "${CYCLE:-2023-01-31|shift:+1d|strftime:%Y%m%d}"
NAME: plain
"""


def test_a_backend_is_printed_as_it_will_be_used_with_where_values_came_from(tmp_path: Path) -> None:
    write(tmp_path, main=DOCKER, shared__vars=VARS, shared__volume="/out:/out\n")
    assert (
        rendered(tmp_path, DATA="/data")
        == """\
type: docker
image: "swan:41.45"  # default of TAG
cpu: 4  # default of CPUS
volumes:
  - "/data/in:/data:ro"  # from DATA in the environment
  - "/out:/out"  # shared/volume.yml:1
env_vars:  # shared/vars.yml:1
  OMP_NUM_THREADS: "4"  # shared/vars.yml:1, default of CPUS
  DAY: "20230201"  # shared/vars.yml:2, default of CYCLE
  NAME: plain  # shared/vars.yml:3
executable: run "${X:?}"
""".replace('run "${X:?}"', '"run \\"${X:?}\\""')
    )


def test_json_is_the_data_alone(tmp_path: Path) -> None:
    write(tmp_path, main=DOCKER, shared__vars=VARS, shared__volume="/out:/out\n")
    assert json.loads(rendered(tmp_path, "--format", "json", DATA="/data", CPUS="8")) == {
        "type": "docker",
        "image": "swan:41.45",
        "cpu": 8,
        "volumes": ["/data/in:/data:ro", "/out:/out"],
        "env_vars": {"OMP_NUM_THREADS": "<hidden>", "DAY": "20230201", "NAME": "plain"},
        "executable": 'run "${X:?}"',
    }


def test_a_model_run_keeps_its_dates(tmp_path: Path) -> None:
    text = """\
run_id: "cycle_${CYCLE|strftime:%Y%m%d}"
period: {start: "${CYCLE}", end: "${CYCLE|as_datetime|shift:+1d}"}
"""
    write(tmp_path, main=text)
    assert (
        rendered(tmp_path, CYCLE="2023-01-31T06:00:00")
        == """\
run_id: cycle_20230131  # from CYCLE in the environment
period:
  start: 2023-01-31 06:00:00  # from CYCLE in the environment
  end: 2023-02-01 06:00:00  # from CYCLE in the environment
"""
    )


def test_the_parts_of_a_pipeline_are_read_as_their_own_kind(tmp_path: Path) -> None:
    text = (
        'config: !include model.yml\nbackend: !include backend.yml\npostprocessor: {type: noop, timeout: "${T:-60}"}\n'
    )
    write(
        tmp_path,
        main=text,
        model='run_id: "${ID:-007}"\n',
        backend='type: ${KIND:-local}\ntimeout: ${T:-60}\nenv_vars: {A: "${T:-60}"}\ncommand: echo ${T:-60}\n',
    )
    assert yaml.safe_load(rendered(tmp_path)) == {
        "config": {"run_id": "007"},
        "backend": {"type": "local", "timeout": 60, "env_vars": {"A": "60"}, "command": "echo ${T:-60}"},
        "postprocessor": {"type": "noop", "timeout": 60},
    }


def test_the_parts_of_an_old_pipeline_are_too(tmp_path: Path) -> None:
    backend = 'run_backend: {backend_type: local, env_vars: {A: "${T:-60}"}}\n'
    write(tmp_path, main='model_run: {run_id: "${ID:-007}"}\n' + backend)
    assert yaml.safe_load(rendered(tmp_path)) == {
        "model_run": {"run_id": "007"},
        "run_backend": {"backend_type": "local", "env_vars": {"A": "60"}},
    }


def test_old_files_stay_as_they_are_laid_out(tmp_path: Path) -> None:
    write(tmp_path, main='backend_type: local\nconfig: {timeout: "${T:-60}", env_vars: {A: "${T:-60}"}}\n')
    expected = {"backend_type": "local", "config": {"timeout": 60, "env_vars": {"A": "60"}}}
    assert yaml.safe_load(rendered(tmp_path)) == expected


PACKAGE = """
    from typing import Literal, Union
    from pydantic import BaseModel, field_validator
    from rompy.backends import BaseBackendConfig
    from rompy.postprocess import BasePostprocessorConfig

    class Grid(BaseModel):
        cells: int
        name: str = ""

    class Sea(BaseModel):
        model_type: Literal["sea"] = "sea"
        label: str = ""
        levels: list[float] = []
        grid: Union[Grid, None] = None

        @field_validator("label")
        @classmethod
        def _known(cls, label):
            if label.startswith("raise"):
                raise ValueError(f"this does not do: {label}")
            if label.startswith("break"):
                raise RuntimeError(label)
            return label

        def render(self, context, output_dir):
            raise RuntimeError(f"cannot log in as {self.label!r}")

    class Send(BasePostprocessorConfig):
        type: Literal["send"] = "send"
        destination: str = ""
        tries: int = 3
        parts: dict[str, int] = {}
        token: str = ""

        @field_validator("destination")
        @classmethod
        def _known(cls, destination):
            if destination.startswith("raise"):
                raise ValueError(f"this does not do: {destination}")
            if destination.startswith("break"):
                raise RuntimeError(destination)
            return destination

        def get_postprocessor_class(self):
            return Sender

    class Sender:
        def process(self, model_run, **fields):
            return True

    class Away(BaseBackendConfig):
        type: Literal["away"] = "away"
        queues: dict[str, int] = {}

        def get_backend_class(self):
            return None
"""
POINTS = {
    "rompy.config": {"sea": "seapackage:Sea", "gone": "nopackage:Config"},
    "rompy.postprocess.config": {"send": "seapackage:Send"},
    "rompy.backends": {"away": "seapackage:Away"},
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package that brings a model type, a postprocessor and a backend."""
    install(tmp_path / "site", "sea-package", POINTS, seapackage=PACKAGE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))


COMPOSED = """\
config:
  run_id: "${ID:-007}"
  output_dir: "${OUT:-2023}"
  delete_existing: "${CLEAN:-yes}"
  config:
    model_type: ${MODEL:-sea}
    label: "${LABEL:-1e3}"
    levels: ["${LEVEL:-0}", "1${LEVEL:-0}"]
    grid: !include grid.yml
backend:
  type: ${KIND:-away}
  queues: {short: "${CELLS:-017}"}
postprocessor:
  type: ${AFTER:-send}
  destination: "${CELLS:-017}"
  tries: "${CELLS:-017}"
  parts: {a: "${CELLS:-017}"}
"""


@pytest.mark.usefixtures("package")
class TestTypesOfInstalledPackages:
    def test_values_are_read_as_their_fields_say(self, tmp_path: Path) -> None:
        write(tmp_path, main=COMPOSED, grid='cells: "${CELLS:-017}"\nname: "${CELLS:-017}"\n')
        assert (
            rendered(tmp_path, LABEL="0x10", LEVEL="5")
            == """\
config:
  run_id: "007"  # default of ID
  output_dir: "2023"  # default of OUT
  delete_existing: true  # default of CLEAN
  config:
    model_type: sea  # default of MODEL
    label: "0x10"  # from LABEL in the environment
    levels:
      - 5  # from LEVEL in the environment
      - 15  # from LEVEL in the environment
    grid:  # grid.yml:1
      cells: 15  # grid.yml:1, default of CELLS
      name: "017"  # grid.yml:2, default of CELLS
backend:
  type: away  # default of KIND
  queues:
    short: 15  # default of CELLS
postprocessor:
  type: send  # default of AFTER
  destination: "017"  # default of CELLS
  tries: 15  # default of CELLS
  parts:
    a: 15  # default of CELLS
"""
        )

    def test_so_are_those_of_a_postprocessor_alone_and_of_old_files(self, tmp_path: Path) -> None:
        write(tmp_path, main='type: send\ndestination: "${N:-1}"\ntries: "${N:-1}"\ntimeout: "${T:-60}"\n')
        assert yaml.safe_load(rendered(tmp_path)) == {"type": "send", "destination": "1", "tries": 1, "timeout": 60}
        old = 'model_run: {run_id: "${N:-1}"}\nrun_backend: {backend_type: away}\n'
        write(tmp_path, main=old + 'postprocessing: {processor: send, config: {tries: "${N:-1}", token: "${N:-1}"}}\n')
        assert yaml.safe_load(rendered(tmp_path))["postprocessing"] == {
            "processor": "send",
            "config": {"tries": 1, "token": "1"},
        }

    @pytest.mark.parametrize("model", ["elsewhere", "gone"])
    def test_the_config_of_a_package_that_is_not_here_is_read_as_yaml_does(self, tmp_path: Path, model: str) -> None:
        write(tmp_path, main=f'run_id: a\nconfig: {{model_type: {model}, label: "${{N:-1}}"}}\noutput_dir: b\n')
        assert yaml.safe_load(rendered(tmp_path))["config"] == {"model_type": model, "label": 1}

    @pytest.mark.parametrize(
        ("model", "after"),
        [
            ("label: 'raise ${API_TOKEN}'", "type: noop"),
            ("label: 'break ${API_TOKEN}'", "type: noop"),
            ("label: '${API_TOKEN}'", "type: noop"),
            ("label: a", "type: send\n  destination: 'raise ${API_TOKEN}'"),
            ("label: a", "type: send\n  destination: 'break ${API_TOKEN}'"),
            ("label: a", "type: send\n  tries: '${API_TOKEN}'"),
        ],
    )
    def test_no_error_shows_a_secret(self, tmp_path: Path, model: str, after: str) -> None:
        text = f"config:\n  run_id: a\n  config:\n    model_type: sea\n    {model}\nbackend:\n  type: local\n"
        write(tmp_path, main=f"{text}  command: exit 0\npostprocessor:\n  {after}\n")
        done = run("rompy", "pipeline", "main.yml", cwd=tmp_path, variables={"API_TOKEN": HELD})
        assert done.returncode == 125
        assert HELD not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert "main.yml:" in done.stderr or "cannot log in as '<hidden>'" in done.stderr

    def test_no_record_keeps_a_secret(self, tmp_path: Path) -> None:
        model = write(tmp_path, main="run_id: a\noutput_dir: out\n")
        (tmp_path / "send.yml").write_text("type: send\ntoken: ${VALUE}\ndestination: shore\n")
        arguments = ("postprocess", model, "--processor-config", "send.yml")
        assert run("rompy", *arguments, cwd=tmp_path, variables={"VALUE": HELD}).returncode == 0
        record = (tmp_path / "out" / "a" / ".rompy" / "postprocess" / "run.json").read_text()
        assert json.loads(record)["config"]["destination"] == "shore"
        assert HELD not in record


HELD = "w4ves-and-w1nd"


class TestSecrets:
    """A secret that came from the environment is never printed."""

    @pytest.mark.parametrize(
        "text",
        [
            "type: local\nenv_vars: {A: '${VALUE}'}\n",
            "type: local\nenv_vars: {A: 'x ${VALUE} y', B: '${UNSET_HERE:-${VALUE}}'}\n",
            "type: local\nenvvars: {A: '${VALUE}'}\n",
            "type: docker\nbuild_args: {A: '${VALUE}'}\n",
            "type: docker\nbuild_args: {'B=${VALUE}': '${VALUE}'}\n",
            "type: local\nenv_vars: !include vars.yml\n",
            "type: local\nworking_dir: /x/${API_TOKEN}\n",
            "type: local\nworking_dir: /x/${N:-${API_TOKEN}}\n",
            "run_id: a\nconfig: {login: {password: '${VALUE}'}}\n",
            "run_id: a\nconfig: {url: 'https://me:${VALUE}@example.org'}\n",
            "run_id: a\nconfig: {args: ['--password=${VALUE}']}\n",
            "a: ['${API_TOKEN}']\n",
            "${API_TOKEN}\n",
            "env_vars: ['${VALUE}', {b: '${VALUE}'}]\n",
            "config: {run_id: a}\nbackend: {type: local, env_vars: {A: '${VALUE}'}}\n",
            "type: local\nconfig: {env_vars: {A: '${VALUE}'}}\n",
        ],
    )
    @pytest.mark.parametrize("format_name", ["yaml", "json"])
    def test_it_is_hidden(self, tmp_path: Path, text: str, format_name: str) -> None:
        write(tmp_path, main=text, vars="A: ${VALUE}\n")
        shown = rendered(tmp_path, "--format", format_name, VALUE=HELD, API_TOKEN=HELD)
        assert HELD not in shown
        assert "<hidden>" in shown

    def test_a_token_is_known_by_its_shape(self, tmp_path: Path) -> None:
        write(tmp_path, main="type: local\nworking_dir: /${VALUE}\n")
        token = "ghp_" + "a1B2" * 10
        assert token not in rendered(tmp_path, VALUE=token)

    @pytest.mark.parametrize(
        "option", ["${VALUE|as_datetime}", "${VALUE|shift:1d}", "${A:-1|shift:${VALUE}}", "${VALUE|x}"]
    )
    def test_it_is_in_no_error(self, tmp_path: Path, option: str) -> None:
        write(tmp_path, main=f"type: local\nenv_vars: {{A: '{option}'}}\ntimeout: '{option}'\n")
        done = run("rompy", "render", "main.yml", cwd=tmp_path, variables={"VALUE": HELD})
        assert (done.returncode, done.stdout) == (1, "")
        assert HELD not in done.stderr

    def test_what_the_file_itself_says_is_hidden_where_it_is_a_secret_by_name(self, tmp_path: Path) -> None:
        write(tmp_path, main=f"type: local\nenv_vars: {{API_KEY: {HELD}, OMP_NUM_THREADS: '4'}}\n")
        assert rendered(tmp_path) == 'type: local\nenv_vars:\n  API_KEY: <hidden>\n  OMP_NUM_THREADS: "4"\n'


def test_every_template_without_a_value_is_told_with_its_place(tmp_path: Path) -> None:
    write(tmp_path, main="type: local\nworking_dir: ${NO_A}\nenv_vars: !include vars.yml\n", vars="X: ${NO_B}\n")
    done = run("rompy", "render", "main.yml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith("Error: main.yml:2:14: the variable NO_A is not set")
    assert second.startswith("vars.yml:1:4: the variable NO_B is not set")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: !include gone.yml\n", "main.yml:1:4: 'gone.yml' cannot be included: there is no such file"),
        ("a: !include main.yml\n", "main.yml:1:4: 'main.yml' is included within itself: main.yml -> main.yml"),
        ("a: [\n", "main.yml:1:4: This [ is never closed"),
        ("a: ${B|upper}\n", "main.yml:1:4: no filter is called 'upper'"),
        ("a: ${B\n", "main.yml:1:4: the template at character 1 is malformed"),
        ("a: 1\n---\nb: 1\n", "main.yml:3:1: here begins a second document"),
    ],
)
def test_what_cannot_be_composed_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, main=text)
    done = run("rompy", "render", "main.yml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {message}")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("rompy", "render", "main.yml", cwd=tmp_path).returncode == 2


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.dates(),
    st.binary(max_size=3),
    st.text(
        st.characters(codec="utf-8", exclude_characters="$\x7f", exclude_categories=["Cc", "Cs", "Cn", "Co"]),
        max_size=6,
    ),
    st.sampled_from(["a\nb\n", "yes", "1e3", "- a", "a: b", "# c", " x ", "\ta", "<hidden>", "null", "~", "=", "<<"]),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text("abc #:-", max_size=3), st.integers(), st.sampled_from(["on", "1"])), inner, max_size=3
        ),
    ),
    max_leaves=15,
)


@given(data=DATA)
def test_what_is_printed_reads_as_the_data(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    path = tmp_path_factory.mktemp("rendered") / "main.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert yaml.safe_load("\n".join(lines(render_file(path, {})))) == data
