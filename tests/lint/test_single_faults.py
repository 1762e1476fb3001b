"""One fault in a valid file gives one finding, at its exact place.

Each row replaces a text of a valid file by another; the guillemets stand around the place of the finding.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_text, only_finding
from rompy.document import Position
from rompy.lint.finding import Place

LOCAL = """# run it here
type: local
timeout: 7200
env_vars:
  OMP_NUM_THREADS: "4"
  MODEL_DEBUG: "true"
working_dir: work
command: "python run_model.py --verbose"
shell: true
capture_output: true
"""
DOCKER = """type: docker
image: "swan:41.45"
cpu: 4
memory: "2g"
timeout: 10800
env_vars:
  SWAN_THREADS: "4"
volumes:
  - "data:/app/input:ro"
  - "work:/app/output:rw"
executable: "/usr/local/bin/swan"
mpiexec: mpirun -np 4
user: "1000:1000"
remove_container: true
"""
BUILD = """type: docker
dockerfile: Dockerfile
build_context: .
build_args:
  BASE: "ubuntu:24.04"
cpu: 2
"""
SLURM = """type: slurm
queue: compute
command: python run_model.py
nodes: 2
ntasks: 8
cpus_per_task: 4
time_limit: "2:00:00"
account: ocean
output_file: slurm-%j.out
mail_type: END,FAIL
mail_user: me@example.org
additional_options:
  - "--exclusive"
