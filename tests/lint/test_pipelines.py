"""A pipeline is judged as a whole: its sections, and what is in each as what it is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from lintkit import expected, fixed_text, found, lint_text, only_finding
from rompy.lint.finding import Severity
from rompy.lint.settings import Settings

OLD = """
    pipeline_backend: local  # expect: RMP124
    model_run:  # expect: RMP124
      run_id: old
    run_backend:  # expect: RMP124
      backend_type: local  # expect: RMP113
      timeout: 7  # expect: RMP104
    postprocessing:  # expect: RMP124
      processor: noop  # expect: RMP113
      validate: true  # expect: RMP101
    pipeline_settings:  # expect: RMP101
      continue_on_error: false
"""


def test_each_section_is_judged_as_what_it_is_where_it_stands(tmp_path: Path) -> None:
    text = dedent("""
        config:
          run_id: 5  # expect: RMP103
          period:
            start: 20230102  # expect: RMP128
            end: 20230101
          config: {model_type: base, checkout: main}  # expect: RMP129
        backend:
          type: docker
          image: swan:41.45
          user: "1000:1000"
          cpu: 0  # expect: RMP104
        postprocessor:
          type: noop
          validate_outputs: "yes"  # expect: RMP103
          env_vars:
            A: 1  # expect: RMP103
          destination: "${DESTINATION}"  # expect: RMP101
        notify: me  # expect: RMP101
    """)
    assert found(lint_text(text, tmp_path)) == expected(text)


def test_old_spellings_are_read(tmp_path: Path) -> None:
    text = dedent(OLD)
    assert found(lint_text(text, tmp_path)) == expected(text)


def test_old_spellings_are_mended(tmp_path: Path) -> None:
    head = "pipeline_backend: local\nmodel_run: {run_id: a}\n"
    text = f"{head}run_backend: {{backend_type: local}}\npostprocessing: {{processor: noop}}\n"
    mended = "config: {run_id: a}\nbackend: {type: local}\npostprocessor: {type: noop}\n"
    assert fixed_text(text, tmp_path, settings=Settings()) == mended


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("backend: {type: local}\npostprocessor: {type: noop}", "RMP102", "'config' is missing"),
        ("config: {run_id: a}\nbackend: {type: local}", "RMP125", "no 'postprocessor'"),
        ("config: {run_id: a, period: !include p.yml}\npostprocessor: {type: noop}", "RMP125", "no 'backend'"),
        ("config: {run_id: a, output_dir: b}", "RMP125", "no 'backend' and no 'postprocessor'"),
    ],
)
def test_a_section_that_is_missing_is_told(text: str, code: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p.yml").write_text("{start: 20230101, duration: 1d}")
    finding = only_finding(lint_text(text, tmp_path))
    assert (finding.code, message in finding.message) == (code, True)


def test_a_section_that_options_can_give_is_only_warned_of(tmp_path: Path) -> None:
    finding = only_finding(lint_text("config: {run_id: a}\nbackend: {type: local}", tmp_path))
    assert finding.severity is Severity.WARNING
    assert finding.help == "add postprocessor, or run it with --processor-config"


def test_a_misspelt_section_is_not_missing_too(tmp_path: Path) -> None:
    text = "config: {run_id: a, output_dir: b}\nbackends: {type: local}\npostprocessor: {type: noop}\n"
    finding = only_finding(lint_text(text, tmp_path))
    assert (finding.code, finding.help) == ("RMP101", "did you mean 'backend'?")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("config: {run_id: a, output_dir: b}\nbackend: local\npostprocessor: {type: noop}", "RMP103", (2, 10)),
        ("config: [a]\nbackend: {type: local}\npostprocessor: {type: noop}", "RMP103", (1, 9)),
        ("pipeline_backend: prax\nconfig: {}\nbackend: {type: local}\npostprocessor: {type: noop}", "RMP111", (1, 19)),
        ("config: {}\nmodel_run: {}\nbackend: {type: local}\npostprocessor: {type: noop}", "RMP101", (2, 1)),
        ("config: {}\nbackend: {type: local}\npostprocessor: {type: nop}", "RMP111", (3, 23)),
        ("config: {}\nbackend: {type: local}\npostprocessor: {validate_outputs: true}", "RMP102", (3, 16)),
    ],
)
def test_a_section_that_is_wrong_is_told(text: str, code: str, place: tuple[int, int], tmp_path: Path) -> None:
    finding = only_finding(lint_text(text, tmp_path))
    assert (finding.code, finding.place.start) == (code, place)


def test_a_postprocessor_of_a_package_that_is_not_here_is_left_unread(tmp_path: Path) -> None:
    text = "config: {run_id: a}\nbackend: {type: local}\npostprocessor: {type: ww3_transfer, destinations: [a]}"
    report = lint_text(text, tmp_path)
    assert (report.findings, [(each.what, each.name) for each in report.unread]) == (
        (),
        [("postprocessor", "ww3_transfer")],
    )


def test_a_postprocessor_alone_is_judged_too(tmp_path: Path) -> None:
    text = "type: noop\ntimeout: 5  # expect: RMP104\nvalidate_output: true  # expect: RMP101\n"
    assert found(lint_text(text, tmp_path)) == expected(text)


def test_included_sections_are_judged_where_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "model.yml").write_text("run_id: a\nperiod: {start: 20230101}\nconfig: {model_type: base}\n")
    (tmp_path / "post.yml").write_text("type: noop\nvalidate_outputs: 1\n")
    text = "config: !include model.yml\nbackend: {type: local}\npostprocessor: !include post.yml\n"
    places = [
        (finding.place.file, finding.place.start.line, finding.code) for finding in lint_text(text, tmp_path).findings
    ]
    assert [(Path(file).name, line, code) for file, line, code in places] == [
        ("model.yml", 2, "RMP127"),
        ("post.yml", 2, "RMP103"),
    ]


def test_a_section_that_cannot_be_included_is_told_and_the_others_are_judged(tmp_path: Path) -> None:
    text = "config: !include gone.yml\nbackend: {type: local, timeout: 5}\npostprocessor: {type: noop}\n"
    assert [finding.code for finding in lint_text(text, tmp_path).findings] == ["RMP012", "RMP104"]
