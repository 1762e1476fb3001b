"""What is installed holds the published schemas, byte for byte, so that everything works without a network."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from processes import environment

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    building = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder)]
    done = subprocess.run(
        [sys.executable, *building, str(ROOT)], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("rompy-*.whl")
    return built


def test_the_wheel_has_the_same_bytes_as_the_folder_that_the_world_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {
            name.removeprefix("rompy/published/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("rompy/published/")
        }
    folder = ROOT / "schemas"
    assert shipped == {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("**/*") if path.is_file()
    }


def test_an_installed_rompy_reads_its_own_schemas(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import rompy; from rompy.schema.store import shipped\n"
        "store = shipped()\n"
        "print(store.folder); print(store.schema('docker')['title'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(PYTHONPATH=str(tmp_path / "site")),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{tmp_path / 'site' / 'rompy' / 'published'}\ndocker backend\n"


def test_a_checkout_that_is_edited_reads_the_folder_beside_it() -> None:
    from rompy.schema.store import shipped  # noqa: PLC0415 - the one test here that needs it

    assert shipped().folder == ROOT / "schemas"
