"""Backend files load into configs, and whatever is wrong with one is told with its line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import Field, ValidationError

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig, load
from rompy.errors import BackendFileError, SourceError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a backend file."""

    def write_text(text: str | bytes, name: str = "backend.yml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_text


@pytest.mark.parametrize(
    ("text", "config"),
    [
        ("type: local\n", LocalConfig()),
        ("type: local\nenv_vars: {A: '4'}\ncommand: x\n", LocalConfig(env_vars={"A": "4"}, command="x")),
        ("type: docker\nimage: swan\ncpu: 4\n", DockerConfig(image="swan", cpu=4)),
        ("type: slurm\ncommand: |\n  a\n  b\n", SlurmConfig(command="a\nb\n")),
        ("backend_type: local\ntimeout: 60\n", LocalConfig(timeout=60)),
        ("backend_type: local\nconfig:\n  timeout: 60\n", LocalConfig(timeout=60)),
        ("type: docker\ncpu: 2\nconfig: {image: swan}\n", DockerConfig(image="swan", cpu=2)),
        ("type: local\nworking_dir:\n", LocalConfig()),
        ("\ufeff# a comment\n---\ntype: local\n...\n", LocalConfig()),
        ("type: local\r\ntimeout: 60\r\n", LocalConfig(timeout=60)),
        ("{type: local, timeout: 60}\n", LocalConfig(timeout=60)),
        ("type: local\n<<: {timeout: 60}\n", LocalConfig(timeout=60)),
    ],
)
def test_a_file_loads_with_the_class_of_its_type(
    write: Callable[..., Path], text: str, config: BaseBackendConfig
) -> None:
    path = write(text)
    assert load(path) == load(str(path)) == type(config).from_file(path) == config


def test_a_json_file_loads_as_well(write: Callable[..., Path]) -> None:
    path = write('{\n\t"type": "docker",\n\t"image": "swan", "cpu": 2}', "backend.json")
    assert load(path) == DockerConfig(image="swan", cpu=2)


def test_a_file_without_a_type_loads_with_a_class_that_is_named(write: Callable[..., Path]) -> None:
    assert LocalConfig.from_file(write("timeout: 60\n")) == LocalConfig(timeout=60)


UNREADABLE: dict[str, tuple[type[Exception], str]] = {
    "": (BackendFileError, ":1:1: the file holds nothing, and one backend is expected"),
    "# nothing\n": (BackendFileError, ":1:1: the file holds nothing, and one backend is expected"),
    "type: local\n---\ntype: local\n": (BackendFileError, ":3:1: here begins a second document, and one backend is"),
    "- type: local\n": (BackendFileError, ":1:1: this is no mapping, and a backend is one"),
    "\n\njust text\n": (BackendFileError, ":3:1: this is no mapping, and a backend is one"),
    "timeout: 60\n": (BackendFileError, ":1:1: no 'type' says which backend this is: local, docker, slurm"),
    "timeout: 60\ntype: dokcer\n": (BackendFileError, ":2:7: no backend type is called 'dokcer'; did you mean docker?"),
    "type: 5\n": (BackendFileError, ":1:7: no backend type is called 5; there are local, docker, slurm"),
    "type:\n": (BackendFileError, "no backend type is called None; there are local, docker, slurm"),
    "backend_type: loca\n": (BackendFileError, ":1:15: no backend type is called 'loca'; did you mean local?"),
    "type: local\ntimeout: 60\ntimeout: 70\n": (BackendFileError, ":3:1: The key 'timeout' stands here a second time"),
    "type: local\n  timeout: 60\n": (BackendFileError, ":2:"),
    "type: local\nenv_vars: {A: 'b'\n": (BackendFileError, ":2:11: This { is never closed"),
    "type: local\ncpu: 60\nconfig:\n  cpu: 70\n": (BackendFileError, ":2:1: 'cpu' stands here and in 'config:'"),
    "type: local\ncommand: !shell x\n": (BackendFileError, ":2:10: This tag means nothing here"),
    "type: local\nenv_vars: !include env.yml\n": (BackendFileError, ":2:11: 'env.yml' cannot be included: there is"),
    "type: local\nenv_vars: !include ${UNSET_FOR_SURE}/a\n": (TemplateError, ":2:11: The variable UNSET_FOR_SURE is"),
    "type: local\nenv_vars: !include ${A|x}\n": (TemplateError, ":2:11: No filter is called 'x'"),
    "type: local\nenv_vars:\n  A: !include a\n": (BackendFileError, ":3:6: 'a' cannot be included: there is"),
    "type: !include type.yml\n": (BackendFileError, ":1:7: 'type.yml' cannot be included"),
    "!include all.yml\n": (BackendFileError, ":1:1: 'all.yml' cannot be included: there is"),
    "type: local\nconfig: !include all.yml\n": (BackendFileError, ":2:9: 'all.yml' cannot be included"),
    "type: local\nenv_vars:\n  A: ${UNSET_FOR_SURE}\n": (TemplateError, ":3:6: the variable UNSET_FOR_SURE is not set"),
    "type: ${UNSET_FOR_SURE}\n": (TemplateError, ":1:7: the variable UNSET_FOR_SURE is not set"),
    "type: local\nconfig:\n  timeout: ${UNSET_FOR_SURE}\n": (TemplateError, ":3:12: the variable UNSET_FOR_SURE"),
    "type: docker\nimage: x\nvolumes:\n- ${HOME|x}:/a\n": (TemplateError, ":4:3: no filter is called 'x'"),
}


@pytest.mark.parametrize(("text", "expected"), UNREADABLE.items())
def test_a_file_that_holds_no_one_backend_says_where_and_why(
    write: Callable[..., Path], text: str, expected: tuple[type[Exception], str]
) -> None:
    path = write(text)
    kind, message = expected
    with pytest.raises(kind) as error:
        load(path)
    assert str(error.value).startswith(f"{path}")
    assert message in str(error.value)


def test_json_that_is_none_says_where(write: Callable[..., Path]) -> None:
    path = write('{"type": "local",\n "timeout": 60,}', "backend.json")
    with pytest.raises(BackendFileError, match=r"backend\.json:2:15: JSON allows no comma after the last item"):
        load(path)


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"type: local\ncommand: \xff\n", ":2:10: ", "the byte 0xFF is not UTF-8"),
        (b"type: local\n\n a: \x01\n", ":3:5: ", "the character U+0001 may not stand in YAML or JSON"),
        (b"#" * (10 * 1024 * 1024 + 1), ": ", "the file has 10,485,761 bytes and the limit is 10,485,760"),
    ],
)
def test_a_file_that_is_no_text_says_where(write: Callable[..., Path], data: bytes, place: str, message: str) -> None:
    path = write(data)
    with pytest.raises(SourceError) as error:
        load(path)
    assert str(error.value) == f"{path}{place}{message}"


