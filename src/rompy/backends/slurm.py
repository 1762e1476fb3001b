"""Runs as a Slurm job."""

from __future__ import annotations

import shlex
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.backends.fields import Line, Text, TimeLimit
from rompy.errors import NothingToRunError
from rompy.plan import Plan, Runnable, SubmitJob

if TYPE_CHECKING:
    from collections.abc import Iterator


class SlurmConfig(BaseBackendConfig):
    """Run as a Slurm job."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "slurm",
                    "queue": "general",
                    "command": "python run_model.py",
                    "cpus_per_task": 4,
                    "time_limit": "2:00:00",
                    "timeout": 7200,
                },
            ]
        }
    )

    type: Literal["slurm"] = Field("slurm", description="Backend type")
    queue: Line | None = Field(
        None, description="Partition to submit to (default: the cluster's)", examples=["compute"]
    )
    command: Text = Field(description="Shell command to run in the job", examples=["python run_model.py"])
    nodes: int = Field(1, ge=1, le=100, description="Number of nodes to allocate", examples=[2])
    ntasks: int = Field(1, ge=1, description="Number of tasks (processes) to run", examples=[8])
    cpus_per_task: int = Field(1, ge=1, le=128, description="Number of CPU cores per task", examples=[4])
    time_limit: TimeLimit = Field(
        "1:00:00", description="Longest time the job may run, as H:MM:SS or D-HH:MM:SS", examples=["2:00:00"]
    )
    account: Line | None = Field(None, description="Account that the job is billed to", examples=["ocean"])
    qos: Line | None = Field(None, description="Quality of service of the job", examples=["normal"])
    reservation: Line | None = Field(None, description="Reservation to run under", examples=["storm-season"])
    output_file: Line | None = Field(
        None, description="File for the job's output; %j is the job's number", examples=["slurm-%j.out"]
    )
    error_file: Line | None = Field(
        None, description="File for the job's errors; %j is the job's number", examples=["slurm-%j.err"]
    )
    job_name: Line | None = Field(None, description="Name of the job", examples=["swan-hindcast"])
    mail_type: Line | None = Field(
        None, description="Events to send mail about (BEGIN, END, FAIL, ALL, ...)", examples=["END,FAIL"]
    )
    mail_user: Line | None = Field(None, description="Address that mail is sent to", examples=["me@example.org"])
    additional_options: list[Line] = Field(
        default_factory=list,
        description="More options of sbatch, as written on its command line",
        examples=[["--exclusive"]],
    )

    def plan(self, run: Runnable) -> Plan:
        """Submit a job with the fields as options of sbatch, and with ``additional_options`` after them.

        Raises:
            NothingToRunError: where an additional option cannot be split into words.
        """
        job = SubmitJob(
            options=tuple(self._options(run)),
            command=self.command,
            folder=self.working_dir or run.workspace,
            output=self.output_file,
            error=self.error_file,
            environment=dict(self.env_vars),
        )
        return Plan(self.type, run.run_id, run.workspace, (job,), self.timeout)

    def _options(self, run: Runnable) -> Iterator[str]:
        named = {
            "job-name": self.job_name or run.run_id,
            "partition": self.queue,
            "nodes": self.nodes,
            "ntasks": self.ntasks,
            "cpus-per-task": self.cpus_per_task,
            "time": self.time_limit,
            "account": self.account,
            "qos": self.qos,
            "reservation": self.reservation,
            "mail-type": self.mail_type,
            "mail-user": self.mail_user,
        }
        for name, value in named.items():
            if value is not None:
                yield f"--{name}={value}"
        for entry in self.additional_options:
            try:
                yield from shlex.split(entry)
            except ValueError as error:
                message = f"additional_options: {entry!r} cannot be split into words ({error})"
                raise NothingToRunError(message) from error

    def get_backend_class(self) -> BackendClass:
        """Give the class that runs jobs."""
        found: BackendClass = resolve_name("rompy.run:SlurmRunBackend")
        return found
