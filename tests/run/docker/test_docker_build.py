"""Images that a run builds: when they are built anew, what is told of it, and what is left of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerkit import Ear, Ended, Runs
from engines import Docker, wait_until
from rompy.errors import CannotStartError
from rompy.plan import BuildImage
from rompy.run.buildcontext import build_tag, context_files
from rompy.run.outcome import State
from rompy.run.places import Places
from rompy.run.stop import Stop


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    return folder


@pytest.fixture(params=["engine", "command"])
def builder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who builds: the engine's own builder through its API, or the docker command, as it does with BuildKit."""
    monkeypatch.setattr("rompy.run.docker.build.has_buildkit", lambda _environment: request.param == "command")
    return str(request.param)


@pytest.fixture
def images(docker_engine: Docker) -> Iterator[set[str]]:
    """Names of images to remove."""
    found: set[str] = set()
    yield found
    for name in found:
        docker_engine.run("rmi", "--force", name, check=False)


def built(
    runs: Runs, context: Path, images: set[str], dockerfile: str, executable: str = "true", **fields: object
) -> Ended:
    (context / "Dockerfile").write_text(dockerfile.replace("BASE", runs.image), encoding="utf-8")
    ear = fields.pop("ear", None) or Ear()
    ended = runs.run(executable, dockerfile="Dockerfile", build_context=context, ear=ear, **fields)  # type: ignore[arg-type]
    image = ended.execution.record.native.get("image")
    if image is not None:
        images.add(image["name"])
    return ended


@pytest.mark.usefixtures("builder")
def test_an_image_is_built_and_run(runs: Runs, context: Path, images: set[str]) -> None:
    (context / "grid").write_text("1 2 3\n", encoding="utf-8")
    ear = Ear()
    ended = built(runs, context, images, "FROM BASE\nCOPY grid /grid\n", "cat /grid", ear=ear)
    assert ended.log == "1 2 3\n"
    assert ear.phases == ["building", "running", "finished"]
    assert any("COPY grid /grid" in line for line in ear.lines)
    assert "COPY grid /grid" in ended.build_log
    assert [Path(log.path).name for log in ended.record.logs] == ["build.log", "run.log"]


@pytest.mark.usefixtures("builder")
def test_an_image_of_the_same_files_is_not_built_again(runs: Runs, context: Path, images: set[str]) -> None:
    first = built(runs, context, images, "FROM BASE\nRUN date +%s%N >/date\n", "cat /date")
    os.utime(context / "Dockerfile", (1, 1))
    second = built(runs, context, images, "FROM BASE\nRUN date +%s%N >/date\n", "cat /date")
    assert first.record.native["image"] == second.record.native["image"]
    assert first.log == second.log


@pytest.mark.usefixtures("builder")
def test_a_file_that_changed_within_the_same_folder_is_in_the_image(
    runs: Runs, context: Path, images: set[str]
) -> None:
    for content in ("old\n", "new\n"):
        (context / "grid").write_text(content, encoding="utf-8")
        assert built(runs, context, images, "FROM BASE\nCOPY grid /grid\n", "cat /grid").log == content


@pytest.mark.usefixtures("builder")
def test_arguments_reach_the_dockerfile_and_nothing_else(runs: Runs, context: Path, images: set[str]) -> None:
    secret = f"s3cret-{os.urandom(8).hex()}"
    lines: list[bytes] = []

    def look() -> None:
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                lines.append(process.read_bytes())
            except OSError:
                continue

    ear = Ear(at_tick=look)
    dockerfile = "FROM BASE\nARG TOKEN\nRUN echo $TOKEN | tee /token && sleep 1\n"
    ended = built(runs, context, images, dockerfile, "wc -c /token", build_args={"TOKEN": secret}, ear=ear)
    assert ended.log == f"{len(secret) + 1} /token\n"
    # what runs within the build is the Dockerfile's doing
    assert not [line for line in lines if secret.encode() in line and b"sh\0-c" not in line]
    assert "${TOKEN}" in ended.build_log
    for path in runs.workspace.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path
    assert not [line for line in ear.lines if secret in line]


@pytest.mark.usefixtures("builder")
def test_an_argument_that_the_dockerfile_does_not_know_is_told(runs: Runs, context: Path, images: set[str]) -> None:
    ear = Ear()
    built(runs, context, images, "FROM BASE\n", build_args={"VERSOIN": "1.0"}, ear=ear)
    assert [line for line in ear.lines if "[Warning]" in line and "VERSOIN" in line]


