"""The snippets of the documented specification that run something, as they are written."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from engines import MINE, Docker
from processes import run
from rompy.backends import DockerConfig, LocalConfig
from rompy.model import ModelRun

MODEL = """
run_id: rottnest
output_dir: runs
period: {start: 20230101T00, end: 20230102T00, interval: 1H}
config: {model_type: base}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model, whose workspace holds what it runs."""
    (tmp_path / "model_config.yml").write_text(MODEL)
    workspace = tmp_path / "runs" / "rottnest"
    workspace.mkdir(parents=True)
    for name in ("run_simulation.py", "run_model.py"):
        (workspace / name).write_text("open('waves.nc', 'w').write('waves')\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_model_run_with_a_local_config(folder: Path) -> None:
    # Load your model configuration
    model_run = ModelRun.from_file("model_config.yml")

    # Execute locally
    local_config = LocalConfig(timeout=3600, command="python run_simulation.py")
    success = model_run.run(backend=local_config)

    assert success is True
    assert (folder / "runs" / "rottnest" / "waves.nc").read_text() == "waves"


def test_a_model_run_that_fails_is_no_success(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    model_run = ModelRun.from_file("model_config.yml")
    assert model_run.run(backend=LocalConfig(command="exit 3")) is False
    assert caplog.messages == ["rottnest: failed: the command ended with exit status 3"]
    assert model_run.execute(LocalConfig(command="exit 3")).exit_code == 3


def test_a_model_run_with_a_docker_config(folder: Path, docker_engine: Docker, busybox_image: str) -> None:
    image = f"rompy-tests/swan:{MINE}"
    script = "#!/bin/sh\\nset -e\\ntouch /app/data/read\\necho waves > waves.nc\\n"
    dockerfile = f"FROM {busybox_image}\nRUN mkdir -p /usr/local/bin; printf '{script}' > /usr/local/bin/run.sh\n"
    dockerfile += "RUN chmod +x /usr/local/bin/run.sh\n"
    (folder / "data").mkdir()
    subprocess.run(["docker", "build", "-q", "-t", image, "-"], input=dockerfile.encode(), check=True)
    try:
        model_run = ModelRun.from_file("model_config.yml")

        # Execute in Docker
        docker_config = DockerConfig(image=image, cpu=1, memory="4g", volumes=[f"{folder}/data:/app/data"])
        success = model_run.run(backend=docker_config)

        assert success is True
        assert (folder / "runs" / "rottnest" / "waves.nc").read_text() == "waves\n"
        assert (folder / "data" / "read").exists()
    finally:
        docker_engine.remove(image)


@pytest.mark.skipif(shutil.which("python") is None, reason="the documented file runs 'python': put it on PATH")
def test_the_documented_local_file_on_the_command_line(folder: Path) -> None:
    (folder / "local_backend.yml").write_text("""
type: local
timeout: 7200
env_vars:
  OMP_NUM_THREADS: "4"
  MODEL_DEBUG: "true"
command: "python run_model.py --verbose"
shell: true
capture_output: true
""")
    done = run("rompy", "run", "model_config.yml", "--backend-config", "local_backend.yml", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "runs" / "rottnest" / "waves.nc").exists()
