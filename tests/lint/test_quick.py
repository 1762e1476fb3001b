"""The quick check says that a file is clean, or none of ours, only where models and rules say so too."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

import quickdocs
from rompy.document import Source, read
from rompy.lint.engine import Target, lint_target
from rompy.lint.globs import Globs, OddPatternError
from rompy.lint.loaded import Loaded
from rompy.lint.quick import FOREIGN, UNSURE, verdict_on
from rompy.lint.quick.check import clean_backends
from rompy.lint.quick.foreign import surely_foreign
from rompy.lint.quick.plain import read_plain
from rompy.lint.quick.settings import Known, UnsureError, _yaml, forget, settings_of
from rompy.lint.settings import Settings
from rompy.lint.shape import judge
from rompy.packages import may_have_entry_points

ROOT = Path(__file__).parents[2]
HERE = (0, 0)
PAGES = quickdocs.pages()

SLURM = 'type: slurm\nqueue: general\ncommand: srun python run_model.py\nntasks: 8\ntime_limit: "1:00:00"\n'
DOCKER = 'type: docker\nimage: swan:41.45\nuser: "1000:1000"\n'
LOCAL = "type: local\ncommand: python run_model.py\nenv_vars:\n  OMP_NUM_THREADS: '4'\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder in which some of the paths are that documents name."""
    folder = tmp_path_factory.mktemp("quick")
    (folder / "data" / "input").mkdir(parents=True)
    for name in ("Dockerfile", "data/Dockerfile"):
        (folder / name).write_text("FROM ubuntu:24.04\n", encoding="utf-8")
    return folder


def documents(seed: int, count: int) -> list[str]:
    random = Random(seed)  # noqa: S311 - no secret
    return [quickdocs.document(random, PAGES) for _ in range(count)]


def is_clean(text: str, folder: Path, *, host: bool = True, name: str = "backend.yml", backends: int = 1) -> bool:
    """Ask models and rules."""
    target = Target(name, folder / name, text.encode("utf-8", "surrogatepass"))
    result = lint_target(target, judge, Loaded(Settings(host=host), folder))
    return result is not None and not result.findings and result.backends == backends


@pytest.mark.parametrize("seed", range(2))
def test_what_is_called_clean_is_clean_to_models_and_rules(seed: int, folder: Path) -> None:
    host = bool(seed % 2)
    counts = {text: clean_backends(text, str(folder), HERE if host else None) for text in documents(seed, 4000)}
    clean = {text: count for text, count in counts.items() if count}
    assert len(clean) > 100
    wrong = [text for text, count in clean.items() if not is_clean(text, folder, host=host, backends=count)]
    assert wrong == []


@pytest.mark.parametrize("seed", range(2))
def test_what_is_plain_is_read_as_the_reader_of_documents_reads_it(seed: int) -> None:
    plain = 0
    for text in documents(100 + seed, 2000):
        fields = read_plain(text)
        if not fields:
            continue
        plain += 1
        [reading] = read(Source("backend.yml", text))
        assert reading.faults == (), text
        assert reading.document is not None
        # a boolean equals a number, and is written otherwise
        assert repr(reading.document.data) == repr(fields), text
    assert plain > 300


@pytest.mark.parametrize("text", PAGES, ids=lambda text: text.splitlines()[0] if text else "empty")
def test_the_page_of_a_rule_shows_nothing_that_is_called_clean_and_is_not(text: str, folder: Path) -> None:
    for host in (True, False):
        count = clean_backends(text, str(folder), HERE if host else None)
        assert not count or is_clean(text, folder, host=host, backends=count)
    if surely_foreign(text):
        assert (
            lint_target(
                Target("a.yml", folder / "a.yml", text.encode(), is_named=False), judge, Loaded(Settings(), folder)
            )
            is None
        )


def test_what_is_called_foreign_is_passed_over(folder: Path) -> None:
    random = Random(200)  # noqa: S311 - as above
    foreign = (ROOT / "examples" / "foreign" / "services.yml").read_text(encoding="utf-8")
    others = [foreign, (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), "a: 1\n---\n- type: x\n"]
    texts = [quickdocs.slip(random, random.choice(others)) for _ in range(300)]
    texts += [quickdocs.slip(random, random.choice(PAGES)) for _ in range(700)]
    found = [text for text in texts if surely_foreign(text)]
    assert len(found) > 50
    for text in found:
        target = Target("a.yml", folder / "a.yml", text.encode(), is_named=False)
        assert lint_target(target, judge, Loaded(Settings(), folder)) is None, text


