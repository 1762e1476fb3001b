"""Every Python snippet of the documented specification works as it is written, in folders that are there."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a folder that stands for /data."""
    for name in ("input", "output"):
        (tmp_path / "data" / name).mkdir(parents=True)
    return tmp_path / "data"


def test_local_configs() -> None:
    config = LocalConfig(timeout=3600, command="python run_model.py")
    assert (config.shell, config.capture_output, config.env_vars, config.working_dir) == (True, True, {}, None)

    config = LocalConfig(  # noqa: S604 - as it is documented
        timeout=7200,
        env_vars={"OMP_NUM_THREADS": "4", "PYTHONPATH": "/custom/path"},
        command="python run_model.py --verbose",
        shell=True,
        capture_output=True,
    )
    assert config.command == "python run_model.py --verbose"


def test_docker_configs(data: Path) -> None:
    config = DockerConfig(
        image="swan:latest",
        cpu=4,
        memory="2g",
        timeout=7200,
        env_vars={"SWAN_THREADS": "4"},
        volumes=[f"{data}:/app/data:ro"],
    )
    assert config.volumes == [f"{data}:/app/data:ro"]
    assert (config.user, config.remove_container) == ("root", True)

    config = DockerConfig(
        dockerfile="./docker/Dockerfile",  # type: ignore[arg-type]
        cpu=2,
        build_args={"BASE_IMAGE": "ubuntu:20.04"},
        executable="/usr/local/bin/swan",
    )
    assert config.dockerfile == Path("docker/Dockerfile")

    docker_config = DockerConfig(image="rompy/swan:latest", cpu=4, memory="4g", volumes=[f"{data}:/app/data"])
    assert docker_config.memory == "4g"


LOCAL_FILE = """\
type: local
timeout: 7200
env_vars:
  OMP_NUM_THREADS: "4"
  MODEL_DEBUG: "true"
command: "python run_model.py --verbose"
shell: true
capture_output: true
"""

DOCKER_FILE = """\
type: docker
image: "swan:latest"
cpu: 4
memory: "2g"
timeout: 10800
env_vars:
  SWAN_THREADS: "4"
volumes:
  - "/data/input:/app/input:ro"
  - "/data/output:/app/output:rw"
executable: "/usr/local/bin/swan"
"""


def test_files_load_as_shown_and_in_one_step(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("local_backend.yml").write_text(LOCAL_FILE)
    Path("docker_backend.yml").write_text(DOCKER_FILE.replace("/data/", f"{data}/"))

    with open("local_backend.yml") as f:  # noqa: PTH123 - as it is documented
        config_data = yaml.safe_load(f)
        backend_type = config_data.pop("type")
        local_config = LocalConfig(**config_data)
    assert backend_type == "local"
    assert local_config.env_vars == {"OMP_NUM_THREADS": "4", "MODEL_DEBUG": "true"}
    assert load("local_backend.yml") == local_config

    with open("docker_backend.yml") as f:  # noqa: PTH123 - as it is documented
        config_data = yaml.safe_load(f)
        backend_type = config_data.pop("type")
        docker_config = DockerConfig(**config_data)
    assert backend_type == "docker"
    assert docker_config.volumes == [f"{data}/input:/app/input:ro", f"{data}/output:/app/output:rw"]
    assert load("docker_backend.yml") == docker_config


def test_errors_as_they_are_shown() -> None:
    with pytest.raises(ValidationError) as error:
        LocalConfig(timeout=30)
    assert "timeout" in str(error.value)
    assert "Input should be greater than or equal to 60" in str(error.value)
    with pytest.raises(ValidationError) as error:
        DockerConfig()
    assert "Either 'image' or 'dockerfile' must be provided" in str(error.value)
    with pytest.raises(ValidationError) as error:
        DockerConfig(image="myapp:latest", dockerfile="./Dockerfile")  # type: ignore[arg-type]
    assert "Cannot specify both 'image' and 'dockerfile'" in str(error.value)


def test_schemas_print() -> None:
    for schema in (LocalConfig.model_json_schema(), DockerConfig.model_json_schema()):
        assert json.loads(json.dumps(schema, indent=2)) == schema


def test_best_practices(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "secret-key-123")
    config = LocalConfig(env_vars={"API_KEY": os.environ["API_KEY"]})
    assert "secret-key-123" not in repr(config)
    assert DockerConfig(image="myapp:latest", user="appuser", volumes=[f"{data}:/app/data:ro"]).user == "appuser"
    assert DockerConfig(image="heavy-computation:latest", cpu=8, memory="16g").cpu == 8
    assert LocalConfig(timeout=600).timeout == 600
    assert DockerConfig(image="long-simulation:latest", timeout=21600).timeout == 21600


HPC = """
    from rompy.backends import BaseBackendConfig
    from pydantic import Field
    from typing import Optional

    class HPCConfig(BaseBackendConfig):
        \"\"\"Configuration for HPC cluster execution.\"\"\"

        queue: str = Field(..., description="SLURM queue name")
        nodes: int = Field(1, ge=1, le=100, description="Number of nodes")
        partition: str = Field("compute", description="Cluster partition")
        account: Optional[str] = Field(None, description="Account for billing")

        def get_backend_class(self):
            from mypackage.backends import HPCRunBackend
            return HPCRunBackend
"""


def test_a_custom_backend_as_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "mypackage"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "backends.py").write_text("class HPCRunBackend:\n    pass\n")
    (tmp_path / "hpc_config_as_shown.py").write_text(dedent(HPC))
    monkeypatch.syspath_prepend(str(tmp_path))
    hpc_class = importlib.import_module("hpc_config_as_shown").HPCConfig

    config = hpc_class(queue="normal", nodes=4, timeout=7200, env_vars={"A": "b"})
    assert (config.partition, config.account) == ("compute", None)
    assert isinstance(config, BaseBackendConfig)
    assert config.get_backend_class().__name__ == "HPCRunBackend"
    with pytest.raises(ValidationError):
        hpc_class(queue="normal", nodes=101)
    schema = hpc_class.model_json_schema()
    assert schema["required"] == ["queue"]
    assert schema["properties"]["queue"] == {"type": "string", "description": "SLURM queue name"}

    config.to_file(tmp_path / "hpc.yml")
    assert hpc_class.from_file(tmp_path / "hpc.yml") == config


def test_troubleshooting(tmp_path: Path) -> None:
    assert DockerConfig(image="myapp:latest").image == "myapp:latest"
    config = DockerConfig(dockerfile="./Dockerfile")  # type: ignore[arg-type]
    assert config.dockerfile == Path("Dockerfile")

    work_dir = tmp_path / "path" / "to" / "workdir"
    work_dir.mkdir(parents=True, exist_ok=True)
    assert LocalConfig(working_dir=work_dir).working_dir == work_dir
    host = tmp_path / "existing" / "host" / "path"
    host.mkdir(parents=True)
    assert DockerConfig(image="myapp:latest", volumes=[f"{host}:/container/path"]).volumes


def test_debugging() -> None:
    config_data: dict[str, Any] = {"image": "swan", "cpu": 0}
    with pytest.raises(ValidationError) as caught:
        DockerConfig(**config_data)
    lines = [f"  {error['loc']}: {error['msg']}" for error in caught.value.errors()]
    assert lines == ["  ('cpu',): Input should be greater than or equal to 1"]

    config = LocalConfig(timeout=3600)
    shown = json.loads(config.model_dump_json(indent=2))
    assert shown.items() >= {"type": "local", "timeout": 3600, "env_vars": {}, "working_dir": None}.items()
