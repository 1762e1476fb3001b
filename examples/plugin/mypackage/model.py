"""A model: its config, the files that it reads, and its run."""

from math import cos, pi
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class TideConfig(BaseModel):
    """A tide of one constituent."""

    model_config = ConfigDict(extra="forbid")

    model_type: Literal["tide"] = "tide"
    amplitude: float = Field(gt=0, description="Metres")
    hours: float = Field(12.42, gt=0, description="From one high water to the next")

    def render(self, context, output_dir):
        """Write what the model reads into the workspace."""
        workspace = Path(context["runtime"]["staging_dir"])
        workspace.mkdir(parents=True, exist_ok=True)
        (workspace / "tide.txt").write_text(f"{self.amplitude} {self.hours}\n")

    def run(self, model_run):
        """Run the model, in its workspace and in a process of its own; tell whether it went well."""
        amplitude, hours = map(float, Path("tide.txt").read_text().split())
        period = model_run.period
        steps = int(period.duration / period.interval)
        seconds = [step * period.interval.total_seconds() for step in range(steps + 1)]
        levels = [amplitude * cos(2 * pi * second / (hours * 3600)) for second in seconds]
        Path("levels.txt").write_text("".join(f"{level:.3f}\n" for level in levels))
        return True
