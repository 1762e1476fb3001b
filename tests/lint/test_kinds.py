"""Documents of ours are told from foreign ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_target, lint_text
from rompy.document import Source, read
from rompy.lint.engine import Target
from rompy.lint.kinds import parts_in, text_looks_like_ours

OURS = {
    "a type that there is": "type: local",
    "the old key": "backend_type: docker\nimage: a",
    "the old key with a type that there is not": "backend_type: dokcer",
    "the old key beside fields that are": "backend_type: hpc\ncommand: a\nqueue: b\nnodes_wanted: 2",
    "the old key with its fields in a nested config": "backend_type: docker\nconfig: {image: a, cpu: 1}",
    "one odd key beside a type": "type: docker\nsomething: 1",
    "a type that is nearly one": "type: dokcer\nimage: a",
    "a type in capitals": "type: SLURM\ncommand: x",
    "a type of a plugin that is not here": "type: hpc\nqueue: a\nnodes: 2\naccount: x",
    "no type, and telling fields": "env_vars: {}\ncommand: x",
    "no type, and three fields": "image: a\ncpu: 1\nmemory: 1g",
    "a misspelt key of the type": "Type: local\ncommand: x",
    "a type that is no text": "type: 5\nimage: a\ncpu: 1\nmemory: 1g",
    "a pipeline": "config: {run_id: a}\nbackend: {type: local}\npostprocessor: {type: noop}",
    "a pipeline with an included config": "config: !include a.yml\nbackend: {type: local}\npostprocessor: {type: noop}",
    "fields in a nested config": "type: slurm\nconfig: {command: x}",
}

FOREIGN = {
    "a text": "hello",
    "a terminal of another tool, whose backend_type is docker": (
        "id: tb\nkind: terminal\nbackend_type: docker\nserverless: true\nauth: {method: none}\nlimits: {cpu: 1}"
    ),
    "a state of another tool, in s3": "backend_type: s3\nbucket: a\nkey: b\nregion: c\nencrypt: 1",
    "the settings of another model's tool": "model_type: schism\nproject_dir: a\ndates: {start: 1}\nslurm: {ntasks: 2}",
    "a list": "- type: local",
    "nothing": "",
    "a compose file": "services: {web: {image: a}}\nvolumes: {}",
    "a workflow": "name: ci\non: push\njobs: {}",
    "a pipeline of Drone, whose type is docker": "kind: pipeline\ntype: docker\nname: a\nsteps: []\nvolumes: []",
    "a storage of another tool, whose type is local": "type: local\nname: a\npath: b\nroot: c",
    "a postprocessor of a plugin": "type: ww3_transfer\ndestinations: []\ntimeout: 60\nenv_vars: {}",
    "a run of another tool": "run_id: a\nstart_time: 1\nend_time: 2\nstatus: 3\nartifact_uri: b",
    "a training of another tool": "output_dir: a\nrun_id: b\nconfig: {lr: 1}\nepochs: 3\nseed: 1",
    "a model's config": "model_type: swan\ncgrid: {}\noutput: {}",
    "a config with a period": "period: {start: 1, end: 2}\nname: a",
    "stages around a model": "config: {a: 1}\npreprocessor: {}\npostprocessor: {type: softmax}",
    "named sections of backends": "first: {type: slurm, config: {command: x}}",
    "two common fields without a type": "command: a\ntimeout: 60",
    "a backend of another tool beside a config": "backend: {name: github}\nconfig: {a: 1}",
    "another tool's includes that are not there": "automation: !include a.yml\nscript: !include b.yml",
    "tags of another tool": "site_name: a\nplugins: !!python/name:a.b",
    "the same key twice": "a: 1\na: 2",
}


WHAT = {
    "a model run": ("run_id: a\noutput_dir: b\nperiod: {}\nconfig: {model_type: swan}", ["model run"]),
    "a model run with fields that are none": (
        "run_id: a\nperiod: {start: 1}\noutput_dir: b\nx: 1\ny: 2",
        ["model run"],
    ),
    "a model run with an included period": ("run_id: a\nperiod: !include p.yml\n", ["model run"]),
    "a run's name and its folder": ("run_id: a\noutput_dir: b\nconfig: {friction: MAD}", ["model run"]),
    "a model run that says so": ("model_type: modelrun\nx: 1", ["model run"]),
    "a postprocessor": ("type: noop\nvalidate_outputs: true\ntimeout: 60\nenv_vars: {}", ["postprocessor"]),
    "a pipeline": (
        "config: {run_id: a}\nbackend: {type: local}\npostprocessor: {type: noop}",
        ["pipeline", "model run", "backend", "postprocessor"],
    ),
    "a pipeline that needs options": (
        "config: {run_id: a, period: {start: 1}}",
        ["pipeline", "model run"],
    ),
    "a pipeline without a model": (
        "backend: {type: local}\npostprocessor: {type: noop}",
        ["pipeline", "backend", "postprocessor"],
    ),
    "a pipeline with a misspelt section": (
        "config: {run_id: a, period: {start: 1}}\nbakend: {type: local}",
        ["pipeline", "model run"],
    ),
    "a pipeline of an old file": (
        "pipeline_backend: local\nmodel_run: {run_id: a}\nrun_backend: {type: local}\npostprocessing: {type: noop}",
        ["pipeline", "model run", "backend", "postprocessor"],
    ),
    "a backend": ("type: local", ["backend"]),
}


@pytest.mark.parametrize(("text", "kinds"), WHAT.values(), ids=WHAT.keys())
def test_a_document_is_told_by_what_is_in_it(text: str, kinds: list[str], tmp_path: Path) -> None:
    (reading,) = read(Source("a.yml", text))
    assert reading.document is not None
    assert [part.kind for part in parts_in(reading.document.data)] == kinds


@pytest.mark.parametrize("text", OURS.values(), ids=OURS.keys())
def test_a_document_of_ours_is_judged(text: str, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path)
    assert (report.backends, report.skipped) == (1, ())


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_document_is_skipped_and_counted(text: str, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path)
    assert (report.backends, report.findings, report.skipped) == (0, (), ("backend.yml",))


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_file_that_must_be_ours_has_a_finding_where_it_is_foreign(text: str, tmp_path: Path) -> None:
    path = tmp_path / "backend.yml"
    path.write_text(text)
    target = Target("backend.yml", path, is_ours=True)
    report = lint_target(target, host=False)
    assert report.findings
    assert report.skipped == ()


def test_the_backend_of_a_pipeline_is_judged_where_it_stands(tmp_path: Path) -> None:
    text = "config:\n  run_id: a\nbackend:\n  type: docker\n  image: a\n  cpu: 0\npostprocessor: {type: noop}\n"
    findings = lint_text(text, tmp_path).findings
    assert [(finding.code, *finding.place.start) for finding in findings] == [("RMP104", 6, 8)]


def test_related_places_of_a_pipeline_lie_in_its_backend(tmp_path: Path) -> None:
    text = "config: {}\nbackend:\n  type: docker\n  image: a\n  dockerfile: Dockerfile\npostprocessor: {type: noop}\n"
    (finding,) = lint_text(text, tmp_path).findings
    assert [(related.place.start, related.label) for related in finding.related] == [((4, 3), "image is here")]


BROKEN_AND_OURS = [
    'type: local\ncommand: "x\n',
    "backend_type: docker\nimage: [\n",
    '{"type": "docker",\n "image": }',
    'type local\ntimeout: 60\nenv_vars: {A: "1"}\ncommand: x\n',
    "config: a\nbackend:\n  type: docker\n  image: 'x\n",
]
BROKEN_AND_FOREIGN = [
    "{{- if .Values.a }}\nname: x\n{{- end }}\n",
    "a: [\n",
    'name: "x\nimage: a\ntimeout: 3\n',
]


@pytest.mark.parametrize("text", BROKEN_AND_OURS)
def test_a_broken_file_that_looks_like_ours_is_reported_however_it_was_found(text: str, tmp_path: Path) -> None:
    assert text_looks_like_ours(text)
    assert found_and_named(text, tmp_path) == (1, 1)


@pytest.mark.parametrize("text", BROKEN_AND_FOREIGN)
def test_a_broken_file_that_looks_foreign_is_reported_only_where_it_is_named(text: str, tmp_path: Path) -> None:
    assert not text_looks_like_ours(text)
    assert found_and_named(text, tmp_path) == (0, 1)


def found_and_named(text: str, folder: Path) -> tuple[int, ...]:
    path = folder / "backend.yml"
    path.write_text(text)
    targets = [Target("backend.yml", path, is_named=named) for named in (False, True)]
    return tuple(len(lint_target(target, host=False).findings) for target in targets)


def test_a_fault_after_a_backend_in_the_same_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "backend.yml"
    path.write_text("type: local\n---\na: [\n")
    report = lint_target(Target("backend.yml", path, is_named=False), host=False)
    assert [finding.code for finding in report.findings] == ["RMP001"]


def test_what_is_no_mapping_holds_no_backend() -> None:
    assert parts_in(["type: local"]) == []
    assert parts_in(None) == []
