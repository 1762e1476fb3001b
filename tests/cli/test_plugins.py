"""Packages bring backend types, lint rules and formats; each is found by its entry point, and breaks nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from packages import install
from processes import run

HPC = '''
    """As the manual shows a backend of one's own."""

    from typing import Optional

    from pydantic import Field
    from rompy.backends import BaseBackendConfig

    class HPCConfig(BaseBackendConfig):
        """Configuration for HPC cluster execution."""

        queue: str = Field(..., description="SLURM queue name")
        nodes: int = Field(1, ge=1, le=100, description="Number of nodes")
        partition: str = Field("compute", description="Cluster partition")
        account: Optional[str] = Field(None, description="Account for billing")

        def get_backend_class(self):
            from hpcpackage import HPCRunBackend
            return HPCRunBackend

    class HPCRunBackend:
        def run(self, model_run, config, workspace_dir=None):
            print("running", model_run.run_id, "on", config.queue)
            return config.queue == "general"
'''
RULE = '''
    """The queue is the slow one.

    ```yaml
    type: hpc
    queue: slow
    ```
    """
    from rompy.lint.finding import Severity
    from rompy.lint.rule import Problem, Rule

    def _check(backend):
        if backend.value("queue") == "slow":
            yield Problem(backend.at("queue"), "slow-queue", "The queue 'slow' is slow")

    RULE = Rule(code="HPC001", name="slow-queue", page=__doc__, check=_check, backends=frozenset({"hpc"}),
                severity=Severity.WARNING)
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return folder


@pytest.fixture
def hpc(site: Path) -> Path:
    install(site, "hpc-package", {"rompy.run": {"hpc": "hpcpackage:HPCRunBackend"}}, hpcpackage=HPC)
    return site


def write(folder: Path, text: str) -> Path:
    path = folder / "backend.yml"
    path.write_text(text)
    return path


class TestTheBackendOfTheManual:
    def test_is_listed(self, hpc: Path) -> None:
        shown = run("rompy", "backends", "list").stdout
        assert "hpc     HPCConfig      Configuration for HPC cluster execution." in shown

    @pytest.mark.parametrize(
        ("text", "finding"),
        [
            ("type: hpc\nqueue: general\n", None),
            ("type: hpc\nqueue: general\nnodes: 101\n", "3:8: RMP104"),
            ("type: hpc\nnodes: 1\n", "1:1: RMP102"),
            ("type: hpc\nqueue: general\nnode: 2\n", "3:1: RMP101"),
            ("type: hpcc\nqueue: general\nnodes: 2\n", "1:7: RMP111"),
            ('type: hpc\nqueue: general\nnodes: "2"\n', "3:8: RMP103"),
        ],
    )
    def test_is_linted_like_ours(self, hpc: Path, tmp_path: Path, text: str, finding: str | None) -> None:
        path = write(tmp_path, text)
        done = run("rompy", "backends", "validate", path)
        assert done.returncode == (0 if finding is None else 1)
        shown = run("rompy-lint", "--format", "concise", path).stdout
        assert (finding or "") in shown
        assert ("RMP" in shown) == (finding is not None)

    def test_is_created_with_a_text_for_what_must_be_given(self, hpc: Path, tmp_path: Path) -> None:
        done = run("rompy", "backends", "create", "--backend-type", "hpc", "--output", tmp_path / "hpc.yml")
        assert done.returncode == 0, done.stderr
        text = (tmp_path / "hpc.yml").read_text()
        assert "type: hpc" in text.splitlines()
        assert "\nqueue: " in text

    def test_has_a_schema_that_is_compiled_and_compared(self, hpc: Path, tmp_path: Path) -> None:
        compiling = ("rompy", "schema", "compile", "--type", "hpc", "--output", tmp_path / "schemas")
        assert run(*compiling).returncode == 0
        assert (tmp_path / "schemas" / "types" / "hpc" / "1.0.0.json").is_file()
        assert run("rompy", "schema", "check", "--type", "hpc", "--output", tmp_path / "schemas").returncode == 0

    def test_has_a_schema_that_is_shown(self, hpc: Path) -> None:
        schema = json.loads(run("rompy", "backends", "schema", "--backend-type", "hpc").stdout)
        assert {"type", "queue", "nodes", "timeout"} <= schema["properties"].keys()

    @pytest.mark.parametrize(("queue", "status"), [("general", 0), ("other", 1)])
    def test_is_run_for_a_model(self, hpc: Path, tmp_path: Path, queue: str, status: int) -> None:
        write(tmp_path, f"type: hpc\nqueue: {queue}\n")
        (tmp_path / "model.yml").write_text("run_id: june\n")
        done = run("rompy", "run", "model.yml", "--backend-config", "backend.yml", cwd=tmp_path)
        assert (done.returncode, f"running june on {queue}" in done.stdout) == (status, True)

    def test_is_no_plan_to_show(self, hpc: Path, tmp_path: Path) -> None:
        write(tmp_path, "type: hpc\nqueue: general\n")
        done = run("rompy", "run", "--backend-config", "backend.yml", "--dry-run", cwd=tmp_path)
        assert done.returncode == 125
        assert "HPCConfig makes no plan" in done.stderr


