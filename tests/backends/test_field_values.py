"""What the values of single fields must be like: numbers, limits, names and texts."""

from __future__ import annotations

import pytest

from faults import faults, messages
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.backends.checks import memory_bytes

ARABIC_DIGITS = "\u0665\u0661\u0662"


@pytest.mark.parametrize(
    ("config_class", "name", "lowest", "highest"),
    [
        (LocalConfig, "timeout", 60, 86400),
        (DockerConfig, "timeout", 60, 86400),
        (SlurmConfig, "timeout", 60, 86400),
        (DockerConfig, "cpu", 1, 128),
        (SlurmConfig, "nodes", 1, 100),
        (SlurmConfig, "ntasks", 1, None),
        (SlurmConfig, "cpus_per_task", 1, 128),
    ],
)
def test_numbers_stay_within_their_bounds(
    config_class: type[BaseBackendConfig], name: str, lowest: int, highest: int | None
) -> None:
    needed = {DockerConfig: {"image": "swan"}, SlurmConfig: {"command": "true"}}.get(config_class, {})
    for value in (lowest, highest or 10**9):
        assert faults(config_class, {**needed, name: value}) == []
    for value in (lowest - 1, 0, -1):
        assert faults(config_class, {**needed, name: value}) == [("greater_than_equal", (name,))]
    if highest is not None:
        for value in (highest + 1, 10**30):
            assert faults(config_class, {**needed, name: value}) == [("less_than_equal", (name,))]


def test_the_words_for_a_short_timeout_stay() -> None:
    assert messages(LocalConfig, {"timeout": 30}) == ["Input should be greater than or equal to 60"]


@pytest.mark.parametrize(
    "memory",
    ["6m", "6M", "6144k", "6144K", "6291456", "512m", "2g", "2G", "0512m", "00000000000000000000006m", "8191g"],
)
def test_memory_that_docker_takes(memory: str) -> None:
    config = DockerConfig(image="swan", memory=memory)
    assert config.memory == memory


@pytest.mark.parametrize(
    "memory",
    [
        "",
        "2gb",
        "2 g",
        " 2g",
        "2g ",
        "2g\n",
        "-2g",
        "+2g",
        "2.5g",
        "2t",
        "2b",
        "g",
        "1e9",
        "0x10m",
        "2g2",
        ARABIC_DIGITS,
    ],
)
def test_memory_that_is_no_number_with_a_unit(memory: str) -> None:
    for text in (memory, f"{ARABIC_DIGITS}m"):
        assert faults(DockerConfig, {"image": "swan", "memory": text}) == [("string_pattern_mismatch", ("memory",))]
    assert "String should match pattern" in messages(DockerConfig, {"image": "swan", "memory": memory})[0]


@pytest.mark.parametrize("memory", ["0", "0g", "1024", "6143k", "5m", "6291455"])
def test_memory_below_what_docker_starts_a_container_with(memory: str) -> None:
    assert faults(DockerConfig, {"image": "swan", "memory": memory}) == [("memory_below_minimum", ("memory",))]
    assert messages(DockerConfig, {"image": "swan", "memory": memory}) == [
        f"Memory {memory} is below Docker's minimum of 6m"
    ]


@pytest.mark.parametrize("memory", [str(2**63), "8589934592g", "9" * 30, "9" * 5000, "9" * 5000 + "g"])
def test_memory_beyond_what_docker_counts(memory: str) -> None:
    assert faults(DockerConfig, {"image": "swan", "memory": memory}) == [("memory_above_maximum", ("memory",))]


def test_units_of_memory_are_powers_of_1024() -> None:
    sizes = {"7": 7, "7k": 7168, "7K": 7168, "1m": 1048576, "1M": 1048576, "1g": 1073741824, "1G": 1073741824}
    assert {text: memory_bytes(text) for text in sizes} == sizes


@pytest.mark.parametrize(
    "limit", ["0:00:00", "1:00:00", "01:00:00", "24:00:00", "9999:59:59", "1-00:00:00", "7-23:59:59", "365-12:30:00"]
)
def test_time_limits_that_slurm_takes(limit: str) -> None:
    assert SlurmConfig(command="true", time_limit=limit).time_limit == limit


