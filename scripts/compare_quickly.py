"""Compares what is found quickly with what PyYAML, models and all rules find, in as many documents as are asked for.

    python scripts/compare_quickly.py [--seed N] [--count N]

The tests do the same with some thousands; this is for a night, after changes of what is quick.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import quickdocs
from quickly import lint, slowly
from rompy.lint.settings import Settings


def main() -> None:
    """Compare, print the documents about which they differ, and say how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=0, help="where the documents start from")
    parser.add_argument("--count", type=int, default=100_000, help="how many documents")
    chosen = parser.parse_args()
    random, pages = Random(chosen.seed), quickdocs.pages()  # noqa: S311 - no secret
    different = 0
    with tempfile.TemporaryDirectory(prefix="rompy-compare-") as name:
        folder = Path(name)
        (folder / "data" / "input").mkdir(parents=True)
        for file in ("Dockerfile", "data/Dockerfile"):
            (folder / file).write_text("FROM ubuntu:24.04\n", encoding="utf-8")
        for _ in range(chosen.count):
            text = quickdocs.document(random, pages)
            for _ in range(random.choice((0, 0, 1, 1, 1, 2, 3))):
                text = quickdocs.with_fault(random, text)
            if not _is_alike(random, text, folder):
                different += 1
                print(f"they differ: {text!r}")
    print(f"{chosen.count:,} documents compared, {different:,} with a difference.")
    raise SystemExit(1 if different else 0)


def _is_alike(random: Random, text: str, folder: Path) -> bool:
    name = "backend.json" if random.random() < 0.1 else "backend.yml"  # noqa: PLR2004 - a few
    settings, is_named = Settings(host=random.random() < 0.5), random.random() < 0.7  # noqa: PLR2004 - most
    quick = lint(text, folder, settings, name=name, is_named=is_named)
    with slowly():
        return quick == lint(text, folder, settings, name=name, is_named=is_named)


if __name__ == "__main__":
    main()
