"""What is found quickly is what PyYAML, models and all rules find: findings, places, words and fixes."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest

import quickdocs
from lint.test_single_faults import FAULTS
from quickly import assert_alike, lint, slowly
from rompy.lint.settings import Settings

PAGES = quickdocs.pages()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder in which some of the paths are that documents name."""
    folder = tmp_path_factory.mktemp("findings")
    for name in ("data/input", "work"):
        (folder / name).mkdir(parents=True)
    for name in ("Dockerfile", "data/Dockerfile"):
        (folder / name).write_text("FROM ubuntu:24.04\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("seed", range(2))
def test_in_generated_files(seed: int, folder: Path) -> None:
    random = Random(600 + seed)  # noqa: S311 - no secret
    for _ in range(1200):
        text = quickdocs.document(random, PAGES)
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            text = quickdocs.with_fault(random, text)
        name = "backend.json" if random.random() < 0.1 else "backend.yml"
        assert_alike(text, folder, Settings(host=random.random() < 0.5), name=name, is_named=random.random() < 0.7)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_in_files_with_one_fault(newline: str, folder: Path) -> None:
    for text, old, new, _ in FAULTS:
        marked = text.replace(old, new.replace("«", "").replace("»", ""), 1)
        assert_alike(marked.replace("\n", newline), folder, name="backend.yml")


@pytest.mark.parametrize(
    "settings",
    [
        Settings(select=["ALL"]),
        Settings(select=["RMP1"], extend_select=["explicit-default"]),
        Settings(ignore=["RMP104", "root-user"], severity={"RMP3": "error"}),
        Settings(per_file_ignores={"*.yml": ["RMP1"]}),
        Settings(assume_exists=["/no/**", "gone"], path_map={"/opt": "data"}),
        Settings(host_cpu=2, host_memory="1g"),
        Settings(include=["*.yml"]),
    ],
    ids=repr,
)
def test_whatever_the_settings_say(settings: Settings, folder: Path) -> None:
    random = Random(700)  # noqa: S311 - as above
    for _ in range(150):
        text = quickdocs.with_fault(random, quickdocs.document(random, PAGES))
        assert_alike(text, folder, settings, name="backend.yml")


@pytest.mark.parametrize(
    "text",
    [
        "type: local\ntimeout: 30\n",
        "type: local\nwall_time: 3600\ncommand: a\n",
        "type: slurm\nqueue: general\n",
        "type: docker\nimage: swan\nmemory: 2gb\n",
        "type: docker\nimage: swan:41\ndockerfile: Dockerfile\nuser: root\n",
        "type: local\nenv_vars:\n  OMP_NUM_THREADS: 4\nworking_dir: gone\n",
        "type: slurm\ncommand: srun swan\ntime_limit: 2:00:00\nnodes:\n",
        "type: local\ntimeout: 1\n---\ntype: docker\nuser: 1000\n",
        "timeout: 60\nshell: true\nstream_output: 1\n",
    ],
)
def test_the_faults_that_people_make_need_neither_models_nor_a_reader_of_yaml(text: str, folder: Path) -> None:
    assert_alike(text, folder, name="backend.yml")
    with (
        patch("rompy.document.reader.read", side_effect=AssertionError("PyYAML reads")),
        patch("rompy.lint.shape._by_model", side_effect=AssertionError("models judge")),
    ):
        assert lint(text, folder, name="backend.yml") is not None


@pytest.mark.parametrize(
    ("place", "said"), [("rompy.document.reader.read", "PyYAML reads"), ("rompy.lint.shape._by_model", "models judge")]
)
def test_it_is_compared_with_pyyaml_and_models(place: str, said: str, folder: Path) -> None:
    refused = pytest.raises(AssertionError, match=said)
    with patch(place, side_effect=AssertionError(said)), slowly(), refused:
        lint("type: local\ntimeout: 30\n", folder, name="backend.yml")