@pytest.mark.usefixtures("builder")
def test_a_build_that_fails_shows_its_last_lines_and_leaves_nothing(
    runs: Runs, context: Path, images: set[str]
) -> None:
    marker = os.urandom(8).hex()
    dockerfile = f"FROM BASE\nLABEL org.rompy.test={marker}\nRUN date >/a\nRUN echo no compiler >&2; exit 3\n"
    outcome = built(runs, context, images, dockerfile).outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "no compiler" in outcome.cause
    assert "code: 3" in outcome.cause
    assert str(runs.workspace / "build.log") in outcome.cause
    labelled = ("--all", "--quiet", "--filter", f"label=org.rompy.test={marker}")
    assert (runs.engine.text("ps", *labelled), runs.engine.text("images", *labelled)) == ("", "")


@pytest.mark.usefixtures("builder")
def test_a_dockerfile_that_cannot_be_read_is_told(runs: Runs, context: Path, images: set[str]) -> None:
    outcome = built(runs, context, images, "FROM BASE\nRUNN true\n").outcome
    assert outcome.state is State.REJECTED
    assert "unknown instruction: RUNN" in outcome.cause


@pytest.mark.usefixtures("builder")
@pytest.mark.parametrize("way", ["stop", "timeout"])
def test_a_build_ends_with_its_run(runs: Runs, context: Path, images: set[str], way: str) -> None:
    marker = f"BUILD-OF-A-TEST-{os.urandom(4).hex()}"
    stop = Stop()
    ran: list[bool] = []

    def heard(line: str) -> None:
        if "sleep" in line and not ran:
            wait_until(lambda: processes_with(marker), "the build runs")
            ran.append(True)
            if way == "stop":
                stop.request(signal.SIGINT)

    dockerfile = f"FROM BASE\nRUN sleep 1000; : {marker}\n"
    timeout = 8 if way == "timeout" else 600
    ended = built(runs, context, images, dockerfile, ear=Ear(at_line=heard), stop=stop, timeout=timeout)
    if way == "stop":
        assert (ended.outcome.state, ended.outcome.exit_status) == (State.CANCELLED, 130)
        assert ended.outcome.cause == "it was stopped by signal 2 while its image was built"
    else:
        assert (ended.outcome.state, ended.outcome.exit_status) == (State.TIMEOUT, 124)
    assert ran
    wait_until(lambda: not processes_with(marker), "the build is over")
    wait_until(
        lambda: (
            not [
                one
                for one in runs.engine.text("ps", "--all", "--quiet").split()
                if marker in runs.engine.run("inspect", one, check=False).stdout.decode()
            ]
        ),
        "its container is gone",
    )


def test_a_stop_while_the_context_is_sent_ends_the_run(
    runs: Runs, context: Path, images: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rompy.run.docker.build.has_buildkit", lambda _environment: False)
    with (context / "grid").open("wb") as file:
        file.truncate(8 * 1024**3)
    monkeypatch.setattr("rompy.run.docker.build.build_tag", lambda *_arguments: f"rompy-build:{os.urandom(8).hex()}")
    stop = Stop()
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 10:
            stop.request(signal.SIGINT)

    outcome = built(runs, context, images, "FROM BASE\nCOPY grid /\n", ear=Ear(at_tick=tick), stop=stop).outcome
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 130)