@pytest.mark.parametrize(
    "text",
    [
        SLURM,
        DOCKER,
        LOCAL,
        f"# our cluster\n---\n{SLURM}",
        f"{SLURM}additional_options: ['--exclusive', --mem=4G]\n",
        f"{SLURM}additional_options:\n- --constraint=skylake\n",
        f"{SLURM}mail_type: END,FAIL\nmail_user: me@example.org\n",
        f"{SLURM}output_file: logs/swan-%j.out\n",
        f"{DOCKER}cpu: 1\nmemory: 512m  # enough\nexecutable: /usr/bin/swan\n",
        f"{DOCKER}volumes:\n  - .:/app/data:ro\n  - data:/app/results\n",
        'type: docker\ndockerfile: Dockerfile\nuser: "1000"\nbuild_args: {VERSION: "1.0"}\n',
        "type: local\ncommand: |\n  module load swan\n  # as many as there are\n  srun swan -n $CORES\nshell: true\n",
        f"{LOCAL}timeout: 7200  # 2 hours\nworking_dir: .\n",
        "type: local\ncommand: >-\n  python run_model.py\n  --fast\n",
        "type: local\r\ncommand: cp a b && python run_model.py > log\r\n",
    ],
)
def test_clean_files_as_people_write_them_are_called_clean(text: str, folder: Path) -> None:
    assert clean_backends(text, str(folder), HERE)
    assert is_clean(text, folder)


def test_the_backends_of_several_documents_are_counted(folder: Path) -> None:
    for text in (f"{LOCAL}---\n{SLURM}", f"# two\n---\n{LOCAL}---\n{SLURM}", f"{LOCAL}\n---\n# next\n\n{SLURM}"):
        assert clean_backends(text, str(folder), HERE) == 2
        assert is_clean(text, folder, backends=2)
    for text in (f"{LOCAL}---\n", f"---\n---\n{LOCAL}", f"{LOCAL}---\na: b\n", f"{LOCAL}...\n{SLURM}"):
        assert clean_backends(text, str(folder), HERE) == 0


class TestFiles:
    def verdict(self, folder: Path, name: str, text: str, *, is_found: bool = True) -> int:
        (folder / name).write_text(text, encoding="utf-8")
        return verdict_on(str(folder / name), str(folder), HERE, is_found=is_found)

    def test_json_is_judged_by_what_it_holds(self, tmp_path: Path) -> None:
        assert self.verdict(tmp_path, "a.json", '{"type": "local", "timeout": 60}') == 1
        assert self.verdict(tmp_path, "a.json", '{"type": "local", "timeout": 60.0}') == UNSURE
        assert self.verdict(tmp_path, "a.json", '{"type": "local", "timeout": 60, "timeout": 60}') == UNSURE
        assert self.verdict(tmp_path, "a.json", '{"type": "local", "timeout": NaN}') == UNSURE
        assert self.verdict(tmp_path, "a.json", '{"name": "x", "private": true}') == FOREIGN
        assert self.verdict(tmp_path, "a.json", '{"name": "x"') == UNSURE
        assert self.verdict(tmp_path, "a.json", '{"command": "x", "shell": true}') == UNSURE

    def test_all_json_that_is_called_clean_is(self, folder: Path) -> None:
        clean = 0
        for text in documents(300, 1500):
            fields = read_plain(text)
            if fields and self.verdict(folder, "a.json", json.dumps(fields)) == 1:
                clean += 1
                assert is_clean(json.dumps(fields), folder, name="a.json"), fields
        assert clean > 20

    def test_a_foreign_file_that_is_named_must_be_sound_and_so_is_not_judged(self, tmp_path: Path) -> None:
        assert self.verdict(tmp_path, "a.yml", "a: b\n") == FOREIGN
        assert self.verdict(tmp_path, "a.yml", "a: b\n", is_found=False) == UNSURE

    def test_comments_that_ignore_findings_are_not_judged(self, tmp_path: Path) -> None:
        assert self.verdict(tmp_path, "a.yml", f"{LOCAL}timeout: 60  # rompy-lint: ignore[RMP101]\n") == UNSURE

    def test_what_cannot_be_read_is_not_judged(self, tmp_path: Path) -> None:
        assert verdict_on(str(tmp_path / "missing.yml"), str(tmp_path), HERE, is_found=True) == UNSURE
        assert verdict_on(str(tmp_path), str(tmp_path), HERE, is_found=True) == UNSURE
        (tmp_path / "a.yml").write_bytes(b"type: local\ncommand: \xff\n")
        assert verdict_on(str(tmp_path / "a.yml"), str(tmp_path), HERE, is_found=True) == UNSURE

    def test_paths_are_looked_up_each_time(self, tmp_path: Path) -> None:
        text = f"{LOCAL}working_dir: run\n"
        assert self.verdict(tmp_path, "a.yml", text) == UNSURE
        (tmp_path / "run").mkdir()
        assert self.verdict(tmp_path, "a.yml", text) == 1