def test_a_config_class_may_be_named_itself(site: Path, tmp_path: Path) -> None:
    install(site, "hpc-package", {"rompy.backends": {"hpc": "hpcpackage:HPCConfig"}}, hpcpackage=HPC)
    assert run("rompy", "backends", "validate", write(tmp_path, "type: hpc\nqueue: a\n")).returncode == 0


def test_fields_of_plugins_take_what_files_can_write(site: Path, tmp_path: Path) -> None:
    text = """
        import enum
        from datetime import date, timedelta
        from pathlib import Path
        from rompy.backends import BaseBackendConfig

        class Speed(enum.Enum):
            SLOW = "slow"
            FAST = "fast"

        class CloudConfig(BaseBackendConfig):
            speed: Speed = Speed.SLOW
            since: date | None = None
            keep: timedelta | None = None
            key_file: Path | None = None
            regions: set[str] = set()
            cores: int = 1

            def get_backend_class(self):
                return object
    """
    install(site, "cloud", {"rompy.backends": {"cloud": "cloudpackage:CloudConfig"}}, cloudpackage=text)
    good = "type: cloud\nspeed: fast\nsince: 2023-01-01\nkeep: P30D\nkey_file: a/b\nregions: [a, b]\ncores: 2\n"
    assert run("rompy", "backends", "validate", write(tmp_path, good)).returncode == 0
    done = run("rompy-lint", "--format", "concise", write(tmp_path, 'type: cloud\nspeed: quick\ncores: "2"\n'))
    assert ["RMP111" in done.stdout, "RMP103" in done.stdout, done.returncode] == [True, True, 1]


