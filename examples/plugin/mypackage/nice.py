"""A backend that only says what is to be run: rompy runs it, and ends it when its time is over."""

from typing import Literal

from pydantic import Field

from rompy.backends import BaseBackendConfig
from rompy.plan import Plan, Runnable, StartProcess


class NiceConfig(BaseBackendConfig):
    """Run on this machine, and leave the others their share."""

    type: Literal["nice"] = Field("nice", description="Backend type")
    command: str = Field(description="Shell command to execute", examples=["./run.sh"])
    niceness: int = Field(10, ge=0, le=19, description="How far others go first")

    def plan(self, run: Runnable) -> Plan:
        """Start the command by nice(1)."""
        words = ("nice", "-n", str(self.niceness), "/bin/sh", "-c", self.command)
        step = StartProcess(words, self.working_dir or run.workspace, dict(self.env_vars))
        return Plan("nice", run.run_id, run.workspace, (step,), self.timeout)

    def get_backend_class(self):
        """Give rompy's own class, which carries out the plan."""
        from rompy.run import LocalRunBackend

        return LocalRunBackend
