"""No error and no repr ever shows a value of ``env_vars`` or ``build_args``."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from faults import everything_said
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig, load
from rompy.errors import RompyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = st.text(string.ascii_letters + string.digits + "äßπ{}=:/,. ", min_size=8, max_size=24).map(
    lambda text: f"Q7{text}7Q"
)

SHAPES: list[Callable[[str], Any]] = [
    lambda secret: secret,
    lambda secret: [secret],
    lambda secret: [f"KEY={secret}"],
    lambda secret: {"KEY": secret},
    lambda secret: {"KEY": secret, "OTHER": 5},
    lambda secret: {"KEY": [secret]},
    lambda secret: {"KEY": {"INNER": secret}},
    lambda secret: {"KEY": f"{secret}\0"},
    lambda secret: {"": secret},
    lambda secret: {"A=B": secret},
    lambda secret: {f"KEY={secret}": ""},
    lambda secret: {f"KEY={secret}": None},
    lambda secret: {5: secret},
    lambda secret: [{"name": "KEY", "value": secret}],
]
FIELDS = ["env_vars", "build_args", "env_var", "envvars", "ENV_VARS", "environment", "build-args", "KEY"]
BREAKAGES: list[dict[str, Any]] = [
    {},
    {"timeout": 5},
    {"timeout": None, "unknown": 1},
    {"working_dir": "/no/such/folder"},
    {"image": "Swan", "dockerfile": "/Dockerfile", "cpu": "4"},
    {"image": "swan", "volumes": ["/:/a", "/:/a", 5]},
    {"command": ["a"], "shell": "yes"},
    {"nodes": 0, "time_limit": "1h"},
]


@st.composite
def configs_with_a_secret(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw the fields of a config, nearly always broken, and the secret among them."""
    secret = draw(SECRET)
    places = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3, unique=True))
    fields = {place: draw(st.sampled_from(SHAPES))(secret) for place in places}
    return secret, {**fields, **draw(st.sampled_from(BREAKAGES))}


def said_by(make: Callable[..., object], *arguments: object) -> str:
    """Give all that is said by making a config: by the error, or by the config itself."""
    try:
        made = make(*arguments)
    except (ValidationError, RompyError) as error:
        return everything_said(error)
    return repr(made) + str(made)


CLASSES = st.sampled_from([LocalConfig, DockerConfig, SlurmConfig])


@settings(deadline=None, max_examples=300)
@given(configs_with_a_secret(), CLASSES)
def test_errors_in_python_show_no_secret(drawn: tuple[str, dict[str, Any]], chosen: type[BaseBackendConfig]) -> None:
    secret, fields = drawn
    ways: list[Callable[[], BaseBackendConfig]] = [
        lambda: chosen.model_validate(fields),
        lambda: chosen.model_validate(fields, context={"host": False}),
        lambda: chosen.model_validate_json(json.dumps(fields)),
        lambda: chosen.model_validate_json(json.dumps(fields)[:-1] + ",}"),
    ]
    for make in ways:
        assert secret not in said_by(make)


@settings(deadline=None, max_examples=150)
@given(configs_with_a_secret(), st.sampled_from(["local", "docker", "slurm", "dokcer"]), st.booleans())
def test_errors_of_files_show_no_secret(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[str, dict[str, Any]], name: str, nested: bool
) -> None:
    secret, fields = drawn
    data = {"backend_type": name, "config": fields} if nested else {"type": name, **fields}
    path = tmp_path_factory.mktemp("secret") / "backend.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    chosen: dict[str, Callable[[Path], BaseBackendConfig]] = {"local": LocalConfig.from_file}
    for read in (load, chosen.get(name, DockerConfig.from_file)):
        assert secret not in said_by(read, path)


@settings(deadline=None, max_examples=100)
@given(SECRET, st.sampled_from(SHAPES))
def test_refused_assignments_show_no_secret(secret: str, shape: Callable[[str], Any]) -> None:
    config = DockerConfig(image="swan", env_vars={"KEY": secret}, build_args={"KEY": secret})
    assignments = [("cpu", 0), ("image", None), ("dockerfile", "x"), ("env_vars", shape(secret))]
    for name, value in assignments:
        assert secret not in said_by(setattr, config, name, value)
        assert secret not in repr(config) + str(config)


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {KEY: '${UNSET_FOR_SURE}Q7secret'}\n",
        "type: local\nenv_vars: {KEY: 'Q7secret${'}\n",
        "type: local\nenv_vars: {KEY: Q7secret, KEY: Q7secret}\n",
        "type: local\nenv_vars: {KEY: Q7secret\n",
        "type: local\nenv_vars:\n  KEY: Q7secret: x\n",
        'type: local\nenv_vars:\n  KEY: "Q7secret\n',
        "type: local\nenv_vars:\n  KEY: !!int Q7secret\n",
        "type: local\nenv_vars:\n  KEY: !!binary Q7secret\n",
        "type: local\nenv_vars:\n KEY: a\n  Q7secret\n X",
        "type: local\nenv_vars:\n  KEY: *Q7secret\n",
        "type: local\nenv_vars:\n  KEY: !Q7secret\n",
        "type: local\nenv_vars:\n  KEY: !Q7secret x\n",
        "type: local\nenv_vars:\n  KEY: &Q7secret\n",
        "type: local\nenv_vars:\n  KEY: @Q7secret\n",
        "type: local\nenv_vars:\n  KEY: '%Q7secret\n",
        "type: local\nenv_vars:\n  KEY: [Q7secret\n",
        "env_vars:\n  KEY: Q7secret\n",
        "- env_vars:\n    KEY: Q7secret\n",
    ],
)
def test_files_that_cannot_be_read_show_no_secret(tmp_path: Path, text: str) -> None:
    path = tmp_path / "backend.yml"
    path.write_text(text)
    with pytest.raises((RompyError, ValidationError)) as error:
        load(path)
    assert "Q7secret" not in everything_said(error.value)


def test_another_config_in_the_place_of_a_config_is_not_shown() -> None:
    other = DockerConfig(image="swan", env_vars={"KEY": "Q7secret"})
    for data in (other, [other], {"env_vars": other}, {"command": other}, "KEY=Q7secret", b"KEY=Q7secret"):
        with pytest.raises(ValidationError) as error:
            LocalConfig.model_validate(data)
        assert "Q7secret" not in everything_said(error.value)


def test_undecodable_text_anywhere_does_not_have_everything_shown() -> None:
    for name in ("working_dir", "command", "env_vars", "half\udc80"):
        broken: dict[str, Any] = {name: {"KEY": "half\udc80"} if name == "env_vars" else "half\udc80"}
        with pytest.raises(ValidationError) as error:
            LocalConfig.model_validate({"env_vars": {"KEY": "Q7secret"}, **broken})
        assert "Q7secret" not in everything_said(error.value)


def test_writing_a_template_in_a_value_shows_its_place_and_not_the_value(tmp_path: Path) -> None:
    config = LocalConfig(env_vars={"KEY": "Q7secret${X}"})
    with pytest.raises(RompyError, match=r"^env_vars\.KEY holds '\$\{'") as error:
        config.to_file(tmp_path / "backend.yml")
    assert "Q7secret" not in everything_said(error.value)


def test_values_that_are_no_secret_are_still_shown_to_programs() -> None:
    with pytest.raises(ValidationError) as error:
        LocalConfig.model_validate({"timeout": "soon"})
    assert error.value.errors()[0]["input"] == "soon"
    assert "soon" not in str(error.value)
