"""What the tests of all hooks share: an environment without a network, and this checkout as a repository."""

from __future__ import annotations

import shutil
from importlib.metadata import requires
from pathlib import Path

import pytest

from offline import wheels_of
from processes import BIN, environment
from repositories import Repository, new_repository

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def _git_is_there() -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and hooks need it")


@pytest.fixture(scope="session")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git, pip and pre-commit know nothing but this machine."""
    folder = tmp_path_factory.mktemp("offline")
    settings = folder / "gitconfig"
    settings.write_text("[user]\nname = A Modeller\nemail = modeller@example.org\n[safe]\ndirectory = *\n")
    outer = {
        name: value for name, value in environment().items() if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT"))
    }
    return {
        **outer,
        "PRE_COMMIT_HOME": str(folder / "home"),
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "PATH": f"{BIN}:{outer.get('PATH', '/usr/local/bin:/usr/bin:/bin')}",
    }


@pytest.fixture(scope="session")
def installing(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> dict[str, str]:
    """The same environment, in which pip finds wheels of what this checkout needs."""
    wheels = tmp_path_factory.mktemp("wheels")
    wheels_of([*(requires("rompy") or ()), "hatchling"], wheels)
    return {**variables, "PIP_FIND_LINKS": str(wheels)}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Repository:
    """This checkout, with what is not committed yet, as a repository that a config can name."""
    folder = tmp_path_factory.mktemp("published")
    listed = Repository(ROOT, variables).git("ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    repository = new_repository(folder, variables)
    assert repository.commit_all("--quiet").status == 0
    return repository
