"""Files that look odd and are right have no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_text
from rompy.lint.finding import Severity

ODDITIES = {
    "a lone type": "type: local\n",
    "null where the default is nothing": "type: local\ncommand: null\nworking_dir: ~\n",
    "flow style": '{type: docker, image: a, env_vars: {A: "1"}, volumes: [".:/a"]}\n',
    "quoted keys": "\"type\": 'local'\n'timeout': 60\n",
    "anchors and merge keys": (
        'type: local\nenv_vars: &vars\n  A: "1"\n---\ntype: slurm\ncommand: x\nenv_vars:\n  <<: {A: "1"}\n  A: "2"\n'
    ),
    "an alias": 'type: local\nenv_vars:\n  A: &a "1"\n  B: *a\n',
    "a block scalar": "type: local\ncommand: |\n  cd run\n  ./swan.exe\n",
    "a folded scalar without a key after it": "type: local\ncommand: >-\n  mpirun\n  ./swan.exe",
    "explicit tags of YAML": "type: !!str local\ntimeout: !!int 60\n",
    "documents, one of them empty": "---\n---\ntype: local\n...\n---\ntype: local\n",
    "comments only around it": "# one\n\ntype: local # two\n# three\n",
    "the bounds": "type: docker\nimage: a\ntimeout: 60\ncpu: 128\nmemory: 6m\n",
    "the other bounds": (
        'type: slurm\ncommand: x\ntimeout: 86400\nnodes: 100\ncpus_per_task: 128\ntime_limit: "9999:59:59"\n'
    ),
    "integers as YAML 1.1 writes them": "type: local\ntimeout: 1:00:00\n",
    "octal and underscores": "type: local\ntimeout: 0x1_000\n",
    "booleans as YAML 1.1 writes them": "type: local\nshell: yes\ncapture_output: off\n",
    "an image with everything": f"type: docker\nimage: registry.example.org:443/a-b/c__d:V1.x_y@sha256:{'0a' * 32}\n",
    "a mount of one file, and one path mounted twice": (
        'type: docker\nimage: a\nvolumes: ["./backend.yml:/a:ro,z", ".:/b", ".:/c:rw,rslave,cached,Z"]\n'
    ),
    "empty collections": "type: docker\nimage: a\nenv_vars: {}\nvolumes: []\nbuild_args: {}\n",
    "an empty mpiexec, which is the default": 'type: docker\nimage: a\nmpiexec: ""\n',
    "days in a time limit": 'type: slurm\ncommand: x\ntime_limit: "7-00:00:00"\n',
    "a template with a default": "type: local\ntimeout: ${T:-3600}\n",
    "a template that nothing decides": 'type: docker\nimage: "${IMAGE}"\ncpu: ${CPUS}\nvolumes: ["${DATA}:/data"]\n',
    "the shell's own variables": "type: local\ncommand: echo ${HOME:?} $((1+1)) ${X\n",
    "an included value that nothing decides": "type: local\nenv_vars: !include ${SITE}/env.yml\n",
    "non-ASCII texts": 'type: local\ncommand: "./küste.sh 🌊"\nenv_vars: {"Ö": "ß"}\n',
    "a long unquoted text": f"type: local\ncommand: {'x' * 5000}\n",
}


@pytest.mark.parametrize("text", ODDITIES.values(), ids=ODDITIES.keys())
def test_an_oddity_has_no_error(text: str, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path)
    assert [finding for finding in report.findings if finding.severity is Severity.ERROR] == []
    assert report.backends >= 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str, tmp_path: Path) -> None:
    mark = "" if encoding in {"utf-8-sig", "utf-16"} else "\ufeff"
    text = f"{mark}type: local\ncommand: ü ''\ntimeout: 30\n"
    findings = lint_text(text.encode(encoding), tmp_path).findings
    assert [(finding.code, *finding.place.start) for finding in findings] == [("RMP104", 3, 10)]


def test_json_indented_with_tabs_is_read(tmp_path: Path) -> None:
    text = '{\n\t"type": "docker",\n\t"image": "a",\n\t"cpu": "4"\n}\n'
    for name in ("backend.json", "backend.yml"):
        findings = lint_text(text, tmp_path, name=name).findings
        assert [(finding.code, *finding.place.start) for finding in findings] == [("RMP103", 4, 9)]
