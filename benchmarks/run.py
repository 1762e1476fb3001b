"""Measures rompy-lint beside its peers, in turn and in one session, and writes the table in docs/performance.md.

    python benchmarks/run.py [--folder FOLDER] [--rounds N] [--write]

The peers come from PyPI into an environment of their own, and rompy into another as users install it. Every command
runs once to warm up, then in turn with the others; medians count. Times are of processors (user and system, of all
processes), which other work on the machine disturbs least, and of the clock. Where valgrind is installed, instructions
are counted for single files, which nothing disturbs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import corpora

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
PEERS = ("check-jsonschema", "yamllint", "ryl")
YARDSTICK = "check-jsonschema"
"""What others are compared with: it judges schemas too, and most pre-commit configurations have it."""
_MANY = 1_000
"""From how many files on a command is measured less often, and faulty files are few enough to print."""
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass
class Command:
    """A command that is measured, and what was measured."""

    name: str
    line: list[str]
    status: int = 0
    forgets: bool = False
    """Whether what earlier runs said of files is removed before each."""
    processors: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    instructions: int | None = None


@dataclass
class Case:
    """Files, and the commands that look at them."""

    name: str
    folder: Path
    commands: list[Command]
    rounds: int
    counts: bool = False


def main() -> None:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where files and environments are kept (default: a temporary one)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each command is measured")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--largest", type=int, default=10_000, help="the largest number of files")
    chosen = parser.parse_args()
    folder = (chosen.folder or Path(tempfile.mkdtemp(prefix="rompy-benchmarks-"))).absolute()
    tools = _installed(folder)
    cases = list(_cases(folder, tools, chosen.rounds, chosen.largest))
    for case in cases:
        _check_alike(case)
        _measure(case)
        sys.stderr.write(f"measured {case.name}\n")
    text = _report(cases, tools)
    if chosen.write:
        page = PAGE.read_text(encoding="utf-8")
        start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
        PAGE.write_text(f"{page[:start]}\n\n{text}\n{page[end:]}", encoding="utf-8")
    sys.stdout.write(text)


def _installed(folder: Path) -> dict[str, Path]:
    """Install the peers, and rompy as it is in this checkout, and give their commands."""
    for name, packages in (("peers", PEERS), ("ours", [str(ROOT)])):
        place = folder / name
        if name == "ours" or not place.is_dir():
            subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
            subprocess.run([place / "bin" / "pip", "install", "--quiet", *packages], check=True)
    ours = folder / "ours" / "bin"
    return {"rompy-lint": ours / "rompy-lint", "python": ours / "python"} | {
        name: folder / "peers" / "bin" / name for name in PEERS
    }


def _schema(folder: Path, python: Path) -> Path:
    """Write one schema for files of all kinds, which asks for that of the type."""
    path = folder / "any.json"
    code = (
        "import json\n"
        "from rompy.backends.registry import config_classes\n"
        "print(json.dumps({name: known.model_json_schema() for name, known in config_classes().items()}))\n"
    )
    schemas = json.loads(_output([str(python), "-c", code], folder))
    parts = [{"if": {"properties": {"type": {"const": kind}}}, "then": schema} for kind, schema in schemas.items()]
    path.write_text(json.dumps({"type": "object", "required": ["type"], "allOf": parts}), encoding="utf-8")
    return path


def _cases(folder: Path, tools: dict[str, Path], rounds: int, largest: int) -> list[Case]:
    schema = _schema(folder, tools["python"])

    def case(name: str, place: Path, *, is_clean: bool, times: int = rounds, counts: bool = False) -> Case:
        files = [path.relative_to(place).as_posix() for path in sorted(place.glob("*.yml"))]
        status = 0 if is_clean else 1
        ours = [str(tools["rompy-lint"])]
        commands = [
            Command("rompy-lint", [*ours, *(files if len(files) == 1 else ["."])], status, forgets=True),
            Command(YARDSTICK, [str(tools[YARDSTICK]), "--schemafile", str(schema), *files], status),
            Command("yamllint", [str(tools["yamllint"]), "-d", "relaxed", *files]),
            Command("ryl", [str(tools["ryl"]), "check", "--enable", "ALL", *files], -1),
            Command("compose only", [str(tools["python"]), str(ROOT / "benchmarks" / "floor.py"), *files]),
        ]
        if len(files) == 1:
            commands.append(Command("bare Python", [str(tools["python"]), "-I", "-c", "pass"]))
        else:
            one = ["taskset", "-c", str(min(os.sched_getaffinity(0)))] if shutil.which("taskset") else []
            commands.insert(1, Command("rompy-lint, 1 core", [*one, *ours, "."], status, forgets=True))
        if len(files) >= _MANY or not is_clean:
            again = files if len(files) == 1 else ["."]
            commands.insert(1 if len(files) == 1 else 2, Command("rompy-lint, again", [*ours, *again], status))
        return Case(name, place, commands, times, counts)

    cases = []
    for size in corpora.SIZES:
        if size > largest:
            continue
        times = rounds if size < _MANY else max(3, rounds // 2)
        shown = "one clean file" if size == 1 else f"{size:,} clean files"
        place = corpora.clean(folder / f"clean-{size}", size)
        cases.append(case(shown, place, is_clean=True, times=times, counts=size == 1))
        if size <= _MANY:
            place = corpora.faulty(folder / f"faulty-{size}", size)
            cases.append(case(shown.replace("clean", "faulty"), place, is_clean=False, times=times, counts=size == 1))
    for kind in corpora.KINDS:
        place = corpora.of_kind(folder / f"faulty-{kind.replace(' ', '-')}", kind)
        cases.append(case(f"one faulty file: {kind}", place, is_clean=False, counts=True))
    place = corpora.huge(folder / "huge")
    cases.append(case(f"one file of {corpora.HUGE:,} lines", place, is_clean=True))
    return cases


def _run(command: Command, folder: Path) -> tuple[float, float, int, int]:
    """Run a command, and give seconds of processors and of the clock, the most memory in bytes, and its status."""
    environment = _environment(command, folder)
    start = time.perf_counter()
    with subprocess.Popen(
        command.line, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - start
    return used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss * 1024, process.returncode


def _environment(command: Command, folder: Path) -> dict[str, str]:
    """Give the variables that a command is run with, after what it must not remember is removed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    cache = folder.parent / "cache"
    environment["XDG_CACHE_HOME"] = str(cache)
    if command.forgets:
        shutil.rmtree(cache, ignore_errors=True)
    return environment


