"""What the page on suppressing shows is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes import run
from rompy.lint.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "suppressing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_quiet_with_its_comment_and_not_without(text: str, tmp_path: Path) -> None:
    path = tmp_path / "backend.yml"
    path.write_text(text, encoding="utf-8")
    assert run("rompy-lint", "--strict", path).returncode == 0
    path.write_text(re.sub(r"# rompy-lint: .*", "", text), encoding="utf-8")
    assert run("rompy-lint", "--strict", path).returncode == 1


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_comment_that_is_no_longer_needed_is_a_finding_that_fix_removes(text: str, tmp_path: Path) -> None:
    comment = re.search(r"# rompy-lint: \S+", text)
    assert comment is not None
    path = tmp_path / "backend.yml"
    path.write_text(f"type: local\ncommand: run  {comment[0]}\n", encoding="utf-8")
    assert "RMP901" in run("rompy-lint", "--strict", path).stdout
    assert run("rompy-lint", "--fix", "--strict", path).returncode == 0
    assert path.read_text(encoding="utf-8") == "type: local\ncommand: run\n"


def test_the_commands_of_the_page_run_in_order(tmp_path: Path) -> None:
    text = '{"type": "docker", "image": "swan:41.45"}'
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    (tmp_path / "b.yml").write_text("type: local\ntimeout: 1\n", encoding="utf-8")
    lines = [
        line
        for block in re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    ended = [(line, run(*line.split(), cwd=tmp_path).returncode) for line in lines]
    assert ended == [
        ("rompy-lint --add-ignores", 1),
        ("rompy-lint --write-baseline .rompy-lint-baseline.json", 0),
        ("rompy-lint --baseline .rompy-lint-baseline.json", 0),
    ]
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == text
    assert "ignore[RMP104]" in (tmp_path / "b.yml").read_text(encoding="utf-8")
    assert "swan" not in (tmp_path / ".rompy-lint-baseline.json").read_text(encoding="utf-8")


def test_the_settings_that_the_table_names_are_there() -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    named = set(re.findall(r"`([a-z-]+)` in the", PAGE))
    assert {"ignore", "per-file-ignores", "severity", "exclude"} <= named <= known
