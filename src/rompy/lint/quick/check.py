"""Judges the data of a plain file by conditions under which surely nothing would be found.

Each condition asks for more than models and rules do: what it refuses may be clean too. The names in brackets are the
rules that a condition is about. Fields that stand in no condition make a file unsure.
"""

from __future__ import annotations

import os

from rompy.lint.quick.facts import ALONE, FLAGS, MAIL_EVENTS, WHOLE_NUMBERS, WITH_VALUE
from rompy.lint.quick.plain import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rompy.lint.quick.plain import Value

    Fields = Mapping[str, Value]
    # cores and memory in bytes of the machine that runs models, 0 is what this one has; and which paths of it are
    # taken to be there
    Host = tuple[int, int] | tuple[int, int, Callable[[str], bool]]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_ALPHANUMERIC = _LETTERS + _LETTERS.upper() + _DIGITS
_WORD = _ALPHANUMERIC + "_"
_NAME = _WORD + ".-"
_PATH = _NAME + "/+,="
_COMMAND = _PATH + " :@%^"
"""What has no meaning for a shell."""

_LIKE_SECRETS = (
    *("passphrase", "passwd", "password", "pwd", "secret", "token", "credential", "key"),
    *("akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "aiza", "hf_", "eyj"),
    *("://", "-----begin"),
)
"""A part of every text that is a secret by its name or its shape, in small letters (RMP318, RMP401)."""
looked_up: list[tuple[str, str]] = []
"""What was looked up on this machine since it was emptied, and was there where a file is clean."""
_MOST_REMEMBERED = 20_000
_remembered: dict[tuple[str, str], bool] = {}


def clean_backends(text: str, folder: str, host: Host | None) -> int:
    """Count the backends of a YAML file of which neither a model nor a rule would speak; 0 where that is not sure.

    Args:
        text: What the file holds.
        folder: The absolute folder of the file, where its paths start.
        host: The machine where paths must exist, if they must.
    """
    # comments that ignore findings are judged too (RMP901, RMP902)
    if "rompy-lint" in text:
        return 0
    count = 0
    for document in _documents(text):
        fields = read_plain(document)
        if fields is None or not is_clean(fields, folder, host):
            return 0
        count += 1
    return count


def _documents(text: str) -> list[str]:
    """Split a text where a document begins, which no value can hide."""
    if "\n---" not in text:
        return [text]
    first, *others = text.replace("\r\n", "\n").split("\n---\n")
    lines = first.split("\n")
    is_comment = all(not line or line[0] == "#" for line in lines)
    documents = others if is_comment else [first, *others]
    # the line break before a document belongs to the one above it
    return [f"{document}\n" for document in documents[:-1]] + documents[-1:]


def is_clean(fields: Fields, folder: str, host: Host | None) -> bool:
    """Tell that nothing would be said of a backend of which these are all keys and values."""
    return next(doubtful(fields, folder, host), None) is None


def doubtful(fields: Fields, folder: str, host: Host | None) -> Iterator[str]:
    """Yield the names of the fields of which something might be said; of others, and their absence, nothing is."""
    kind = fields.get("type")
    checks = _CHECKS.get(kind) if isinstance(kind, str) else None
    if checks is None or not isinstance(kind, str):
        yield "type"
        return
    numbers, flags = WHOLE_NUMBERS[kind], FLAGS[kind]
    for name, value in fields.items():
        if name in numbers:
            least, most = numbers[name]
            # a boolean is a number to Python
            if type(value) is not int or value < least or (most is not None and value > most):
                yield name
        elif name in flags:
            if type(value) is not bool:
                yield name
        elif name not in checks or not checks[name](value):
            yield name
    if (
        "working_dir" in fields
        and host is not None
        and not _there(host, "folder", os.path.join(folder, str(fields["working_dir"])))
    ):
        yield "working_dir"
    yield from _WHOLES[kind](fields, folder, host)


def _there(host: Host, kind: str, path: str) -> bool:
    """Look a path up, and note that it was, unless it is taken to be there."""
    if len(host) > 2 and host[2](path):  # noqa: PLR2004 - where settings say so
        return True
    looked_up.append((kind, path))
    return is_there(kind, path)


def is_there(kind: str, path: str) -> bool:
    """Tell whether a ``folder``, a ``file``, or anything at all is at a path."""
    if kind == "folder":
        return os.path.isdir(path)
    return os.path.isfile(path) if kind == "file" else os.path.exists(path)


def _all_of(text: str, characters: str) -> bool:
    return not text.strip(characters)


def _is_open(text: str) -> bool:
    """Tell that a text has nothing in it that could be a secret."""
    small = text.lower()
    return not any(part in small for part in _LIKE_SECRETS)


def _is_text_of(characters: str) -> Callable[[Value], bool]:
    def check(value: Value) -> bool:
        return isinstance(value, str) and bool(value) and _all_of(value, characters)

    return check


def _is_type(_: Value) -> bool:
    return True


def _is_path(value: Value) -> bool:
    """Tell that a path is meant as it is written: no ``~`` and no variable (RMP406, RMP407)."""
    return isinstance(value, str) and bool(value) and _all_of(value, _PATH + " ") and value.strip(" ") == value


def _are_variables(value: Value) -> bool:
    """Tell that variables are texts, and that no rule knows them (RMP401, RMP402, RMP404-RMP408)."""
    if not isinstance(value, dict):
        return False
    return all(isinstance(text, str) and _remember("variable", f"{name}={text}") for name, text in value.items())


def _is_variable(written: str) -> bool:
    name, _, text = written.partition("=")
    if not name.isidentifier() or name in {"PATH", "LD_PRELOAD"} or not _is_open(written):
        return False
    return text.isascii() and text.isprintable() and text.strip() == text and not set(text) & set("$~")


def _is_command(value: Value) -> bool:
    return isinstance(value, str) and _remember("command", value)


def _is_plain_command(text: str) -> bool:
    """Tell that nothing is to say of a shell command (RMP118, RMP120-RMP122, RMP401)."""
    if not text.strip() or text[:2] == "cd" or not text.isascii() or not _is_open(text):
        return False
    if "\\" in text:
        # a comment does not go on over the end of its line
        if "#" in text:
            return False
        text = text.replace("\\\n", " ")
    lines = [line.strip(" ") for line in text.split("\n")]
    lines = [line for line in lines if line and line[0] != "#"]
    if not lines or not all(map(_is_plain_line, lines)):
        return False
    # a script of several lines that ends in what always succeeds
    return len(lines) == 1 or lines[-1].partition(" ")[0] not in {":", "date", "echo", "printf", "true"}


def _is_plain_line(line: str) -> bool:
    return all(_is_simple(part) for part in line.split(" && "))


def _is_simple(command: str) -> bool:
    """Tell that a command is words, variables, and texts in quotes that hold neither."""
    if '"' not in command and "'" not in command:
        return _all_of(command, _SHELL) and "#" not in command
    parts = command.split('"' if '"' in command else "'")
    # outside of quotes and within them in turn
    is_closed = len(parts) % 2 == 1
    return is_closed and all(_all_of(part, _SHELL if index % 2 == 0 else _QUOTED) for index, part in enumerate(parts))


_SHELL = _COMMAND + "$*?[]{}!>"
_QUOTED = _COMMAND + "#[]!*?"


def _is_image(value: Value) -> bool:
    return isinstance(value, str) and _remember("image", value)


def _is_pinned_image(text: str) -> bool:
    """Tell that an image's name is one, and has a tag that stays (RMP105, RMP301)."""
    name, at, digest = text.partition("@")
    if at and (digest[:7] != "sha256:" or len(digest) != 71 or not _all_of(digest[7:], "abcdef" + _DIGITS)):  # noqa: PLR2004 - 64 digits
        return False
    path, colon, tag = name.rpartition(":")
    if not colon or not tag or len(text) > 200 or "latest" in tag.lower() or tag[0] in ".-" or not _all_of(tag, _NAME):  # noqa: PLR2004 - well below all limits
        return False
    first, slash, rest = path.partition("/")
    if slash and ("." in first or ":" in first):
        first, colon, port = first.partition(":")
        if "_" in first or (colon and not port.isdigit()):
            return False
        parts = [*first.split("."), *rest.split("/")]
    else:
        parts = path.split("/")
    # letters and digits, with single separators between them
    words = [word for part in parts for word in part.replace(".", "-").replace("_", "-").split("-")]
    return len(tag) <= 100 and all(word and _all_of(word, _LETTERS + _DIGITS) for word in words)  # noqa: PLR2004 - as above


def _is_memory(value: Value) -> bool:
    return bytes_of(value) >= 6 * 1024**2


def bytes_of(value: Value | None) -> int:
    """Give a limit of memory in bytes, -1 for what is none."""
    if not isinstance(value, str) or not value or value[0] == "0" or len(value) > 12:  # noqa: PLR2004 - below 8 EiB
        return -1
    number, unit = (value, "") if value[-1].isdigit() else (value[:-1], value[-1].lower())
    if not number.isascii() or not number.isdigit() or unit not in _UNITS:
        return -1
    return int(number) * _UNITS[unit]


_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def _are_volumes(value: Value) -> bool:
    if not isinstance(value, list):
        return False
    return all(isinstance(item, str) and _remember("volume", item) for item in value)


def _is_volume(text: str) -> bool:
    """Tell that nothing is to say of a mount by itself (RMP108, RMP304-RMP306, RMP309, RMP406, RMP407)."""
    parts = text.split(":")
    if len(parts) not in {2, 3} or not all(_all_of(part, _NAME + "/") for part in parts[:2]):
        return False
    host, target = parts[:2]
    modes = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - the third part
    folders = target.split("/")
    if len(folders) < 2 or folders[0] or any(name in {"", ".", ".."} for name in folders[1:]):  # noqa: PLR2004 - "" and a name
        return False
    if not host or folders[1] in _SYSTEM or host.endswith(".sock"):
        return False
    if host[0] == "/":
        places = host.split("/")[1:]
        if any(name in {"", ".", ".."} for name in places) or places[0] in _SYSTEM:
            return False
        if len(places) == 1 and places[0] in {"home", "root"}:
            return False
    if modes in {"ro", "rw", "ro,z", "ro,Z", "rw,z", "rw,Z"}:
        return True
    # without a mode, what looks like input should be read-only
    return not modes and bool({folders[-1], host.rpartition("/")[2]} & {"output", "outputs", "results", "work", "logs"})


_SYSTEM = frozenset({"bin", "boot", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var"})


def _is_user(value: Value) -> bool:
    """Tell that a container does not run as root (RMP302)."""
    if not isinstance(value, str):
        return False
    user, colon, group = value.partition(":")
    is_named = user[:1].isalpha() and user != "root"
    is_number = user.isdigit() and user[0] != "0"
    return (is_named or is_number) and _all_of(value, _NAME + ":") and bool(group) == bool(colon)


def _is_mpi(value: Value) -> bool:
    return isinstance(value, str) and (not value or _ranks(value) >= 0)


def _ranks(text: str) -> int:
    """Give how many ranks a launcher is told to start: 0 where it is not told, -1 where that cannot be said."""
    words = text.split(" ")
    if words[0] not in {"mpirun", "mpiexec"}:
        return -1
    if len(words) == 1:
        return 0
    is_told = len(words) == 3 and words[1] in {"-n", "-np"}  # noqa: PLR2004 - launcher, option, number
    is_number = is_told and words[2].isascii() and words[2].isdigit() and words[2][0] != "0"
    return int(words[2]) if is_number and len(words[2]) < 6 else -1  # noqa: PLR2004 - more are never clean


def _is_time_limit(value: Value) -> bool:
    return isinstance(value, str) and _remember("time", value)


def _seconds(text: str) -> int:
    """Give a time limit in seconds, -1 where it is none."""
    days, dash, clock = text.rpartition("-")
    parts = clock.split(":")
    numbers = [*([days] if dash else ["0"]), *parts]
    if len(parts) != 3 or not all(number.isdigit() and number.isascii() for number in numbers):  # noqa: PLR2004 - H:M:S
        return -1
    if len(parts[1]) != 2 or len(parts[2]) != 2 or len(parts[0]) > 4 or len(numbers[0]) > 4:  # noqa: PLR2004 - two digits, four at most
        return -1
    if dash and (len(parts[0]) != 2 or parts[0] > "23"):  # noqa: PLR2004 - as above
        return -1
    if parts[1] > "59" or parts[2] > "59":
        return -1
    return ((int(numbers[0]) * 24 + int(parts[0])) * 60 + int(parts[1])) * 60 + int(parts[2])


def _is_output(value: Value) -> bool:
    """Tell that each job has an output file of its own (RMP406, RMP407, RMP512)."""
    if not isinstance(value, str) or "%%" in value:
        return False
    return "%j" in value and _all_of(value, _NAME + "/%") and value[-1] != "/"


def _are_mail_events(value: Value) -> bool:
    return isinstance(value, str) and all(event in MAIL_EVENTS for event in value.split(","))


def _are_options(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and _remember("option", item) for item in value)


def _is_option(text: str) -> bool:
    """Tell that an option is one of sbatch's that no field stands for (RMP401, RMP406, RMP407, RMP504-RMP508)."""
    name, equals, value = text[2:].partition("=")
    if text[:2] != "--" or not _is_open(text):
        return False
    if not equals:
        return name in ALONE
    return name in WITH_VALUE and bool(value) and _all_of(value, _PATH + ":@%")


def _local(fields: Fields, _folder: str, _host: Host | None) -> Iterator[str]:
    # without a shell, what only a shell does is an error (RMP117)
    command = fields.get("command", "")
    if fields.get("shell") is False and not (isinstance(command, str) and _all_of(command, _NAME + "/ ")):
        yield "shell"


def _docker(fields: Fields, folder: str, host: Host | None) -> Iterator[str]:
    """Judge what is said by several fields together, and the host's paths and size."""
    if ("image" in fields) == ("dockerfile" in fields):
        yield "image"
    if "user" not in fields:
        yield "user"
    if fields.get("remove_container") is False:
        yield "remove_container"
    if "image" in fields and ("build_context" in fields or "build_args" in fields):
        yield "image"
    cpu, mpi, memory = fields.get("cpu", 1), str(fields.get("mpiexec", "")), fields.get("memory")
    ranks = _ranks(mpi) if mpi else 1
    if not isinstance(cpu, int) or ranks > cpu or (not ranks and "cpu" not in fields):
        yield from ("cpu", "mpiexec")
    if memory is not None and bytes_of(memory) // (ranks or 1) < 16 * 1024**2 and ranks > 1:
        yield from ("memory", "mpiexec")
    variables = fields.get("env_vars", {})
    cores = cpu // (ranks or 1) if isinstance(cpu, int) else 1
    if isinstance(variables, dict) and not _threads_fit(variables, _OF_LIBRARIES, cores):
        yield from ("env_vars", "cpu", "mpiexec")
    volumes = fields.get("volumes", [])
    if isinstance(volumes, list) and not _are_apart([str(volume) for volume in volumes]):
        yield "volumes"
    if host is not None:
        yield from _not_fitting(fields, host)
        yield from _not_there(fields, folder, host)


_OF_LIBRARIES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def _threads_fit(variables: Mapping[str, object], names: tuple[str, ...], cores: int) -> bool:
    """Tell that no more threads are asked for than there are cores (RMP313, RMP516)."""
    for name in names:
        wanted = variables.get(name)
        if wanted is not None and not (str(wanted).isdigit() and len(str(wanted)) < 6 and int(str(wanted)) <= cores):  # noqa: PLR2004 - below all limits
            return False
    return True


def _are_apart(volumes: list[str]) -> bool:
    """Tell that no mount stands on or within another (RMP106, RMP320)."""
    if not all(":" in volume for volume in volumes):
        return False
    targets = sorted(volume.split(":")[1] + "/" for volume in volumes)
    return not any(targets[index].startswith(targets[index - 1]) for index in range(1, len(targets)))


def _memory_here() -> int:
    """Measure this machine's memory in bytes; 0 where it does not tell."""
    try:
        return max(0, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return 0


_CPUS = os.cpu_count()
_MEMORY = _memory_here()


def _not_fitting(fields: Fields, host: Host) -> Iterator[str]:
    """Yield what asks for more cores or memory than a machine has (RMP310, RMP311)."""
    cpu, cpus = fields.get("cpu", 1), host[0] or _CPUS
    if isinstance(cpu, int) and "cpu" in fields and (cpus is None or cpu > cpus):
        yield "cpu"
    if "memory" in fields and bytes_of(fields["memory"]) > (host[1] or _MEMORY):
        yield "memory"


def _not_there(fields: Fields, folder: str, on: Host) -> Iterator[str]:
    """Yield what names paths for mounts and builds that are not there (RMP202-RMP204)."""
    volumes = fields.get("volumes", [])
    for volume in volumes if isinstance(volumes, list) else ():
        host = str(volume).partition(":")[0]
        if not _there(on, "path", os.path.join(folder, host)) or (host[:1] != "/" and ":" in folder):
            yield "volumes"
    context = os.path.join(folder, str(fields.get("build_context", "")))
    if "build_context" in fields and not _there(on, "folder", context):
        yield "build_context"
    if "dockerfile" in fields and not _there(on, "file", os.path.join(context, str(fields["dockerfile"]))):
        yield "dockerfile"


def _is_dockerfile(value: Value) -> bool:
    """Tell that a path leads into the build context (RMP112, RMP316)."""
    return _is_path(value) and isinstance(value, str) and value[0] != "/" and ".." not in value


def _slurm(fields: Fields, _folder: str, host: Host | None) -> Iterator[str]:
    """Judge what is said by several fields together, and the folders of a job's output."""
    nodes, tasks, cores = (fields.get(name, 1) for name in ("nodes", "ntasks", "cpus_per_task"))
    if not (isinstance(nodes, int) and isinstance(tasks, int) and isinstance(cores, int)):
        yield from ("nodes", "ntasks", "cpus_per_task")
        return
    if "command" not in fields:
        yield "command"
    if tasks < nodes or tasks % max(1, nodes):
        yield from ("nodes", "ntasks")
    timeout = fields.get("timeout", 3600)
    if "time_limit" in fields and isinstance(timeout, int) and timeout < _seconds(str(fields["time_limit"])):
        yield from ("timeout", "time_limit")
    if ("mail_type" in fields) != ("mail_user" in fields):
        yield from ("mail_type", "mail_user")
    variables, command = fields.get("env_vars", {}), str(fields.get("command", ""))
    has_launcher = any(launcher in command for launcher in ("srun", "mpirun", "mpiexec"))
    available = cores if has_launcher else cores * tasks
    if isinstance(variables, dict) and not _threads_fit(variables, ("OMP_NUM_THREADS",), available):
        yield from ("env_vars", "cpus_per_task", "ntasks", "command")
    if host is None:
        return
    for name in ("output_file", "error_file"):
        above = os.path.dirname(str(fields[name])) if name in fields else ""
        if above[:1] == "/" and "%" not in above and not _there(host, "folder", above):
            yield name


def _remember(kind: str, text: str) -> bool:
    """Ask a question about a text once: files of one repository are much alike."""
    asked = (kind, text)
    answer = _remembered.get(asked)
    if answer is None:
        if len(_remembered) > _MOST_REMEMBERED:
            _remembered.clear()
        answer = _remembered[asked] = _QUESTIONS[kind](text)
    return answer


_QUESTIONS: dict[str, Callable[[str], bool]] = {
    "command": _is_plain_command,
    "image": _is_pinned_image,
    "option": _is_option,
    "variable": _is_variable,
    "time": lambda text: _seconds(text) > 0,
    "volume": _is_volume,
}
_COMMON: dict[str, Callable[[Value], bool]] = {
    "type": _is_type,
    "env_vars": _are_variables,
    "working_dir": _is_path,
}
_is_line = _is_text_of(_NAME)
_CHECKS: dict[str, dict[str, Callable[[Value], bool]]] = {
    "local": {**_COMMON, "command": _is_command},
    "docker": {
        **_COMMON,
        "image": _is_image,
        "dockerfile": _is_dockerfile,
        "build_context": _is_path,
        "build_args": _are_variables,
        "executable": _is_text_of(_COMMAND),
        "mpiexec": _is_mpi,
        "memory": _is_memory,
        "volumes": _are_volumes,
        "user": _is_user,
    },
    "slurm": {
        **_COMMON,
        "command": _is_command,
        **dict.fromkeys(("queue", "account", "qos", "reservation", "job_name"), _is_line),
        "time_limit": _is_time_limit,
        "output_file": _is_output,
        "error_file": _is_output,
        "mail_type": _are_mail_events,
        "mail_user": _is_text_of(_NAME + "@+"),
        "additional_options": _are_options,
    },
}
_WHOLES: dict[str, Callable[[Fields, str, Host | None], Iterator[str]]] = {
    "local": _local,
    "docker": _docker,
    "slurm": _slurm,
}
