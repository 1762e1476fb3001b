"""Carries out plans on Slurm: a job is submitted, followed to its end, and its ending told."""

from __future__ import annotations

from rompy.run.slurm.engine import SlurmEngine
from rompy.run.slurm.script import job_script, script_to_paste

__all__ = ["SlurmEngine", "job_script", "script_to_paste"]
