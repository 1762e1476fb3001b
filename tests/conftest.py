"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write generated files anew instead of comparing them")


@pytest.fixture
def root() -> Path:
    """The checkout that is tested."""
    return ROOT


@pytest.fixture
def is_update(request: pytest.FixtureRequest) -> bool:
    """Whether generated files are written anew instead of compared."""
    return bool(request.config.getoption("--update"))


ENGINES = frozenset({"docker_engine", "busybox_image", "bare_image", "private_docker", "slurm", "private_slurm"})
"""Fixtures that need Docker's engine or Slurm."""
OF_ANY_PYTHON = ("tests/cli/", "tests/hooks/", "tests/schema/compare/", "tests/schema/test_editors", "tests/test_")
"""Where tests stand that say the same on every Python, or take long: of commands, hooks, documentation, editors."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the tests of engines, which wait more than they work, so that others run beside them.

    With ``ROMPY_TESTS=python``, leave out what says the same on every Python, as it takes most of the time.
    """
    items.sort(key=lambda item: not ENGINES & set(getattr(item, "fixturenames", ())))
    if os.environ.get("ROMPY_TESTS") != "python":
        return
    left_out = {
        item
        for item in items
        if ENGINES & set(getattr(item, "fixturenames", ())) or item.nodeid.startswith(OF_ANY_PYTHON)
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where tests were left out and ``ROMPY_TESTS_SKIP`` is ``no``: continuous integration has all their tools."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("ROMPY_TESTS_SKIP") == "no" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
