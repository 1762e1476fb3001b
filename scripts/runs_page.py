"""Writes the page about runs and the JSON Schema of their records."""

from __future__ import annotations

import ast
import inspect
import json
from typing import TYPE_CHECKING, Any

from rompy.run import outcome, record
from rompy.run.outcome import State
from rompy.run.record import SCHEMA_VERSION, UNDER_WAY, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PARTS = ("Record", "Times", "Result", "Limit", "Usage", "Sample", "Log")
"""The classes of a record, in the order of the page."""
_WHERE = {
    "Record": "The record itself",
    "Times": "`times`",
    "Result": "`outcome`",
    "Limit": "Each of `limits`",
    "Usage": "`usage`",
    "Sample": "Each of `usage.samples`",
    "Log": "Each of `logs`",
}

_PAGE = """\
# Runs

Each run leaves a record, `run.json` in its workspace, that is true at each moment: while the run goes on, and after
its end, whatever end that was. `rompy runs` works on these records.

```bash
rompy runs list
rompy runs show
rompy runs logs --follow
rompy runs stop 1a2b3c4d
```

## Which run

A run is named by the beginning of its token, of which `list` shows eight letters and four will do; by its `run_id`,
which means the latest of that name; or by the path of its workspace. Without a name it is the run of the folder you
are in, or else the latest; `attach` and `stop` mean the one that is under way. The shell [completes](completion.md)
names.

Where the runs are is remembered in `$XDG_STATE_HOME/rompy/runs`, which is `~/.local/state/rompy/runs` where the
variable is not set. A workspace that was moved is found by its path. Where several login nodes share a home, they
share the list.

## list, show, logs

`list` shows the latest twenty, `--all` shows all, `--state failed,timeout` those that ended so, `--state under-way`
those that have not. `--format json` writes one document: `version`, and `runs`, each with its `state`, whether it is
`watched` (null where that cannot be told from this machine), and its whole `record`.

`show` tells everything that the record says, and the last lines of the log. What was not measured is said to be so,
and is never a 0. `--format json` prints the record. `--plot` draws in the terminal how many cores were busy and how
much memory was held; `--html run.html` writes a page with charts, timeline, log and config, which loads nothing from
elsewhere and can be sent as it is.

`logs` prints what the run wrote, byte by byte; `--tail 20` the end of it; `--follow` goes on until the run is over.

## attach

`attach` shows what a run writes until it is over, and has the exit status that `rompy run` has. Ctrl-C detaches; the
run goes on under its own rompy.

Where that rompy was killed, `attach` takes its place: containers and jobs go on without one, and are watched over
again, with the timeout that they began with. From then on Ctrl-C ends the run, as it does in `rompy run`, for nobody
else would. Processes on this machine do not go on without their rompy: their supervisor ends them, and `attach` writes
down how they ended.

## stop

`stop` asks the model to end and waits for it. `--grace 5` gives it no more than five seconds, `--kill` none. A run
whose rompy is gone is ended too; one that a rompy on another host watches over is left to that host, which is named.

## clean

After a crash, a `kill -9` or a reboot, `clean` finds what nobody watches over: processes, containers and jobs by the
token that they carry, and records that still say `running`. It lists them and asks; `--yes` does not ask, `--dry-run`
only lists. What a living rompy watches over, or one that may be alive on another host, is never touched. An engine
that does not answer is told in a note; with `--engine docker` that is a failure.

A run that ended by itself in the meantime gets the end that it had, as far as its engine can still tell.

No file of yours is deleted. `--forget` takes runs that are over off the list, `--forget --older-than 30d` only those
that began longer ago.

## States

A run that is under way is in one of these phases: {phases}. `list` adds `(its rompy is gone)` where nobody watches
over it any more. One that is over is in one of these states:

| state | means |
|---|---|
{states}

## What is in run.json

Its shape is [run-record.schema.json](run-record.schema.json). `schema_version` is {version}; it is raised when a reader
would have to change. New fields may come at any time: pass over those you do not know. `null` means that something was
not measured or is not known; 0 is a measurement. Times are in UTC. Of `env_vars` and `build_args` the names are kept
and the values never.
{tables}"""

_MEANINGS = {
    State.SUCCEEDED: "The model ended with 0, and nothing speaks against it.",
    State.FAILED: "It ended otherwise.",
    State.OUT_OF_MEMORY: "The kernel ended it, or a part of it, for its memory.",
}


def pages() -> dict[str, str]:
    """Give the page and the schema: each path from the root, and its text."""
    schema_text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    return {"docs/runs.md": runs_page(), "docs/run-record.schema.json": schema_text}


def runs_page() -> str:
    """Write the page."""
    meanings = {name.upper(): text for name, text in _described(outcome, "State").items()}
    states = [f"| `{state}` | {_MEANINGS.get(state) or _plain(meanings[state.name])} |" for state in State]
    return _PAGE.format(
        phases=", ".join(f"`{phase}`" for phase in UNDER_WAY),
        states="\n".join(states),
        version=SCHEMA_VERSION,
        tables="".join(map(_table, _PARTS)),
    )


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a record."""
    made = Record.model_json_schema(mode="serialization")
    for name, part in {**made["$defs"], "Record": made}.items():
        for field, text in _described(record, name).items() if name in _PARTS else ():
            part["properties"][field]["description"] = _plain(text).replace("`", "")
        # pydantic's titles say nothing beyond the names
        for field in part.get("properties", {}).values():
            field.pop("title", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"rompy run record {SCHEMA_VERSION}"}
    return {**head, **{key: value for key, value in made.items() if key not in head}}


def _table(part: str) -> str:
    rows = "".join(f"| `{name}` | {_plain(text)} |\n" for name, text in _described(record, part).items())
    return f"\n{_WHERE[part]}:\n\n| field | means |\n|---|---|\n{rows}"


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _described(module: object, name: str) -> Mapping[str, str]:
    """Read what stands below each field of a class."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return dict(_texts(found))


def _texts(found: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(found.body, found.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, text
