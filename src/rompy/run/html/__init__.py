"""One run as one HTML file to open, print and send; it loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from rompy import __version__
from rompy.run.facts import UNMEASURED, sections
from rompy.run.html.chart import chart
from rompy.run.html.markup import escaped
from rompy.run.html.timeline import timeline
from rompy.run.measures import duration, moment, size
from rompy.run.plain import plain_lines
from rompy.run.record import now
from rompy.run.usage import cpu, memory
from rompy.run.watch import tail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rompy.run.history import Run

_LINES = 200
"""Of a log that are shown."""
_LONG = 2000
"""Characters of a line that are shown."""
_BYTES = 512 * 1024
"""Of a log that are read: its last lines may be long."""


def render(run: Run) -> str:
    """Write a run as a page: how it ended, what it did when and what it used, its log, its config, all facts."""
    style, script = _asset("run.css"), _asset("run.js")
    # only these two run, whatever a log may quote
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    time = now()
    title = f"{run.record.run_id}: {_words(run.state)}"
    text = "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta name="generator" content="rompy {escaped(__version__)}">',
            f"<title>{escaped(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            f'<body class="{_tone(run)}">',
            *_header(run, time),
            "<main>",
            *_timeline(run, time),
            *_usage(run),
            *_logs(run),
            *_config(run),
            *_facts(run),
            "</main>",
            f"<footer>Written by rompy {escaped(__version__)} on {moment(time)}.</footer>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
        ]
    )
    # as ASCII with references, which is right in any encoding that the page is read in
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _words(state: str) -> str:
    return state.replace("_", " ")


def _tone(run: Run) -> str:
    """Give the class of the page, which colours it."""
    if not run.record.is_finished:
        return "warning" if run.is_orphaned else "going"
    match run.record.state:
        case "succeeded":
            return "good"
        case "cancelled" | "unknown":
            return "warning"
    return "error"


def _header(run: Run, time: datetime) -> Iterator[str]:
    record = run.record
    yield "<header>"
    yield f'<p class="tool">rompy run {escaped(run.name)}</p>'
    yield f"<h1>{escaped(record.run_id)}</h1>"
    yield f'<p class="state"><strong>{escaped(_words(run.state))}</strong> {escaped(_cause(run, time))}</p>'
    if record.outcome is not None and record.outcome.advice:
        yield f'<p class="advice">{escaped(record.outcome.advice)}</p>'
    if run.is_orphaned:
        yield f'<p class="advice">Watch over it again: <code>rompy runs attach {escaped(run.name)}</code></p>'
    yield '<dl class="numbers">'
    for name, value in _numbers(run, time):
        yield f"<div><dt>{escaped(name)}</dt><dd>{escaped(value)}</dd></div>"
    yield "</dl></header>"


def _cause(run: Run, time: datetime) -> str:
    return f"as of {moment(time)}" if run.record.outcome is None else run.record.outcome.cause


def _numbers(run: Run, time: datetime) -> Iterator[tuple[str, str]]:
    record = run.record
    yield "backend", record.backend
    started, wall = record.times.started, record.times.wall_seconds
    if wall is not None:
        yield "ran for", duration(wall)
    elif started is not None:
        yield (
            "ran for" if record.is_finished else "runs for",
            duration(((record.times.finished or time) - started).total_seconds()),
        )
    if record.times.queued_seconds is not None:
        yield "queued for", duration(record.times.queued_seconds)
    if record.usage.cpu_seconds is not None:
        yield "CPU time", duration(record.usage.cpu_seconds)
    if record.usage.memory_peak_bytes is not None:
        yield "peak memory", size(record.usage.memory_peak_bytes)
    if record.outcome is not None and record.outcome.exit_code is not None:
        yield "exit code", str(record.outcome.exit_code)


def _timeline(run: Run, time: datetime) -> Iterator[str]:
    yield '<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>'
    yield from timeline(run.record, time)
    yield "</section>"


def _usage(run: Run) -> Iterator[str]:
    yield '<section aria-labelledby="charts"><h2 id="charts">CPU and memory</h2>'
    yield from chart(cpu(run.record))
    yield from chart(memory(run.record))
    yield "</section>"


def _logs(run: Run) -> Iterator[str]:
    for number, (log, path) in enumerate(zip(run.logs, run.log_paths, strict=True), start=1):
        lines, left_out = _end(path)
        name = f"log-{number}"
        yield f'<section aria-labelledby="{name}"><h2 id="{name}">Log <small>{escaped(str(path))}</small></h2>'
        if log.truncated:
            yield '<p class="note">The log is truncated: it lacks part of what the run wrote.</p>'
        if left_out:
            yield f'<p class="note">The last {len(lines)} lines; {size(left_out)} before them are left out.</p>'
        if lines:
            text = "\n".join(escaped(line) for line in map(_cut, lines))
            yield f'<pre class="log" tabindex="0" aria-label="log">{text}</pre>'
        else:
            yield '<p class="note">Nothing is in it.</p>'
        yield "</section>"


def _end(path: Path) -> tuple[list[str], int]:
    """Give the last lines of a log, and how many bytes come before them."""
    last = b""
    for chunk in tail(path, _LINES):
        last = (last + chunk)[-_BYTES:]
    try:
        whole = path.stat().st_size
    except OSError:
        whole = len(last)
    return plain_lines(last)[-_LINES:], max(0, whole - len(last))


def _cut(line: str) -> str:
    return line if len(line) <= _LONG else f"{line[:_LONG]} … {len(line) - _LONG:,} more characters"


def _config(run: Run) -> Iterator[str]:
    if not run.record.config:
        return
    yield '<section aria-labelledby="config"><h2 id="config">Config</h2>'
    yield '<p class="note">Of environment variables and build arguments the names alone.</p>'
    lines = yaml.safe_dump(run.record.config, sort_keys=False, allow_unicode=True).splitlines()
    text = "\n".join(map(escaped, lines))
    yield f'<pre tabindex="0" aria-label="config">{text}</pre></section>'


def _facts(run: Run) -> Iterator[str]:
    for section in sections(run):
        name = section.title.lower()
        yield f'<section aria-labelledby="facts-{name}"><h2 id="facts-{name}">{escaped(section.title)}</h2>'
        yield '<dl class="facts">'
        for label, text in section.facts:
            tone = ' class="faint"' if text == UNMEASURED else ""
            yield f"<dt>{escaped(label)}</dt><dd{tone}>{escaped(text)}</dd>"
        yield "</dl></section>"


def _asset(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
