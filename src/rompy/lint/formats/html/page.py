"""A rule's page as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.formats.html.markup import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(r"(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`)", re.DOTALL)


def page(text: str) -> Iterator[str]:
    """Yield paragraphs, fenced examples and inline code, which is all the Markdown that pages have."""
    for number, part in enumerate(re.split(r"^```.*\n?", text.strip(), flags=re.MULTILINE)):
        if number % 2:
            yield f'<pre tabindex="0"><code>{_lines(part.rstrip())}</code></pre>'
        else:
            paragraphs = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", part))
            yield from (f"<p>{_words(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def _words(text: str) -> str:
    parts, last = [], 0
    for match in _CODE.finditer(text):
        code = match["code"]
        # the blanks that keep a backtick of the code apart from the fence
        code = code[1:-1] if code.startswith(" ") and code.endswith(" ") and code.strip() else code
        parts += [_lines(text[last : match.start()]), f"<code>{_lines(code)}</code>"]
        last = match.end()
    return "".join([*parts, _lines(text[last:])])


def _lines(text: str) -> str:
    return "\n".join(escaped(line.replace("\t", "    ")) for line in text.split("\n"))