@pytest.mark.parametrize(
    "limit",
    [
        *("", "1", "60", "1:00", "10000:00:00", "1:60:00", "1:00:60", "1:0:0", "-1:00:00", "1:00:00\n", " 1:00:00"),
        *("1-24:00:00", "1-1:00:00", "1-00:00", "1d", "UNLIMITED", f"{ARABIC_DIGITS}:00:00", "1:00:00.5", "-00:00:00"),
    ],
)
def test_time_limits_that_are_none(limit: str) -> None:
    found = faults(SlurmConfig, {"command": "true", "time_limit": limit})
    assert found == [("string_pattern_mismatch", ("time_limit",))]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "env_name_empty"),
        ("=", "env_name_equals"),
        ("A=B", "env_name_equals"),
        ("A\0", "env_name_nul"),
        ("A\udc80", "env_name_surrogate"),
    ],
)
@pytest.mark.parametrize("field", ["env_vars", "build_args"])
def test_names_of_variables_are_what_a_process_can_be_given(field: str, name: str, fault: str) -> None:
    found = faults(DockerConfig, {"image": "swan", field: {name: "x"}})
    assert [(kind, path[0], path[-1]) for kind, path in found] == [(fault, field, "[key]")]


def test_the_words_for_an_empty_name_stay() -> None:
    assert messages(LocalConfig, {"env_vars": {"": "x"}}) == ["Environment variable keys cannot be empty"]


@pytest.mark.parametrize("name", ["A", "a.b", "1", " ", "é", "A B", "-"])
def test_unusual_names_of_variables_are_fine(name: str) -> None:
    assert LocalConfig(env_vars={name: "x"}).env_vars == {name: "x"}


@pytest.mark.parametrize("text", ["", " ", "two\nlines", "é", "${HOME}", "\t", "'\""])
def test_values_of_variables_are_any_text(text: str) -> None:
    assert LocalConfig(env_vars={"A": text}).env_vars == {"A": text}


TEXT_FIELDS = [
    *[(LocalConfig, "command"), (DockerConfig, "executable"), (DockerConfig, "mpiexec"), (DockerConfig, "user")],
    *[(SlurmConfig, name) for name in ("command", "queue", "account", "qos", "reservation", "output_file")],
    *[(SlurmConfig, name) for name in ("error_file", "job_name", "mail_type", "mail_user")],
]
ONE_LINE = {"user", "queue", "account", "qos", "reservation", "output_file", "error_file", "job_name"} | {
    "mail_type",
    "mail_user",
}


def of(config_class: type[BaseBackendConfig], name: str, value: object) -> dict[str, object]:
    needed = {DockerConfig: {"image": "swan"}, SlurmConfig: {"command": "true"}}.get(config_class, {})
    return {**needed, name: value}


@pytest.mark.parametrize(("config_class", "name"), TEXT_FIELDS)
def test_no_text_holds_a_nul_or_half_a_character(config_class: type[BaseBackendConfig], name: str) -> None:
    nul = "text_lines" if name in ONE_LINE else "text_nul"
    half = "text_surrogate" if name == "mpiexec" else "string_unicode"
    assert faults(config_class, of(config_class, name, "a\0b")) == [(nul, (name,))]
    assert faults(config_class, of(config_class, name, "a\udc80b")) == [(half, (name,))]


@pytest.mark.parametrize(("config_class", "name"), [pair for pair in TEXT_FIELDS if pair[1] != "mpiexec"])
def test_a_text_that_is_given_says_something(config_class: type[BaseBackendConfig], name: str) -> None:
    assert faults(config_class, of(config_class, name, "")) == [("string_too_short", (name,))]


@pytest.mark.parametrize(("config_class", "name"), TEXT_FIELDS)
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_what_becomes_one_line_of_a_script_holds_no_line_break(
    config_class: type[BaseBackendConfig], name: str, line_break: str
) -> None:
    expected = [("text_lines", (name,))] if name in ONE_LINE else []
    assert faults(config_class, of(config_class, name, f"a{line_break}#SBATCH --nodes=9")) == expected


def test_more_options_of_sbatch_are_one_line_each_and_not_empty() -> None:
    fields = {"command": "true", "additional_options": ["--exclusive", "", "--a\n--b", "--c=d e"]}
    assert faults(SlurmConfig, fields) == [
        ("string_too_short", ("additional_options", 1)),
        ("text_lines", ("additional_options", 2)),
    ]


def test_a_slurm_job_needs_a_command() -> None:
    assert faults(SlurmConfig, {"queue": "general"}) == [("missing", ("command",))]
