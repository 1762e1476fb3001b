"""Makes backend files of all kinds, right and wrong ones, for comparing the quick check with models and rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.lint.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

ROOT = Path(__file__).parents[1]

_COMMANDS = (
    *("srun swan", "python run_model.py", "cd run && srun swan", "srun swan; echo done", "srun swan | tee log", "a &"),
    *(
        "module load swan && srun swan",
        'bash -c "srun swan"',
        "echo 'a",
        "swan > log",
        "PASSWORD=abcdef swan",
        "swan $N",
    ),
    *(
        "X=1 swan",
        "swan *.nc",
        "cd /tmp && swan",
        "set -e && srun swan",
        "swan --token abcdefgh",
        "swan ${N}",
        "''",
        " a ",
    ),
)
_PATHS = (
    ".",
    "./data",
    "data",
    "data/input",
    "/opt",
    "/no/such",
    "~",
    "~/data",
    "$HOME/data",
    "../x",
    "''",
    "/",
    "a b",
)
_TEXTS = (
    *(
        "general",
        "a b",
        " a",
        "a ",
        "yes",
        "1",
        "1e3",
        "0o17",
        "1_000",
        "12:30",
        "2024-01-01",
        "null",
        "~",
        "a: b",
        "a #b",
    ),
    *(
        "a#b",
        "'a'",
        '"a"',
        '"a" # c',
        "'it''s'",
        '"a\\n"',
        "[a]",
        "{a: b}",
        "*a",
        "&a b",
        "!x a",
        "${A:-b}",
        "${A}",
        "$A",
    ),
    *(
        "@a",
        "`a",
        "%a",
        "-",
        "- a",
        "--a",
        ".5",
        ".inf",
        "./a",
        "y",
        "N",
        "Ø",
        "a\u00a0b",
        "on",
        "True",
        "=",
        "<<",
        "|",
        ">-",
    ),
    *(
        "2:00:00",
        '"2:00:00"',
        '"0:00:00"',
        "a,b",
        "root",
        "0",
        "1000:1000",
        '"1000:1000"',
        "model",
        '"00:1"',
        "'123456'",
    ),
)
_NUMBERS = (
    "1",
    "2",
    "4",
    "8",
    "128",
    "129",
    "0",
    "-1",
    "60",
    "59",
    "3600",
    "7200",
    "86400",
    "86401",
    "08",
    "0x10",
    "1e3",
    "1_0",
)
_VARIABLES = (
    *(
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "PATH",
        "LD_PRELOAD",
        "API_KEY",
        "DB_PASSWORD",
        "A",
        "Y",
        "no",
        "A-B",
        "a.b",
        "1A",
    ),
    *("MODEL", "A=B", "TOKEN_FILE", "ROMPY", '"Q"', "on"),
)
_IMAGES = (
    *(
        "swan:41.45",
        "swan",
        "swan:latest",
        "swan:41-latest",
        "ghcr.io/a/b:1.0",
        "localhost:5000/a:1",
        "a_b.c/x:1",
        "A/b:1",
    ),
    *(
        "Swan:1",
        "a//b:1",
        "a__b:1",
        "a---b:1",
        "a..b:1",
        "a:1@sha256:" + 64 * "a",
        "a@sha256:" + 64 * "b",
        "a:1@sha256:abc",
    ),
    *("host:5000/x", "-a:1", "a:.1", "a:" + 129 * "1", 300 * "a" + ":1", "docker.io/x:1", "a.b/c-d_e.f:v1"),
)
_VOLUMES = (
    *(
        ".:/app/data:ro",
        "./data:/app/data",
        "data:/app/out",
        "data/input:/app/input",
        "/opt:/app/opt:rw",
        "a",
        ".:/",
        ".:/app",
    ),
    *(
        ".:/app/:ro",
        ".:/app/data/x:rw",
        ".:app:ro",
        "/etc:/x:ro",
        "/var/run/docker.sock:/s:ro",
        ".:/usr/bin:ro",
        "~/x:/y:ro",
    ),
    *(
        ".:/app/../etc:ro",
        ".:/app/a:ro,rw",
        ".:/app/b:ro,Z",
        "/no/such:/a:ro",
        "data:/app/results",
        "/:/host:ro",
        "/home:/h:rw",
    ),
)
_MPI = (
    *(
        "mpirun",
        "mpirun -np 2",
        "mpiexec -n 4",
        "mpirun -np 2 --allow-run-as-root",
        "srun -n 2",
        "mpirun -np",
        "mpirun  -n 2",
    ),
    *("mpirun -np 0", "mpirun -np 02", '""', "nice mpirun -n 9", "mpirun -np 1 : -np 9", "echo"),
)
_OPTIONS = (
    *(
        "--exclusive",
        "--mem=4G",
        "--mem",
        "--constraint=skylake",
        "--nodes=2",
        "--wait",
        "--array=1-3",
        "-N 2",
        "mem=4G",
    ),
    *(
        "--no-such",
        "--mem=4G --exclusive",
        "--comment='a b'",
        "--export=TOKEN=abc",
        "--mail-type=ALL",
        "--mem=$X",
        "--gres=gpu:1",
    ),
)
_EVENTS = ("END", "END,FAIL", "end", "END FAIL", "ALL", "DONE", "NONE", "END,")
_MAIL = ("me@example.org", "me", '" me"', "me@${HOST:-x}")
_OUTPUTS = (
    "out-%j.txt",
    "out.txt",
    "/opt/out-%j",
    "/no/such/%j",
    "%%j",
    "logs/%x-%j.out",
    "$HOME/%j",
    "~/%j",
    "/opt/%u/%j",
    "%A",
)

_VALUES: dict[str, tuple[str, ...]] = {
    "command": _COMMANDS,
    "executable": ("/bin/run.sh", "run", "a b", "''", "'a'", "no"),
    "working_dir": _PATHS,
    "build_context": _PATHS,
    "dockerfile": ("Dockerfile", "data/Dockerfile", "/Dockerfile", "../Dockerfile", "nothing", "data/../Dockerfile"),
    "image": _IMAGES,
    "mpiexec": _MPI,
    "memory": ("2g", "512m", "5m", "6m", "07m", "1t", "99999g", "2G", "2", "10000000", "1k", "256m"),
    "user": ("root", "model", '"1000:1000"', "1000:1000", '"0"', '"0:5"', "root:x", "a:", "1000", "'5'", "a b"),
    "time_limit": (
        '"1:00:00"',
        "2:00:00",
        '"1-00:00:00"',
        '"24:00"',
        '"0:00:00"',
        '"1:60:00"',
        '"1-24:00:00"',
        '"1:0:00"',
    ),
    "output_file": _OUTPUTS,
    "error_file": _OUTPUTS,
    "mail_type": _EVENTS,
    "mail_user": _MAIL,
    **dict.fromkeys(("timeout", "nodes", "ntasks", "cpus_per_task", "cpu"), _NUMBERS),
    **dict.fromkeys(
        ("shell", "capture_output", "stream_output", "remove_container"), ("true", "false", "yes", "on", "1", '"true"')
    ),
    **dict.fromkeys(("queue", "account", "qos", "reservation", "job_name"), _TEXTS),
}
_LISTS = {"volumes": _VOLUMES, "additional_options": _OPTIONS}
_MAPPINGS = ("env_vars", "build_args")
_FIELDS = {
    "local": ("command", "shell", "capture_output", "stream_output"),
    "docker": (
        *("image", "image", "image", "user", "user", "user", "dockerfile", "build_context", "build_args", "executable"),
        *("mpiexec", "cpu", "memory", "volumes", "remove_container"),
    ),
    "slurm": (
        *("command", "command", "command", "queue", "nodes", "ntasks", "cpus_per_task", "time_limit", "account", "qos"),
        *("reservation", "output_file", "error_file", "job_name", "mail_type", "mail_user", "additional_options"),
    ),
}
_COMMON = ("timeout", "env_vars", "working_dir")
_COMMENTS = (
    "  # why",
    " # 2 hours",
    "  # 1 hour",
    " # 1 h",
    " # 120 mins",
    " # 1 hour at most",
    " # 60 s",
    "#",
    " #",
    " # rompy-lint: ignore[RMP302]",
    " ",
    "\t",
    "\r",
    " # é",
    "\u2028",
)


def pages() -> list[str]:
    """List the YAML of every rule's page, and every example."""
    found = [match[1] for rule in rules() for match in re.finditer(r"```yaml[^\n]*\n(.*?)```", rule.page, re.DOTALL)]
    files = [*ROOT.glob("examples/**/*.y*ml"), *ROOT.glob("docs/**/*.md")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(files)]
    found += [text for text in texts if "```" not in text]
    found += [match[1] for text in texts for match in re.finditer(r"```yaml[^\n]*\n(.*?)```", text, re.DOTALL)]
    # what is announced stands in comments, which say nothing themselves
    return found + [re.sub(r" *# expect:.*", "", text) for text in found]


