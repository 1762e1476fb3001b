"""A postprocessor that packs the output."""

import tarfile
from typing import Literal

from pydantic import Field

from rompy.postprocess import BasePostprocessorConfig


class ArchiveConfig(BasePostprocessorConfig):
    """Pack the files of a model into an archive."""

    type: Literal["archive"] = Field("archive", description="Postprocessor type")
    pattern: str = Field("*.txt", description="Which files are packed")

    def get_postprocessor_class(self):
        """Give the class that does the work."""
        return Archiver


class Archiver:
    """Packs files; it is given the fields of the config that are its own."""

    def process(self, model_run, *, pattern="*.txt"):
        """Pack them beside themselves; what is returned is printed, and success decides on the exit status."""
        files = sorted(model_run.workspace.glob(pattern))
        path = model_run.workspace / f"{model_run.run_id}.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for file in files:
                archive.add(file, file.name)
        return {"success": bool(files), "message": f"{len(files)} files packed", "archive": str(path)}
