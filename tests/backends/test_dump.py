"""What a config writes loads to an equal config, in YAML and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from faults import faults
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig, load
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

TAKEN_FOR_SOMETHING_ELSE = [
    *("yes", "no", "on", "off", "y", "n", "Y", "N", "true", "False", "null", "Null", "~", "", " ", "-", "?", ":", "="),
    *("1", "017", "0o17", "0x1F", "1_000", "22:22", "1e3", "1.5", ".5", ".inf", "-.INF", ".NaN", "+1", "2024-01-01"),
    *("2024-01-01 10:00:00", "<<", "!x", "&x", "*x", "#x", "a #b", "a: b", "- a", "[a]", "{a: b}", "%x", "@x", "`x`"),
    *(
        "'a'",
        '"a"',
        "a\nb",
        "a\n",
        "\n",
        " a",
        "a ",
        "\ta",
        "a\tb",
        "a\\nb",
        "|",
        ">",
        "---",
        "...",
        "é",
        "\u2028",
        "\x85",
    ),
    *("\ufeff", "\x7f", "\x9f", "\ufffe", "\U0001f30a", "\x01", "\x1b[0m", "{}", "$X", "$", "c:\\d", "//"),
]

TEXT = st.one_of(
    st.sampled_from(TAKEN_FOR_SOMETHING_ELSE), st.text(st.characters(exclude_characters="\0", codec="utf-8"))
)
SAFE_TEXT = TEXT.filter(lambda text: "${" not in text)
LINE = SAFE_TEXT.filter(lambda text: text and not set("\n\r") & set(text))
NAME = TEXT.filter(lambda text: text and "=" not in text)
VARIABLES = st.dictionaries(NAME, SAFE_TEXT, max_size=4)
TIMEOUT = st.integers(60, 86400)
FOLDER = st.one_of(st.none(), SAFE_TEXT.filter(bool).map(lambda text: f"/srv/{text.strip('/')}"))
TARGETS = st.lists(LINE.map(lambda text: f"/x{text.replace(':', '').replace('/', '')}"), unique=True, max_size=3)

LOCAL = st.fixed_dictionaries(
    {},
    optional={
        "timeout": TIMEOUT,
        "env_vars": VARIABLES,
        "working_dir": FOLDER,
        "command": st.one_of(st.none(), TEXT.filter(bool)),
        "shell": st.booleans(),
        "capture_output": st.booleans(),
        "stream_output": st.booleans(),
    },
)
DOCKER = st.one_of(
    st.fixed_dictionaries(
        {"image": st.sampled_from(["swan", "no", "swan:1.0", f"localhost:5000/a@sha256:{'0' * 64}"])}
    ),
    st.fixed_dictionaries({"dockerfile": LINE.map(lambda text: f"x/{text.strip('/')}"), "build_context": FOLDER}),
).flatmap(
    lambda source: st.fixed_dictionaries(
        {name: st.just(value) for name, value in source.items()},
        optional={
            "timeout": TIMEOUT,
            "env_vars": VARIABLES,
            "build_args": VARIABLES,
            "executable": TEXT.filter(bool),
            "mpiexec": SAFE_TEXT,
            "cpu": st.integers(1, 128),
            "memory": st.sampled_from([None, "2g", "6291456", "0512M"]),
            "volumes": TARGETS.map(lambda targets: [f"/srv/a b:{target}:ro" for target in targets]),
            "user": LINE,
            "remove_container": st.booleans(),
        },
    )
)
SLURM = st.fixed_dictionaries(
    {"command": TEXT.filter(bool)},
    optional={
        "timeout": TIMEOUT,
        "env_vars": VARIABLES,
        "nodes": st.integers(1, 100),
        "time_limit": st.sampled_from(["1:00:00", "22:22:22", "1-00:00:00"]),
        "queue": st.one_of(st.none(), LINE),
        "job_name": st.one_of(st.none(), LINE),
        "additional_options": st.lists(LINE, max_size=3),
    },
)
CONFIGS: st.SearchStrategy[tuple[type[BaseBackendConfig], dict[str, Any]]] = st.one_of(
    st.tuples(st.just(LocalConfig), LOCAL),
    st.tuples(st.just(DockerConfig), DOCKER),
    st.tuples(st.just(SlurmConfig), SLURM),
)


@settings(deadline=None, max_examples=250)
@given(drawn=CONFIGS)
def test_what_is_written_loads_to_an_equal_config(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[type[BaseBackendConfig], dict[str, Any]]
) -> None:
    chosen, fields = drawn
    assume(not faults(chosen, fields, host=False))
    config = chosen.model_validate(fields, context={"host": False})
    folder = tmp_path_factory.mktemp("dump")
    for name in ("backend.yml", "backend.json"):
        config.to_file(folder / name)
        assert load(folder / name, host=False) == config
        assert chosen.from_file(str(folder / name), host=False) == config
    written = (folder / "backend.yml").read_text(encoding="utf-8")
    assert written == config.to_yaml()
    assert yaml.safe_load(written) == json.loads((folder / "backend.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", TAKEN_FOR_SOMETHING_ELSE)
def test_a_text_stays_a_text_for_every_reader_of_yaml(text: str) -> None:
    written = LocalConfig(env_vars={"A": text}).to_yaml()
    assert yaml.safe_load(written)["env_vars"] == {"A": text}
    assert f'  A: "{text}"' in written or "\\" in written or text == "//"


def test_yaml_has_the_type_first_and_every_field_that_has_a_value() -> None:
    config = DockerConfig(image="swan:41.45", volumes=["/:/data:ro"], env_vars={"OMP_NUM_THREADS": "4", "Y": "y"})
    assert config.to_yaml() == (
        "type: docker\n"
        "timeout: 3600\n"
        "env_vars:\n"
        '  OMP_NUM_THREADS: "4"\n'
        '  "Y": "y"\n'
        'image: "swan:41.45"\n'
        "build_args: {}\n"
        "executable: /usr/local/bin/run.sh\n"
        'mpiexec: ""\n'
        "cpu: 1\n"
        "volumes:\n"
        '- "/:/data:ro"\n'
        "user: root\n"
        "remove_container: true\n"
    )


def test_json_is_written_where_the_name_says_so(tmp_path: Path) -> None:
    LocalConfig(command="é").to_file(str(tmp_path / "backend.JSON"))
    text = (tmp_path / "backend.JSON").read_text(encoding="utf-8")
    assert json.loads(text) == {
        "type": "local",
        "timeout": 3600,
        "env_vars": {},
        "command": "é",
        "shell": True,
        "capture_output": True,
        "stream_output": False,
    }
    assert text.startswith('{\n  "type": "local",\n')
    assert '"é"' in text


TEMPLATES: list[tuple[type[BaseBackendConfig], Mapping[str, Any], str]] = [
    (LocalConfig, {"env_vars": {"A": "${X}"}}, "env_vars.A"),
    (LocalConfig, {"env_vars": {"A": "x ${"}}, "env_vars.A"),
    (LocalConfig, {"working_dir": "/srv/${X}"}, "working_dir"),
    (DockerConfig, {"image": "a", "build_args": {"A": "${X:-y}"}}, "build_args.A"),
    (DockerConfig, {"image": "a", "volumes": ["/a:/a", "/b:/${X}"]}, "volumes[1]"),
    (DockerConfig, {"image": "a", "mpiexec": "${MPI}"}, "mpiexec"),
    (DockerConfig, {"dockerfile": "${X}"}, "dockerfile"),
    (SlurmConfig, {"command": "x", "additional_options": ["--x=${Y}"]}, "additional_options[0]"),
]


@pytest.mark.parametrize(("chosen", "fields", "place"), TEMPLATES)
@pytest.mark.parametrize("name", ["backend.yml", "backend.json"])
def test_a_text_that_would_load_as_a_template_is_not_written(
    tmp_path: Path, chosen: type[BaseBackendConfig], fields: Mapping[str, Any], place: str, name: str
) -> None:
    path = tmp_path / name
    path.write_text("as it was")
    config = chosen.model_validate(fields, context={"host": False})
    for write in (lambda: config.to_file(path), config.to_yaml):
        with pytest.raises(TemplateError) as error:
            write()
        assert str(error.value) == (
            f"{place} holds '${{', which a file takes for a template, and no file can write it as text"
        )
    assert path.read_text() == "as it was"


def test_a_template_of_the_shell_is_written_and_stays(tmp_path: Path) -> None:
    for config in (LocalConfig(command="echo ${HOME}"), DockerConfig(image="swan", executable="${BIN}/swan")):
        config.to_file(tmp_path / "backend.yml")
        assert load(tmp_path / "backend.yml") == config


def test_a_mapping_that_was_changed_in_place_is_checked_before_it_is_written(tmp_path: Path) -> None:
    config = LocalConfig(env_vars={"A": "b"})
    config.env_vars["B"] = 5  # type: ignore[assignment]
    with pytest.raises(ValidationError) as error:
        config.to_file(tmp_path / "backend.yml")
    assert [fault["loc"] for fault in error.value.errors()] == [("env_vars", "B")]
    assert not (tmp_path / "backend.yml").exists()


class Optional(BaseBackendConfig):
    """A backend with a field whose default is a value and which may be nothing."""

    limit: int | None = 5

    def get_backend_class(self) -> type[object]:
        return object


def test_nothing_is_written_where_it_is_not_the_default(tmp_path: Path) -> None:
    Optional(limit=None).to_file(tmp_path / "backend.yml")
    assert Optional.from_file(tmp_path / "backend.yml").limit is None
    assert "working_dir" not in (tmp_path / "backend.yml").read_text()


def test_a_file_that_cannot_be_written_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        LocalConfig().to_file(tmp_path / "missing" / "backend.yml")


def test_relative_paths_are_written_so_that_another_folder_loads_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    config = LocalConfig(working_dir=Path("work"))
    config.to_file("elsewhere/backend.yml")
    assert load("elsewhere/backend.yml") == config