@pytest.mark.parametrize("read", [load, LocalConfig.from_file])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, read: Callable[[Path], BaseBackendConfig]) -> None:
    for path in (tmp_path, tmp_path / "missing.yml", tmp_path / ("a" * 300), Path("nul\0"), Path("/dev/null")):
        with pytest.raises(SourceError) as error:
            read(path)
        assert error.value.kind == "unreadable_file"
        assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize("key", ["type", "backend_type"])
def test_a_class_loads_files_of_its_own_type_only(write: Callable[..., Path], key: str) -> None:
    path = write(f"image: swan\n{key}: docker\n")
    with pytest.raises(BackendFileError) as error:
        LocalConfig.from_file(path)
    column = len(key) + 3
    assert str(error.value) == f"{path}:2:{column}: the file is of type 'docker', and LocalConfig loads 'local'"


class QueueConfig(BaseBackendConfig):
    """A backend without a type of its own."""

    queue: str = Field(..., description="Queue")
    slots: int | None = None

    def get_backend_class(self) -> type[object]:
        return object


class NamedConfig(LocalConfig):
    """A backend that adds to another one."""

    nice: int = 0


def test_a_class_of_ones_own_loads_files(write: Callable[..., Path]) -> None:
    path = write("type: queue\nqueue: '${Q:-general}'\nslots: '${S:-4}'\n")
    config = QueueConfig.from_file(path)
    assert (config.queue, config.slots) == ("general", 4)
    assert NamedConfig.from_file(write("type: local\nnice: 5\n")).nice == 5
    with pytest.raises(BackendFileError, match="the file is of type 'docker', and NamedConfig loads 'local'"):
        NamedConfig.from_file(write("type: docker\nnice: 5\n"))


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("type: local\ntimeout: 5\n", {"2:10": "Input should be greater than or equal to 60"}),
        ("type: local\ncomand: x\n", {"2:1": "Extra inputs are not permitted"}),
        ("timeout: soon\ntype: slurm\n", {"1:10": "Input should be a valid integer", "1:1": "Field required"}),
        ("type: local\nenv_vars:\n  A: 5\n  B: no\n", {"3:6": "Input should be a", "4:6": "Input should be a"}),
        ("type: local\nenv_vars:\n  A: x\n  '': y\n", {"4:3": "Environment variable keys cannot be empty"}),
        ("type: local\nenv_vars:\n  A: x\n  B=1: y\n", {"4:3": "Environment variable keys cannot contain '='"}),
        ("type: local\nenv_vars:\n  A: x\n  5: y\n", {"4:3": "Input should be a valid string"}),
        ("type: local\nenv_vars:\n  A: x\n  no: y\n", {"4:3": "Input should be a valid string"}),
        ("type: docker\n", {"1:1": "Either 'image' or 'dockerfile' must be provided"}),
        ("type: docker\ndockerfile: a\nimage: swan\n", {"3:8": "Cannot specify both 'image' and 'dockerfile'"}),
        ("type: docker\nimage: swan\nvolumes:\n  - /:/a\n  - /:/a\n", {"5:5": "Two volumes are mounted on /a"}),
        ("backend_type: local\nconfig:\n  timeout: 5\n  cpu: 1\n", {"3:12": "Input should be", "4:3": "Extra inputs"}),
        ("type: local\n5: x\n", {"2:1": "Keys should be strings"}),
    ],
)
def test_notes_say_where_each_fault_stands(write: Callable[..., Path], text: str, notes: dict[str, str]) -> None:
    path = write(text)
    with pytest.raises(ValidationError) as error:
        load(path)
    found = sorted(error.value.__notes__)
    expected = sorted(f"{path}:{place}: {message}" for place, message in notes.items())
    assert len(found) == len(expected)
    assert all(note.startswith(start) for note, start in zip(found, expected, strict=True)), found