def document(random: Random, pages: list[str]) -> str:
    """Make one file: from fields with values of all kinds, or from pages, perhaps with a slip."""
    text = _page(random, pages) if random.random() < 0.2 else _generated(random)
    if random.random() < 0.05:
        text = f"{text}---\n{_generated(random)}"
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        text = slip(random, text)
    return text


def _page(random: Random, pages: list[str]) -> str:
    lines = random.choice(pages).splitlines()
    if random.random() < 0.5:
        lines += random.choice(pages).splitlines()
        random.shuffle(lines)
    return "\n".join(lines) + "\n"


def _generated(random: Random) -> str:
    kind = random.choice(("local", "docker", "slurm"))
    wanted = [name for name in (*_FIELDS[kind], *_COMMON) if random.random() < 0.35]
    lines = [f"type: {kind}", *(line for name in dict.fromkeys(wanted) for line in _field(random, name))]
    if random.random() < 0.1:
        lines.insert(0, "---")
    return "\n".join(lines) + random.choice(("\n", "\n", "", "\n\n"))


def _one(random: Random, values: tuple[str, ...]) -> str:
    """Choose a value, the first ones more often, because most of them are right."""
    return values[0] if random.random() < 0.4 else random.choice(values)


def _field(random: Random, name: str) -> Iterator[str]:
    if name in _LISTS:
        items = [_quoted(random, _one(random, _LISTS[name])) for _ in range(random.choice((0, 1, 1, 2, 3)))]
        if random.random() < 0.3:
            yield f"{name}: [{', '.join(items)}]"
            return
        indent = random.choice(("", "  ", "    "))
        yield f"{name}:"
        yield from (f"{indent}- {item}" for item in items)
    elif name in _MAPPINGS:
        names = [random.choice(_VARIABLES) for _ in range(random.choice((0, 1, 2, 3)))]
        values = [_quoted(random, _one(random, ("4", "1", "2", "/opt/model", *_TEXTS))) for _ in names]
        if random.random() < 0.3:
            yield f"{name}: {{{', '.join(f'{key}: {value}' for key, value in zip(names, values, strict=True))}}}"
            return
        yield f"{name}:"
        yield from (f"  {key}: {value}" for key, value in zip(names, values, strict=True))
    elif name == "command" and random.random() < 0.3:
        yield f"command: {random.choice(('|', '|-', '>', '>-', '|+', '|2'))}"
        yield from (
            f"  {random.choice((*_COMMANDS, '# note', '', ' srun', 'set -e', 'echo done'))}"
            for _ in range(random.randint(1, 4))
        )
    else:
        known = (*_VALUES[name], *_TEXTS) if random.random() < 0.1 else _VALUES[name]
        yield f"{name}: {_quoted(random, _one(random, known))}"


