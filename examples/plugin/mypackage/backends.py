"""A backend of one's own, as the manual shows it: it starts and ends things by itself."""

import os
import subprocess
from pathlib import Path
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
        from mypackage.backends import HPCRunBackend

        return HPCRunBackend


class HPCRunBackend:
    """Runs a script of the site, which submits the job and waits for its end."""

    def run(self, model_run, config: HPCConfig, workspace_dir=None):
        """Tell whether the job ended well; what fails may be raised as well."""
        words = ["hpc-submit", "--wait", f"--queue={config.queue}", f"--nodes={config.nodes}"]
        done = subprocess.run(
            [*words, model_run.run_id],
            cwd=Path(workspace_dir or model_run.workspace),
            env={**os.environ, **config.env_vars},
            timeout=config.timeout,
            check=False,
        )
        return done.returncode == 0
