"""What is printed does not depend on whether files are looked at quickly first."""

from __future__ import annotations

from pathlib import Path

import pytest

import quickdocs
from quickly import SEAMS
from rompy.cli import rompy_lint
from rompy.lint import loaded as full
from rompy.lint.quick import settings as quick

EXAMPLES = Path(__file__).parents[2] / "examples"
FORMATS = ("text", "concise", "github", "gitlab", "json", "junit", "sarif")


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as end:
        rompy_lint(arguments)
    printed = capsys.readouterr()
    return end.value.code, printed.out, printed.err


def both_ways(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[object, str, str]:
    quick = outcome(capsys, *arguments)
    with monkeypatch.context() as patched:
        patched.setattr("rompy.cli.quick.look", lambda _: None)
        patched.setattr("rompy.cli.linting.look", lambda _: None)
        patched.setattr(SEAMS[0], lambda _: None)
        patched.setattr(SEAMS[1], lambda *_: None)
        patched.setattr(SEAMS[2], lambda *_: None)
        assert quick == outcome(capsys, *arguments)
    return quick


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of clean, faulty and foreign files, and go there."""
    for index, text in enumerate(quickdocs.pages()):
        (tmp_path / f"page{index:03}.yml").write_text(text, encoding="utf-8")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "clean.yml").write_text("type: local\ncommand: a\n", encoding="utf-8")
    (tmp_path / "b" / "clean.json").write_text('{"type": "local"}\n', encoding="utf-8")
    (tmp_path / "b" / "foreign.yml").write_text("a: b\n", encoding="utf-8")
    (tmp_path / "b" / "foreign.json").write_text('{"a": 1}\n', encoding="utf-8")
    (tmp_path / "b" / "link.yml").symlink_to("clean.yml")
    (tmp_path / "b" / "broken.yml").symlink_to("nothing.yml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("format_name", "options"),
    [
        *((name, ()) for name in FORMATS),
        ("json", ("--no-host",)),
        ("text", ("--strict", "--as-found")),
        ("concise", ("--ignore", "RMP302")),
    ],
)
def test_of_every_page_of_a_rule(
    folder: Path,
    format_name: str,
    options: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, _, _ = both_ways(capsys, monkeypatch, ".", "--format", format_name, *options)
    assert status == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (str(EXAMPLES),),
        (str(EXAMPLES / "backends"), "--no-host"),
        ("b",),
        ("./b/", "b/clean.yml", "b/../b/clean.yml"),
        ("b/clean.yml", "b/clean.json", "b/link.yml"),
        ("b/clean.yml", "b"),
        ("b/foreign.yml",),
        ("--as-found", "b/foreign.yml", "b/foreign.json", "b/clean.yml"),
        ("b/broken.yml",),
        ("nothing.yml",),
        ("b/clean.yml", "--quiet"),
        ("b/clean.yml", "--statistics"),
        ("b/clean.yml", "--select", "ALL"),
        ("b/clean.yml", "--isolated", "--strict"),
        ("-x",),
        ("",),
    ],
)
def test_of_other_calls(
    folder: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_ways(capsys, monkeypatch, *arguments)


@pytest.mark.parametrize(
    "settings",
    ["host: false\n", "select: [ALL]\n", "strict: true\n", "ignore: [nothing]\n", "exclude: [b]\n", "hots: true\n", ""],
)
def test_with_settings(
    folder: Path, settings: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".rompy-lint.yml").write_text(settings, encoding="utf-8")
    full.forget()
    quick.forget()
    both_ways(capsys, monkeypatch, "b")
    both_ways(capsys, monkeypatch, ".")


def test_the_summary_is_coloured_alike(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    _, out, _ = both_ways(capsys, monkeypatch, "b/clean.yml")
    assert out.startswith("\x1b[1;32mNo problems")
