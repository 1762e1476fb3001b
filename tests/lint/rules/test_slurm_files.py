"""Rules about the output files and the time limit of a Slurm job."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_text
from rompy.lint.settings import Settings
from rulecases import check, fixed

START = "type: slurm\ncommand: x\n"


@pytest.mark.parametrize(
    "text",
    [
        "output_file: a.out  # expect: RMP512\nerror_file: a-%x-%u-%N.err  # expect: RMP512\n",
        "output_file: 100%%j.out  # expect: RMP512\n",
        "output_file: slurm-%j.out\nerror_file: '%A_%4j.err'\n",
        "output_file: '%J.out'\nerror_file: '%%%j'\n",
        "output_file: ${NAME:-a}.out\nerror_file: ${NAME}\n",
        "output_file: /dev/null\nerror_file: null\n",
        "output_file: a.out\nadditional_options: [--open-mode=append]\n",
        "output_file: 5\n",
        "",
    ],
)
def test_a_file_that_the_next_run_writes_over_is_found(text: str, tmp_path: Path) -> None:
    check("RMP512", START + text, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("output_file: a.out # x\n", 'output_file: "a-%j.out" # x\n'),
        ("output_file: 'logs/run.1/a'\n", "output_file: 'logs/run.1/a-%j'\n"),
        ("output_file: logs/\n", None),
        ("output_file: ~/a.out\n", None),
    ],
)  # fmt: skip
def test_the_fix_puts_the_number_before_the_ending(before: str, after: str | None, tmp_path: Path) -> None:
    assert fixed("RMP512", START + before, tmp_path) == START + (after or before)
    assert fixed("RMP512", START + before, tmp_path, unsafe=False) == START + before


def test_a_folder_that_is_not_here_is_found(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "file").touch()
    text = (
        f"{START}output_file: {tmp_path}/logs/%j.out\n"
        f"error_file: {tmp_path}/log/%j.err  # expect: RMP513\n"
    )  # fmt: skip
    check("RMP513", text, tmp_path, host=True)
    check("RMP513", f"{START}output_file: {tmp_path}/file/%j.out  # expect: RMP513\n", tmp_path, host=True)
    check("RMP513", f"{START}output_file: /no/%u/a.out\nerror_file: no/a.err\n", tmp_path, host=True)
    check("RMP513", f"{START}output_file: /no/a.out\n", tmp_path, host=False)
    assumed = Settings(select=["RMP513"], assume_exists=["/no/**", "/no"])
    assert not lint_text(f"{START}output_file: /no/a.out\n", tmp_path, settings=assumed).findings


@pytest.mark.parametrize(
    "text",
    [
        "time_limit: '0:00:00'  # expect: RMP515\n",
        "time_limit: 0-00:00:00  # expect: RMP515\n",
        "time_limit: ${T:-0:00:00}  # expect: RMP515\n",
        "time_limit: '0:00:01'\n",
        "time_limit: ${T}\n",
        "time_limit: 0\n",
        "",
    ],
)
def test_a_time_limit_of_nothing_is_found(text: str, tmp_path: Path) -> None:
    check("RMP515", START + text, tmp_path)