class TestSettings:
    @pytest.fixture(autouse=True)
    def _fresh(self) -> None:
        forget()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", HERE),
            ("host: false\n", None),
            ("host-cpu: 64\nhost-memory: 1g\n", (64, 1024**3)),
            ("strict: true\n", HERE),
            ("ignore: [RMP302, root-user]\nseverity: {RMP302: error}\n", HERE),
            ("select: [RMP302]\n", HERE),
        ],
    )
    def test_those_that_change_nothing_for_a_clean_file_are_understood(
        self, text: str, expected: tuple[int, int] | None, tmp_path: Path
    ) -> None:
        (tmp_path / ".rompy-lint.yml").write_text(text, encoding="utf-8")
        (tmp_path / "deep").mkdir()
        found = settings_of(str(tmp_path / "deep"))
        assert found.looks
        assert found.host == expected

    @pytest.mark.parametrize(
        "text",
        [
            "select: [RMP1]\n",
            "select: [ALL]\n",
            "extend-select: [explicit-default]\n",
            "path-map: {a: b}\n",
            "schema-version: '1.0'\n",
        ],
    )
    def test_by_which_more_is_said_make_no_look_worth_it(self, text: str, tmp_path: Path) -> None:
        (tmp_path / ".rompy-lint.yml").write_text(text, encoding="utf-8")
        assert not settings_of(str(tmp_path)).looks

    def test_paths_that_are_taken_to_exist_are_not_looked_up(self, tmp_path: Path) -> None:
        (tmp_path / ".rompy-lint.yml").write_text('assume-exists: ["/scratch/**", runs/]\n', encoding="utf-8")
        text = "type: local\ncommand: a\nworking_dir: {}\n"
        host = settings_of(str(tmp_path)).host
        for place, count in (("/scratch/x", 1), ("/scratch", 1), ("runs/1", 1), ("/scratches", 0), ("other", 0)):
            assert clean_backends(text.format(place), str(tmp_path), host) == count

    @pytest.mark.parametrize(
        "text",
        [
            "ignore: [RMP99]\n",
            "ignore: [nothing]\n",
            "ignore: RMP302\n",
            "exclude: a\n",
            "exclude: ['[!ab]']\n",
            "exclude: ['!a']\n",
            "per-file-ignores: {a: [nothing]}\n",
            "per-file-ignores: {'a[': [RMP302]}\n",
            "schema-version: 1.0.0.0\n",
            "schema-version: '01'\n",
            "path-map: [a]\n",
            "host-cpu: 0\n",
            "host-memory: 5\n",
            "hots: false\n",
            "host: {\n",
        ],
    )
    def test_those_that_may_change_something_make_unsure(self, text: str, tmp_path: Path) -> None:
        (tmp_path / ".rompy-lint.yml").write_text(text, encoding="utf-8")
        with pytest.raises(UnsureError):
            settings_of(str(tmp_path))

    def test_those_of_a_pyproject_count_where_it_has_a_table(self, tmp_path: Path) -> None:
        (tmp_path / ".rompy-lint.yml").write_text("host: false\n", encoding="utf-8")
        deep = tmp_path / "deep"
        deep.mkdir()
        (deep / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
        assert settings_of(str(deep)).host is None
        forget()
        (deep / "pyproject.toml").write_text("[tool.rompy-lint]\nstrict = true\n", encoding="utf-8")
        assert settings_of(str(deep)).host == HERE
        forget()
        (deep / "pyproject.toml").write_text("[tool.rompy-lint\n", encoding="utf-8")
        with pytest.raises(UnsureError):
            settings_of(str(deep))


def test_a_package_that_brings_rules_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not may_have_entry_points("rompy.lint.rules")
    folder = tmp_path / "theirs-1.0.dist-info"
    folder.mkdir()
    (folder / "entry_points.txt").write_text("[rompy.lint.rules]\nx = y:RULE\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert may_have_entry_points("rompy.lint.rules")
    assert not may_have_entry_points("rompy.lint.formats")


@pytest.mark.parametrize(
    "text",
    [
        "exclude: [old/**, drafts, a]\n",
        "per-file-ignores:\n  laptop/*.yml:\n    - root-user\n    - RMP1\n  'old/**': [RMP2]\n\n  # text\n  b: []\n",
        "strict: true\nper-file-ignores:\n    a.yml: [RMP1]\nhost: false\n",
        "per-file-ignores:\n  a: [RMP1]\nexclude:\n- x\n",
        "per-file-ignores:\n  a*:\n  - RMP1\n",
    ],
)
def test_settings_are_read_as_yaml_has_them(text: str) -> None:
    assert _yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize("text", ["  *a: [b]\n", "  a: [b]\n  a: [c]\n", "", "  a: *b\n", "exclude: [*a]\n"])
def test_settings_that_yaml_has_not_are_not_read(text: str) -> None:
    with pytest.raises(UnsureError):
        Known(None, "/", _yaml(f"per-file-ignores:\n{text}"))


_PARTS = ("a", "b", "*", "a*", "*b", "*.yml", "a*b", "**", "c.yml", "*a*", "*.[jy]ml", "[ab]")


@given(
    patterns=st.lists(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4), min_size=1, max_size=3),
    starts=st.sampled_from(["", "/"]),
    ends=st.sampled_from(["", "/"]),
    path=st.lists(st.sampled_from(["a", "b", "ab", "c", "c.yml", "x.yml"]), min_size=1, max_size=4).map("/".join),
)
def test_patterns_match_what_they_match_in_git(patterns: list[list[str]], starts: str, ends: str, path: str) -> None:
    lines = [starts + "/".join(parts) + ends for parts in patterns]
    try:
        globs = Globs(lines)
    except OddPatternError:
        return
    assert globs.matches(path) == GitIgnoreSpec.from_lines(lines).match_file(path)
