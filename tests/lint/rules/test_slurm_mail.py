"""Rules about the mail of a Slurm job."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, findings, fixed

START = "type: slurm\ncommand: x\n"

# the new text, and whether it can have been meant otherwise
TYPES = {
    "END, FAIL": ("END,FAIL", True),
    "END FAIL": ("END,FAIL", True),
    "end;fail": ("end,fail", True),
    " END": ("END", True),
    "ENDS": ("END", False),
    "BEGIN,ERROR": ("BEGIN,FAIL", False),
    "END,FIAL": ("END,FAIL", False),
    "TIME_LIMIT_85": ("TIME_LIMIT_80", False),
    "never": (None, False),
}


@pytest.mark.parametrize(("written", "fix"), TYPES.items())
def test_an_event_that_slurm_does_not_know_is_found(written: str, fix: tuple[str | None, bool], tmp_path: Path) -> None:
    meant, is_safe = fix
    before = f"{START}mail_type: '{written}' # x\n"
    [finding] = findings("RMP509", before, tmp_path)
    after = before if meant is None else before.replace(f"'{written}'", f"'{meant}'")
    if written != "TIME_LIMIT_85":
        assert fixed("RMP509", before, tmp_path) == after
    assert (finding.fix is not None and finding.fix.is_safe) is is_safe


@pytest.mark.parametrize(
    "value",
    [
        "END",
        "end",
        "ALL",
        "NONE",
        "BEGIN,END,FAIL",
        "END,FAIL,",
        "ARRAY_TASKS,Time_Limit_90",
        "${M}",
        "''",
        "null",
        "5",
    ],
)
def test_events_that_slurm_knows_are_left_alone(value: str, tmp_path: Path) -> None:
    assert not findings("RMP509", f"{START}mail_type: {value}\n", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "mail_user: me  # expect: RMP510\n",
        "mail_user: ${ME}  # expect: RMP510\n",
        "mail_user: me  # expect: RMP510\nmail_type: null\n",
        "mail_user: me\nmail_type: ${M}\n",
        "mail_user: me\nadditional_options: [--mail-type=END]\n",
        "mail_type: END\n",
        "mail_user: null\n",
    ],
)
def test_a_user_without_an_event_is_found(text: str, tmp_path: Path) -> None:
    check("RMP510", START + text, tmp_path)


def test_the_fix_adds_the_usual_events(tmp_path: Path) -> None:
    before = f"{START}mail_user: me\n"
    assert fixed("RMP510", before, tmp_path) == f"{START}mail_type: END,FAIL\nmail_user: me\n"
    assert fixed("RMP510", before, tmp_path, unsafe=False) == before


@pytest.mark.parametrize(
    "text",
    [
        "mail_type: END  # expect: RMP511\n",
        "mail_type: none\n",
        "mail_type: END\nmail_user: ${ME}\n",
        "mail_type: END\nadditional_options: [--mail-user=me]\n",
        "mail_user: me\n",
    ],
)
def test_an_event_without_a_user_is_found(text: str, tmp_path: Path) -> None:
    check("RMP511", START + text, tmp_path)