def _quoted(random: Random, text: str) -> str:
    chance = random.random()
    if chance < 0.25 and text[:1] not in {'"', "'"}:
        return f'"{text}"'
    return f"'{text}'" if chance < 0.35 and text[:1] not in {'"', "'"} else text


_WRONG = (
    *("30", "0", "-3", "99999999", "1.50", "1e3", "0o17", "007", "true", "yes", "Off", "~", "", "''", '"5"', "abc"),
    *("[a]", "[]", "{a: b}", "{}", "- a", "/no/such", "root", "x:latest", "2gb", "2.5g", "30min", "2:00:00", "1:30"),
    *("12:30:00 # 2 hours", "7200 # 1 hour", "8 # eight", "a # rompy-lint: ignore[RMP104]", "${A:-30}", "${A}"),
)
_MEANT = ("wall_time", "partition", "env", "image", "volumes", "dockerfile", "queue", "volume", "cpus", "mem", "usr")
_ENTRIES = (
    *("timeout: 30", "nodes: 500", "image: swan", "dockerfile: Dockerfile", "user: root", "memory: 2 GB", "typ: local"),
    *("volumes: [a]", "env_vars: [A=1]", "shell: 'yes'", "command: ''", "executable: 5", "working_dir: gone"),
    *("mpiexec: 4", "wall_time: 3", "volume: [x]", "usr: 1000", "job: x", "imag: x", "Timeout: 3", "command_line: x"),
)


def with_fault(random: Random, text: str) -> str:
    """Put a fault that people make into a file: a wrong value, a wrong name, one entry too many or too few."""
    lines = text.split("\n")
    index = random.randrange(len(lines))
    name, colon, rest = lines[index].partition(":")
    if not colon or not name.strip():
        return text
    match random.randrange(6):
        case 0:
            lines[index] = f"{name}: {random.choice(_WRONG)}"
        case 1:
            slips = (f"{name}s", name.upper(), name.replace("_", "-"), name[1:])
            lines[index] = f"{random.choice((*slips, *_MEANT))}:{rest}"
        case 2 | 3:
            lines.insert(index, random.choice(_ENTRIES))
        case 4:
            del lines[index]
        case _:
            lines[index] = lines[index].replace('"', "").replace("'", "")
    return "\n".join(lines)


def slip(random: Random, text: str) -> str:
    """Change one thing, as a hand does that slips."""
    lines = text.split("\n")
    index = random.randrange(len(lines))
    match random.randrange(8):
        case 0:
            del lines[index]
        case 1:
            lines.insert(index, random.choice(lines))
        case 2:
            lines[index] = random.choice((" ", "  ", "\t", "- ", "? ", "# ")) + lines[index]
        case 3:
            lines[index] += random.choice(_COMMENTS)
        case 4:
            lines.insert(
                index,
                random.choice(
                    ("", "# comment", "  # comment", "---", "...", "%YAML 1.1", "  ", "\ufeff", "key:", "a: b")
                ),
            )
        case 5:
            other = random.randrange(len(lines))
            lines[index], lines[other] = lines[other], lines[index]
        case 6:
            line, place = lines[index], random.randint(0, len(lines[index]))
            lines[index] = line[:place] + random.choice("abz01 :#-'\"[]{},&*!|>%@`\t$~./=\\é\u200b\x7f") + line[place:]
        case _:
            line = lines[index]
            place = random.randint(0, max(0, len(line) - 1))
            lines[index] = line[:place] + line[place + 1 :]
    return "\n".join(lines)