def _measure(case: Case) -> None:
    for number in range(case.rounds + 1):
        for command in case.commands:
            processors, clock, memory, status = _run(command, case.folder)
            if command.status >= 0 and status != command.status:
                message = f"{case.name}: {command.name} ended with {status}, not {command.status}"
                raise SystemExit(message)
            # the first round warms up
            if number:
                command.processors.append(processors)
                command.clock.append(clock)
                command.memory.append(memory)
    for command in case.commands if case.counts else ():
        command.instructions = _instructions(command, case.folder)


def _instructions(command: Command, folder: Path) -> int | None:
    if shutil.which("valgrind") is None:
        return None
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *command.line],
            cwd=folder,
            env=_environment(command, folder),
            capture_output=True,
            text=True,
            check=False,
        )
    counted = re.search(r"Collected : ([0-9]+)", done.stderr)
    return int(counted[1]) if counted else None


def _check_alike(case: Case) -> None:
    """Refuse to compare tools that judge differently: both must find a fault in the same files."""
    by_name = {command.name: command for command in case.commands}
    ours, theirs = by_name["rompy-lint"], by_name[YARDSTICK]
    if ours.status == 0:
        # their statuses, which are checked at each run, say all
        return
    report = json.loads(_output([*ours.line, "--format", "json"], case.folder))
    found = {finding["file"] for finding in report["findings"] if finding["severity"] == "error"}
    errors = json.loads(_output([*theirs.line, "--output-format", "json"], case.folder))["errors"]
    said = {error["filename"] for error in errors}
    if found != said:
        message = f"{case.name}: they do not judge alike: {sorted(found ^ said)[:5]}"
        raise SystemExit(message)


def _output(line: Sequence[str], folder: Path) -> str:
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False).stdout


def _report(cases: list[Case], tools: dict[str, Path]) -> str:
    versions = [_output([str(tools[name]), "--version"], ROOT).strip().splitlines()[0] for name in PEERS]
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"Measured with CPython {platform.python_version()} on {platform.system()}, {cores} cores.",
        f"Beside {', '.join(versions)}.",
        "",
        f"| case | command | processors | ratio to {YARDSTICK} | clock | ratio | memory | instructions | ratio |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for case in cases:
        yardstick = next(command for command in case.commands if command.name == YARDSTICK)
        for command in case.commands:
            ratios = [
                statistics.median(command.processors) / statistics.median(yardstick.processors),
                statistics.median(command.clock) / statistics.median(yardstick.clock),
            ]
            counts, share = "", ""
            if command.instructions is not None and yardstick.instructions:
                counts = f"{command.instructions / 1e6:,.0f} M"
                share = f"{command.instructions / yardstick.instructions:.3f}"
            lines.append(
                f"| {case.name} | {command.name} | {_shown(statistics.median(command.processors))} | {ratios[0]:.3f} | "
                f"{_shown(statistics.median(command.clock))} | {ratios[1]:.3f} | "
                f"{statistics.median(command.memory) / 2**20:.0f} MiB | {counts} | {share} |"
            )
    return "\n".join(lines) + "\n"


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
