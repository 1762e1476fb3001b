"""Rules about the options that are handed to sbatch."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import found, lint_text
from rompy.backends.sbatch import LETTERS, OPTIONS, Option, long_name, options_in
from rompy.lint.settings import Settings
from rulecases import check, findings, fixed

START = "type: slurm\ncommand: srun x\n"
RULES = {f"RMP{code}" for code in (504, 505, 506, 507, 508)}


def with_option(entry: str) -> str:
    return f"{START}additional_options:\n  - '{entry}'\n  - --comment=x\n"


FINE = [
    "--mem=64G", "--mem 64G", "-G2", "-G 2", "--exclusive", "--exclusive=user", "--nice", "--nice=5",
    "-C skylake", "--constraint=[a|b]", '--comment="two words"', "--ntasks-per-node=4", "--hint=nomultithread", "-H",
    "-vv", "-HQ", "--no-kill=off", "--signal=B:USR1@60", "--licenses=a@b:2", "--depend=afterok:5", "--mem-per-cpu=2048",
    "--container-image=x", "--tres-per-task=cpu:3", "--nodelist=n[1-4]", "--get-user-env", "-x n1,n2", "${OPTION}",
    "--gres=gpu:v100:2",
    "--mem=${MEM}", "--begin=now+1hour", "-B 2:8", "--switches=1@10", "--tasks-per-node=3", "--wckey=a=b",
]  # fmt: skip

FAULTS = {
    "--partition=gpu": "RMP504", "-p gpu": "RMP504", "-pgpu": "RMP504", "-N2": "RMP504", "--nodes 2-4": "RMP504",
    "-t60": "RMP504", "--export=NONE": "RMP504", "--wait": "RMP505", "-W": "RMP505", "--requeue": "RMP505",
    "-D /tmp": "RMP504", "--part=gpu": "RMP504", "--job-name=x": "RMP504", "-o x": "RMP504", "--parsable": "RMP504",
    "-i x": "RMP505",
    "--array=1-4": "RMP505", "-a 1": "RMP505", "--wrap=ls": "RMP505", "--test-only": "RMP505", "-V": "RMP505",
    "--mems=64G": "RMP506", "--share": "RMP506", "--mpi=pmix": "RMP506", "-I": "RMP506", "--cpus=4": "RMP506",
    "--mem_per_cpu=4G": "RMP506", "--brand-new=1": "RMP506", "-Z5": "RMP506", "--Exclusive": "RMP506",
    "mem=64G": "RMP507", "-mem=64G": "RMP507", "-partition gpu": "RMP507", "#SBATCH --mem=64G": "RMP507",
    "—mem=64G": "RMP507", "\u2013-mem=64G": "RMP507", "--hold=yes": "RMP507", "-G=2": "RMP507", " ": "RMP507",
    '--comment="a': "RMP507", "--mem=64G run.sh": "RMP507", "--nice 5": "RMP507", "word": "RMP507", "--": "RMP507",
    "--mem=64G --exclusive": "RMP508", "-G2 -H": "RMP508", "--hold --mem 64G": "RMP508",
}  # fmt: skip


@pytest.mark.parametrize("entry", FINE)
def test_an_option_that_sbatch_takes_is_left_alone(entry: str, tmp_path: Path) -> None:
    report = lint_text(with_option(entry), tmp_path, settings=Settings(host=False))
    assert not [finding for finding in report.findings if finding.code in RULES]


@pytest.mark.parametrize(("entry", "code"), FAULTS.items())
def test_an_option_that_cannot_do_what_it_says_is_one_finding(entry: str, code: str, tmp_path: Path) -> None:
    report = lint_text(with_option(entry), tmp_path, settings=Settings(host=False))
    assert [pair for pair in found(report) if pair[1] in RULES] == [(4, code)]


@pytest.mark.parametrize(
    "options",
    ["[5, true]", "5", "null", "{}", "[]", "[!include x]", "--mem=4G", "['--mem=4G', null]", "['']"],
)
def test_what_is_no_list_of_texts_is_another_rules_finding(options: str, tmp_path: Path) -> None:
    report = lint_text(f"{START}additional_options: {options}\n", tmp_path)
    assert not [finding for finding in report.findings if finding.code in RULES]


FIXES = {
    # what repeats a field is removed, what stands for one becomes it
    ("RMP504", "queue: gpu\nadditional_options:\n  - -p gpu # x\n  - --hold\n"): (
        "queue: gpu\nadditional_options:\n  - --hold\n"
    ),
    ("RMP504", "nodes: 2\nadditional_options:\n  - --nodes=2\nqueue: a\n"): "nodes: 2\nqueue: a\n",
    ("RMP504", "additional_options: # more\n  - --hold\n  - --qos=high\n"): (
        'qos: "high"\nadditional_options: # more\n  - --hold\n'
    ),
    ("RMP504", "additional_options:\n  - --hold\n  - -N 4\n"): "nodes: 4\nadditional_options:\n  - --hold\n",
    ("RMP504", "additional_options:\n  - --time=2:00:00\n  - --hold\n"): (
        'time_limit: "2:00:00"\nadditional_options:\n  - --hold\n'
    ),
    ("RMP504", "additional_options:\n  - --time=60\n  - --hold\n"): None,
    ("RMP504", "additional_options:\n  - --nodes=2-4\n  - --hold\n"): None,
    ("RMP504", "queue: a\nadditional_options:\n  - --partition=b\n  - --hold\n"): None,
    ("RMP504", "additional_options:\n  - --export=ALL\n  - --hold\n"): None,
    ("RMP505", "additional_options:\n  - --wait\n  - --hold\n"): "additional_options:\n  - --hold\n",
    ("RMP504", "additional_options: [--qos=high, --hold]\n"): None,
    ("RMP504", "additional_options:\n  - --qos=${Q:-high}\n  - --hold\n"): None,
    ("RMP505", "additional_options:\n  - --test-only\n  - --hold\n"): "additional_options:\n  - --hold\n",
    ("RMP505", "additional_options:\n  - --array=1\n  - --hold\n"): None,
    (
        "RMP506",
        "additional_options: [--mem_per_cpu=4G, --hold]\n",
    ): 'additional_options: ["--mem-per-cpu=4G", --hold]\n',
    ("RMP506", "additional_options:\n  - '--exclusvie'  # x\n"): "additional_options:\n  - '--exclusive'  # x\n",
    ("RMP506", "additional_options:\n  - --share\n"): "additional_options:\n  - --oversubscribe\n",
    ("RMP506", "additional_options:\n  - --mpi=pmix\n"): None,
    ("RMP507", "additional_options: [mem=4G, '#SBATCH --hold']\n"): "additional_options: [\"--mem=4G\", '--hold']\n",
    ("RMP507", "additional_options:\n  - -mem=4G\n  - '—hold'\n"): (
        "additional_options:\n  - \"--mem=4G\"\n  - '--hold'\n"
    ),
    ("RMP507", "additional_options:\n  - -G=2\n  - --hold=yes\n"): 'additional_options:\n  - "--gpus=2"\n  - --hold\n',
    ("RMP507", "additional_options:\n  - word\n"): None,
    ("RMP508", "additional_options:\n  - --mem=4G --hold # x\n  - -H\n"): (
        'additional_options:\n  - "--mem=4G"\n  - --hold # x\n  - -H\n'
    ),
    ("RMP508", "additional_options: ['-G 2 --mem 4G']\n"): "additional_options: ['-G2', '--mem=4G']\n",
    ("RMP508", "additional_options:\n  - --comment 'a b' --hold\n"): None,
    (
        "RMP508",
        "additional_options:\n  - --mem\n  - 4G\n  - --hold\n",
    ): 'additional_options:\n  - "--mem=4G"\n  - --hold\n',
    ("RMP508", "additional_options: [--mem, 4G]\n"): None,
}


@pytest.mark.parametrize(("case", "after"), FIXES.items())
def test_a_fix_changes_what_it_speaks_of(case: tuple[str, str], after: str | None, tmp_path: Path) -> None:
    code, before = case
    assert findings(code, START + before, tmp_path)
    assert fixed(code, START + before, tmp_path) == START + (after or before)


@pytest.mark.parametrize(
    "text",
    [
        "config: {}\nbackend:\n  type: slurm\n  command: x\n  additional_options:\n    - --array=1  # expect: RMP505\n",
        "backend_type: slurm\nconfig:\n  command: x\n  additional_options: [--array=1]  # expect: RMP505\n",
        "x: &x [--array=1]\ntype: slurm\ncommand: x\nadditional_options: *x  # expect: RMP505\n",
    ],
)
def test_options_are_found_wherever_the_fields_stand(text: str, tmp_path: Path) -> None:
    text = text if not text.startswith("x:") else text.replace("[--array=1]\n", "[--array=1]  # expect: RMP505\n")
    check("RMP505", text.replace("*x  # expect: RMP505", "*x"), tmp_path)


def test_a_secret_among_options_is_not_shown(tmp_path: Path) -> None:
    text = f"{START}additional_options:\n  - export=API_KEY=hunter2\n  - --hold API_KEY=hunter2\n"
    report = lint_text(text, tmp_path)
    assert {"RMP507"} <= {finding.code for finding in report.findings}
    for finding in report.findings:
        assert "hunter2" not in f"{finding.message}{finding.help}{finding.fix.title if finding.fix else ''}"


def test_the_beginning_of_an_option_is_the_option_where_it_is_no_others() -> None:
    assert long_name("part") == "partition"
    assert long_name("time") == "time"
    assert long_name("no") is None
    assert long_name("") is None


def test_each_letter_stands_for_an_option() -> None:
    assert set(LETTERS.values()) <= set(OPTIONS)


def test_an_entry_is_read_as_a_command_line() -> None:
    assert options_in("-p gpu --mem=4G x") == [
        Option("-p", "partition", "gpu"),
        Option("--mem", "mem", "4G", is_joined=True),
        "x",
    ]
    assert options_in("'") is None
    assert options_in("") == []