class TestABrokenPlugin:
    @pytest.fixture(autouse=True)
    def _broken(self, hpc: Path) -> None:
        install(
            hpc,
            "broken",
            {"rompy.backends": {"wrong": "brokenpackage:Config"}},
            brokenpackage="import missing_module\n",
        )
        install(hpc, "leaving", {"rompy.run": {"gone": "leavingpackage:Run"}}, leavingpackage="raise SystemExit(0)\n")

    def test_is_a_finding_where_its_type_is_met_and_names_its_package(self, tmp_path: Path) -> None:
        done = run("rompy-lint", "--format", "concise", write(tmp_path, "type: wrong\nqueue: a\n"))
        assert done.returncode == 1
        assert "1:7: RMP123 The backend type 'wrong' of broken 1.0 cannot be loaded" in done.stdout
        assert "No module named 'missing_module'" in done.stdout

    def test_breaks_nothing_else(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text("type: wrong\n---\ntype: gone\n---\ntype: hpc\nqueue: a\nnodes: 0\n")
        shown = run("rompy-lint", "--format", "concise", tmp_path / "a.yml").stdout
        assert [line.split()[1] for line in shown.splitlines() if "RMP" in line] == ["RMP123", "RMP123", "RMP104"]
        assert run("rompy", "backends", "list").returncode == 0

    def test_is_listed_with_what_is_wrong(self) -> None:
        done = run("rompy", "plugins")
        assert done.returncode == 1
        assert "cannot be used: the backend type 'gone' of leaving 1.0 cannot be loaded: SystemExit: 0" in done.stdout
        listed = json.loads(run("rompy", "plugins", "--format", "json").stdout)
        assert {plugin["name"]: plugin["problem"] is None for plugin in listed} == {
            "wrong": False,
            "hpc": True,
            "gone": False,
        }

    def test_cannot_be_run(self, tmp_path: Path) -> None:
        write(tmp_path, "type: wrong\n")
        done = run("rompy", "run", "--backend-config", "backend.yml", "--no-lint", cwd=tmp_path)
        assert done.returncode == 125
        assert "backend.yml:1:7: the backend type 'wrong' of broken 1.0 cannot be loaded" in done.stderr


class TestLintRulesOfAPackage:
    def test_find_and_are_selected_ignored_and_explained_like_ours(self, hpc: Path, tmp_path: Path) -> None:
        install(hpc, "hpc-rules", {"rompy.lint.rules": {"slow": "hpcrules"}}, hpcrules=RULE)
        path = write(tmp_path, "type: hpc\nqueue: slow\n")
        assert "2:8: HPC001 The queue 'slow' is slow" in run("rompy-lint", "--format", "concise", path).stdout
        assert "HPC001" not in run("rompy-lint", "--format", "concise", "--ignore", "HPC", path).stdout
        assert "The queue is the slow one." in run("rompy-lint", "--explain", "slow-queue").stdout
        assert "HPC001  slow-queue" in run("rompy-lint", "--rules").stdout
        write(tmp_path, "type: hpc\nqueue: slow  # rompy-lint: ignore[HPC001]\n")
        assert run("rompy-lint", "--strict", path).returncode == 0

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("RULE = 1\n", "is no rompy.lint.rule.Rule"),
            ("import missing_module\n", "ModuleNotFoundError"),
            (RULE.replace("HPC001", "RMP999"), "has a code of rompy's own, RMP999"),
            (RULE.replace('"slow-queue", page', '"root-user", page'), "RMP302 root-user is there already"),
            (RULE.replace("HPC001", "hpc1"), "a rule needs a code"),
        ],
    )
    def test_that_cannot_be_used_are_told_and_the_others_go_on(
        self, hpc: Path, tmp_path: Path, text: str, reason: str
    ) -> None:
        install(hpc, "hpc-rules", {"rompy.lint.rules": {"slow": "hpcrules"}}, hpcrules=text)
        done = run("rompy-lint", "--format", "concise", write(tmp_path, "type: hpc\nqueue: slow\nnodes: 0\n"))
        assert "Warning: the lint rule 'slow' of hpc-rules 1.0" in done.stderr
        assert reason in done.stderr
        assert "RMP104" in done.stdout
        assert reason in run("rompy", "plugins").stdout


def test_a_package_brings_an_output_format(site: Path, tmp_path: Path) -> None:
    text = "def render(report, *, colour=False, quiet=False):\n    return f'{len(report.findings)} of them'\n"
    install(site, "formats", {"rompy.lint.formats": {"count": "countformat:render"}}, countformat=text)
    done = run("rompy-lint", "--format", "count", write(tmp_path, "type: local\ntimeout: 1\n"))
    assert (done.returncode, done.stdout) == (1, "1 of them\n")
    assert run("rompy-lint", "--format", "counts", tmp_path).returncode == 2


def test_a_plugin_cannot_take_the_place_of_a_backend_of_rompy(site: Path, tmp_path: Path) -> None:
    install(site, "hpc-package", {"rompy.backends": {"local": "hpcpackage:HPCConfig"}}, hpcpackage=HPC)
    assert run("rompy", "backends", "validate", write(tmp_path, "type: local\ncommand: a\n")).returncode == 0
    assert "has the name of a backend of rompy's own" in run("rompy", "plugins").stdout


def test_without_plugins_there_is_nothing_to_list() -> None:
    assert "No installed package" in run("rompy", "plugins").stdout
