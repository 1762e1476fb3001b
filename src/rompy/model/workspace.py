"""What was generated into a workspace, so that nothing else is ever overwritten or removed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_MANIFEST = Path(".rompy") / "generated.json"
_SHOWN = 5
"""Files that an error names."""


@dataclass
class Generated:
    """The files of a workspace that rompy generated, each with the SHA-256 of what it wrote."""

    workspace: Path
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Path) -> Generated:
        """Read what is known of a workspace; of one that was never generated into, nothing is."""
        try:
            data = json.loads((workspace / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls(workspace)
        known = data if isinstance(data, dict) else {}
        return cls(workspace, {str(name): str(digest) for name, digest in known.items()})

    def write(self, relative: Path, content: bytes, mode: int | None = None) -> None:
        """Write a file of the workspace.

        Raises:
            OSError: where it cannot be written.
        """
        path = self.workspace / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content, mode=mode)
        self.digests[relative.as_posix()] = _digest(content)

    def check_free(self, wanted: Mapping[Path, bytes]) -> None:
        """See that writing these files, each with its content, would lose nobody's work.

        Raises:
            CannotStartError: where one of them is there, and is neither as rompy generated it nor as it will be.
        """
        in_the_way = [self._in_the_way(relative, content) for relative, content in wanted.items()]
        changed = list(dict.fromkeys(path.as_posix() for path in in_the_way if path is not None))
        if not changed:
            return
        more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        message = (
            f"{', '.join(changed[:_SHOWN])}{more} in {self.workspace} would be written over, and rompy did not write "
            f"{'it as it is' if len(changed) == 1 else 'them as they are'}; move what you want to keep, or run with "
            "--skip-generate to use it"
        )
        raise CannotStartError(message)

    def remove(self) -> None:
        """Remove what was generated and not changed since, and the folders that are empty then."""
        for name in list(self.digests):
            path = self.workspace / name
            if self._is_free(Path(name)):
                path.unlink(missing_ok=True)
                del self.digests[name]
                for folder in path.parents:
                    is_own = folder != self.workspace and not folder.is_symlink() and folder.is_dir()
                    if not is_own or any(folder.iterdir()):
                        break
                    folder.rmdir()

    def note_written(self, before: dict[str, tuple[int, int]]) -> None:
        """Take the files for generated that are new, or newer than they were, since ``look``."""
        for name, state in look(self.workspace).items():
            if before.get(name) != state:
                self.digests[name] = _digest((self.workspace / name).read_bytes())

    def save(self) -> None:
        """Write down what was generated.

        Raises:
            OSError: where it cannot be written.
        """
        path = self.workspace / _MANIFEST
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, (json.dumps(self.digests, indent=2, sort_keys=True) + "\n").encode())

    def _in_the_way(self, relative: Path, content: bytes) -> Path | None:
        """Give what stands in the way of writing a file: another one, or one where a folder must be."""
        for folder in reversed(relative.parents):
            path = self.workspace / folder
            if path.exists() and not path.is_dir():
                return folder
        return None if self._is_free(relative, content) else relative

    def _is_free(self, relative: Path, content: bytes | None = None) -> bool:
        path = self.workspace / relative
        if not path.exists() and not path.is_symlink():
            return True
        if path.is_symlink() or not path.is_file():
            return False
        found = path.read_bytes()
        return found == content or _digest(found) == self.digests.get(relative.as_posix())


def look(workspace: Path) -> dict[str, tuple[int, int]]:
    """List the files of a workspace, each with its size and its time of change; what rompy keeps there is left out."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(workspace.rglob("*")) if workspace.is_dir() else ():
        relative = path.relative_to(workspace)
        if path.is_file() and not path.is_symlink() and relative.parts[0] != ".rompy":
            state = path.stat()
            found[relative.as_posix()] = (state.st_size, state.st_mtime_ns)
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
