"""``rompy schema``, from a fresh package's first version to a change that breaks files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml

from processes import run

if TYPE_CHECKING:
    from subprocess import CompletedProcess

ROOT = Path(__file__).parents[2]
MODULE = '''
from enum import Enum

from pydantic import BaseModel, ConfigDict, Field

from rompy.backends import BaseBackendConfig


class Kind(Enum):
    CPU = "cpu"
    GPU = "gpu"


class Nodes(BaseModel):
    """A group of nodes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    count: int = Field(1, ge=1, le=64, description="How many nodes")
    groups: list["Nodes"] = Field([], description="Groups within the group")


class HPCConfig(BaseBackendConfig):
    """Run on the cluster."""

    queue: str = Field(description="Queue to submit to", examples=["general"])
    nodes: Nodes = Field(default_factory=Nodes, description="What to reserve")
    named: dict[str, Nodes] = Field(default_factory=dict, description="Groups by name")
    kind: Kind = Field(Kind.CPU, description="What kind of nodes")

    def get_backend_class(self):
        return object
'''
NAMED = "hpc=clusters:HPCConfig"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a backend type of its own."""
    (tmp_path / "clusters.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.rompy.schema]\nbase-url = "https://example.org/schemas"\ntypes = ["{NAMED}"]\n', encoding="utf-8"
    )
    return tmp_path


def schema(folder: Path, *arguments: str | Path) -> CompletedProcess[str]:
    return run("rompy", "schema", *arguments, cwd=folder)


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "clusters.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def versions(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "schemas" / "types" / "hpc").glob("*.*.*.json"))


def test_a_fresh_package_is_compiled_without_settings(tmp_path: Path) -> None:
    (tmp_path / "clusters.py").write_text(MODULE, encoding="utf-8")
    done = schema(tmp_path, "compile", "--type", NAMED, "--output", "schemas/")
    assert (done.returncode, done.stdout, done.stderr) == (0, "hpc 1.0.0 published\n", "")
    made = json.loads((tmp_path / "schemas" / "types" / "hpc" / "1.0.0.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(made)
    right: dict[str, Any] = {"type": "hpc", "queue": "a"}
    assert validator.is_valid(right)
    assert validator.is_valid({**right, "named": {"big": {"count": 64, "groups": [{"count": "${N}"}]}}, "kind": "gpu"})
    for wrong in (
        {"named": {"big": {"count": 65}}},
        {"kind": "tpu"},
        {"nodes": {"groups": [{"cuont": 1}]}},
        {"queue": 1},
    ):
        assert not validator.is_valid({**right, **wrong}), wrong


def test_what_is_compiled_passes_the_check(package: Path) -> None:
    assert schema(package, "check").returncode == 1
    assert schema(package, "compile").returncode == 0
    done = schema(package, "check")
    assert (done.returncode, done.stdout) == (0, "schemas: 1 schemas in 1 versions, all as published\n")
    assert schema(package, "compile").stdout == "schemas: nothing to publish\n"
    published = json.loads((package / "schemas" / "types" / "hpc" / "1.json").read_text(encoding="utf-8"))
    assert published["$id"] == "https://example.org/schemas/types/hpc/1.0.0.json"


@pytest.mark.parametrize(
    ("old", "new", "version", "options"),
    [
        ('"How many nodes"', '"How many nodes there are"', "1.0.1", []),
        ("le=64", "le=128", "1.1.0", []),
        ('GPU = "gpu"', 'GPU = "gpu"\n    TPU = "tpu"', "1.1.0", []),
        ("    kind: Kind", '    priority: int = Field(0, description="How urgent")\n    kind: Kind', "1.1.0", []),
        ("Field(Kind.CPU,", "Field(Kind.GPU,", "1.1.0", ["--behaviour"]),
        ("Field(1, ge=1", "Field(2, ge=1", "1.1.0", ["--behaviour"]),
        ("le=64", "le=32", "2.0.0", ["--breaking"]),
        ('    GPU = "gpu"\n', "", "2.0.0", ["--breaking"]),
        ("    count: int", "    number: int", "2.0.0", ["--breaking"]),
        ("    kind: Kind", '    project: str = Field(description="Who pays")\n    kind: Kind', "2.0.0", ["--breaking"]),
    ],
    ids=[
        "text", "limit widened", "choice added", "field added", "default changed", "nested default changed",
        "nested limit tightened", "choice removed", "nested field renamed", "needed field added",
    ],
)  # fmt: skip
def test_a_change_is_published_under_the_version_that_it_asks_for_and_not_unknowingly(
    package: Path, old: str, new: str, version: str, options: list[str]
) -> None:
    schema(package, "compile")
    before = (package / "schemas" / "types" / "hpc" / "1.0.0.json").read_bytes()
    change(package, old, new)
    checked = schema(package, "check")
    assert checked.returncode == 1
    assert f"it becomes {version}" in checked.stdout
    assert f"mend it with: rompy schema compile{''.join(f' {option}' for option in options)}\n" in checked.stdout
    if options:
        refused = schema(package, "compile")
        assert refused.returncode == 1
        assert options[0] in refused.stderr
        assert versions(package) == ["1.0.0"]
    done = schema(package, "compile", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert versions(package) == ["1.0.0", version]
    assert schema(package, "check").returncode == 0
    assert (package / "schemas" / "types" / "hpc" / "1.0.0.json").read_bytes() == before
    newest = (package / "schemas" / "types" / "hpc" / f"{version}.json").read_bytes()
    assert (package / "schemas" / "types" / "hpc" / "latest.json").read_bytes() == newest
    aliased = before if version == "2.0.0" else newest
    assert (package / "schemas" / "types" / "hpc" / "1.json").read_bytes() == aliased


def test_a_breaking_change_is_shown_with_a_file_that_it_breaks(package: Path) -> None:
    schema(package, "compile")
    change(package, "le=64", "le=32")
    done = schema(package, "diff", "hpc@1.0.0", NAMED)
    assert done.returncode == 1
    assert "breaking" in done.stdout
    assert "This is a major change." in done.stdout
    as_data = json.loads(schema(package, "diff", "hpc@1", NAMED, "--format", "json").stdout)
    assert (as_data["verdict"], as_data["bump"]) == ("breaking", "major")
    witness = next(one["witness"] for one in as_data["changes"] if "witness" in one)
    old = json.loads((package / "schemas" / "types" / "hpc" / "1.0.0.json").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(old).is_valid(witness)
    assert "33" in json.dumps(witness)


def test_two_files_can_be_compared_and_nothing_changed_says_so(package: Path) -> None:
    schema(package, "compile")
    path = package / "schemas" / "types" / "hpc" / "1.0.0.json"
    done = schema(package, "diff", path, path)
    assert (done.returncode, done.stdout) == (0, "Nothing changed.\n")


def test_a_version_that_says_too_little_is_found(package: Path) -> None:
    schema(package, "compile")
    change(package, "le=64", "le=32")
    schema(package, "compile", "--breaking")
    folder = package / "schemas"
    for name in ("index.json", "types/hpc/2.0.0.json"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace("2.0.0", "1.0.1").replace('"major"', '"patch"'))
    (folder / "types" / "hpc" / "2.0.0.json").rename(folder / "types" / "hpc" / "1.0.1.json")
    (folder / "types" / "hpc" / "2.json").unlink()
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    from rompy.schema.store import digest, dump  # noqa: PLC0415 - the one test here that forges

    published = (folder / "types" / "hpc" / "1.0.1.json").read_bytes()
    index["schemas"]["hpc"]["versions"][1]["sha256"] = digest(published)
    (folder / "index.json").write_text(dump(index), encoding="utf-8")
    done = schema(package, "check")
    assert done.returncode == 1
    assert "hpc: 1.0.1 follows 1.0.0, and that is too little for a major change; it is 2.0.0" in done.stdout
    withdraw = next(line for line in done.stdout.splitlines() if "--withdraw" in line).partition("mend it with: ")[2]
    mended = run(*withdraw.split(), "--breaking", cwd=package)
    assert (mended.returncode, mended.stdout) == (
        0,
        "hpc 1.0.1 withdrawn\nhpc 2.0.0 published (major after 1.0.0: breaking)\n",
    )
    assert schema(package, "check").returncode == 0


def test_only_the_newest_version_can_be_taken_back(package: Path) -> None:
    schema(package, "compile")
    change(package, "le=64", "le=128")
    schema(package, "compile")
    done = schema(package, "compile", "--withdraw", "hpc@1.0.0")
    assert (done.returncode, versions(package)) == (1, ["1.0.0", "1.1.0"])
    assert "is not the newest version" in done.stderr
    assert schema(package, "compile", "--withdraw", "hpc").returncode == 2


def test_a_dry_run_says_what_would_be_published_and_writes_nothing(package: Path) -> None:
    done = schema(package, "compile", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "hpc 1.0.0 would be published\n")
    assert not (package / "schemas").exists()


def test_a_tampered_file_fails_the_check_and_is_not_compiled_over(package: Path) -> None:
    schema(package, "compile")
    path = package / "schemas" / "types" / "hpc" / "1.0.0.json"
    path.write_text(path.read_text(encoding="utf-8").replace("How many", "So many"), encoding="utf-8")
    done = schema(package, "check")
    assert done.returncode == 1
    assert done.stdout.startswith("schemas/types/hpc/1.0.0.json: a published file was changed")
    assert "mend it with: git checkout -- schemas/types/hpc/1.0.0.json" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compile", "--type", "nosuch"], "nothing is called 'nosuch'"),
        (["compile", "--type", "clusters:Nodes"], "is no config class"),
        (["compile", "--type", "clusters:Gone"], "clusters:Gone cannot be loaded"),
        (["compile", "--type", "clusters:HPCConfig"], "write NAME=module:Class"),
        (["show", "nosuch"], "has no schema of 'nosuch'"),
        (["show", "docker@9"], "has no version 9 of 'docker'"),
        (["diff", "docker@9", "docker"], "has no version 9 of 'docker'"),
    ],
)
def test_what_is_not_there_is_said(package: Path, arguments: list[str], said: str) -> None:
    done = schema(package, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_types_the_command_says_how_to_name_them(tmp_path: Path) -> None:
    done = schema(tmp_path, "compile")
    assert done.returncode == 2
    assert "[tool.rompy.schema]" in done.stderr


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("typs = []", "there is no setting 'typs'"),
        ('base-url = "example.org"', "begins with https://"),
        ("types = 1", "types is a list"),
        ('output = ""', "output is a folder"),
    ],
)
def test_a_mistake_in_the_settings_is_wrong_usage(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.rompy.schema]\n{table}\n", encoding="utf-8")
    done = schema(tmp_path, "compile")
    assert done.returncode == 2
    assert said in done.stderr


def test_show_and_list_know_what_came_with_rompy_wherever_they_run(tmp_path: Path) -> None:
    published = (ROOT / "schemas" / "types" / "docker" / "1.json").read_text(encoding="utf-8")
    assert schema(tmp_path, "show", "docker@1").stdout == published
    assert yaml.safe_load(schema(tmp_path, "show", "docker@1", "--format", "yaml").stdout) == json.loads(published)
    listed = schema(tmp_path, "list").stdout
    assert "https://rom-py.github.io/rompy/schemas/types/docker/" in listed
    assert len(schema(tmp_path, "list", "--all").stdout.splitlines()) >= len(listed.splitlines())


def test_this_repository_passes_its_own_check() -> None:
    done = schema(ROOT, "check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_copy_of_the_last_release_must_be_in_the_folder(package: Path) -> None:
    schema(package, "compile")
    shutil.copytree(package / "schemas", package / "released")
    change(package, "le=64", "le=128")
    schema(package, "compile")
    assert schema(package, "check", "--against", "released").returncode == 0
    shutil.rmtree(package / "schemas")
    schema(package, "compile")
    done = schema(package, "check", "--against", "released")
    assert done.returncode == 1
    assert "hpc 1.0.0 was published with other bytes" in done.stdout
