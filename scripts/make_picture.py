"""Draws the README's picture of what rompy-lint prints, from a real run."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = "docs/images/rompy-lint.svg"
SHOWN = ("unknown_field.yml", "image_and_dockerfile.yml", "unquoted_time.yml")
"""The files of examples/broken that are linted for the picture."""

_WIDTH = 90

# as rich's own, without its font from the network: a viewer takes the first fixed-width font that it has
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <title>rompy-lint shows three findings with the lines they stand on</title>
    <style>
    .{unique_id}-matrix {{
        font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
    }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix" xml:space="preserve">
    {matrix}
    </g>
    </g>
</svg>
"""


def picture() -> str:
    """Give the picture as SVG."""
    done = subprocess.run(
        [Path(sys.executable).parent / "rompy-lint", *SHOWN],
        cwd=ROOT / "examples" / "broken",
        env={**{name: value for name, value in os.environ.items() if name != "NO_COLOR"}, "FORCE_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    # the terminal that happens to be here must not change the picture, so rich is not shown its variables
    console = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", _environ={}
    )
    console.print(Text(f"$ rompy-lint {' '.join(SHOWN)}\n", style="bold"))
    console.print(Text.from_ansi(done.stdout))
    drawn = console.export_svg(title="rompy-lint", code_format=_SVG, unique_id="rompy-lint")
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())


if __name__ == "__main__":
    path = ROOT / PICTURE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture(), encoding="utf-8")
