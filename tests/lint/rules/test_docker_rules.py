"""What the rules for containers find beyond the examples of their pages, where they are silent, and what they mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import expected, fixed_text, found, lint_text
from rompy.lint.finding import Severity
from rompy.lint.rules import find_rule, rules
from rompy.lint.settings import Settings

D = "type: docker\nimage: a:1\n"
B = "type: docker\ndockerfile: Dockerfile\n"
DIGEST = "sha256:" + "0a" * 32

CASES = {
    "unpinned-image": [
        "type: docker\nimage: a  # expect: RMP301\n",
        "type: docker\nimage: registry.example.org:5000/a  # expect: RMP301\n",
        "type: docker\nimage: tensorflow/tensorflow:latest-gpu  # expect: RMP301\n",
        "type: docker\nimage: a:LATEST  # expect: RMP301\n",
        "type: docker\nimage: ${IMAGE:-a}  # expect: RMP301\n",
        "{type: docker, image: a}  # expect: RMP301\n",
        "config: {run_id: a}\nbackend:\n  type: docker\n  image: a:latest  # expect: RMP301\n",
        "backend_type: docker\nconfig:\n  image: a  # expect: RMP301\n",
        "type: docker\nimage: registry.example.org:5000/a:1\n",
        f"type: docker\nimage: a@{DIGEST}\n",
        f"type: docker\nimage: a:latest@{DIGEST}\n",
        "type: docker\nimage: a:greatest\n",
        "type: docker\nimage: ${IMAGE}\n",
        "type: docker\nimage: ${IMAGE:-a:1}\n",
        "type: docker\nimage: [a]\n",
        "type: docker\nimage: 5\n",
        "type: docker\nimage: A:latest\n",
        B,
        "type: local\n",
    ],
    "root-user": [
        D + "user: root  # expect: RMP302\n",
        D + "user: root:root  # expect: RMP302\n",
        D + 'user: "0"  # expect: RMP302\n',
        D + 'user: "00:1000"  # expect: RMP302\n',
        D + "user: ${WHO:-root}  # expect: RMP302\n",
        "# first\ntype: docker  # expect: RMP302\nimage: a:1\n",
        "{type: docker, image: a:1}  # expect: RMP302\n",
        "config: {run_id: a}\nbackend:\n  type: docker  # expect: RMP302\n  image: a:1\n",
        "type: docker\nconfig:\n  image: a:1  # expect: RMP302\n",
        "type: docker\nconfig:\n  image: a:1\n  user: root  # expect: RMP302\n",
        D + 'user: "1000"\n',
        D + "user: rooter\n",
        D + 'user: "1000:0"\n',
        D + "user: ${WHO}\n",
        D + "user: 0\n",
        D + "user: null\n",
        D + 'User: "1000"\n',
        D + 'usr: "1000"\n',
        "type: local\n",
        "type: slurm\ncommand: x\n",
    ],
    "image-not-pinned-by-digest": [
        "type: docker\nimage: a  # expect: RMP303\n",
        "type: docker\nimage: ${IMAGE}\n",
        B,
    ],
    "writable-input": [
        D + "volumes:\n  - /srv/x:/app/input  # expect: RMP304\n",
        D + "volumes:\n  - /srv/Bathy_2024:/app/x  # expect: RMP304\n",
        D + "volumes:\n  - /scratch/run7/forcing:/app/forcing  # expect: RMP304\n",
        D + "volumes:\n  - ${DATA:-/srv}:/app/forcing  # expect: RMP304\n",
        D + "volumes: [/srv/x:/y, './config:/app/config']  # expect: RMP304\n",
        D + "volumes:\n  - /srv/input/:/app/x//  # expect: RMP304\n",
        "backend_type: docker\nconfig:\n  image: a:1\n  volumes:\n    - ./data:/data  # expect: RMP304\n",
        D + "volumes:\n  - /srv/x:/app/input:ro\n",
        D + "volumes:\n  - /srv/x:/app/input:z,ro\n",
        D + "volumes:\n  - /srv/x:/app/input:rw\n",
        D + "volumes:\n  - /data/output:/app/output\n",
        D + "volumes:\n  - /data/me/swan:/app/swan\n",
        D + "volumes:\n  - /scratch/run7/data:/app/data\n",
        D + "volumes:\n  - /srv/inputs_outputs:/app/x\n",
        D + "volumes:\n  - /tmp:/app/data\n",
        D + "volumes:\n  - ./case1:/data\n  - ./data:/app/swan\n",
        D + "volumes:\n  - .:/app/run_id:Z\n",
        D + "volumes:\n  - .:/app/restart\n",
        D + "volumes:\n  - ${DATA}:/app/data\n",
        D + "volumes:\n  - /srv/x:app/data\n  - 5\n  - [a]\n",
        D + "volumes: /data:/data\n",
        D + "volumes: ${VOLUMES}\n",
    ],
    "docker-socket-mounted": [
        D + "volumes:\n  - /run/docker.sock:/var/run/docker.sock  # expect: RMP305\n",
        D + "volumes:\n  - /run/user/1000/podman/podman.sock:/podman.sock:ro  # expect: RMP305\n",
        D + "volumes:\n  - /var/../run/.:/x  # expect: RMP305\n",
        D + "volumes:\n  - //run:/x  # expect: RMP305\n",
        D + "volumes:\n  - /run/user/1000:/x  # expect: RMP305\n",
        D + "volumes:\n  - /run/munge:/run/munge\n",
        D + "volumes:\n  - /srv/docker.sock.d:/x\n",
        D + "volumes:\n  - ./run:/run\n",
        D + "volumes:\n  - run:/var/run\n",
    ],
    "system-folder-mounted": [
        D + "volumes:\n  - /:/host  # expect: RMP306\n",
        D + "volumes:\n  - //:/host:ro  # expect: RMP306\n",
        D + "volumes:\n  - /srv/../etc/:/x:ro  # expect: RMP306\n",
        D + "volumes:\n  - /usr/local:/x  # expect: RMP306\n",
        D + "volumes:\n  - /home:/home  # expect: RMP306\n",
        D + "volumes:\n  - /home:/home:ro\n",
        D + "volumes:\n  - /usr/lib:/host/lib:ro\n",
        D + "volumes:\n  - /home/me:/home/me\n",
        D + "volumes:\n  - /etc/localtime:/etc/localtime:ro\n",
        D + "volumes:\n  - /dev/shm:/dev/shm\n",
        D + "volumes:\n  - ./etc:/x\n",
        D + "volumes:\n  - ..:/x\n",
        D + "volumes:\n  - /scratch:/scratch\n",
        D + "volumes:\n  - ${ROOT}:/x\n",
        D + "volumes:\n  - /:/\n",
    ],
    "image-folder-hidden": [
        D + "volumes:\n  - ./bin:/usr/local//bin/  # expect: RMP309\n",
        D + "volumes:\n  - /usr/lib:/usr/lib:ro  # expect: RMP309\n",
        D + "volumes:\n  - .:/etc  # expect: RMP309\n",
        D + "volumes:\n  - .:/usr/local/bin/run.sh\n  - .:/app\n  - .:/opt\n  - .:/tmp\n  - .:/home\n  - .:/dev/shm\n",
    ],
    "rank-count-mismatch": [
        D + "cpu: 2\nmpiexec: mpirun -np 4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: /usr/lib64/openmpi/bin/mpirun --np 4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: mpirun -np=4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: mpirun -c 4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: srun -n4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: srun --ntasks=4  # expect: RMP312\n",
        D + "cpu: 2\nmpiexec: nice -n 10 mpirun -n 4  # expect: RMP312\n",
        D + 'cpu: 2\nmpiexec: "mpirun -n 2 ocean : -n 1"  # expect: RMP312\n',
        D + "cpu: 2\nmpiexec: mpirun -np ${N:-4}  # expect: RMP312\n",
        D + "cpu: ${N:-2}\nmpiexec: mpirun -np 4  # expect: RMP312\n",
        D + "mpiexec: mpirun -np 2  # expect: RMP312\n",
        "{type: docker, image: a:1, cpu: 2, mpiexec: mpirun -n 4}  # expect: RMP312\n",
        "type: docker\nconfig:\n  image: a:1\n  mpiexec: mpirun -n 4  # expect: RMP312\n",
        D + "cpu: 4\nmpiexec: mpirun -np 4\n",
        D + "cpu: 4\nmpiexec: mpirun -np 2\n",
        D + "cpu: 4\nmpiexec: mpirun\n",
        D + "cpu: 2\nmpiexec: nice -n 10\n",
        D + "cpu: 2\nmpiexec: srun -c 4\n",
        D + "cpu: 2\nmpiexec: mpirun -x N=8 -np two\n",
        D + "cpu: 2\nmpiexec: mpirun -np\n",
        D + 'cpu: 2\nmpiexec: "mpirun -np 4 \'"\n',
        D + 'cpu: 2\nmpiexec: "mpirun -n 8 ocean : atmosphere"\n',
        D + "cpu: 2\nmpiexec: mpirun -np ${N}\n",
        D + "cpu: ${N}\nmpiexec: mpirun -np 4\n",
        D + 'cpu: "2"\nmpiexec: mpirun -np 4\n',
        D + "cpu: 0\nmpiexec: mpirun -np 4\n",
        D + "cpus: 4\nmpiexec: mpirun -np 4\n",
        D + "cpu: null\nmpiexec: mpirun -np 4\n",
        D + "mpiexec: mpirun -np 1\n",
        D + "mpiexec: [mpirun, -np, 4]\n",
    ],
    "too-many-threads": [
        D + 'cpu: 2\nenv_vars:\n  MKL_NUM_THREADS: "4"  # expect: RMP313\n',
        D + 'cpu: 2\nenv_vars:\n  OMP_NUM_THREADS: " 4,2"  # expect: RMP313\n',
        D + 'env_vars:\n  OPENBLAS_NUM_THREADS: "2"  # expect: RMP313\n',
        D + 'cpu: 4\nmpiexec: mpirun -n 2\nenv_vars: {OMP_NUM_THREADS: "3"}  # expect: RMP313\n',
        D + 'cpu: 2\nmpiexec: mpirun -n 4\nenv_vars:\n  OMP_NUM_THREADS: "2"  # expect: RMP313\n',
        D + 'cpu: 2\nenv_vars:\n  OMP_NUM_THREADS: "${T:-4}"  # expect: RMP313\n',
        D + 'cpu: 4\nmpiexec: mpirun -n 2\nenv_vars: {OMP_NUM_THREADS: "2"}\n',
        D + 'cpu: 2\nmpiexec: mpirun -n 4\nenv_vars: {OMP_NUM_THREADS: "1"}\n',
        D + 'cpu: 4\nmpiexec: mpirun -n ${N}\nenv_vars: {OMP_NUM_THREADS: "4"}\n',
        D + 'cpu: ${N}\nenv_vars: {OMP_NUM_THREADS: "4"}\n',
        D + 'cpu: "2"\nenv_vars: {OMP_NUM_THREADS: "4"}\n',
        D + 'cpus: 4\nenv_vars: {OMP_NUM_THREADS: "4"}\n',
        D + 'cpu: 2\nenv_vars: {OMP_NUM_THREADS: "${T}"}\n',
        D + 'cpu: 2\nenv_vars: {OMP_NUM_THREADS: "many", MODEL_THREADS: "8", OMP_THREAD_LIMIT: "64"}\n',
        D + "cpu: 2\nenv_vars: {OMP_NUM_THREADS: 4}\n",
        D + "cpu: 2\nenv_vars: [OMP_NUM_THREADS=4]\n",
    ],
    "allow-run-as-root": [
        D + 'user: "1000"\nmpiexec: mpirun -allow-run-as-root  # expect: RMP314\n',
        D + "user: ${WHO:-me}\nmpiexec: mpirun -n 1 --allow-run-as-root  # expect: RMP314\n",
        D + "user: ${WHO}\nmpiexec: mpirun --allow-run-as-root\n",
        D + 'user: "0:1000"\nmpiexec: mpirun --allow-run-as-root\n',
        D + "mpiexec: mpirun --allow-run-as-root\n",
        D + "user: 1000\nmpiexec: mpirun --allow-run-as-root\n",
        D + 'user: "1000"\nmpiexec: mpirun --allow-run-as-rooter\n',
    ],
    "open-mpi-as-root": [
        D + "mpiexec: orterun -n 1  # expect: RMP315\n",
        D + "user: root\nmpiexec: mpiexec --mca btl self -n 1  # expect: RMP315\n",
        D + 'mpiexec: orterun  # expect: RMP315\nenv_vars: {OMPI_ALLOW_RUN_AS_ROOT: "1"}\n',
        D + "mpiexec: mpirun -n 1\n",
        D + "mpiexec: srun --mca x y\n",
        D + "mpiexec: orterun --allow-run-as-root\n",
        D + 'mpiexec: orterun\nenv_vars: {OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1"}\n',
        D + "mpiexec: orterun\nenv_vars: ${VARIABLES}\n",
        D + "mpiexec: orterun\nuser: ${WHO}\n",
        D + 'mpiexec: orterun\nuser: "1000"\n',
    ],
    "dockerfile-outside-context": [
        "type: docker\ndockerfile: ../Dockerfile  # expect: RMP316\n",
        "type: docker\nbuild_context: x\ndockerfile: a/../../Dockerfile  # expect: RMP316\n",
        "type: docker\ndockerfile: ${D:-../Dockerfile}  # expect: RMP316\n",
        "type: docker\ndockerfile: a/../Dockerfile\n",
        "type: docker\ndockerfile: ..Dockerfile\n",
        "type: docker\ndockerfile: ./Dockerfile\n",
        "type: docker\ndockerfile: ${D}\n",
        "type: docker\ndockerfile: /Dockerfile\n",
        D,
    ],
    "build-args-without-dockerfile": [
        D + "build_context: .  # expect: RMP317\n",
        "{type: docker, image: a:1, build_args: {A: b}}  # expect: RMP317\n",
        "type: docker\nconfig:\n  image: a:1\n  build_context: .  # expect: RMP317\n",
        D + "build_args: {}\n",
        D + "build_args: null\nbuild_context: null\n",
        "type: docker\nbuild_context: .\n",
        D + "dockerfile: Dockerfile\nbuild_context: .\n",
        D + "docker_file: Dockerfile\nbuild_context: .\n",
        B + "build_context: .\nbuild_args: {A: b}\n",
    ],
    "secret-in-build-args": [
        B + "build_args:\n  DB_PASSWORD: x  # expect: RMP318\n  sshKey: x  # expect: RMP318\n",
        B + "build_args:\n  api-key: x  # expect: RMP318\n",
        B + "build_args: {A: b, token: x}  # expect: RMP318\n",
        B + "build_args:\n  TOKEN: ${TOKEN}  # expect: RMP318\n",
        "type: docker\nconfig:\n  dockerfile: Dockerfile\n  build_args:\n    TOKEN: x  # expect: RMP318\n",
        B + 'build_args: {TOKEN: "", KEYBOARD: de, MONKEY: x, PUBLIC_KEY: x, KEY_FILE: x}\n',
        B + "build_args: {TOKEN_URL: x, COMPILER: gcc}\n",
        B + "build_args: {TOKEN: 5}\n",
        B + "build_args: [TOKEN=x]\n",
        B + "build_args: ${ARGS}\n",
        D + "build_args: {TOKEN: x}\n",
    ],
    "container-kept": [
        D + "remove_container: no  # expect: RMP319\n",
        D + "remove_container: ${KEEP:-false}  # expect: RMP319\n",
        D + "remove_container: ${KEEP}\n",
        D + 'remove_container: "false"\n',
        D + "remove_container: null\n",
        D,
    ],
    "little-memory-per-rank": [
        D + 'cpu: 4\nmpiexec: mpirun -n 4\nmemory: "33554432"  # expect: RMP321\n',
        D + "cpu: 4\nmpiexec: mpirun -n 4\nmemory: 64m\n",
        D + "mpiexec: mpirun -n 1\nmemory: 6m\n",
        D + "memory: 6m\n",
        D + "mpiexec: mpirun -n 4\nmemory: 1m\n",
        D + "mpiexec: mpirun -n 4\nmemory: ${M}\n",
        D + "mpiexec: mpirun -n 4\nmemory: null\n",
    ],
    "mpi-without-cpu": [
        D + "mpiexec: mpiexec.hydra -genv A b  # expect: RMP322\n",
        D + "mpiexec: mpirun -np 1\n",
        D + "mpiexec: mpirun -np ${N}\n",
        D + "mpiexec: mpirun --hostfile hosts\n",
        D + "mpiexec: mpirun\ncpu: 1\n",
        D + "mpiexec: mpirun\ncpus: 4\n",
        D + "mpiexec: mpirun\ncpu: ${N}\n",
        D + 'mpiexec: ""\n',
        D + "mpiexec: nice\n",
    ],
    "idle-cores": [
        D + "cpu: 4\nmpiexec: mpirun -n 1  # expect: RMP323\n",
        D + "cpu: 4\nmpiexec: mpirun -n 4\n",
        D + 'cpu: 4\nmpiexec: mpirun -n 1\nenv_vars: {SWAN_THREADS: "4"}\n',
        D + "cpu: 4\nmpiexec: mpirun -n 1\nenv_vars: ${VARIABLES}\n",
        D + "cpu: ${N}\nmpiexec: mpirun -n 1\n",
    ],
}

FIXES = [
    (
        "writable-input",
        D + "volumes:\n  - ./data:/app/data   # all of it\n  - './grid:/app/grid:z'\n  - \"./a:/input\"\n",
        D + "volumes:\n  - ./data:/app/data:ro   # all of it\n  - './grid:/app/grid:z,ro'\n  - \"./a:/input:ro\"\n",
    ),
    (
        "writable-input",
        '{"type": "docker", "image": "a:1", "volumes": ["./data:/data", ./x:/input]}',
        '{"type": "docker", "image": "a:1", "volumes": ["./data:/data:ro", ./x:/input:ro]}',
    ),
    (
        "docker-socket-mounted",
        D + "volumes:\n  - .:/app\n  # for later\n  - /run:/run\n  - .:/b\n",
        D + "volumes:\n  - .:/app\n  # for later\n  - .:/b\n",
    ),
    ("rank-count-mismatch", D + "cpu: 2 # two\nmpiexec: mpirun -n 4\n", D + "cpu: 4 # two\nmpiexec: mpirun -n 4\n"),
    (
        "rank-count-mismatch",
        "type: docker\rimage: a:1\rmpiexec: mpirun -n 4\r",
        "type: docker\rimage: a:1\rmpiexec: mpirun -n 4\rcpu: 4\r",
    ),
    ("rank-count-mismatch", D + "mpiexec: mpirun -n 4 # so", D + "mpiexec: mpirun -n 4 # so\ncpu: 4"),
    (
        "rank-count-mismatch",
        "type: docker\r\nimage: a:1\r\nmpiexec: mpirun -n 4\r\nmemory: 2g\r\n",
        "type: docker\r\nimage: a:1\r\nmpiexec: mpirun -n 4\r\ncpu: 4\r\nmemory: 2g\r\n",
    ),
    (
        "rank-count-mismatch",
        "backend:\n  mpiexec: mpirun -n 4\n  type: docker\n  image: a:1\nconfig: {run_id: a}\n",
        "backend:\n  mpiexec: mpirun -n 4\n  cpu: 4\n  type: docker\n  image: a:1\nconfig: {run_id: a}\n",
    ),
    (
        "rank-count-mismatch",
        '{\n  "mpiexec": "mpirun -n 4",\n  "type": "docker", "image": "a:1"\n}\n',
        '{\n  "mpiexec": "mpirun -n 4", "cpu": 4,\n  "type": "docker", "image": "a:1"\n}\n',
    ),
    (
        "too-many-threads",
        D + "cpu: 4\nmpiexec: mpirun -n 2\nenv_vars:\n  OMP_NUM_THREADS: '4'\n  MKL_NUM_THREADS: \"8\"\n",
        D + "cpu: 4\nmpiexec: mpirun -n 2\nenv_vars:\n  OMP_NUM_THREADS: '2'\n  MKL_NUM_THREADS: \"2\"\n",
    ),
    (
        "allow-run-as-root",
        D + "user: me\nmpiexec: 'mpirun --allow-run-as-root -np 1'\n",
        D + "user: me\nmpiexec: 'mpirun -np 1'\n",
    ),
    (
        "build-args-without-dockerfile",
        D + "build_args:\n  A: b # one\n  C: d\nbuild_context: .\ncpu: 4\n",
        D + "cpu: 4\n",
    ),
    ("container-kept", D + "remove_container: no # see\n", D + "remove_container: true # see\n"),
]

UNMENDED = [
    ("writable-input", D + "volumes: ['${DATA:-/srv}:/input']\n"),
    ("writable-input", D + "volumes:\n  - >-\n    /srv:/input\n"),
    ("docker-socket-mounted", D + "volumes: [/run:/run]\n"),
    ("docker-socket-mounted", D + "volumes:\n  - /run:/run\n"),
    ("rank-count-mismatch", D + "cpu: ${N:-2}\nmpiexec: mpirun -n 4\n"),
    ("rank-count-mismatch", D + "cpu: 2\nmpiexec: mpirun -n 400\n"),
    ("rank-count-mismatch", D + "mpiexec: >-\n  mpirun -n 4\n"),
    ("too-many-threads", D + 'env_vars: {OMP_NUM_THREADS: "${T:-4}"}\n'),
    ("too-many-threads", D + 'env_vars: {OMP_NUM_THREADS: "4,2"}\n'),
    ("allow-run-as-root", D + "user: me\nmpiexec: mpirun ${X:---allow-run-as-root}\n"),
]


OFF = {
    "image-not-pinned-by-digest",
    "open-mpi-as-root",
    "idle-cores",
}


def only(name: str, *, host: bool = False) -> Settings:
    return Settings(host=host, select=[name])


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in CASES.items() for text in texts])
def test_a_rule_finds_what_the_lines_announce(name: str, text: str, tmp_path: Path) -> None:
    report = lint_text(text, tmp_path, settings=only(name))
    assert found(report) == expected(text)
    assert report.backends == 1
    assert not report.broken


def test_json_is_looked_at_as_yaml_is(tmp_path: Path) -> None:
    text = '{\n "type": "docker",\n "image": "a",\n "mpiexec": "mpirun -n 2",\n "volumes": [\n  "./data:/data"\n ]\n}\n'
    report = lint_text(text, tmp_path, name="backend.json", settings=Settings(host=False))
    assert found(report) == [(1, "RMP302"), (3, "RMP301"), (4, "RMP312"), (6, "RMP304")]


@pytest.mark.parametrize(("name", "before", "after"), FIXES)
def test_a_fix_mends_its_finding_and_nothing_else(name: str, before: str, after: str, tmp_path: Path) -> None:
    assert lint_text(before, tmp_path, settings=only(name)).findings
    assert fixed_text(before, tmp_path, settings=only(name)) == after
    assert lint_text(after, tmp_path, settings=only(name)).findings == ()


@pytest.mark.parametrize(("name", "text"), UNMENDED)
def test_what_is_not_written_out_where_it_stands_has_no_fix(name: str, text: str, tmp_path: Path) -> None:
    findings = lint_text(text, tmp_path, settings=only(name)).findings
    assert [finding.fix for finding in findings] == [None]


@pytest.mark.parametrize(("user", "is_safe"), [("'1000'", True), ("me", False)])
def test_the_option_for_root_is_removed_safely_where_the_user_is_a_number(
    user: str, is_safe: bool, tmp_path: Path
) -> None:
    text = D + f"user: {user}\nmpiexec: mpirun --allow-run-as-root -n 1\n"
    (finding,) = lint_text(text, tmp_path, settings=only("allow-run-as-root")).findings
    assert finding.fix is not None
    assert finding.fix.is_safe == is_safe


def test_every_other_fix_must_be_asked_for(tmp_path: Path) -> None:
    for name, before, _ in FIXES:
        if name != "allow-run-as-root":
            assert fixed_text(before, tmp_path, settings=only(name), unsafe=False) == before


def test_rules_that_may_be_wrong_about_a_file_are_off(tmp_path: Path) -> None:
    ours = [rule for rule in rules() if rule.code.startswith("RMP3") and rule.check]
    assert {rule.name for rule in ours if not rule.is_on} == OFF
    assert {rule.name for rule in ours if rule.severity is Severity.ERROR} == {"mount-below-read-only"}
    text = "type: docker\nimage: a:1\nuser: '1000:1000'\ncpu: 8\nmpiexec: mpirun -np 4\n"
    assert lint_text(text, tmp_path, settings=Settings(host_cpu=8)).findings == ()


def test_no_value_of_a_secret_field_is_told(tmp_path: Path) -> None:
    text = (
        'type: docker\ndockerfile: Dockerfile\nbuild_args: {TOKEN: "770077"}\nenv_vars: {OMP_NUM_THREADS: "770077"}\n'
    )
    findings = lint_text(text, tmp_path, settings=Settings(host=False)).findings
    assert {"RMP313", "RMP318"} <= {finding.code for finding in findings}
    assert "770077" not in "".join(f"{finding.message}{finding.help}{finding.related}" for finding in findings)


def test_the_machine_is_this_one_unless_the_settings_say(tmp_path: Path) -> None:
    text = D + "cpu: 128\nmemory: 8589934591g\n"
    selected = ["cpu-beyond-host", "memory-beyond-host"]
    assert [code for _, code in found(lint_text(text, tmp_path, settings=Settings(select=selected)))][-1] == "RMP311"
    there = Settings(select=selected, host_cpu=64, host_memory="64g")
    findings = lint_text(text, tmp_path, settings=there).findings
    assert [finding.code for finding in findings] == ["RMP310", "RMP311"]
    assert "machine has 64 GiB" in findings[1].message
    large = Settings(select=selected, host_cpu=128, host_memory="8589934591g")
    assert lint_text(text, tmp_path, settings=large).findings == ()
    assert lint_text(text, tmp_path, settings=there.model_copy(update={"host": False})).findings == ()


@pytest.mark.parametrize("text", ["cpu: ${N}\n", 'cpu: "128"\n', "memory: ${M}\n", "memory: 5\n", "", "cpu: null\n"])
def test_a_size_that_is_not_known_is_not_compared(text: str, tmp_path: Path) -> None:
    settings = Settings(select=["cpu-beyond-host", "memory-beyond-host"], host_cpu=1, host_memory="6m")
    assert lint_text(D + text, tmp_path, settings=settings).findings == ()


def test_a_mount_below_a_read_only_one_needs_a_place_on_the_host(tmp_path: Path) -> None:
    (tmp_path / "in" / "there").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    settings = only("mount-below-read-only", host=True)
    text = D + "volumes:\n  - ./out:/app/out  # expect: RMP320\n  - ./in/:/app/:z,ro\n  - ./out:/app/there\n"
    report = lint_text(text, tmp_path, settings=settings)
    assert found(report) == expected(text)
    assert "in/out is not there" in report.findings[0].message
    assert [related.place.start.line for related in report.findings[0].related] == [5]
    for silent in (
        "volumes:\n  - ./in:/app\n  - ./out:/app/out\n",
        "volumes:\n  - ./in:/app:ro\n  - ./out:/app2\n",
        "volumes:\n  - ./in:/a:ro\n  - ./out:/a/there\n  - ./in:/a/there/x\n",
        "volumes:\n  - ${IN}:/app:ro\n  - ./out:/app/out\n",
        "volumes:\n  - ./gone:/app:ro\n  - ./out:/app/out\n",
    ):
        assert lint_text(D + silent, tmp_path, settings=settings).findings == ()
    assert lint_text(text, tmp_path, settings=only("mount-below-read-only")).findings == ()
    assumed = settings.model_copy(update={"assume_exists": ["**"]})
    assert lint_text(text, tmp_path, settings=assumed).findings == ()


@pytest.mark.parametrize("name", CASES)
def test_a_rule_looks_at_containers_only(name: str) -> None:
    rule = find_rule(name)
    assert rule is not None
    assert rule.backends == frozenset({"docker"})
