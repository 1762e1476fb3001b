"""Settings are found in the nearest folder, judged with the place of every mistake, and obeyed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lintkit import lint_text
from rompy.errors import SettingsError
from rompy.lint.finding import Severity
from rompy.lint.loaded import DEFAULTS, Loaded, as_written, find, load
from rompy.lint.rules import rule_named
from rompy.lint.selection import is_on
from rompy.lint.settings import Settings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def loaded(path: Path) -> Loaded:
    found = load(path)
    assert found is not None
    return found


def test_a_table_of_pyproject_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pyproject.toml",
        '[tool.other]\nselect = 1\n\n[tool.rompy-lint]\nselect = ["RMP1"]\nhost = false\n'
        'assume-exists = ["/scratch/**"]\n'
        '[tool.rompy-lint.per-file-ignores]\n"old/**" = ["RMP113"]\n[tool.rompy-lint.severity]\nRMP101 = "warning"\n',
    )
    expected = Settings(
        select=["RMP1"],
        host=False,
        assume_exists=["/scratch/**"],
        per_file_ignores={"old/**": ["RMP113"]},
        severity={"RMP101": "warning"},
    )
    assert as_written(loaded(path).settings) == as_written(expected)


def test_a_yaml_file_says_the_same(tmp_path: Path) -> None:
    text = "select: [RMP1]\nhost: false\nper-file-ignores: {old/**: [RMP113]}\nseverity: {RMP101: warning}\n"
    settings = loaded(write(tmp_path / ".rompy-lint.yml", text)).settings
    assert (settings.select, settings.host, settings.severity) == (["RMP1"], False, {"RMP101": "warning"})


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_an_empty_yaml_file_leaves_every_default(text: str, tmp_path: Path) -> None:
    assert as_written(loaded(write(tmp_path / ".rompy-lint.yml", text)).settings) == as_written(Settings())


def test_the_nearest_settings_win_and_a_pyproject_without_the_table_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".rompy-lint.yml", "strict: true\n")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'x'\n")
    write(tmp_path / "b" / "pyproject.toml", "[tool.rompy-lint]\nstrict = false\n")
    (tmp_path / "a" / "deep").mkdir()
    assert (find(tmp_path / "a" / "deep").settings.strict, find(tmp_path / "a" / "deep").root) == (True, tmp_path)
    assert (find(tmp_path / "b").settings.strict, find(tmp_path / "b").root) == (False, tmp_path / "b")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "pyproject.toml",
            "[tool.rompy-lint]\n\nselct = []\n",
            "3:1: there is no setting 'selct' (did you mean 'select'?)",
        ),
        ("pyproject.toml", "[tool.rompy-lint]\nhost = 'no'\n", "2:1: host: input should be a valid boolean"),
        ("pyproject.toml", "host = 1\n[tool.rompy-lint]\nhost = 1\n", "3:1: host: input should be a valid boolean"),
        ("pyproject.toml", "tool.rompy-lint = {host = 1}\n", ":"),
        (
            "pyproject.toml",
            "[tool.rompy-lint.severity]\nRMP101 = 'bad'\n",
            "2:1: severity.RMP101: input should be 'error' or 'warning'",
        ),
        ("pyproject.toml", "[tool\n", "Expected ']'"),
        ("pyproject.toml", "[project]\n", "there is no table [tool.rompy-lint]"),
        (".rompy-lint.yml", "select: RMP1\n", "1:1: select: input should be a valid list"),
        (".rompy-lint.yml", "a:\n  - b\nselect:\n- 1\n", "4:3: select.0: input should be a valid string"),
        (".rompy-lint.yml", "select: [\n", "1:9: "),
        (".rompy-lint.yml", "host: true\nhost: true\n", "2:1: The key 'host' stands here a second time"),
        (".rompy-lint.yml", "- select\n", "1:1: settings are one mapping"),
    ],
)
def test_a_mistake_is_told_with_its_place(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path / name, text)
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / ".rompy-lint.yml", "selct: []\nhost: 1\n")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("settings", "on"),
    [
        ({}, True),
        ({"ignore": ["RMP101"]}, False),
        ({"ignore": ["unknown-field"]}, False),
        ({"ignore": ["rmp1"]}, False),
        ({"ignore": ["ALL"]}, False),
        ({"select": ["RMP2"]}, False),
        ({"select": ["RMP2"], "extend_select": ["RMP101"]}, True),
        ({"select": ["ALL"], "ignore": ["RMP1"]}, False),
        ({"select": ["RMP101"], "ignore": ["RMP1"]}, True),
        ({"select": ["RMP1"], "ignore": ["RMP101"]}, False),
        ({"per_file_ignores": {"old/*.yml": ["RMP1"]}}, False),
        ({"per_file_ignores": {"new/*.yml": ["RMP1"]}}, True),
        ({"per_file_ignores": {"old/*.yml": ["RMP1"]}, "extend_select": ["RMP101"]}, False),
    ],
)
def test_the_more_exact_naming_of_a_rule_wins(settings: dict[str, object], on: bool, tmp_path: Path) -> None:
    chosen = Loaded(Settings.model_validate(settings), tmp_path)
    assert is_on(rule_named("RMP101"), chosen, tmp_path / "old" / "a.yml") is on


def test_severities_of_the_settings_are_those_of_the_findings(tmp_path: Path) -> None:
    settings = Settings(severity={"RMP1": "warning", "RMP104": "error"})
    findings = lint_text("type: local\ntimeout: 1\nshel: true\n", tmp_path, settings=settings).findings
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("RMP104", Severity.ERROR),
        ("RMP101", Severity.WARNING),
    ]


def test_a_file_that_is_included_must_be_ours(tmp_path: Path) -> None:
    assert lint_text("a: 1\n", tmp_path).findings == ()
    findings = lint_text("a: 1\n", tmp_path, settings=Settings(include=["backend.yml"])).findings
    assert [finding.code for finding in findings] == ["RMP102"]


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, ["RMP202", "RMP202"]),
        ({"assume_exists": ["/nowhere/**"]}, ["RMP202"]),
        ({"assume_exists": ["/nowhere/**", "gone"]}, []),
        ({"assume_exists": ["/now*"]}, ["RMP202"]),
        ({"path_map": {"/nowhere": "stand-in"}}, ["RMP202"]),
        ({"path_map": {"/nowhere": "empty"}}, ["RMP202", "RMP202"]),
        ({"host": False}, []),
    ],
)
def test_paths_of_another_machine_are_looked_for_where_the_settings_say(
    settings: dict[str, object], codes: list[str], tmp_path: Path
) -> None:
    (tmp_path / "stand-in" / "data").mkdir(parents=True)
    text = "type: docker\nimage: a:1\nuser: a\nvolumes:\n- /nowhere/data:/a:ro\n- gone:/b:ro\n"
    report = lint_text(text, tmp_path, settings=Settings.model_validate({"select": ["RMP2"], **settings}))
    assert [finding.code for finding in report.findings] == codes


def test_severities_hold_for_findings_about_comments_and_about_files_too(tmp_path: Path) -> None:
    settings = Settings(severity={"RMP901": "error", "RMP003": "warning"})
    for text in (b"type: local # rompy-lint: ignore[RMP104]\n", b"type: local # \xff\n"):
        (finding,) = lint_text(text, tmp_path, settings=settings).findings
        assert finding.severity is (Severity.ERROR if finding.code == "RMP901" else Severity.WARNING)


def test_what_is_used_where_nothing_is_said_is_what_the_settings_say_by_default() -> None:
    assert as_written(DEFAULTS) == Settings().model_dump(by_alias=True)


@pytest.mark.parametrize(
    ("text", "loads_models"),
    [
        ('select = ["RMP1"]\nstrict = true', False),
        ('host = false\nignore = ["RMP302"]\nexclude = ["a"]', False),
        ('host-cpu = 4\nhost-memory = "8g"\nseverity = {RMP1 = "warning"}', False),
        ('per-file-ignores = {"a*" = ["RMP1"]}', False),
        ('schema-version = "1.0"', True),
        ('path-map = {"/a" = "b"}', True),
    ],
)
def test_settings_that_need_no_check_are_those_that_the_check_gives(
    text: str, loads_models: bool, tmp_path: Path
) -> None:
    found = loaded(write(tmp_path / "pyproject.toml", f"[tool.rompy-lint]\n{text}\n")).settings
    assert isinstance(found, Settings) == loads_models
    data = tomllib.loads(text)
    assert as_written(found) == Settings.model_validate(data, by_alias=True, by_name=False).model_dump(by_alias=True)
