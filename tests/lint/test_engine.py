"""The engine gives every problem to its rule, once, in order, whatever else goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lintkit import lint_target, lint_text
from rompy.backends.layout import layout
from rompy.lint.backend import Surroundings
from rompy.lint.engine import Target, lint
from rompy.lint.finding import Severity
from rompy.lint.rule import Judgement, Problem


def test_a_finding_that_aliases_repeat_is_told_once(tmp_path: Path) -> None:
    text = "type: docker\nimage: a\nvolumes: &v [nowhere]\nenv_vars: {A: &x 1, B: *x}\n"
    places = [(finding.code, *finding.place.start) for finding in lint_text(text, tmp_path).findings]
    assert places == [("RMP108", 3, 14), ("RMP103", 4, 18), ("RMP103", 4, 24)]


def test_findings_of_several_files_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yml"):
        (tmp_path / name).write_text("type: local\ntimeout: 1\nshell: 1\n")
    targets = [Target(name, tmp_path / name) for name in ("b.yml", "a.yml")]
    report = lint_target(*targets)
    assert [(finding.place.file, finding.place.start.line) for finding in report.findings] == [
        ("b.yml", 2), ("b.yml", 3), ("a.yml", 2), ("a.yml", 3),
    ]  # fmt: skip


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on(tmp_path: Path) -> None:
    def crashing(data: Mapping[Any, Any], _surroundings: Surroundings) -> Judgement:
        # a problem without the details that its rule reads
        problems = (Problem(("timeout",), "image_name", "x"), Problem(("shell",), "value_error", "other"))
        return Judgement(problems, layout(data))

    path = tmp_path / "backend.yml"
    path.write_text("type: local\ntimeout: 60\nshell: true\n")
    report = lint([Target("backend.yml", path)], crashing)
    assert report.broken
    assert [(finding.code, finding.place.start.line) for finding in report.findings] == [("RMP903", 2), ("RMP115", 3)]


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "configs"
    (folder / "run").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert lint_text("type: local\nworking_dir: run\n", folder).findings == ()
    assert lint_text("type: local\nworking_dir: configs/run\n", folder).findings != ()
    assert lint_text("type: local\nworking_dir: configs/run\n", folder, host=False).findings == ()


def test_old_spellings_are_read_with_a_warning_and_their_fields_are_judged_in_place(tmp_path: Path) -> None:
    text = "backend_type: slurm\nconfig:\n  queue: a\n  nodes: 0\n"
    findings = lint_text(text, tmp_path).findings
    assert [(finding.code, *finding.place.start, finding.severity) for finding in findings] == [
        ("RMP113", 1, 1, Severity.WARNING),
        ("RMP114", 2, 1, Severity.WARNING),
        ("RMP102", 3, 3, Severity.ERROR),
        ("RMP104", 4, 10, Severity.ERROR),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("timeout: ${T:-30}", "RMP104"),
        ("timeout: ${T:-soon}", "RMP103"),
        ("timeout: ${T:-60}0", None),
        ("timeout: ${T}", None),
        ("timeout: ${T|shift:1d}", None),
        ("shell: ${S:-maybe}", "RMP103"),
        ("shell: ${S:-true}", None),
        ("env_vars: {A: '${A:-4}'}", None),
        ("working_dir: ${D:-nowhere}", "RMP201"),
        ("working_dir: ${D}/run", None),
        ("command: ${", None),
    ],
)
def test_a_template_is_judged_by_its_default_and_left_alone_without_one(
    line: str, code: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("T", "1")
    findings = lint_text(f"type: local\n{line}\n", tmp_path).findings
    assert [finding.code for finding in findings] == ([code] if code else [])


def test_a_misspelt_field_is_not_reported_as_missing_too(tmp_path: Path) -> None:
    for text in ("type: slurm\ncomand: x\n", "type: slurm\ncmd: x\n", "type: docker\nIMAGE: x\n"):
        assert [finding.code for finding in lint_text(text, tmp_path).findings] == ["RMP101"]


@pytest.mark.parametrize(
    ("kind", "backends", "codes"),
    [
        ("${B:-docker}", 1, ["RMP104"]),
        ("${B:-dokcer}", 1, ["RMP111"]),
        ("${B}", 1, ["RMP104"]),
    ],
)
def test_a_template_in_the_type_is_judged_by_its_default_or_by_what_any_type_must_hold(
    kind: str, backends: int, codes: list[str], tmp_path: Path
) -> None:
    report = lint_text(f"type: {kind}\nimage: a:1\ncpu: 0\nuser: a\n", tmp_path)
    assert (report.backends, [finding.code for finding in report.findings]) == (backends, codes)


def test_a_fault_in_a_nested_config_is_said_as_one_beside_the_type(tmp_path: Path) -> None:
    fields = "imge: a:1\nmemory: 2GB\nuser: '5'\n"
    beside = lint_text(f"type: docker\n{fields}", tmp_path).findings
    nested = lint_text("type: docker\nconfig:\n" + "".join(f"  {line}\n" for line in fields.splitlines()), tmp_path)
    assert [(finding.message, finding.help) for finding in nested.findings[1:]] == [
        (finding.message, finding.help) for finding in beside
    ]
    assert beside[0].help == "did you mean 'image'?"
