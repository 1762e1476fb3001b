"""Carries out plans of docker runs."""

from __future__ import annotations

from rompy.run.docker.engine import DockerEngine

__all__ = ["DockerEngine"]
