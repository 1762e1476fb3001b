"""The documentation builds without a warning, all of it, and what is built loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from processes import command, environment

ROOT = Path(__file__).parents[1]
COMMAND = "sphinx-build -W --keep-going -c docs . build/docs"
LOADING = {"src", "srcset", "poster", "data", "action"}
OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)

pytest.importorskip("sphinx", reason="rompy[docs] is not installed, so the documentation is not built")
pytest.importorskip("myst_parser", reason="rompy[docs] is not installed, so the documentation is not built")


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build the pages below a folder with the settings of this repository, where no network can be reached."""
    name, *options, _, _ = COMMAND.replace("-c docs", "").split()
    nowhere = "http://127.0.0.1:9"
    return subprocess.run(
        [
            *command(name, *options, "-q", "-c", ROOT / "docs", "-d", target / "trees"),
            str(source),
            str(target / "html"),
        ],
        env=environment(HTTP_PROXY=nowhere, HTTPS_PROXY=nowhere, LC_ALL="C.UTF-8"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder / "html"


class Loaded(HTMLParser):
    """Collects what a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [
            value or ""
            for name, value in attrs
            if name in LOADING or (tag == "link" and name == "href") or (name == "style" and "url(" in (value or ""))
        ]


def test_the_command_that_builds_is_the_one_of_the_readme() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        assert f".venv/bin/{COMMAND}" in (ROOT / page).read_text(encoding="utf-8")


def test_every_page_is_built(built: Path) -> None:
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("hooks/*/README.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    for page in pages:
        assert (built / page.relative_to(ROOT)).with_suffix(".html").is_file(), page


def test_the_first_page_leads_to_every_rule(built: Path) -> None:
    assert 'href="rules/README.html"' in (built / "docs" / "README.html").read_text(encoding="utf-8")
    rules = (built / "docs" / "rules" / "README.html").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/rules/RMP*.md"):
        assert f'href="{page.stem}.html"' in rules


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    pages = list(built.glob("**/*.html"))
    assert pages
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert [address for address in loaded.addresses if OUTSIDE.match(address)] == [], page
    for sheet in built.glob("**/*.css"):
        text = sheet.read_text(encoding="utf-8")
        named = re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""", text)
        assert [address for address in named if OUTSIDE.match(address)] == [], sheet


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"docs/README.md": "# Start\n\n[gone](gone.md)\n"}, "gone"),
        ({"docs/README.md": "# Start\n\n[here](#no-such-heading)\n"}, "no-such-heading"),
        ({"docs/README.md": "# Start\n", "docs/lost.md": "# Lost\n"}, "isn't included in any toctree"),
    ],
    ids=["a link that leads nowhere", "a heading that is not there", "a page that no list names"],
)
def test_a_mistake_fails_the_build(pages: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in pages.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = build(tmp_path / "pages", tmp_path / "out")
    assert done.returncode == 1
    assert said in done.stderr
