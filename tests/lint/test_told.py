"""What is written down of a result says in every format what the result itself says."""

from __future__ import annotations

from pathlib import Path

import pytest

import quickdocs
from rompy.cli.judging import judge
from rompy.document import Includes
from rompy.lint.account import told
from rompy.lint.engine import Result, Target, default_settings, gather, lint_target
from rompy.lint.finding import Report
from rompy.lint.formats import formats, renderer
from rompy.lint.told import account_of, packed, unpacked

SHARING = {
    "a.yml": "type: local\nenv_vars: !include common.yml\n",
    "b.yml": "type: local\nenv_vars:\n  A: !include common.yml\ntimeout: 30\n",
    "run.yml": "run_id: a\noutput_dir: out\nconfig: {model_type: unheard-of}\n",
    "foreign.yml": "a: b\n",
    "clean.yml": "type: local\ncommand: a\n",
    "odd.yml": 'type: local\ntimeout: 30\nenv_vars: {"\\u001b[31m": "\\u202e"}\n',
}
"""Files of which several include one that has findings, and others of which there is something to say at the end."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Target, Result | None]]:
    """Lint the pages of all rules."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {f"page{index:03}.yml": text for index, text in enumerate(quickdocs.pages())} | SHARING
    for name, text in {**texts, "common.yml": "A: 5\nB: yes\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    includes = Includes({})
    targets = [Target(str(folder / name), folder / name) for name in texts]
    return [(target, lint_target(target, judge, default_settings(target), includes)) for target in targets]


@pytest.mark.parametrize("name", formats())
def test_in_every_format(name: str, results: list[tuple[Target, Result | None]]) -> None:
    def shown(report: Report) -> str:
        return renderer(name)(report, colour=True)

    again = [(target, unpacked(*packed(result))) for target, result in results]
    assert shown(gather(again)) == shown(gather(results))


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("quiet", [True, False])
def test_for_people(results: list[tuple[Target, Result | None]], colour: bool, quiet: bool) -> None:
    alone = [(target, result) for target, result in results if result is None or not result.included]
    report = told(account_of(result) for _, result in alone)
    assert report.is_whole
    expected = renderer("text")(gather(alone), colour=colour, quiet=quiet)
    assert "".join(report.pieces(colour=colour, quiet=quiet)) == expected
    for target, result in results:
        one = told([account_of(result)])
        assert one.is_whole == (result is None or not result.included)
        if not one.is_whole:
            # which findings of included files can be mended depends on what else is linted
            continue
        expected = renderer("text")(gather([(target, result)]), colour=colour, quiet=quiet)
        assert "".join(one.pieces(colour=colour, quiet=quiet)) == expected


def test_findings_of_a_file_that_several_include_need_all_that_is_known(
    results: list[tuple[Target, Result | None]],
) -> None:
    assert not told(account_of(result) for target, result in results if Path(target.name).name in SHARING).is_whole
