"""Takes the picture of an HTML report that the documentation shows; needs Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rompy.lint.engine import Target, lint
from rompy.lint.formats.html import render
from rompy.lint.shape import judge

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.png"

FILES = {
    "backends/docker.yml": """\
# SWAN on one node
type: docker
image: swan:41.45
dockerfile: Dockerfile
memmory: 8g
timeout: 2h
env_vars:
  OMP_NUM_THREADS: 4
  API_TOKEN: "wave-7f3a91"
""",
    "backends/local.yml": """\
type: local
timeout: 30
shel: true
""",
    "backends/queue.yml": """\
backend_type: slurm
command: python run_model.py
nodes: 2
time_limit: 2:00:00
nodes: 4
""",
    "backends/good.yml": "type: local\n",
}
"""Files with faults of many kinds."""


def report(folder: Path) -> str:
    """Lint the files and write the report."""
    targets = []
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        targets.append(Target(name, path))
    return render(lint(targets, judge))


def browser() -> str | None:
    """Give the command of Chromium, or None where it is not there."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def take(browser: str, page: str, picture: Path, *, size: str, dark: bool = False) -> None:
    """Have a browser that nobody sees draw a page."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            f"--user-data-dir={profile}", f"--window-size={size}", f"--screenshot={picture}", page,
        ]  # fmt: skip
        if dark:
            command.insert(1, "--blink-settings=preferredColorScheme=0")
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> int:
    """Draw the picture."""
    chromium = browser()
    if chromium is None:
        sys.stderr.write("screenshot: Chromium is not there\n")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        page = Path(name, "report.html")
        page.write_text(report(Path(name)), encoding="utf-8")
        take(chromium, page.as_uri(), PICTURE, size="1100,1080")
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
