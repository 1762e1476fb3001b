"""Whatever becomes of files, paths and settings, a run with a cache says what one without says."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from cachekit import same
from rompy.lint import lookups

TEXTS = (
    "type: local\ncommand: a\n",
    "type: local\ncommand: b\n",
    "type: local\ncommand: a\ntimeout: 30\n",
    "type: local\ncommand: a\nworking_dir: run\n",
    "type: local\ncommand: a\nworking_dir: ~/run\n",
    "type: local\ncommand: a\nenv_vars: !include common.yml\n",
    "type: local\ncommand: a\nenv_vars: !include run/common.yml\n",
    "type: local\ncommand: a\nenv_vars:\n  A: ${B:-c}\n",
    "type: local\ncommand: a\ntimeout: ${T:-30}  # rompy-lint: ignore[RMP104]\n",
    "type: docker\nbuild_context: run\ndockerfile: Dockerfile\nexecutable: a\n",
    "type: docker\nimage: a/b:1\nuser: '1000'\nexecutable: a\nvolumes: [./run:/app/out:rw]\n",
    "type: slurm\ncommand: srun a\nqueue: b\ntime_limit: '1:00:00'\n",
    "run_id: a\noutput_dir: run\nconfig: {model_type: swan}\n",
    "A: b\n",
    "A: 5\nC: !include value.yml\n",
    "type: local\n  command: [\n",
    "",
)
NAMES = ("a.yml", "b.yml", "common.yml", "run/common.yml", "value.yml", "deep/c.yml", "run/Dockerfile")
SETTINGS: tuple[dict[str, object] | None, ...] = (
    None,
    {"ignore": ["RMP104"]},
    {"exclude": ["b.yml"]},
    {"per-file-ignores": {"deep/": ["RMP1"]}},
    {"assume-exists": ["run"]},
    {"select": ["RMP2", "root-user"]},
    {"include": ["value.yml"]},
    {"severity": {"RMP3": "error"}},
    {"host": False, "strict": True},
    {"path-map": {"/nowhere": "run"}},
)
CALLS = (
    (".",),
    (".", "--format", "json"),
    ("a.yml",),
    ("a.yml", "b.yml", "--format", "concise"),
    (".", "--no-host"),
    (".", "--as-found", "--strict"),
    (".", "--ignore", "RMP1"),
    (".", "--select", "RMP104"),
)


class Edits(RuleBasedStateMachine):
    """A folder in which files come, change and go, with a run now and then."""

    ticks = lookups.TICKS

    def __init__(self) -> None:
        super().__init__()
        self.before = Path.cwd(), dict(os.environ), lookups.TICKS
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "files" / "run").mkdir(parents=True)
        os.environ.update(XDG_CACHE_HOME=str(self.folder / "cache"), HOME=str(self.folder / "home"))
        os.chdir(self.folder / "files")
        lookups.TICKS = self.ticks
        Path("a.yml").write_text(TEXTS[2], encoding="utf-8")
        Path("b.yml").write_text(TEXTS[5], encoding="utf-8")

    def teardown(self) -> None:
        os.chdir(self.before[0])
        os.environ.clear()
        os.environ.update(self.before[1])
        lookups.TICKS = self.before[2]
        shutil.rmtree(self.folder)

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def write(self, name: str, text: str) -> None:
        path = Path(name)
        if path.parent.exists() and not path.parent.is_dir():
            path.parent.unlink()
        path.parent.mkdir(exist_ok=True)
        if path.is_dir():
            path.rmdir()
        path.write_text(text, encoding="utf-8")

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def put_another_with_the_same_times_in_its_place(self, name: str, text: str) -> None:
        path = Path(name)
        if path.is_file():
            found = path.stat()
            Path("other").write_text(text, encoding="utf-8")
            os.utime("other", ns=(found.st_atime_ns, found.st_mtime_ns))
            Path("other").replace(path)

    @rule(name=st.sampled_from(NAMES), moment=st.integers(0, 2**31))
    def touch(self, name: str, moment: int) -> None:
        if Path(name).exists():
            os.utime(name, (moment, moment))

    @rule(name=st.sampled_from((*NAMES, "run")))
    def remove(self, name: str) -> None:
        if Path(name).is_dir():
            shutil.rmtree(name)
        else:
            Path(name).unlink(missing_ok=True)

    @rule(name=st.sampled_from(("run", "../home/run", "run/Dockerfile", ".git")))
    def make(self, name: str) -> None:
        if not Path(name).exists() and not any(above.is_file() for above in Path(name).parents):
            Path(name).mkdir(parents=True)

    @rule(chosen=st.sampled_from(SETTINGS), name=st.sampled_from((".rompy-lint.yml", "deep/.rompy-lint.yml")))
    def set(self, chosen: dict[str, object] | None, name: str) -> None:
        if chosen is None:
            Path(name).unlink(missing_ok=True)
        elif Path(name).parent.is_dir():
            Path(name).write_text(yaml.safe_dump(chosen), encoding="utf-8")

    @rule(call=st.sampled_from(CALLS))
    def lint(self, call: tuple[str, ...]) -> None:
        if lookups.TICKS < 10**9:
            time.sleep(lookups.TICKS * 2 / 10**9)
        if all(os.path.lexists(name) for name in call if name.endswith(".yml")):
            same(*call)


@pytest.mark.parametrize("ticks", [2_000_000_000, 20_000_000], ids=["by content", "by times"])
def test_the_cache_changes_nothing_but_time(ticks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Edits, "ticks", ticks)
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
