"""Carries out runs; the engines are still to come, and say so."""

from __future__ import annotations

from rompy.run.backend import DockerRunBackend, LocalRunBackend, RunBackend, SlurmRunBackend

__all__ = ["DockerRunBackend", "LocalRunBackend", "RunBackend", "SlurmRunBackend"]
