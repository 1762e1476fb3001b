from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_text
from rompy.backends.secrets import is_literal, is_secret_name, secrets_in_command
from rompy.lint.formats import formats, renderer
from rulecases import check, findings, fixed

CODE = "RMP401"

# put together here, so that no scanner takes them for real ones
TOKENS = {
    "AWS": "AKIA" + "Q3EXAMPL3S7T4UVW",
    "GitHub": "ghp_" + "a1B2c3" * 6,
    "a fine-grained GitHub": "github_pat_" + "11ABCDE" * 5,
    "GitLab": "glpat-" + "x1y2z3" * 4,
    "Slack": "xox" + "b-123456789012-abcdef",
    "JWT": "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ" + "zdWIiOiIxMjM0In0." + "c2lnbmF0dXJl",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "an address": "https://ocean:" + "w4ves@data.example.org/x",
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
def test_a_token_is_found_by_its_shape_under_any_name_and_in_commands(token: str, tmp_path: Path) -> None:
    check(CODE, f"type: local\nenv_vars:\n  DATA: '{token}'  # expect: RMP401\n", tmp_path)
    check(CODE, f"type: slurm\ncommand: fetch '{token}'  # expect: RMP401\n", tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "API_KEY",
        "TOKEN",
        "db_password",
        "AWS_SECRET_ACCESS_KEY",
        "CREDENTIALS",
        "MY_PRIVATE_KEY",
        "dbPassword",
        "DB_PWD",
    ],
)
def test_these_names_hold_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "PWD", "OLDPWD", "TOKEN_FILE", "SECRET_NAME", "TOKENIZERS_PARALLELISM", "MAX_TOKENS", "KEYBOARD", "MONKEY",
        "AWS_ACCESS_KEY_ID", "PASSWORD_LENGTH", "OMP_NUM_THREADS", "AUTHOR", "", "PRIVATE_DIR", "PUBLIC_KEY",
    ],
)  # fmt: skip
def test_these_names_hold_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "changeme", "<your token>", "xxxx", "***", "your-token-here", "$TOKEN", "${TOKEN}", "~/.token",
        "/run/secrets/token", "./token", "vault:secret/x", "%(token)s", "none", "true", "test", "example", "{{ t }}",
    ],
)  # fmt: skip
def test_these_values_are_placeholders_or_references(value: str) -> None:
    assert not is_literal(value)


def test_a_long_value_is_judged_at_once() -> None:
    assert is_literal("x" * 100_000 + "1")
    assert not list(secrets_in_command("a.a-" * 25_000 + "://" + "eyJ-" * 25_000))


@pytest.mark.parametrize("value", ["hunter2", "9f27-ocean", "correct horse", "p@ss", "1234"])
def test_these_values_are_written_out(value: str) -> None:
    assert is_literal(value)


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {API_KEY: hunter2}  # expect: RMP401\n",
        "backend_type: local\nconfig:\n  env_vars:\n    API_KEY: hunter2  # expect: RMP401\n",
        "config: {}\nbackend:\n  type: local\n  env_vars:\n    API_KEY: hunter2  # expect: RMP401\n",
        "type: docker\nimage: a:1\nenv_vars:\n  API_KEY: ${KEY:-hunter2}  # expect: RMP401\n",
        "type: local\ncommand: API_KEY=hunter2 run  # expect: RMP401\n",
        "type: local\ncommand: export TOKEN='hunter2'; run  # expect: RMP401\n",
        "type: local\ncommand: run --token hunter2  # expect: RMP401\n",
        "type: slurm\ncommand: run\nadditional_options:\n  - --export=API_KEY=hunter2  # expect: RMP401\n",
        "type: local\nenv_vars:\n  API_KEY: ${API_KEY}\n  TOKEN: ''\n",
        "type: local\nenv_vars:\n  API_KEY: 5\n",
        'type: local\ncommand: run --token-file x --token $TOKEN --password "$(cat x)" --token --verbose\n',
        "type: local\ncommand: git clone https://${USER}:${TOKEN}@example.org/x\n",
        "type: local\ncommand: echo password reset\n",
        "type: docker\nimage: a:1\ndockerfile: b\nbuild_args:\n  API_KEY: hunter2\n",
    ],
)
def test_a_secret_is_found_where_it_is_written_out(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


def test_the_fix_names_the_variable_and_changes_nothing_else(tmp_path: Path) -> None:
    before = "type: local\r\nenv_vars:\r\n  API_KEY: \"hunter2\"   # ours\r\n  B: 'x'\r\n"
    after = before.replace("hunter2", "${API_KEY}")
    assert fixed(CODE, before, tmp_path) == after
    assert fixed(CODE, before, tmp_path, unsafe=False) == before


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nx: &x hunter2\nenv_vars: {API_KEY: *x}\n",
        "type: local\nenv_vars: {API_KEY: '${K:-hunter2}'}\n",
        "type: local\nenv_vars:\n  API_KEY: |-\n    hunter2\n",
    ],
)
def test_what_is_not_written_out_in_one_place_gets_no_fix(text: str, tmp_path: Path) -> None:
    assert [finding.fix for finding in findings(CODE, text, tmp_path)] == [None]


@pytest.mark.parametrize("name", formats())
def test_a_secret_in_a_command_is_shown_in_no_format(name: str, tmp_path: Path) -> None:
    text = f"type: slurm\ntimeout: 5\ncommand: 'run --token=hunter2 https://ocean:hunter2@x.org {TOKENS['GitHub']}'\n"
    shown = renderer(name)(lint_text(text, tmp_path))
    assert "hunter2" not in shown
    assert TOKENS["GitHub"] not in shown
