"""The format for people shows each finding on its lines, with carets exactly under it."""

from __future__ import annotations

from pathlib import Path

from lintkit import lint_target, lint_text
from rompy.lint.engine import Target
from rompy.lint.finding import Report
from rompy.lint.formats.concise import render as render_concise
from rompy.lint.formats.text import render


def shown(text: str, folder: Path) -> str:
    return render(lint_text(text, folder))


def test_a_finding_stands_on_its_line_with_the_line_before_it(tmp_path: Path) -> None:
    assert shown("# one\ntype: local\ntimeout: 30\nshell: true\n", tmp_path) == (
        "error[RMP104 out-of-range]: timeout is 30, and it must be from 60 to 86400 seconds\n"
        " --> backend.yml:3:10\n"
        "  |\n"
        "2 | type: local\n"
        "3 | timeout: 30\n"
        "  |          ^^\n"
        "  |\n"
        "\n"
        "Found 1 error: 1 backend in 1 file checked, no other files."
    )


def test_a_related_place_has_a_mark_of_its_own_and_a_gap_where_lines_are_left_out(tmp_path: Path) -> None:
    text = "type: docker\nimage: a\ncpu: 1\nmemory: 1g\nuser: a\nshm: 1\ndockerfile: Dockerfile\n"
    frame = shown(text, tmp_path).split("\n\n")[1]
    assert frame == (
        "error[RMP110 image-xor-dockerfile]: Cannot specify both 'image' and 'dockerfile'\n"
        " --> backend.yml:7:1\n"
        "  |\n"
        "1 | type: docker\n"
        "2 | image: a\n"
        "  | ----- image is here\n"
        "...\n"
        "6 | shm: 1\n"
        "7 | dockerfile: Dockerfile\n"
        "  | ^^^^^^^^^^\n"
        "  |\n"
        "  = help: keep one of them"
    )


def test_carets_stand_under_what_they_mark_after_wide_letters_and_tabs(tmp_path: Path) -> None:
    lines = shown('{type: local, command: "波浪é",\ttimeout: 30}\n', tmp_path).splitlines()
    assert lines[3] == '1 | {type: local, command: "波浪é",    timeout: 30}'
    # each of the two Chinese letters takes two columns of the terminal
    assert lines[4] == "  |" + " " * (len('{type: local, command: "波浪é",    timeout: ') + 2 + 1) + "^^"


def test_an_empty_value_has_a_single_caret(tmp_path: Path) -> None:
    lines = shown("type: local\ntimeout:\n", tmp_path).splitlines()
    assert lines[4:6] == ["2 | timeout:", "  |         ^"]


def test_control_characters_of_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    text = 'type: local\n"\\e[31mred": 1\nworking_dir: "\\e]0;x\\a"\n'
    report = lint_text(text, tmp_path)
    for rendered in (render(report), render_concise(report), render(report, colour=True)):
        assert "\x1b[31mred" not in rendered
        assert "\x1b]0" not in rendered


def test_colour_changes_nothing_but_colour(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 30\nshel: true\n", tmp_path)
    coloured = render(report, colour=True)
    assert "\x1b[1;31merror[RMP104 out-of-range]\x1b[0m" in coloured
    for code in ("1", "1;31", "1;33", "1;34", "1;32", "36", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == render(report)


def test_a_finding_of_a_file_that_could_not_be_read_has_no_frame(tmp_path: Path) -> None:
    (tmp_path / "backend.yml").symlink_to(tmp_path / "gone")
    lines = render(lint_target(Target("backend.yml", tmp_path / "backend.yml"))).splitlines()
    assert lines[1:3] == [" --> backend.yml:1:1", ""]


def test_the_summary_says_what_was_checked_and_what_was_not() -> None:
    assert render(Report((), backends=1200, files=3, skipped=("a", "b"))) == (
        "No problems: 1,200 backends in 3 files checked, 2 other files skipped."
    )
    assert render(Report((), skipped=("a",))).startswith(
        "Nothing to check: 0 backends in 0 files checked, 1 other file"
    )


def test_the_concise_format_has_one_line_a_finding(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 30\nshel: true\n", tmp_path)
    assert render_concise(report).splitlines() == [
        "backend.yml:2:10: RMP104 timeout is 30, and it must be from 60 to 86400 seconds",
        "backend.yml:3:1: RMP101 [*] A local backend has no field 'shel' (did you mean 'shell'?)",
        "Found 2 errors: 1 backend in 1 file checked, no other files.",
        "1 fixable with --fix.",
    ]


def test_a_finding_that_can_be_fixed_says_how(tmp_path: Path) -> None:
    lines = shown("type: local\nshel: true\n", tmp_path).splitlines()
    assert lines[-5:] == [
        "  = help: did you mean 'shell'?",
        "  = fix: rename to 'shell' (--fix)",
        "",
        "Found 1 error: 1 backend in 1 file checked, no other files.",
        "1 fixable with --fix.",
    ]


def test_a_fix_that_may_change_the_meaning_names_the_option_it_needs(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 2h\n", tmp_path)
    lines = render(report).splitlines()
    assert "  = fix: write 7200 (--unsafe-fixes)" in lines
    assert lines[-1] == "1 fixable with --unsafe-fixes."
    assert "[*]" not in render_concise(report)


def test_the_summary_counts_both_kinds_of_fixes(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 2h\nshel: true\nworking-dir: .\n", tmp_path)
    assert render(report).splitlines()[-1] == "2 fixable with --fix, 1 more with --unsafe-fixes."


def test_the_summary_says_what_was_fixed_and_what_a_baseline_keeps_quiet() -> None:
    assert render(Report((), backends=1, files=1, fixed=2, known=1)).splitlines() == [
        "No problems: 1 backend in 1 file checked, no other files.",
        "Fixed 2 problems.",
        "The baseline keeps 1 known finding quiet.",
    ]


def test_control_characters_in_the_name_of_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 30\n", tmp_path, name="a\x1b[31m\n.yml")
    for rendered in (render(report), render_concise(report)):
        assert "\x1b" not in rendered
        assert "a\\x1b[31m\\n.yml:2:10" in rendered