def processes_with(text: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in process.read_bytes():
                found.append(process.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("number", range(14))
def test_what_dockerignore_leaves_out_is_what_docker_leaves_out(
    docker_engine: Docker, busybox_image: str, context: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the engine's own builder prints what a step writes as it is
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    for name in FILES:
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text(name, encoding="utf-8")
    (context / ".dockerignore").write_text("\n".join(PATTERNS[number]) + "\n", encoding="utf-8")
    listing = f"FROM {busybox_image}\nCOPY . /context\nRUN cd /context && find . -type f | sed 's/^/FOUND /'\n"
    (context / "Dockerfile").write_text(listing, encoding="utf-8")
    tag = f"rompy-tests/context:{os.urandom(8).hex()}"
    said = docker_engine.text("build", "--tag", tag, str(context)).splitlines()
    docker_engine.run("rmi", tag)
    docker = {line.removeprefix("FOUND ./") for line in said if line.startswith("FOUND ")}
    ours = {one.name for one in context_files(BuildImage(Path("Dockerfile"), context)) if one.path.is_file()}
    # these two are always sent, and the builder takes them out again
    both = {"Dockerfile", ".dockerignore"}
    assert ours - both == docker - both


FILES = (
    *("a.txt", "b.log", "dir/a.txt", "dir/b.log", "dir/keep.log", "dir/sub/a.txt", "dir/sub/deep/b.log"),
    *("other/dir/a.txt", "x1", "x2", "xa", "[odd]", "with space", "out/data.nc", "out/keep/data.nc"),
    *(".hidden/a", "a+b", "höhe"),
)
PATTERNS = (
    ["*.log"],
    ["**/*.log", "!dir/keep.log"],
    ["dir"],
    ["/dir/", "# comment", "", "  out  "],
    ["dir/*", "!dir/sub"],
    ["**/a.txt"],
    ["*/a.txt", "x?"],
    ["x[12]", "!x2"],
    ["*", "!out", "out/keep"],
    ["**", "!a.txt"],
    ["out/**", "!out/keep/data.nc"],
    ["**/sub/**"],
    ["\\[odd]", "a+b", "with space", ".hidden"],
    ["x[^a]", "h?he", "./other/../dir/sub"],
)


def test_the_dockerfiles_own_dockerignore_takes_the_place_of_the_other(
    runs: Runs, context: Path, images: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rompy.run.docker.build.has_buildkit", lambda _environment: False)
    (context / "a").touch()
    (context / "b").touch()
    (context / ".dockerignore").write_text("a\n", encoding="utf-8")
    (context / "Dockerfile.dockerignore").write_text("b\nDockerfile*\n", encoding="utf-8")
    ended = built(runs, context, images, "FROM BASE\nCOPY . /context\n", "ls /context")
    assert "a" in ended.lines
    assert "b" not in ended.lines


def write(name: str, content: str = "changed") -> Callable[[Path], object]:
    return lambda context: (context / name).write_text(content, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "content": write("a"),
    "name": lambda context: (context / "a").rename(context / "c"),
    "mode": lambda context: (context / "a").chmod(0o755),
    "a new empty folder": lambda context: (context / "folder").mkdir(),
    "where a link leads": lambda context: (context / "to-b").rename(context / "link"),
    "the Dockerfile": write("Dockerfile", "FROM scratch\nCOPY a /\n"),
    "the list of what is left out": write(".dockerignore", "a\n"),
}
NO_CHANGES: dict[str, Callable[[Path], object]] = {
    "times": lambda context: os.utime(context / "a", (1, 1)),
    "what is left out": write("ignored", "new"),
    "a run's own files": lambda context: Places(context / "work", "0" * 32).make(),
}


@pytest.fixture
def step(context: Path) -> BuildImage:
    (context / "a").write_text("a", encoding="utf-8")
    (context / "b").write_text("b", encoding="utf-8")
    (context / "link").symlink_to("a")
    (context / "to-b").symlink_to("b")
    (context / "work").mkdir()
    (context / ".dockerignore").write_text("ignored\n", encoding="utf-8")
    (context / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    return BuildImage(Path("Dockerfile"), context, {"A": "1"})


@pytest.mark.parametrize("what", CHANGES)
def test_the_tag_changes_with(step: BuildImage, what: str) -> None:
    before = build_tag(step)
    CHANGES[what](step.context)
    assert build_tag(step) != before


@pytest.mark.parametrize("what", NO_CHANGES)
def test_the_tag_does_not_change_with(step: BuildImage, what: str) -> None:
    before = build_tag(step)
    NO_CHANGES[what](step.context)
    assert build_tag(step) == before


def test_the_tag_changes_with_an_argument_and_not_with_the_place_of_the_context(
    step: BuildImage, tmp_path: Path
) -> None:
    before = build_tag(step)
    assert build_tag(BuildImage(step.dockerfile, step.context, {"A": "2"})) != before
    moved = step.context.rename(tmp_path / "moved")
    assert build_tag(BuildImage(step.dockerfile, moved, {"A": "1"})) == before
    assert before.startswith("rompy-build:")
    assert len(before) == len("rompy-build:") + 32


def test_a_missing_dockerfile_and_a_file_that_cannot_be_read_are_told(step: BuildImage) -> None:
    with pytest.raises(CannotStartError, match=r"the Dockerfile does not exist: .*/Other; it is looked for below"):
        build_tag(BuildImage(Path("Other"), step.context))
    with pytest.raises(CannotStartError, match="the folder to build from does not exist"):
        build_tag(BuildImage(Path("Dockerfile"), step.context / "nowhere"))
