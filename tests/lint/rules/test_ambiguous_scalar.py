from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import found, lint_text
from rulecases import check, findings, fixed

CODE = "RMP403"

FIXES = {
    # texts keep their text
    "env_vars: {A: 08}": 'env_vars: {A: "08"}',
    "env_vars: {A: 0o17}": 'env_vars: {A: "0o17"}',
    "env_vars: {A: 1e3}": 'env_vars: {A: "1e3"}',
    "env_vars: {A: 1.5E6}": 'env_vars: {A: "1.5E6"}',
    "env_vars: {A: +.5}": 'env_vars: {A: "+.5"}',
    "env_vars: {A: y}": 'env_vars: {A: "y"}',
    "env_vars: {A: N}": 'env_vars: {A: "N"}',
    "job_name: 1e5": 'job_name: "1e5"',
    "additional_options: [--hold, 0o7]": 'additional_options: [--hold, "0o7"]',
    "env_vars: {08: x}": 'env_vars: {"08": x}',
    "env_vars:\n  A: &a 08 # month\n  B: *a": 'env_vars:\n  A: &a "08" # month\n  B: *a',
    # numbers become plain
    "timeout: 1_000": "timeout: 1000",
    "timeout: 0b1111111": "timeout: 127",
    "timeout: 0170": "timeout: 120",
    "timeout: 1:30:00": "timeout: 5400",
    "timeout: 0x1_000": "timeout: 4096",
    "timeout: +1_000": "timeout: 1000",
}

SAME = [
    "timeout: 3600",
    "timeout: +3600",
    "timeout: 0xe10",
    "env_vars: {A: '08', B: \"1e3\", C: 1e, D: e3, E: '', F: 01:02:03, G: 1.2.3, H: yesterday}",
    "env_vars: {Y: '1', N: '2'}",
    "env_vars: {A: !!str 08}",
    "env_vars:\n  A: |-\n    08",
    "env_vars: {A: ${X}, B: ${X:-08}}",
    "queue: null",
    "account: ~",
    "qos:",
]


def slurm(line: str) -> str:
    return f"type: slurm\ncommand: x\n{line}\n"


@pytest.mark.parametrize(("before", "after"), FIXES.items())
def test_what_two_readers_take_for_two_things_is_found_and_written_for_both(
    before: str, after: str, tmp_path: Path
) -> None:
    assert len(findings(CODE, slurm(before), tmp_path)) == 1
    assert fixed(CODE, slurm(before), tmp_path, unsafe=False) == slurm(after)


@pytest.mark.parametrize(("word", "plain"), [("yes", "true"), ("On", "true"), ("NO", "false"), ("off", "false")])
def test_a_boolean_in_other_words_becomes_a_plain_one(word: str, plain: str, tmp_path: Path) -> None:
    text = f"type: local\r\nshell:   {word}   # through sh\r\n"
    assert fixed(CODE, text, tmp_path, unsafe=False) == text.replace(word, plain)


@pytest.mark.parametrize("line", SAME)
def test_what_all_readers_take_for_the_same_is_left_alone(line: str, tmp_path: Path) -> None:
    assert not findings(CODE, slurm(line), tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "env_vars: {A: yes}",
        "env_vars: {A: 017}",
        "env_vars: {A: 1:30}",
        "env_vars: {A: 2024-01-01}",
        "env_vars: {A: 1_000}",
        "env_vars: {A: +.inf}",
        "env_vars: {yes: x}",
        "timeout: yes",
        "timeout: 1e4",
        "timeout: 0o7777",
        "timeout: 0:30",
        "command: off",
        "time_limit: 1:00:00",
        "unknown: 08",
    ],
)
def test_what_another_rule_says_already_is_not_said_twice(line: str, tmp_path: Path) -> None:
    report = lint_text(slurm(line), tmp_path)
    assert len({code for _, code in found(report)} - {CODE}) >= 1
    assert CODE not in {finding.code for finding in report.findings}


def test_it_is_found_in_pipelines_and_nested_configs(tmp_path: Path) -> None:
    check(CODE, "config: {a: yes}\nbackend:\n  type: local\n  shell: yes  # expect: RMP403\n", tmp_path)
    check(CODE, "backend_type: local\nconfig:\n  shell: yes  # expect: RMP403\n", tmp_path)
    check(CODE, "? type\n: local\n? shell\n: yes  # expect: RMP403\n", tmp_path)


def test_json_has_one_reading(tmp_path: Path) -> None:
    assert not findings(CODE, '{"type": "local", "timeout": 1e3, "shell": true}', tmp_path, name="backend.json")
