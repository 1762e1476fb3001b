"""Values of environment variables and build arguments are never shown, in no format and however broken the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lintkit import lint_text
from rompy.lint.formats import formats, renderer

MARKER = "hunter2"

FILES = {
    "of a wrong type": f"type: local\nenv_vars:\n  A: {MARKER}\n  B: 5\n",
    "beside a fault": f"type: local\nenv_vars:\n  A: {MARKER}\ntimeout: 5\n",
    "on the line of a fault": f"type: local\ntimeout: 5\nenv_vars: {{A: {MARKER}}}\n",
    "in a list": f"type: local\nenv_vars:\n  - A={MARKER}\n",
    "as one text": f"type: local\nenv_vars: A={MARKER}\n",
    "under a misspelt field": f"type: local\nenv_var:\n  A: {MARKER}\n",
    "under another tool's word for the field": f"type: local\nenvironment:\n  A: {MARKER}\n",
    "in build arguments": f"type: docker\nimage: A\nbuild_args: {{A: {MARKER}}}\n",
    "in a block scalar": f"type: local\nenv_vars:\n  A: |\n    {MARKER}\n    {MARKER}\n  B: 5\n",
    "before a syntax error": f"type: local\nenv_vars:\n  A: {MARKER}\ncommand: [\n",
    "in a syntax error": f'type: local\nenv_vars:\n  A: "{MARKER}\n  B: 5\n',
    "in flow style before a syntax error": f"type: local\nenv_vars: {{A: {MARKER}\ncommand: x\n",
    "behind an anchor": f"type: docker\nx: &x {MARKER}\nenv_vars:\n  A: *x\n",
    "behind a merge key": f"type: docker\nx: &x\n  A: {MARKER}\nenv_vars:\n  <<: *x\n",
    "of a duplicate key": f"type: local\nenv_vars:\n  A: {MARKER}\n  A: {MARKER}\n",
    "of a duplicate field": f"type: local\nenv_vars: {{A: {MARKER}}}\nenv_vars: {{A: b}}\n",
    "with a tag": f"type: local\nenv_vars:\n  A: !secret {MARKER}\n",
    "in bytes that are no text": b"type: local\nenv_vars:\n  A: hunter2\xff\n",
    "in a nested config": f"type: local\nconfig:\n  env_vars:\n    A: {MARKER}\n  timeout: 5\n",
    "in a pipeline": f"config: {{}}\nbackend:\n  type: local\n  env_vars:\n    A: {MARKER}\n    B: 5\n",
    "in a template": f"type: local\nenv_vars:\n  A: ${{A:-{MARKER}}}\n  B: 5\n",
    "with a NUL": f'type: local\nenv_vars:\n  A: "{MARKER}\\0"\n',
    "as a number beside": f"type: local\nenv_vars:\n  A: 5 # {MARKER.upper()}\n  B: {MARKER}\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("name", formats())
def test_a_secret_is_shown_in_no_format(name: str, text: str | bytes, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path)
    assert report.findings
    assert MARKER not in renderer(name)(report)


NUMBER = "8675309"

FIXABLE = {
    "to be quoted": f"type: local\nenv_vars:\n  A: {NUMBER}\n",
    "to be quoted in flow style": f"type: local\nenv_vars: {{A: {NUMBER}, B: x}}\n",
    "to be quoted with a sign": f"type: local\nenv_vars:\n  A: +{NUMBER}\n",
    "to be quoted as a date": f"type: local\nenv_vars:\n  A: 2031-12-24\n  B: {NUMBER}.5e3\n",
    "to be quoted in build arguments": f"type: docker\nimage: a\nbuild_args:\n  A: {NUMBER}\n",
    "below a key to be renamed": f"type: local\nenv-vars:\n  A: {NUMBER}\n",
    "in a mapping to be lifted": f"type: local\nconfig:\n  env_vars:\n    A: {NUMBER}\n",
    "in a list": f"type: local\nenv_vars:\n  - A={NUMBER}\n",
}


@pytest.mark.parametrize("text", FIXABLE.values(), ids=FIXABLE.keys())
@pytest.mark.parametrize("name", formats())
def test_a_fix_shows_no_secret(name: str, text: str, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path)
    assert report.findings
    assert NUMBER not in renderer(name)(report)
    assert "2031-12-24" not in renderer(name)(report)


def test_what_is_no_secret_is_shown(tmp_path: Path) -> None:
    report = lint_text(f"type: local\nenv_vars: {{A: '{MARKER}'}}\ntimeout: 5\n", tmp_path)
    shown = renderer("text")(report)
    assert "env_vars: {A: '*******'}" in shown
    assert "timeout: 5" in shown


fragments = st.sampled_from(
    [
        "type: local\n", "type: docker\n", "image: a\n", "image: A\n", "timeout: 5\n", "command: x\n", "command: [\n",
        'command: "x\n', "  B: 5\n", "  - x\n", "    ", "\t", "}\n", "working_dir: /nowhere\n", "---\n", "unknown: 1\n",
    ]
)  # fmt: skip
secrets = st.sampled_from(
    [
        f"env_vars:\n  A: {MARKER}\n", f"env_vars: {{A: {MARKER}}}\n", f'env_vars:\n  A: "{MARKER}\n',
        f"env_vars:\n  A: >\n    {MARKER}\n", f"build_args:\n  A: '{MARKER}'\n", f"env_vars: [{MARKER},\n  {MARKER}]\n",
        f"env_vars:\n- A: {MARKER}\n", f"env_vars: &a\n  A: !x {MARKER}\n", f"env_vars:\n  ? A\n  : {MARKER}\n",
        f"env_vars:\n\n  # {MARKER.upper()}\n  A:\n    {MARKER}\n", f'{{"env_vars": {{"A": "{MARKER}"}},\n',
        f"env_vars:\n  A: {NUMBER}\n", f"env_vars: {{A: {NUMBER}}}\n", f"build_args:\n  A: {NUMBER}\n",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(fragments, max_size=4),
    secret=secrets,
    after=st.lists(fragments | secrets, max_size=4),
)
def test_a_secret_is_not_shown_however_broken_the_file_is(
    before: list[str], secret: str, after: list[str], tmp_path: Path
) -> None:
    report = lint_text("".join([*before, secret, *after]), tmp_path)
    for name in formats():
        shown = renderer(name)(report)
        assert MARKER not in shown
        # fingerprints are hexadecimal numbers of any digits
        assert not re.search(rf"(?<![0-9a-f]){NUMBER}(?![0-9a-f])", shown)
