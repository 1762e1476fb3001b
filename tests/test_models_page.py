"""What docs/models.md shows is right, and what it says of files that are none of ours is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes import run

PAGE = (Path(__file__).parents[1] / "docs" / "models.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^rompy (\w+)", PAGE, re.MULTILINE)


@pytest.mark.parametrize("text", BLOCKS)
def test_its_files_have_no_findings(text: str, tmp_path: Path) -> None:
    for name, included in (("models/north_sea.yml", "run_id: a"), ("backends/cluster.yml", "type: local")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(included)
    (tmp_path / "file.yml").write_text(text)
    done = run("rompy-lint", "--strict", "--no-host", "file.yml", cwd=tmp_path)
    assert (done.returncode, "No problems" in done.stdout) == (0, True)


def test_its_spellings_are_read() -> None:
    from rompy.model import Period  # noqa: PLC0415 - only here

    rows = {
        match[1]: re.findall(r"`([^`]+)`", match[2])
        for match in re.finditer(r"^\| (a \w+) \| (.+) \|$", PAGE, re.MULTILINE)
    }
    for moment in rows["a moment"]:
        assert Period.model_validate({"start": moment, "duration": "1d"}).start.year == 2023
    for duration in rows["a duration"]:
        assert Period.model_validate({"start": "20230601", "duration": duration}).duration


@pytest.mark.parametrize("name", sorted(set(COMMANDS)))
def test_its_commands_are_there(name: str) -> None:
    assert run("rompy", name, "--help").returncode == 0
