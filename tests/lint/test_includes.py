"""What an included file holds is judged where it is included, and shown where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import faults_and
from processes import run
from rompy.cli.judging import judge
from rompy.lint.engine import Target, lint
from rompy.lint.finding import Finding, Report
from rompy.lint.fix import fix_target
from rompy.lint.formats import renderer
from rompy.lint.ignores import add_ignores
from rompy.lint.loaded import Loaded
from rompy.lint.settings import Settings


def lint_files(folder: Path, files: dict[str, str], *names: str, settings: Settings | None = None) -> Report:
    """Write files, and lint those that are named in one run, named as from within the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    chosen = settings or faults_and(host=False)
    targets = [Target(name, folder / name, is_named=False) for name in names or ("main.yml",)]
    return lint(targets, judge, lambda _: Loaded(chosen, folder))


def shown(finding: Finding) -> str:
    place = finding.place
    related = "".join(
        f" <{each.place.file}:{each.place.start.line}:{each.place.start.column} {each.label}>"
        for each in finding.related
    )
    return f"{place.file}:{place.start.line}:{place.start.column} {finding.code}{related}"


def findings(report: Report) -> list[str]:
    assert not report.broken
    return [shown(finding) for finding in report.findings]


PIPELINE = "config: {}\nbackend: !include b/x.yml\npostprocessor: {type: noop}\n"
INCLUDES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a whole backend": (
        {"main.yml": "!include base.yml", "base.yml": "type: local\ntimeout: 1\ntypo: 2\n"},
        ["base.yml:2:10 RMP104 <main.yml:1:1 included here>", "base.yml:3:1 RMP101 <main.yml:1:1 included here>"],
    ),
    "the backend of a pipeline": (
        {
            "main.yml": "config: {}\nbackend: !include b/x.yml\npostprocessor: {type: noop}\n",
            "b/x.yml": "type: docker\ncpu: 0\n",
        },
        ["b/x.yml:1:1 RMP110 <main.yml:2:10 included here>", "b/x.yml:2:6 RMP104 <main.yml:2:10 included here>"],
    ),
    "a mapping of variables": (
        {"main.yml": "type: local\nenv_vars: !include v.yml\n", "v.yml": "A: 1\n'B=C': 'x'\n"},
        ["v.yml:1:4 RMP103 <main.yml:2:11 included here>", "v.yml:2:1 RMP109 <main.yml:2:11 included here>"],
    ),
    "a single value": (
        {"main.yml": "type: local\ntimeout: !include t.yml\n", "t.yml": "# seconds\n5\n"},
        ["t.yml:2:1 RMP104 <main.yml:2:10 included here>"],
    ),
    "an item of a list": (
        {"main.yml": "type: docker\nimage: a\nvolumes:\n- !include v.yml\n", "v.yml": "nowhere\n"},
        ["v.yml:1:1 RMP108 <main.yml:4:3 included here>"],
    ),
    "the type": (
        {"main.yml": "type: !include t.yml\ntimeout: 5\nenv_vars: {}\n", "t.yml": "local\n"},
        ["main.yml:2:10 RMP104"],
    ),
    "a type that there is not": (
        {"main.yml": "backend_type: !include t.yml\ntimeout: 60\n", "t.yml": "lokal\n"},
        ["main.yml:1:1 RMP113", "t.yml:1:1 RMP111 <main.yml:1:15 included here>"],
    ),
    "JSON": (
        {"main.yml": "type: local\nenv_vars: !include v.json\n", "v.json": '{"A": "x",\n "B": 2}\n'},
        ["v.json:2:7 RMP103 <main.yml:2:11 included here>"],
    ),
    "an include in an included file": (
        {"main.yml": "!include a/b.yml", "a/b.yml": "type: local\ntimeout: !include ../t.yml", "t.yml": "5"},
        ["t.yml:1:1 RMP104 <main.yml:1:1 included here>"],
    ),
    "old files with the fields in a nested config": (
        {"main.yml": "backend_type: local\nconfig: !include c.yml\n", "c.yml": "timeout: 5\n"},
        ["main.yml:1:1 RMP113", "main.yml:2:1 RMP114", "c.yml:1:10 RMP104 <main.yml:2:9 included here>"],
    ),
    "a field that is missing from it": (
        {
            "main.yml": "config: {}\nbackend: !include b.yml\npostprocessor: {type: noop}\n",
            "b.yml": "type: docker\ndockerfile: x\nbuild_context: y\nimage: z\n",
        },
        ["b.yml:4:1 RMP110 <b.yml:2:1 dockerfile is here> <main.yml:2:10 included here>"],
    ),
    "a template within": (
        {"main.yml": "type: local\nenv_vars: !include v.yml\n", "v.yml": 'A: "x ${B|nope}"\n'},
        ["v.yml:1:7 RMP016 <main.yml:2:11 included here>"],
    ),
    "a duplicate key within": (
        {"main.yml": "type: local\nenv_vars: !include v.yml\n", "v.yml": "A: 'x'\nA: 'y'\n"},
        ["v.yml:2:1 RMP002 <v.yml:1:1 the first one is here> <main.yml:2:11 included here>"],
    ),
    "what is no YAML": (
        {"main.yml": "type: local\nenv_vars: !include v.yml\ntimeout: 5\n", "v.yml": "A: 'x\n"},
        ["main.yml:3:10 RMP104", "v.yml:1:4 RMP001 <main.yml:2:11 included here>"],
    ),
    "a file that is not there, beside another fault": (
        {"main.yml": "type: local\nenv_vars: !include v.yml\ntimeout: 5\n"},
        ["main.yml:2:11 RMP012", "main.yml:3:10 RMP104"],
    ),
    "the whole of a pipeline, of which nothing is there": (
        {"main.yml": "config: !include a.yml\nbackend: !include b.yml\npostprocessor: !include c.yml\n"},
        ["main.yml:1:9 RMP012", "main.yml:2:10 RMP012", "main.yml:3:16 RMP012"],
    ),
    "a fault that is included twice": (
        {"main.yml": "type: local\nenv_vars: {A: !include x.yml, B: !include x.yml}\n", "x.yml": "5\n"},
        ["x.yml:1:1 RMP103 <main.yml:2:15 included here>"],
    ),
    "itself": ({"main.yml": "type: local\nenv_vars: !include main.yml\n"}, ["main.yml:2:11 RMP013"]),
    "a file that nothing decides": ({"main.yml": "type: local\nenv_vars: !include ${X}/v.yml\n"}, []),
    "a file that a default decides": (
        {"main.yml": "type: local\nenv_vars: !include ${X:-here}/v.yml\n"},
        ["main.yml:2:11 RMP012"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), INCLUDES.values(), ids=INCLUDES.keys())
