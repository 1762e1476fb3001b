"""What docs/compatibility.md says about this rompy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from processes import run

if TYPE_CHECKING:
    from pathlib import Path

ACCEPTED = {
    "image with a digest": f"type: docker\nimage: swan@sha256:{'0' * 64}",
    "image from a registry at an IPv6 address": 'type: docker\nimage: "[::1]:5000/swan:41.45"',
    "time_limit with days": "type: slurm\ncommand: swan\ntime_limit: 1-12:00:00",
    "home": "type: local\nworking_dir: ~/",
    "template in a command": "type: local\ncommand: echo ${NOT_SET_ANYWHERE}",
    "relative paths": "type: docker\nbuild_context: docker\ndockerfile: Dockerfile\nvolumes: ['docker:/data']",
    "several documents": "type: local\n---\ntype: local",
    "backend_type and nested config": "backend_type: local\nconfig:\n  command: swan",
    "include and filters": "type: local\nenv_vars: !include $DIR/vars.yml\ntimeout: ${T|shift:+1d}",
    "templates within templates": "type: local\nenv_vars: {A: '${A:-${B:-x}}', C: '${C|shift:+${H:-24}h}'}",
    "a date in a text": "type: local\nenv_vars: {END: '${CYCLE|as_datetime|shift:+1d}'}",
}
REFUSED = {
    "number in quotes": 'type: local\ntimeout: "3600"',
    "boolean in quotes": 'type: local\nshell: "yes"',
    "number with a point": "type: local\ntimeout: 3600.0",
    "boolean for a number": "type: docker\nimage: swan\ncpu: true",
    "little memory": "type: docker\nimage: swan\nmemory: 5m",
    "other digits": "type: docker\nimage: swan\nmemory: ٢g",
    "image with capitals": "type: docker\nimage: Swan",
    "image with an empty part": "type: docker\nimage: swan//x",
    "empty command": 'type: local\ncommand: ""',
    "empty user": 'type: docker\nimage: swan\nuser: ""',
    "relative target": "type: docker\nimage: swan\nvolumes: ['.:data']",
    "unknown mode": "type: docker\nimage: swan\nvolumes: ['.:/data:readonly']",
    "four parts": "type: docker\nimage: swan\nvolumes: ['.:/data:ro:x']",
    "mount on the root": "type: docker\nimage: swan\nvolumes: ['.:/']",
    "one target twice": "type: docker\nimage: swan\nvolumes: ['.:/a', '.:/a']",
    "variable with =": 'type: local\nenv_vars: {"A=B": "1"}',
    "empty build argument": 'type: docker\ndockerfile: docker/Dockerfile\nbuild_args: {"": "1"}',
    "no such Dockerfile": "type: docker\ndockerfile: no-such-file",
    "Dockerfile at home": "type: docker\ndockerfile: ~/Dockerfile",
    "model_type": "type: slurm\ncommand: swan\nmodel_type: slurm",
    "99 minutes": 'type: slurm\ncommand: swan\ntime_limit: "1:99:00"',
    "line break": 'type: slurm\ncommand: swan\njob_name: "a\\nb"',
    "a key twice": "type: local\nshell: true\nshell: false",
    "malformed template": "type: local\nenv_vars: {A: '${A'}",
    "filter of nothing": "type: local\nenv_vars: {A: '${A|strftime:%Y||shift:1d}'}",
    "format without a directive": "type: local\nenv_vars: {A: '${A|strftime:YYYY}'}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file of both tables, linted in one run each."""
    folder = tmp_path_factory.mktemp("compatibility")
    (folder / "docker").mkdir()
    (folder / "docker" / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    for name, text in {**ACCEPTED, **REFUSED}.items():
        (folder / f"{name}.yml").write_text(f"{text}\n", encoding="utf-8")
    return folder


def test_what_the_page_says_is_accepted_here_is_accepted(folder: Path) -> None:
    done = run("rompy-lint", "--format", "concise", *(f"{name}.yml" for name in ACCEPTED), cwd=folder)
    assert done.returncode == 0, done.stdout


def test_what_the_page_says_is_refused_here_is_refused(folder: Path) -> None:
    done = run("rompy-lint", "--format", "concise", *(f"{name}.yml" for name in REFUSED), cwd=folder)
    refused = {line.split(".yml:")[0] for line in done.stdout.splitlines() if ".yml:" in line}
    assert refused == set(REFUSED)
