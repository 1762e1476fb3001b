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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs an engine where ``ROMPY_TESTS_ENGINES`` is ``no``: it is slow, and one Python is enough."""
    if os.environ.get("ROMPY_TESTS_ENGINES") != "no":
        return
    needing = [item for item in items if ENGINES & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in set(needing)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where tests were left out and ``ROMPY_TESTS_SKIP`` is ``no``: continuous integration has all their tools."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("ROMPY_TESTS_SKIP") == "no" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
