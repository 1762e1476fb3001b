"""The page on adopting rompy-lint brings a messy repository to exit status 0, command by command."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from processes import BIN, environment

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")
BASELINE, COMMENTS = "With a baseline", "With comments"

MESSY: dict[str, str] = {
    "hindcast/swan.yml": (
        '# the long hindcast\nbackend_type: docker   # was: shell\nimage: "swan:41.45"\ncpus: 1\n'
        'mem_limit: 16g  # measured\nenv:\n  OMP_NUM_THREADS: "1"\n'
    ),
    "hindcast/ww3.yml": "type: docker\nimage: 'ww3:7.14'\ntimeout: '86400'\nuser: root\nremove_container: yes\n",
    "hindcast/schism.yml": (
        "type: slurm\r\n# the queue of our group\r\npartition: coastal\r\nnodes: '2'\r\nntasks: 64\r\n"
        "time_limit: '12:00:00'\r\ncommand:   mpirun schism\r\ncpus_per_task: 0\r\n"
    ),
    "hindcast/old.yml": "backend_type: local\nconfig:\n  timout: 3600\n  command: 'bin/run_model   --all'\n",
    "laptop/dev.yml": (
        "type: local\nworkdir: /home/ana/model\ncommand: python run_model.py\nenv_vars:\n  DEBUG: yes\n  THREADS: 4\n"
    ),
    "laptop/quick.yml": "type: docker\nimage: swan\ncpu: '1'\ntimeout: 2h\n",
    "laptop/mounts.yml": (
        'type: docker\nimage: swan:41.45\nuser: "1000:1000"\n'
        "volumes:\n  - /data/bathymetry:/data/bathymetry:ro\n  - /scratch/runs:/runs\n"
    ),
    "storm/surge.json": '{\n\t"backend_type": "local",\n\t"timout": 7200\n}',
    "storm/ensemble.yml": (
        "type: local\ncommand: ./run.sh\n---\n# second member\nbackend_type: local\ntimeout: 999999\n"
    ),
    "storm/typo.yml": "type: dokcer\nimage: swan:41.45\nuser: '1000:1000'",
    "storm/both.yml": "type: docker\nimage: swan:41.45\nuser: '1000:1000'\nmemory: 16GB\nshell: true\n",
    "drafts/next.yml": "type: docker\nimage: [swan, ww3]\n",
    "docker-compose.yml": "services:\n  db:\n    image: postgres\n",
    "notes.json": '{"title":   "nothing of ours"}\n',
}
"""A repository as years of editing by hand leave it: quotes, comments and line endings are of many kinds."""

MENDED: dict[str, str] = {
    "hindcast/swan.yml": (
        '# the long hindcast\ntype: docker   # was: shell\nimage: "swan:41.45"\ncpu: 1\n'
        'memory: 16g  # measured\nenv_vars:\n  OMP_NUM_THREADS: "1"\n'
    ),
    "hindcast/ww3.yml": "type: docker\nimage: 'ww3:7.14'\ntimeout: 86400\nuser: root\nremove_container: true\n",
    "hindcast/schism.yml": (
        "type: slurm\r\n# the queue of our group\r\nqueue: coastal\r\nnodes: 2\r\nntasks: 64\r\n"
        "timeout: 43200\r\ntime_limit: '12:00:00'\r\ncommand:   mpirun schism\r\ncpus_per_task: 0\r\n"
    ),
    "hindcast/old.yml": "type: local\ntimeout: 3600\ncommand: 'bin/run_model   --all'\n",
    "laptop/dev.yml": (
        "type: local\nworking_dir: /home/ana/model\ncommand: python run_model.py\n"
        'env_vars:\n  DEBUG: "yes"\n  THREADS: "4"\n'
    ),
    "laptop/quick.yml": "type: docker\nimage: swan\ncpu: 1\ntimeout: 7200\n",
    "storm/surge.json": '{\n\t"type": "local",\n\t"timeout": 7200\n}',
    "storm/ensemble.yml": "type: local\ncommand: ./run.sh\n---\n# second member\ntype: local\ntimeout: 999999\n",
    "storm/typo.yml": "type: docker\nimage: swan:41.45\nuser: '1000:1000'",
    "storm/both.yml": "type: docker\nimage: swan:41.45\nuser: '1000:1000'\nmemory: 16g\nshell: true\n",
}
"""What ``--fix`` and ``--unsafe-fixes`` make of those files that they change."""

COMMENT = re.compile(r"  # rompy-lint: ignore\[[A-Z0-9, ]+\]")


@dataclass
class Repository:
    """The messy repository, and how each command of the page ended in it."""

    folder: Path
    ended: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def run(self, line: str) -> None:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=self.folder,
            env=environment(
                PATH=f"{BIN}:/usr/local/bin:/usr/bin:/bin", PRE_COMMIT_HOME=str(self.folder / ".git" / "cache")
            ),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode in {0, 1}, done.stderr
        self.ended[line] = done.returncode
        self.said[line] = done.stdout

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()


def blocks(text: str) -> list[tuple[str, str]]:
    """Give the language and the text of every fenced block."""
    return re.findall(r"^```(bash|yaml)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(way: str) -> str:
    """Give the page up to the hook, with one of the two ways."""
    text = PAGE.split("\n## 5.")[0]
    other = COMMENTS if way == BASELINE else BASELINE
    return re.sub(rf"^### {other}\n.*?(?=^#|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module", params=[BASELINE, COMMENTS])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def repository(way: str, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The messy repository after every command of the page, in order."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and the page is about a repository")
    made = Repository(tmp_path_factory.mktemp("models"))
    subprocess.run(["git", "init", "--quiet", str(made.folder)], check=True)
    for name, text in MESSY.items():
        path = made.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    for language, text in blocks(steps(way)):
        if language == "yaml":
            (made.folder / ".rompy-lint.yml").write_text(text, encoding="utf-8")
        else:
            for line in text.splitlines():
                made.run(line)
    return made


def test_it_begins_with_many_findings_and_ends_with_none(repository: Repository) -> None:
    first, *_, last = repository.ended
    assert (repository.ended[first], repository.ended[last]) == (1, 0)
    found = re.search(r"Found (\d+) errors and (\d+) warnings", repository.said[first])
    assert found is not None
    assert sum(map(int, found.groups())) > 25
    assert "No problems" in repository.said[last]
    assert "--strict" in last


def test_mending_and_settings_leave_few_findings(repository: Repository) -> None:
    left = [int(line.split()[0]) for line in repository.said["rompy-lint --statistics"].splitlines()]
    assert 0 < sum(left) < 10


def test_only_what_is_mended_changes_to_the_byte(way: str, repository: Repository) -> None:
    for name, before in MESSY.items():
        after = repository.text(name)
        assert (COMMENT.sub("", after) if way == COMMENTS else after) == MENDED.get(name, before), name


def test_comments_are_written_only_where_that_way_is_taken(way: str, repository: Repository) -> None:
    commented = [name for name in MESSY if COMMENT.search(repository.text(name))]
    assert bool(commented) is (way == COMMENTS)
    assert (repository.folder / ".rompy-lint-baseline.json").is_file() is (way == BASELINE)


def test_a_new_finding_fails(repository: Repository) -> None:
    last = list(repository.ended)[-1]
    new = repository.folder / "new.yml"
    new.write_text("type: local\ntimeout: 1\n", encoding="utf-8")
    try:
        repository.run(last)
        assert "RMP104" in repository.said[last]
        assert repository.ended[last] == 1
    finally:
        new.unlink()
    repository.run(last)
    assert repository.ended[last] == 0


def test_the_hook_of_the_page_passes(way: str, repository: Repository) -> None:
    documented, lines = (text for _, text in blocks(PAGE.split("\n## 5.")[1].split("\n## 6.")[0]))
    (hook,) = yaml.safe_load(documented)["repos"][0]["hooks"]
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[:1]
    args = hook["args"] if way == BASELINE else ["--strict"]
    # what is installed here stands for the environment that pre-commit would make for the hook
    config = {"repos": [{"repo": "local", "hooks": [{**ours, **hook, "args": args, "language": "unsupported"}]}]}
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    subprocess.run(["git", "add", "--all"], cwd=repository.folder, check=True)
    for line in lines.splitlines():
        repository.run(line)
        assert repository.ended[line] == 0, repository.said[line]
    assert "Passed" in repository.said["pre-commit run --all-files"]


def test_what_the_baseline_keeps_quiet_is_shown_without_it(way: str, repository: Repository) -> None:
    ((_, line),) = blocks(PAGE.split("\n## 6.")[1])
    repository.run(line.strip())
    assert repository.ended[line.strip()] == (1 if way == BASELINE else 0)
