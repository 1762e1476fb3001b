"""What could not be checked, because nobody here knows what it is, is said once a run in every format."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from textwrap import dedent

import pytest
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from lintkit import expected, faults_and, fixed_text, found, lint_target, lint_text, only_finding
from processes import run
from rompy.lint.engine import Target
from rompy.lint.finding import Report, Unread
from rompy.lint.formats import formats, renderer

DECIDES = "a variable without a default decides on it."


def unread(report: Report) -> list[tuple[str, str, bool]]:
    return [(each.what, each.name, each.is_open) for each in report.unread]


class TestATypeThatAVariableDecides:
    @pytest.mark.parametrize(
        "text",
        [
            "type: ${KIND}\ncommand: ./run.sh\ntimeout: 3600\n",
            "type: ${KIND}\nenv_vars: {A: b}\n",
            "type: ${KIND}\nimage: swan:1\nexecutable: run\nuser: '1:1'\n",
            "type: x${KIND|strftime:%Y}\ncommand: a\ntimeout: '${T}'\n",
            "backend_type: ${KIND}\n",
        ],
    )
    def test_leaves_a_file_that_any_type_may_hold_and_says_so(self, text: str, tmp_path: Path) -> None:
        report = lint_text(text, tmp_path)
        assert [finding.name for finding in report.findings if finding.name != "old-type-key"] == []
        assert [what for what, _, is_open in unread(report) if is_open] == ["backend"]
        assert (report.backends, report.skipped) == (1, ())

    def test_has_the_findings_that_every_type_has(self, tmp_path: Path) -> None:
        text = dedent("""\
            type: ${KIND}
            command: ./run.sh
            timeout: 5  # expect: RMP104
            shel: true  # expect: RMP101
            env_vars: {A: 5, B: "${C|upper}"}  # expect: RMP103, RMP016
            anything: 1  # expect: RMP101
            ---
            type: ${KIND}
            executable: ./run.sh
            image: b:1
            memory: 1
            ntasks: 4  # expect: RMP101
            ---
            type: ${KIND  # expect: RMP015
            command: ./run.sh
            env_vars: {}
            """)
        assert found(lint_text(text.replace("memory: 1\n", "memory: 1g\n"), tmp_path)) == expected(text)

    def test_is_told_by_fields_that_one_type_alone_has(self, tmp_path: Path) -> None:
        text = "type: ${KIND}\nimage: b:1\nmemory: 1  # expect: RMP103\ncpu: 0  # expect: RMP104\n"
        assert found(lint_text(text, tmp_path)) == expected(text)

    def test_is_worded_as_that_of_a_known_type(self, tmp_path: Path) -> None:
        finding = only_finding(lint_text("type: ${KIND}\ntimeout: 5\ncommand: a\n", tmp_path))
        assert finding.message == "timeout is 5, and it must be from 60 to 86400 seconds"

    def test_is_mended_as_ever(self, tmp_path: Path) -> None:
        text = "type: ${KIND}\ncommand: ./run.sh\nshel: true\nenv_vars: {A: 5}\n"
        mended = 'type: ${KIND}\ncommand: ./run.sh\nshell: true\nenv_vars: {A: "5"}\n'
        assert fixed_text(text, tmp_path, settings=faults_and()) == mended

    def test_may_be_that_of_a_postprocessor_or_of_a_model(self, tmp_path: Path) -> None:
        text = "type: ${KIND}\nvalidate_outputs: ${N}\ntimeout: 60\n---\nrun_id: a\nconfig: {model_type: '${M}'}\n"
        report = lint_text(text + "output_dir: b\n", tmp_path)
        assert unread(report) == [("model type", "${M}", True), ("postprocessor", "${KIND}", True)]
        assert report.findings == ()

    def test_stands_in_sections_too(self, tmp_path: Path) -> None:
        text = dedent("""\
            config: {run_id: a, config: {model_type: "${M}"}}
            backend:
              type: ${KIND}
              timeout: 5  # expect: RMP104
            postprocessor:
              type: ${AFTER}
              tries: ${N|upper}  # expect: RMP016
            """)
        report = lint_text(text, tmp_path)
        assert found(report) == expected(text)
        assert {what for what, _, _ in unread(report)} == {"backend", "model type", "postprocessor"}

    def test_leaves_foreign_files_alone(self, tmp_path: Path) -> None:
        for name, text in enumerate(["type: ${KIND}\n", "type: ${KIND}\nname: a\nuser: b\njobs: {}\n", "type: ${A\n"]):
            target = Target(f"{name}.yml", tmp_path / f"{name}.yml", is_named=False)
            (tmp_path / f"{name}.yml").write_text(text)
            report = lint_target(target)
            assert (report.findings, report.unread, report.skipped) == ((), (), (f"{name}.yml",))

    def test_in_a_file_that_was_named_is_never_passed_over_without_a_word(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text("type: ${KIND}\nname: a\n")
        done = run("rompy-lint", "--isolated", "a.yml", cwd=tmp_path)
        assert (done.returncode, done.stdout.splitlines()) == (
            0,
            [
                "Nothing to check: 0 backends in 0 files checked, 1 other file skipped.",
                "a.yml was not checked: a variable without a default decides what it is, and --kind says it.",
            ],
        )
        assert "not checked:" not in run("rompy-lint", "--isolated", "--as-found", "a.yml", cwd=tmp_path).stdout
        held = run("rompy-lint", "--isolated", "--kind", "backend", "--format", "concise", "a.yml", cwd=tmp_path)
        assert held.stdout.startswith("a.yml:2:1: RMP101 No backend type here has a field 'name'")

    def test_is_no_matter_where_the_type_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text("type: ${KIND}\nimage: a:1\ncommand: a\n")
        done = run("rompy", "backends", "validate", "--backend-type", "docker", "a.yml", cwd=tmp_path)
        assert (done.returncode, "A docker backend has no field 'command'" in done.stdout) == (1, True)

    def test_is_undecided_in_older_versions_too(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text("type: ${KIND}\ncommand: a\ntimeout: 60\nshel: true\n")
        done = run("rompy-lint", "--isolated", "--schema-version", "1.0", "--format", "concise", "a.yml", cwd=tmp_path)
        assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("a.yml:")] == ["RMP101"]


SOME = Report(
    (),
    files=2,
    unread=(
        Unread("model type", "swan"),
        Unread("model type", "ww3"),
        Unread("model type", "${M}", is_open=True),
        Unread("file", "a.yml", is_open=True),
    ),
)
LINES = [
    "The config of model types 'swan' and 'ww3' was not checked: no installed package brings it.",
    f"The config of model type ${{M}} was not checked: {DECIDES}",
    "a.yml was not checked: a variable without a default decides what it is, and --kind says it.",
]


class TestFormats:
    @pytest.mark.parametrize("name", ["text", "concise"])
    def test_for_people_say_it_at_the_end(self, name: str) -> None:
        assert renderer(name)(SOME).splitlines()[-3:] == LINES
        assert "not checked" not in renderer(name)(SOME, quiet=True)

    def test_html_says_it_at_the_top(self) -> None:
        header = renderer("html")(SOME).partition("</header>")[0]
        assert all(line.replace("'", "&#x27;") in header or line in header for line in LINES)

    def test_json_lists_each(self) -> None:
        told = json.loads(renderer("json")(SOME))["unread"]
        assert told[0] == {
            "what": "model type",
            "name": "swan",
            "reason": "no-package",
            "message": "The config of model type 'swan' was not checked: no installed package brings it.",
        }
        assert [(each["name"], each["reason"]) for each in told[1:]] == [
            ("ww3", "no-package"),
            ("${M}", "variable"),
            ("a.yml", "variable"),
        ]

    def test_sarif_notifies(self) -> None:
        data = json.loads(renderer("sarif")(SOME))
        Sarif.model_validate(data)
        (invocation,) = data["runs"][0]["invocations"]
        notes = invocation["toolExecutionNotifications"]
        assert [(note["level"], note["message"]["text"]) for note in notes] == [("note", line) for line in LINES]
        ids = [described["id"] for described in data["runs"][0]["tool"]["driver"]["notifications"]]
        assert [ids[note["descriptor"]["index"]] for note in notes] == [note["descriptor"]["id"] for note in notes]

    def test_junit_skips_a_test(self) -> None:
        written = renderer("junit")(SOME)
        suite = ET.fromstring(written)[-1]  # noqa: S314 - we wrote it
        assert [case[0].get("message") for case in suite if case[0].tag == "skipped"] == LINES
        read = JUnitXml.fromstring(written.encode())
        assert (read.tests, read.skipped, read.failures) == (4, 3, 0)

    def test_github_notices(self) -> None:
        lines = renderer("github")(SOME).splitlines()
        assert lines[:3] == [f"::notice title=rompy-lint::{line}" for line in LINES]
        assert "not checked" not in renderer("github")(SOME, quiet=True)

    @pytest.mark.parametrize("name", formats())
    def test_say_nothing_where_all_was_checked(self, name: str) -> None:
        written = renderer(name)(Report((), files=1))
        assert "not checked:" not in written
        assert "toolExecutionNotifications" not in written

    def test_gitlab_has_no_room_so_it_is_said_beside_the_report(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text("run_id: a\noutput_dir: b\nconfig: {model_type: swan}\n")
        done = run("rompy-lint", "--isolated", "--format", "gitlab", cwd=tmp_path)
        assert (json.loads(done.stdout), done.returncode) == ([], 0)
        assert done.stderr == "The config of model type 'swan' was not checked: no installed package brings it.\n"
        assert run("rompy-lint", "--isolated", "--format", "gitlab", "--quiet", cwd=tmp_path).stderr == ""

    def test_no_strange_name_moves_the_cursor(self) -> None:
        report = Report((), unread=(Unread("backend", "${A}\x1b[2J", is_open=True), Unread("model type", "\x1b[2J")))
        assert "\x1b" not in renderer("text")(report)