timeout: 7200
"""

FAULTS = [
    (LOCAL, "type: local", "type: «locl»", "RMP111"),
    (LOCAL, "type: local\ntimeout", "«timeout»", "RMP102"),
    (LOCAL, "type: local", "type: «Local»", "RMP111"),
    (LOCAL, "type: local", "type:«»", "RMP103"),
    (LOCAL, "type: local", "type: «5»", "RMP103"),
    (LOCAL, "type: local", "«typ»: local", "RMP101"),
    (LOCAL, "type: local", "type: «[local]»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «30»", "RMP104"),
    (LOCAL, "timeout: 7200", "timeout: «86401»", "RMP104"),
    (LOCAL, "timeout: 7200", 'timeout: «"7200"»', "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «7200.0»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «2h»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «true»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout:«»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «null»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «[7200]»", "RMP103"),
    (LOCAL, "timeout: 7200", "timeout: «-1»", "RMP104"),
    (LOCAL, "timeout: 7200", "timeout: «1e4»", "RMP103"),
    (LOCAL, "timeout: 7200", "«timout»: 7200", "RMP101"),
    (LOCAL, "timeout: 7200", "«Timeout»: 7200", "RMP101"),
    (LOCAL, "timeout: 7200", "timeout: 7200\n«timeout»: 7200", "RMP002"),
    (LOCAL, "timeout: 7200", "«timeout:7200»", "RMP001"),
    (LOCAL, "timeout: 7200", "«timeout 7200»", "RMP001"),
    (LOCAL, "timeout: 7200", " «timeout»: 7200", "RMP001"),
    (LOCAL, "timeout: 7200", "«\t»timeout: 7200", "RMP001"),
    (LOCAL, '"4"', "«4»", "RMP103"),
    (LOCAL, '"true"', "«true»", "RMP103"),
    (LOCAL, '"true"', "«null»", "RMP103"),
    (LOCAL, '"true"', "«1.10»", "RMP103"),
    (LOCAL, '"true"', "«2024-01-01»", "RMP103"),
    (LOCAL, '"true"', "«no»", "RMP103"),
    (LOCAL, '"true"', "«22:22»", "RMP103"),
    (LOCAL, '"true"', "«[a]»", "RMP103"),
    (LOCAL, '  MODEL_DEBUG: "true"', '  «""»: "true"', "RMP109"),
    (LOCAL, "  MODEL_DEBUG", '  «"A=B"»', "RMP109"),
    (LOCAL, '  MODEL_DEBUG: "true"', '  «OMP_NUM_THREADS»: "true"', "RMP002"),
    (LOCAL, "MODEL_DEBUG", "«5»", "RMP103"),
    (LOCAL, "MODEL_DEBUG", "«yes»", "RMP103"),
    (LOCAL, 'env_vars:\n  OMP_NUM_THREADS: "4"\n  MODEL_DEBUG: "true"', "env_vars:\n  «- OMP_NUM_THREADS=4»", "RMP103"),
    (LOCAL, 'env_vars:\n  OMP_NUM_THREADS: "4"\n  MODEL_DEBUG: "true"', 'env_vars: «"A=4"»', "RMP103"),
    (LOCAL, 'env_vars:\n  OMP_NUM_THREADS: "4"\n  MODEL_DEBUG: "true"', "env_vars:«»", "RMP103"),
    (LOCAL, '  OMP_NUM_THREADS: "4"\n  MODEL_DEBUG: "true"', 'OMP_NUM_THREADS: "4"\n  «MODEL_DEBUG: "true"»', "RMP001"),
    (LOCAL, "working_dir: work", "working_dir: «gone»", "RMP201"),
    (LOCAL, "working_dir: work", "working_dir: «Dockerfile»", "RMP201"),
    (LOCAL, "working_dir: work", "working_dir: «5»", "RMP103"),
    (LOCAL, "working_dir: work", 'working_dir: «""»', "RMP106"),
    (LOCAL, '"python run_model.py --verbose"', '«"»python run_model.py --verbose', "RMP001"),
    (LOCAL, '"python run_model.py --verbose"', "«5»", "RMP103"),
    (LOCAL, '"python run_model.py --verbose"', '«""»', "RMP106"),
    (LOCAL, '"python run_model.py --verbose"', "«[python, run]»", "RMP103"),
    (LOCAL, '"python run_model.py --verbose"', "python«:» run", "RMP001"),
    (LOCAL, '"python run_model.py --verbose"', "«*run»", "RMP005"),
    (LOCAL, '"python run_model.py --verbose"', "«@»run", "RMP001"),
    (LOCAL, '"python run_model.py --verbose"', "«!!python/name:os.system»", "RMP004"),
    (LOCAL, '"python run_model.py --verbose"', '"a «\\q»"', "RMP001"),
    (LOCAL, "shell: true", 'shell: «"true"»', "RMP103"),
    (LOCAL, "shell: true", "shell: «1»", "RMP103"),
    (LOCAL, "shell: true", 'shell: «"yes"»', "RMP103"),
    (LOCAL, "shell: true", "«shel»: true", "RMP101"),
    (LOCAL, "shell: true", "«image»: x", "RMP101"),
    (LOCAL, "shell: true", "shell: «maybe»", "RMP103"),
    (DOCKER, 'type: docker\nimage: "swan:41.45"\n', "«type»: docker\n", "RMP110"),
    (DOCKER, 'image: "swan:41.45"', 'image: "swan:41.45"\n«dockerfile»: Dockerfile', "RMP110"),
    (DOCKER, 'image: "swan:41.45"', 'image: «"Swan:41.45"»', "RMP107"),
    (DOCKER, 'image: "swan:41.45"', 'image: «"swan:"»', "RMP107"),
    (DOCKER, 'image: "swan:41.45"', 'image: «"swan 41"»', "RMP107"),
    (DOCKER, 'image: "swan:41.45"', "image: «swan@sha256:abc»", "RMP107"),
    (DOCKER, 'image: "swan:41.45"', 'image: «""»', "RMP107"),
    (DOCKER, 'type: docker\nimage: "swan:41.45"', "«type»: docker\nimage:", "RMP110"),
    (DOCKER, 'image: "swan:41.45"', "image: «5»", "RMP103"),
    (DOCKER, 'image: "swan:41.45"', '«imag»: "swan:41.45"', "RMP101"),
    (DOCKER, 'image: "swan:41.45"', 'image: «"-swan"»', "RMP107"),
    (DOCKER, 'image: "swan:41.45"', "image: «https://registry.example.org/a/b»", "RMP107"),
    (DOCKER, "cpu: 4", "cpu: «0»", "RMP104"),
    (DOCKER, "cpu: 4", "cpu: «129»", "RMP104"),
    (DOCKER, "cpu: 4", "cpu: «1.5»", "RMP103"),
    (DOCKER, "cpu: 4", "«cpus»: 4", "RMP101"),
    (DOCKER, "cpu: 4", "cpu: «four»", "RMP103"),
    (DOCKER, '"2g"', "«2gb»", "RMP105"),
    (DOCKER, '"2g"', '«"2 g"»', "RMP105"),
    (DOCKER, '"2g"', "«2048»", "RMP103"),
    (DOCKER, '"2g"', "«5m»", "RMP308"),
    (DOCKER, '"2g"', '«"1024"»', "RMP308"),
    (DOCKER, '"2g"', "«1.5g»", "RMP105"),
    (DOCKER, '"2g"', "«-2g»", "RMP105"),
    (DOCKER, '"2g"', "«2t»", "RMP105"),
    (DOCKER, '"data:/app/input:ro"', '«"data"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', '«"gone:/app/input:ro"»', "RMP202"),
    (DOCKER, '"data:/app/input:ro"', '«"data:app/input:ro"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', '«"data:/app/input:readonly"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', '«"data:/app/input:ro,rw"»', "RMP108"),
    (
        DOCKER,
        '"data:/app/input:ro"\n  - "work:/app/output:rw"',
        '"data:/app/output:ro"\n  - «"work:/app/output:rw"»',
        "RMP307",
    ),
    (DOCKER, '"data:/app/input:ro"', '«"data:/app/input:ro:z"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', '«":/app/input"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', '«"data:"»', "RMP108"),
    (DOCKER, '"data:/app/input:ro"', "«5»", "RMP103"),
    (DOCKER, '"data:/app/input:ro"', "«{data: /app}»", "RMP103"),
    (DOCKER, ' "data:/app/input:ro"', "«» ", "RMP103"),
    (DOCKER, 'volumes:\n  - "data:/app/input:ro"\n  - "work:/app/output:rw"', 'volumes: «"data:/app"»', "RMP103"),
    (DOCKER, '"1000:1000"', "«1000»", "RMP103"),
    (DOCKER, '"1000:1000"', '«""»', "RMP106"),
    (DOCKER, "remove_container: true", 'remove_container: «"no"»', "RMP103"),
    (DOCKER, "remove_container: true", "remove_container: false\n«queue»: x", "RMP101"),
    (DOCKER, '"/usr/local/bin/swan"', '«""»', "RMP106"),
    (DOCKER, "mpirun -np 4", "«null»", "RMP103"),
    (BUILD, "dockerfile: Dockerfile", "dockerfile: «/Dockerfile»", "RMP112"),
    (BUILD, "dockerfile: Dockerfile", "dockerfile: «Dockerfile.gone»", "RMP203"),
    (BUILD, "dockerfile: Dockerfile", "dockerfile: «data»", "RMP203"),
    (BUILD, "build_context: .", "build_context: «gone»", "RMP204"),
    (BUILD, "build_context: .", "build_context: «Dockerfile»", "RMP204"),
    (BUILD, '"ubuntu:24.04"', "«24.04»", "RMP103"),
    (BUILD, "dockerfile: Dockerfile", "dockerfile: Dockerfile\n«image»: a", "RMP110"),
    (BUILD, "type: docker\ndockerfile: Dockerfile\n", "«type»: docker\n", "RMP110"),
    (SLURM, "type: slurm\nqueue: compute\ncommand: python run_model.py\n", "«type»: slurm\nqueue: compute\n", "RMP102"),
    (SLURM, "command: python run_model.py", "command:«»", "RMP103"),
    (SLURM, "nodes: 2", "nodes: «0»", "RMP104"),
    (SLURM, "nodes: 2", "nodes: «101»", "RMP104"),
    (SLURM, "ntasks: 8", "ntasks: «0»", "RMP104"),
    (SLURM, "cpus_per_task: 4", "cpus_per_task: «129»", "RMP104"),
    (SLURM, '"2:00:00"', "«2:00:00»", "RMP103"),
    (SLURM, '"2:00:00"', '«"2:00"»', "RMP105"),
    (SLURM, '"2:00:00"', '«"2h"»', "RMP105"),
    (SLURM, '"2:00:00"', '«"1-2:00:00"»', "RMP105"),
    (SLURM, '"2:00:00"', '«"2:60:00"»', "RMP105"),
    (SLURM, "queue: compute", "«partition»: compute", "RMP101"),
    (SLURM, "queue: compute", "queue: «5»", "RMP103"),
    (SLURM, 'additional_options:\n  - "--exclusive"', "additional_options: «--exclusive»", "RMP103"),
    (SLURM, "mail_type: END,FAIL", "mail_type: «[END, FAIL]»", "RMP103"),
    (SLURM, 'additional_options:\n  - "--exclusive"', 'additional_options: «[»"--exclusive"', "RMP001"),
    (SLURM, "account: ocean", "account: «{»a: b", "RMP001"),
    (SLURM, "account: ocean", 'account: "ocean"«x»', "RMP001"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("data", "work"):
        (tmp_path / name).mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    return tmp_path


@pytest.mark.parametrize("text", [LOCAL, DOCKER, BUILD, SLURM], ids=["local", "docker", "build", "slurm"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_the_files_without_a_fault_have_no_finding(text: str, newline: str, folder: Path) -> None:
    assert lint_text(text.replace("\n", newline), folder).findings == ()


@pytest.mark.parametrize(("text", "old", "new", "code"), FAULTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_single_fault_gives_a_single_finding_at_its_place(
    text: str, old: str, new: str, code: str, newline: str, folder: Path
) -> None:
    assert old in text
    marked = text.replace(old, new, 1)
    finding = only_finding(lint_text(marked.replace("«", "").replace("»", "").replace("\n", newline), folder))
    assert (finding.code, finding.place) == (code, place_of_marks(marked))


def place_of_marks(marked: str) -> Place:
    before, place, _ = marked.replace("»", "«").split("«")
    lines = before.split("\n")
    column = len(lines[-1]) + 1
    return Place("backend.yml", Position(len(lines), column), Position(len(lines), column + len(place)))


def test_all_faults_of_a_file_come_at_once_in_the_order_of_their_places(folder: Path) -> None:
    faults = [("cpu: 4", "cpu: 0"), ('"2g"', '"2gb"'), ('"4"', "4"), ("user:", "usr:"), ("true", "5")]
    text = DOCKER
    for old, new in faults:
        text = text.replace(old, new, 1)
    text = text.replace("timeout: 10800", "timeout: 10800\ndockerfile: Dockerfile")
    codes = [finding.code for finding in lint_text(text, folder).findings]
    assert codes == ["RMP104", "RMP105", "RMP110", "RMP103", "RMP101", "RMP103"]
