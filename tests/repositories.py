"""Makes real git repositories and runs commands in them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Repository:
    """A folder with a repository, and the environment in which commands run there."""

    folder: Path
    variables: dict[str, str]

    def run(self, *command: str, check: bool = True, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the folder to its end; with ``check`` it must end well."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.variables,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git."""
        return self.run("git", *arguments, check=check)

    def write(self, name: str, text: str) -> Path:
        """Write a file, and the folders that it needs."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def commit(self, *arguments: str) -> Outcome:
        """Commit what is staged, with whatever hook there is."""
        return Outcome.of(self.git("commit", "--message", "Change configs", *arguments, check=False))

    def commit_all(self, *arguments: str) -> Outcome:
        """Stage and commit everything in the folder."""
        self.git("add", "--all")
        return self.commit(*arguments)


@dataclass(frozen=True)
class Outcome:
    """How a command ended and all that it said."""

    status: int
    text: str

    @classmethod
    def of(cls, done: subprocess.CompletedProcess[str]) -> Outcome:
        """Take what a finished command left."""
        return cls(done.returncode, done.stdout + done.stderr)


def new_repository(folder: Path, variables: dict[str, str], *arguments: str) -> Repository:
    """Make an empty repository whose first branch is ``main``."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Repository(folder, variables)
    made.git("init", "--quiet", "--initial-branch", "main", *arguments, ".")
    return made