def test_findings_stand_where_the_value_is_written(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert findings(lint_files(tmp_path, files)) == expected


@pytest.mark.parametrize(
    "text",
    ["automation: !include gone.yml\n", "a: [!include gone.yml]\n", "site_name: x\nconfig: !include gone.yml\n"],
)
def test_includes_of_foreign_files_are_none_of_our_business(tmp_path: Path, text: str) -> None:
    report = lint_files(tmp_path, {"main.yml": text})
    assert (report.findings, report.skipped) == ((), ("main.yml",))


def test_the_values_of_a_template_are_shown_where_they_begin(tmp_path: Path) -> None:
    text = "type: local\nenv_vars:\n  A: one ${C|upper}\n  D: 'x ${E'\n  F: |\n    ${G\n"
    places = [(each.code, *each.place.start) for each in lint_files(tmp_path, {"main.yml": text}).findings]
    # in a text of several lines nothing tells where a character of the value stands
    assert places == [("RMP016", 3, 10), ("RMP015", 4, 9), ("RMP015", 5, 6)]


BESIDE = {
    "main.yml": "type: docker\nimage: a\nworking_dir: data\nvolumes: !include shared/volumes.yml\n",
    "shared/volumes.yml": '["./data:/a", "./here:/b"]\n',
    "shared/here/x": "",
    "data/x": "",
}


class TestHost:
    """Relative paths start from the file that they are written in."""

    def test_a_path_of_an_included_field_is_looked_for_beside_the_included_file(self, tmp_path: Path) -> None:
        (finding,) = lint_files(tmp_path, BESIDE, settings=faults_and()).findings
        assert shown(finding) == "shared/volumes.yml:1:2 RMP202 <main.yml:4:10 included here>"
        assert finding.message == f"Host path does not exist: {tmp_path}/shared/data"

    def test_paths_of_an_included_backend_are_looked_for_beside_it(self, tmp_path: Path) -> None:
        files = {
            "main.yml": "config: {}\nbackend: !include b/x.yml\npostprocessor: {type: noop}\n",
            "b/x.yml": "type: local\nworking_dir: here\n",
        }
        assert findings(lint_files(tmp_path, files, settings=faults_and())) == [
            "b/x.yml:2:14 RMP201 <main.yml:2:10 included here>"
        ]
        (tmp_path / "b" / "here").mkdir()
        assert findings(lint_files(tmp_path, files, settings=faults_and())) == []


class TestComments:
    """Comments keep findings quiet in the file that they stand in."""

    def test_a_comment_in_the_included_file_counts(self, tmp_path: Path) -> None:
        files = {"main.yml": "type: local\nenv_vars: !include v.yml\n"}
        line = {"v.yml": "A: 1  # rompy-lint: ignore[RMP103]\nB: 2\n"}
        assert [each.split()[0] for each in findings(lint_files(tmp_path, files | line))] == ["v.yml:2:4"]
        whole = {"v.yml": "# rompy-lint: ignore-file[wrong-type]\nA: 1\nB: 2\n"}
        assert findings(lint_files(tmp_path, files | whole)) == []

    def test_a_comment_at_the_include_counts_for_faults_of_the_include(self, tmp_path: Path) -> None:
        text = "type: local\nenv_vars: !include gone.yml  # rompy-lint: ignore[RMP012]\n"
        assert findings(lint_files(tmp_path, {"main.yml": text})) == []

    def test_a_comment_of_the_included_file_that_ignores_nothing_here_may_do_so_elsewhere(self, tmp_path: Path) -> None:
        files = {"main.yml": "type: local\ntimeout: !include t.yml\n", "t.yml": "60  # rompy-lint: ignore[RMP104]\n"}
        assert findings(lint_files(tmp_path, files, settings=Settings(host=False))) == []

    def test_settings_may_ignore_rules_in_the_included_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        files = {"main.yml": "type: local\ntimeout: 5\nenv_vars: !include v.yml\n", "v.yml": "A: 1\n"}
        settings = Settings(host=False, per_file_ignores={"v.yml": ["RMP103"], "other.yml": ["RMP104"]})
        assert findings(lint_files(tmp_path, files, settings=settings)) == ["main.yml:2:10 RMP104"]


SHARED = {
    "a.yml": "config: {}\nbackend: !include b.yml\npostprocessor: {type: noop}\n",
    "b.yml": "type: local\ntimeout: 5\n",
    "c.yml": "config: {}\nbackend: !include ./b.yml\npostprocessor: {type: noop}\n",
}


class TestOnce:
    """A file that is linted itself and included too is told of once."""

    @pytest.mark.parametrize(
        "order", [("a.yml", "b.yml", "c.yml"), ("b.yml", "c.yml", "a.yml"), ("c.yml", "a.yml", "b.yml")]
    )
    def test_its_own_finding_is_the_one_that_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert findings(lint_files(tmp_path, SHARED, *order)) == ["b.yml:2:10 RMP104"]

    def test_two_files_that_include_it_tell_of_it_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        report = lint_files(tmp_path, SHARED, "a.yml", "c.yml")
        assert findings(report) == ["b.yml:2:10 RMP104 <a.yml:2:10 included here>"]
        assert (report.files, report.backends) == (2, 2)

    def test_what_is_wrong_only_where_it_is_included_is_told_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        files = {"a.yml": "type: local\nenv_vars: !include b.yml\n", "b.yml": "type: local\ntimeout: 60\n"}
        assert findings(lint_files(tmp_path, files, "a.yml", "b.yml")) == [
            "b.yml:2:10 RMP103 <a.yml:2:11 included here>"
        ]


class TestFixes:
    """Fixes change the files that were named, and never one that they include."""

    def test_an_included_value_has_no_fix_and_stays_as_it_is(self, tmp_path: Path) -> None:
        files = {
            "main.yml": "type: docker\nimage: a\ncpu: '2'\nenv_var: !include v.yml\ntimeout: !include t.yml\n",
            "v.yml": "A: 1\n",
            "t.yml": "'60'\n",
        }
        report = lint_files(tmp_path, files)
        assert [finding.fix is not None for finding in report.findings if finding.place.file != "main.yml"] == [False]
        mended = fix_target(
            Target("main.yml", tmp_path / "main.yml"), judge, Loaded(faults_and(host=False), tmp_path), unsafe=True
        )
        assert report.unnamed == {"t.yml": 1}
        assert (
            renderer("concise")(report).splitlines()[-1]
            == "1 more fixable where the included files are named too: t.yml."
        )
        assert mended is not None
        assert mended.source.text == (
            "type: docker\nimage: a\ncpu: 2\nenv_vars: !include v.yml\ntimeout: !include t.yml\n"
        )
        assert (tmp_path / "v.yml").read_text() == "A: 1\n"

    def mended(self, folder: Path, files: dict[str, str], *options: str) -> dict[str, str]:
        """Mend files by the command, and give those that changed; what is left is what ``--diff`` left too."""
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        shown = run("rompy-lint", "--isolated", "--no-host", "--diff", *options, cwd=folder)
        assert all((folder / name).read_text(encoding="utf-8") == text for name, text in files.items())
        run("rompy-lint", "--isolated", "--no-host", "--fix", *options, cwd=folder)
        now = {name: (folder / name).read_text(encoding="utf-8") for name in files}
        changed = {name: text for name, text in now.items() if text != files[name]}
        assert sorted(changed) == sorted(line[6:] for line in shown.stdout.splitlines() if line.startswith("+++ b/"))
        return changed

    def test_an_included_file_that_was_named_too_is_mended(self, tmp_path: Path) -> None:
        files = {
            "a.yml": "type: docker\nimage: swan:1\nenv_vars: !include parts/vars.yml\nvolumes: !include v.yml\n",
            "parts/vars.yml": "# of all\nA: 1\nB: !include ../b.yml\nSOME_PASSWORD: 123456\n",
            "b.yml": "no\n",
            "v.yml": "- /a:/b:rw,ro\n- /c:/d\n",
            "run.yml": "run_id: a\nperiod: !include period.yml\n",
            "period.yml": "start: 20230101\nduration: 1d\nintervall: 1h\n",
        }
        assert self.mended(tmp_path, files, ".") == {
            "parts/vars.yml": '# of all\nA: "1"\nB: !include ../b.yml\nSOME_PASSWORD: "123456"\n',
            "b.yml": '"no"\n',
            "period.yml": "start: 20230101\nduration: 1d\ninterval: 1h\n",
        }

    def test_only_what_was_named_is_mended(self, tmp_path: Path) -> None:
        files = {
            "a.yml": "type: local\nenv_vars: !include b.yml\n",
            "b.yml": "A: 1\nC: !include c.yml\n",
            "c.yml": "2\n",
        }
        assert self.mended(tmp_path, files, "a.yml") == {}
        assert self.mended(tmp_path, files, "a.yml", "b.yml") == {"b.yml": 'A: "1"\nC: !include c.yml\n'}

    def test_what_another_file_needs_as_it_is_stays(self, tmp_path: Path) -> None:
        files = {
            "a.yml": "type: local\ntimeout: !include n.yml\n",
            "b.yml": "type: local\nenv_vars: {N: !include n.yml, M: !include m.yml}\n",
            "n.yml": "60\n",
            "m.yml": "60\n",
        }
        assert self.mended(tmp_path, files, ".") == {"m.yml": '"60"\n'}

    def test_what_was_mended_in_its_own_right_is_not_told_any_more(self, tmp_path: Path) -> None:
        files = {
            "a.yml": "config: {run_id: a}\nbackend: !include z.yml\npostprocessor: {type: noop}\n",
            "z.yml": "type: local\ntimout: 60\ncommand: a\n",
        }
        assert self.mended(tmp_path, files, ".") == {"z.yml": "type: local\ntimeout: 60\ncommand: a\n"}
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        done = run("rompy-lint", "--isolated", "--fix", cwd=tmp_path)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Fixed 1 problem.")

    def test_a_diff_shows_no_value_of_an_included_secret(self, tmp_path: Path) -> None:
        files = {"a.yml": "type: local\nenv_vars: !include v.yml\n", "v.yml": "A: 97531\n", "w.yml": "- a\n"}
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        shown = run("rompy-lint", "--isolated", "--diff", cwd=tmp_path).stdout
        assert '-A: *****\n+A: "*****"\n' in shown
        assert "97531" not in shown

    def test_ignores_are_not_written_into_included_files_nor_on_their_lines_here(self, tmp_path: Path) -> None:
        files = {"main.yml": "type: local\nenv_vars: !include v.yml\ntimeout: 5\n", "v.yml": "\n\nA: 1\n"}
        lint_files(tmp_path, files)
        ignored = add_ignores(
            Target("main.yml", tmp_path / "main.yml"), judge, Loaded(faults_and(host=False), tmp_path)
        )
        assert ignored is not None
        assert (
            ignored.source.text == "type: local\nenv_vars: !include v.yml\ntimeout: 5  # rompy-lint: ignore[RMP104]\n"
        )
        assert (ignored.added, ignored.left) == (1, 1)


class TestSecrets:
    """What is included in the place of a secret value is masked wherever it is shown."""

    @pytest.mark.parametrize(
        "files",
        [
            {"v.yml": "A: 5   # the number\nB: w4ves-and-w1nd\n"},
            {"v.yml": "A: 5\nB: [w4ves-and-w1nd\n"},
            {"v.yml": "A: 5\nA: w4ves-and-w1nd\n"},
            {"v.yml": "!include w.yml", "w.yml": "A: 5\nB: w4ves-and-w1nd\n"},
            {"v.yml": "A: !include w.yml", "w.yml": "[w4ves-and-w1nd]"},
        ],
    )
    @pytest.mark.parametrize("format_name", ["text", "html", "json", "sarif", "github", "junit"])
    def test_no_format_shows_it(self, tmp_path: Path, files: dict[str, str], format_name: str) -> None:
        main = {"main.yml": "type: local\nenv_vars: !include v.yml\n"}
        report = lint_files(tmp_path, main | files)
        assert report.findings
        text = renderer(format_name)(report, colour=False, quiet=False)
        assert "w4ves-and-w1nd" not in text

    def test_the_path_of_an_include_is_shown(self, tmp_path: Path) -> None:
        report = lint_files(tmp_path, {"main.yml": "type: local\nenv_vars: !include gone.yml\n"})
        assert "env_vars: !include gone.yml" in renderer("text")(report, colour=False, quiet=False)
