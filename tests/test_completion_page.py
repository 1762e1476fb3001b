"""The lines of the page on completion, in real shells."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from processes import BIN, environment

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "completion.md").read_text(encoding="utf-8")

CASES = [
    ("rompy-lint --explain root", "root-user"),
    ("rompy-lint --explain RMP30", "RMP302"),
    ("rompy-lint --select unpin", "unpinned-image"),
    ("rompy-lint --format sa", "sarif"),
    ("rompy-lint --expl", "--explain"),
    ("rompy back", "backends"),
    ("rompy backends create --backend-type d", "docker"),
]


def installing(shell: str) -> str:
    """Give the lines of the page for one shell."""
    (block,) = re.findall(rf"^```{shell}\n(.*?)^```$", PAGE.split("\n## Faster")[0], re.MULTILINE | re.DOTALL)
    return str(block)


def run_in(shell: list[str], script: str, home: Path) -> str:
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed, so its completion is not tested")
    done = subprocess.run(
        shell,
        input=script,
        env=environment(HOME=str(home), PATH=f"{BIN}:/usr/local/bin:/usr/bin:/bin"),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(("words", "completed"), CASES)
def test_bash_completes(words: str, completed: str, tmp_path: Path) -> None:
    command, *_ = parts = words.split()
    script = f"""
{installing("bash")}
COMP_WORDS=({" ".join(parts)}) COMP_CWORD={len(parts) - 1}
function=$(complete -p {command} | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$function" {command} {parts[-1]} {parts[-2]}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    assert completed in run_in(["bash", "--norc", "--noprofile"], script, tmp_path).splitlines()


@pytest.mark.parametrize(("words", "completed"), CASES)
def test_zsh_completes(words: str, completed: str, tmp_path: Path) -> None:
    command, *_ = parts = words.split()
    # compadd and _describe work within the line editor only, and print here instead what they would offer
    script = f"""
autoload -Uz compinit && compinit -u
{installing("zsh")}
compadd() {{ print -l -- "${{(@P)argv[-1]}}" }}
_describe() {{ print -l -- "${{(@P)3}}" }}
words=({" ".join(parts)}) CURRENT={len(parts)}
$_comps[{command}]
"""
    shown = run_in(["zsh", "-f"], script, tmp_path)
    assert re.search(rf"^{re.escape(completed)}(:|$)", shown, re.MULTILINE)


@pytest.mark.parametrize(("words", "completed"), CASES)
def test_fish_completes(words: str, completed: str, tmp_path: Path) -> None:
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    script = f"{installing('fish')}\ncomplete --do-complete {words!r}\n"
    shown = run_in(["fish"], script, tmp_path)
    assert re.search(rf"^{re.escape(completed)}(\s|$)", shown, re.MULTILINE)


def test_a_file_written_once_serves_bash_as_well(tmp_path: Path) -> None:
    (line,) = re.findall(r"^```bash\n(.*?)^```$", PAGE.split("\n## Faster")[1], re.MULTILINE | re.DOTALL)
    script = f"{line}\n. ~/.rompy-lint-complete.bash\ncomplete -p rompy-lint\n"
    assert "-F _rompy_lint_completion" in run_in(["bash", "--norc", "--noprofile"], script, tmp_path)
