"""Settings, fixes, baselines and comments on the command line, in real folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from processes import run

GOOD = "type: local\ncommand: python run_model.py\n"
OLD = "backend_type: local\ntimout: '3600'\n"
MENDED = "type: local\ntimeout: 3600\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(folder: Path, *arguments: str, text: str = "") -> list[str]:
    told = json.loads(run("rompy-lint", "--format", "json", *arguments, cwd=folder, text=text).stdout)
    return [finding["code"] for finding in told["findings"]]


def test_fix_mends_files_and_says_how_many_findings(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", OLD)
    done = run("rompy-lint", "--fix", cwd=tmp_path)
    assert (done.returncode, path.read_text()) == (0, MENDED)
    assert "Fixed 3 problems." in done.stdout


def test_diff_changes_nothing_and_ends_with_1_where_there_is_something_to_mend(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", OLD)
    done = run("rompy-lint", "--diff", cwd=tmp_path)
    assert (done.returncode, path.read_text()) == (1, OLD)
    assert done.stdout.startswith("--- a/a.yml\n+++ b/a.yml\n")
    assert "+type: local\n+timeout: 3600\n" in done.stdout
    assert "Would fix 3 findings in 1 file." in done.stderr
    write(path, GOOD)
    done = run("rompy-lint", "--diff", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_unsafe_fixes_are_applied_only_where_they_are_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", "type: local\ntimeout: 2h\n")
    assert run("rompy-lint", "--fix", cwd=tmp_path).returncode == 1
    assert path.read_text() == "type: local\ntimeout: 2h\n"
    assert run("rompy-lint", "--fix", "--unsafe-fixes", cwd=tmp_path).returncode == 0
    assert path.read_text() == "type: local\ntimeout: 7200\n"


def test_fixing_standard_input_prints_the_mended_text_and_the_report_beside_it(tmp_path: Path) -> None:
    done = run("rompy-lint", "--fix", "-", cwd=tmp_path, text=OLD)
    assert (done.returncode, done.stdout) == (0, MENDED)
    assert "1 backend in 1 file" in done.stderr


def test_the_settings_of_each_folder_hold_for_its_files(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.rompy-lint]\nignore = ["RMP113"]\nexclude = ["drafts/"]\n')
    write(tmp_path / "strict" / ".rompy-lint.yml", "select: [ALL]\nignore: [RMP3]\n")
    for folder in (".", "strict", "drafts"):
        write(tmp_path / folder / "a.yml", "backend_type: local\ntimeout: 1\n")
    assert codes(tmp_path) == ["RMP104", "RMP113", "RMP104"]
    assert codes(tmp_path, "drafts/a.yml") == ["RMP104"]
    assert codes(tmp_path, "--as-found", "drafts/a.yml") == []
    assert codes(tmp_path, "--as-found", "--stdin-filename", "drafts/a.yml", "-", text=OLD) == []
    assert codes(tmp_path, "--stdin-filename", "drafts/a.yml", "-", text=OLD) != []
    assert codes(tmp_path, "--isolated", "a.yml") == ["RMP113", "RMP104"]
    assert codes(tmp_path, "--config", "strict/.rompy-lint.yml", "a.yml") == ["RMP113", "RMP104"]
    assert codes(tmp_path, "--select", "RMP113", "--ignore", "RMP9", "a.yml") == []
    assert codes(tmp_path, "--isolated", "--select", "old-type-key,RMP9", "a.yml") == ["RMP113"]


def test_wrong_settings_end_with_2_and_name_their_place(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.rompy-lint]\nselct = []\n")
    write(tmp_path / "a.yml", GOOD)
    done = run("rompy-lint", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pyproject.toml:2:1: there is no setting 'selct' (did you mean 'select'?)" in done.stderr


def test_a_rule_that_there_is_not_is_wrong_usage_on_the_command_line_and_a_finding_in_the_settings(
    tmp_path: Path,
) -> None:
    write(tmp_path / "a.yml", GOOD)
    assert run("rompy-lint", "--select", "RMP999", cwd=tmp_path).returncode == 2
    write(tmp_path / ".rompy-lint.yml", "ignore:\n  - root-usr\n")
    told = json.loads(run("rompy-lint", "--format", "json", cwd=tmp_path).stdout)["findings"]
    assert [(finding["code"], finding["start"], finding["help"]) for finding in told] == [
        ("RMP902", {"line": 2, "column": 5}, "did you mean root-user?")
    ]


def test_the_settings_of_a_path_are_shown(tmp_path: Path) -> None:
    write(tmp_path / ".rompy-lint.yml", "host: false\n")
    shown = run("rompy-lint", "--show-settings", "--strict", cwd=tmp_path).stdout
    assert ".rompy-lint.yml" in shown.splitlines()[0]
    assert "host: false\n" in shown
    assert "strict: true\n" in shown


def test_a_baseline_lets_new_findings_through_and_no_old_ones(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", "type: local\ntimeout: 1\n")
    assert run("rompy-lint", "--write-baseline", "baseline.json", cwd=tmp_path).returncode == 0
    assert run("rompy-lint", "--baseline", "baseline.json", "a.yml", cwd=tmp_path).returncode == 0
    write(path, "# moved\ntype: local\ntimeout: 1\nshell: 1\n")
    assert codes(tmp_path, "--baseline", "baseline.json", "a.yml") == ["RMP103"]
    assert run("rompy-lint", "--baseline", "gone.json", "a.yml", cwd=tmp_path).returncode == 2


def test_add_ignores_writes_comments_that_keep_every_finding_quiet(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", "type: local\ntimeout: 1 # short\nshell: 1  # rompy-lint: ignore[RMP999]\n")
    done = run("rompy-lint", "--select", "RMP1", "--add-ignores", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "Ignored 2 findings by comments.\n")
    assert path.read_text() == (
        "type: local\ntimeout: 1 # short  # rompy-lint: ignore[RMP104]\n"
        "shell: 1  # rompy-lint: ignore[RMP999, RMP103]\n"
    )
    assert codes(tmp_path, "--select", "RMP1") == []


def test_comments_for_standard_input_go_to_standard_output_and_into_no_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yml", GOOD)
    done = run(
        "rompy-lint", "--add-ignores", "-", "--stdin-filename", "a.yml", cwd=tmp_path, text="type: local\ntimeout: 1\n"
    )
    assert done.stdout == "type: local\ntimeout: 1  # rompy-lint: ignore[RMP104]\n"
    assert (done.returncode, done.stderr) == (0, "Ignored 1 finding by comments.\n")
    assert path.read_text() == GOOD


def test_add_ignores_leaves_alone_what_no_comment_can_stand_in(tmp_path: Path) -> None:
    text = '{"type": "local", "timeout": 1}'
    path = write(tmp_path / "a.json", text)
    done = run("rompy-lint", "--add-ignores", cwd=tmp_path)
    assert (done.returncode, path.read_text()) == (1, text)
    assert "1 finding is left" in done.stdout


@pytest.mark.parametrize("format_name", ["text", "json", "sarif", "github", "gitlab", "junit", "html", "concise"])
def test_a_report_goes_to_a_file_in_every_format(format_name: str, tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "type: local\ntimeout: 1\n")
    done = run("rompy-lint", "--format", format_name, "--output", "report", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "Wrote report: 1 finding.\n")
    assert "RMP104" in (tmp_path / "report").read_text(encoding="utf-8")
    assert run("rompy-lint", "--output", "no/such/report", cwd=tmp_path).returncode == 2


def test_quiet_prints_findings_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", GOOD)
    assert run("rompy-lint", "--quiet", cwd=tmp_path).stdout == ""
    write(tmp_path / "a.yml", "type: local\ntimeout: 1\n")
    shown = run("rompy-lint", "--quiet", "--format", "concise", cwd=tmp_path).stdout
    assert len(shown.splitlines()) == 1
    assert "checked" not in run("rompy-lint", "--quiet", cwd=tmp_path).stdout


def test_statistics_count_findings_by_rule(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "type: local\ntimeout: 1\nshel: 1\n---\ntype: local\ntimeout: 2\n")
    shown = run("rompy-lint", "--statistics", cwd=tmp_path)
    assert shown.returncode == 1
    assert [line.split()[:2] for line in shown.stdout.splitlines()[:2]] == [["2", "RMP104"], ["1", "RMP101"]]
    run("rompy-lint", "--statistics", "--output", "counts", cwd=tmp_path)
    assert (tmp_path / "counts").read_text(encoding="utf-8") == shown.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("rompy-lint --explain RMP10", "RMP104"),
        ("rompy-lint --select root", "root-user"),
        ("rompy-lint --format s", "sarif"),
        ("rompy backends create --backend-type d", "docker"),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_rules_types_and_formats(shell: str, words: str, completed: str) -> None:
    name, *rest = words.split()
    variables = {
        f"_{name.replace('-', '_').upper()}_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": rest[-1] if shell == "fish" else str(len(rest)),
    }
    assert completed in run(name, variables=variables).stdout


@pytest.mark.parametrize(
    "options",
    [
        ["--diff", "--add-ignores"],
        ["--add-ignores", "--fix"],
        ["--baseline", "a.json", "--diff"],
        ["--diff", "--output", "a"],
        ["--add-ignores", "--statistics"],
        ["--statistics", "--format", "json"],
        ["--baseline", "a.json", "--write-baseline", "b.json"],
    ],
    ids=" ".join,
)
def test_options_of_which_one_would_do_nothing_are_refused(options: list[str], tmp_path: Path) -> None:
    done = run("rompy-lint", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "do not go together" in done.stderr