def test_yaml_that_is_no_text_is_not_taken_for_one(write: Callable[..., Path]) -> None:
    values = ["no", "on", "22:22", "017", "1e3", "2024-01-01", "1.0", "~", "0x1F", "1_000", "!!binary YQ=="]
    path = write("type: local\nenv_vars:\n" + "".join(f"  V{n}: {value}\n" for n, value in enumerate(values)))
    with pytest.raises(ValidationError) as error:
        load(path)
    assert error.value.error_count() == len(values) - 1  # PyYAML takes 1e3 for a text
    for number, line in enumerate(values):
        assert (f"V{number}" in str(error.value)) is (line != "1e3")


def test_paths_in_a_file_begin_at_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "configs"
    (folder / "data").mkdir(parents=True)
    (folder / "Dockerfile").touch()
    path = folder / "backend.yml"
    path.write_text(
        "type: docker\ndockerfile: Dockerfile\nbuild_context: .\nworking_dir: data\nvolumes: ['data:/data']\n"
    )
    for where, name in ((tmp_path, "configs/backend.yml"), (folder, "backend.yml"), (Path("/"), path)):
        monkeypatch.chdir(where)
        config = load(name)
        assert isinstance(config, DockerConfig)
        assert config.base == folder
        assert (config.build_context, config.working_dir) == (folder, folder / "data")
        assert config.volumes == [f"{folder}/data:/data"]


def test_a_file_for_another_machine_loads_without_a_look_at_this_one(write: Callable[..., Path]) -> None:
    path = write("type: local\nworking_dir: /no/such/folder\n")
    assert load(path, host=False).working_dir == Path("/no/such/folder")
    assert LocalConfig.from_file(path, host=False).working_dir == Path("/no/such/folder")
    with pytest.raises(ValidationError, match="Working directory does not exist: /no/such/folder"):
        load(path)


def test_templates_are_substituted_and_then_read_as_their_field_says(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"CPU": "4", "TAG": "41.45", "KEEP": "no", "LIMIT": "2g", "DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    path = write(
        "type: ${BACKEND:-docker}\n"
        "image: swan:${TAG}\n"
        "timeout: '${T:-3600}'\n"
        "cpu: ${CPU}\n"
        "memory: ${LIMIT}\n"
        "remove_container: ${KEEP}\n"
        "env_vars: {N: '${T:-4}', K: '${KEEP}', D: '${D:-2024-01-01}'}\n"
        "user: ${U:-1000}\n"
        "working_dir: ${DATA}\n"
        "volumes: ['${DATA}:/data:${MODE:-ro}']\n"
        "executable: ${SHELL_KNOWS_IT}/bin/swan\n"
    )
    assert load(path) == DockerConfig(
        image="swan:41.45",
        timeout=3600,
        cpu=4,
        memory="2g",
        remove_container=False,
        env_vars={"N": "4", "K": "no", "D": "2024-01-01"},
        user="1000",
        working_dir=tmp_path,
        volumes=[f"{tmp_path}:/data:ro"],
        executable="${SHELL_KNOWS_IT}/bin/swan",
    )


def test_a_command_is_left_to_the_shell(write: Callable[..., Path]) -> None:
    config = load(write("type: local\ncommand: run ${UNSET_FOR_SURE} ${X|y} ${\n"))
    assert isinstance(config, LocalConfig)
    assert config.command == "run ${UNSET_FOR_SURE} ${X|y} ${"


@pytest.mark.parametrize(
    "value", ["soon", "3600.0", "", "[3600]", "{a: 1}", "'3600'", "1" * 5000, "[" * 5000, "=", "a: b: c"]
)
def test_a_variable_that_is_no_integer_is_a_fault_at_its_field(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("T", value)
    with pytest.raises(ValidationError) as error:
        load(write("type: local\ntimeout: ${T}\n"))
    assert [(fault["loc"], fault["type"]) for fault in error.value.errors()] == [(("timeout",), "int_type")]


def test_the_name_of_a_variable_is_no_template(write: Callable[..., Path]) -> None:
    config = load(write("type: local\nenv_vars: {'${A}': x}\n"))
    assert config.env_vars == {"${A}": "x"}


def test_json_escapes_of_half_a_character_are_a_fault(write: Callable[..., Path]) -> None:
    path = write(json.dumps({"type": "local", "env_vars": {"A": "\ud800"}}), "backend.json")
    with pytest.raises(ValidationError, match="The text holds half a character"):
        load(path)
