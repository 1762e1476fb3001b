"""Takes the picture of a backend file in an editor that the documentation shows; needs npm and Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from editor_tools import NotInstalledError, installed
from published import published
from screenshot import ROOT, browser, take

PICTURE = ROOT / "docs" / "images" / "editor.png"
PAGE = ROOT / "scripts" / "editor_picture.html"
SCRIPT = ROOT / "scripts" / "editor_picture.js"


class Page(SimpleHTTPRequestHandler):
    """Serves a folder, and answers ``wait`` once the page has asked for ``ready``."""

    is_ready = threading.Event()

    def do_GET(self) -> None:
        """Serve a file; the browser draws the picture when it has all of them."""
        if self.path == "/wait":
            self.is_ready.wait(60)
        super().do_GET()

    def do_POST(self) -> None:
        """Hear that everything is shown."""
        self.is_ready.set()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def bundle(folder: Path) -> None:
    """Write the page with Monaco and its workers into a folder."""
    packages = installed("picture")
    esbuild = packages / "esbuild" / "bin" / "esbuild"
    shutil.copy(PAGE, folder / "page.html")
    # packages are looked for beside what imports them
    shutil.copy(SCRIPT, folder / "source.js")
    (folder / "node_modules").symlink_to(packages)
    parts = {
        "page": "./source.js",
        "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
        "yaml.worker": "monaco-yaml/yaml.worker.js",
    }
    for name, entry in parts.items():
        command = [
            str(esbuild),
            entry,
            "--bundle",
            "--minify",
            f"--outfile={folder / name}.js",
            "--loader:.ttf=dataurl",
        ]
        subprocess.run([*command, "--log-level=error"], cwd=folder, check=True)


def main() -> int:
    """Draw the picture."""
    chromium = browser()
    if chromium is None:
        sys.stderr.write("editor_picture: Chromium is not there\n")
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            bundle(folder)
        except NotInstalledError as error:
            sys.stderr.write(f"editor_picture: {error}\n")
            return 1
        (folder / "schema.json").write_text(json.dumps(published()["backend"]), encoding="utf-8")
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Page, directory=name)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            take(chromium, f"http://127.0.0.1:{server.server_port}/page.html", PICTURE, size="1330,386")
            server.shutdown()
    if not Page.is_ready.is_set():
        sys.stderr.write("editor_picture: the editors did not show everything in a minute\n")
        return 1
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
