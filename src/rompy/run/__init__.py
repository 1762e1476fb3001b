"""Carries out runs; the only package that starts processes."""

from __future__ import annotations

from rompy.run.backend import DockerRunBackend, LocalRunBackend, RunBackend, SlurmRunBackend
from rompy.run.execute import execute
from rompy.run.outcome import Outcome, State

__all__ = ["DockerRunBackend", "LocalRunBackend", "Outcome", "RunBackend", "SlurmRunBackend", "State", "execute"]
