"""What each config plans to do: every field is in the plan, and nothing is read or started for it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.errors import CannotStartError, NothingToRunError
from rompy.plan import BindMount, BuildImage, CallModel, Folder, Plan, RunContainer, StartProcess, SubmitJob

WORKSPACE = Path("/runs/north-sea")
RUN = Folder("north-sea", WORKSPACE)


def only_step(config: BaseBackendConfig) -> object:
    plan = config.plan(RUN)
    assert (plan.run_id, plan.workspace, plan.backend) == ("north-sea", WORKSPACE, type(config).__name__[:-6].lower())
    (step,) = plan.steps
    return step


class TestLocal:
    def test_a_command_is_given_to_the_shell(self) -> None:
        assert only_step(LocalConfig(command="./swan | tee log")) == StartProcess(
            ("/bin/sh", "-c", "./swan | tee log"), WORKSPACE
        )

    def test_without_a_shell_it_is_split_and_nothing_is_expanded(self) -> None:
        step = only_step(LocalConfig(command="./swan 'a b' $HOME *.nc", shell=False))
        assert step == StartProcess(("./swan", "a b", "$HOME", "*.nc"), WORKSPACE)

    def test_every_field_is_in_the_plan(self, tmp_path: Path) -> None:
        config = LocalConfig(
            command="true",
            working_dir=tmp_path,
            env_vars={"A": "1"},
            capture_output=False,
            stream_output=True,
            timeout=600,
        )
        assert config.plan(RUN) == Plan(
            "local",
            "north-sea",
            WORKSPACE,
            (
                StartProcess(
                    ("/bin/sh", "-c", "true"), tmp_path, {"A": "1"}, captures_output=False, streams_output=True
                ),
            ),
            timeout=600,
        )

    def test_without_a_command_the_model_runs_itself(self) -> None:
        class SwanConfig:
            def run(self, model_run: object) -> bool:
                return model_run is not None

        run = SimpleNamespace(run_id="a", workspace=WORKSPACE, config=SwanConfig(), model=None)
        assert LocalConfig().plan(run).steps == (CallModel("SwanConfig", WORKSPACE),)

    @pytest.mark.parametrize(
        ("config", "message"),
        [
            (LocalConfig(), "the config has no command, and the folder has no model; add a command"),
            (LocalConfig(command="  ", shell=False), "the command is blank"),
            (LocalConfig(command="echo 'a", shell=False), r"cannot be split into words \(No closing quotation\)"),
        ],
    )
    def test_nothing_to_run_is_an_error_and_no_success(self, config: LocalConfig, message: str) -> None:
        with pytest.raises(NothingToRunError, match=message):
            config.plan(RUN)

    def test_a_model_without_a_run_of_its_own_needs_a_command(self) -> None:
        run = SimpleNamespace(run_id="a", workspace=WORKSPACE, config=object(), model=None)
        with pytest.raises(NothingToRunError, match="object has no run"):
            LocalConfig().plan(run)


class TestDocker:
    def test_the_workspace_is_mounted_where_the_run_starts(self) -> None:
        step = only_step(DockerConfig(image="swan:41.45"))
        assert step == RunContainer(
            image="swan:41.45",
            argv=("/usr/local/bin/run.sh",),
            working_dir=PurePosixPath("/app/run_id"),
            mounts=(BindMount(WORKSPACE, PurePosixPath("/app/run_id")),),
            user="root",
            cpus=1,
        )

    def test_every_field_is_in_the_plan(self, tmp_path: Path) -> None:
        config = DockerConfig(
            image="swan:41.45",
            executable="/opt/swan --fast",
            cpu=4,
            memory="512m",
            volumes=[f"{tmp_path}:/data:ro,z"],
            user="1000:1000",
            remove_container=False,
            env_vars={"A": "1"},
            timeout=600,
        )
        step = RunContainer(
            image="swan:41.45",
            argv=("/opt/swan", "--fast"),
            working_dir=PurePosixPath("/app/run_id"),
            mounts=(
                BindMount(WORKSPACE, PurePosixPath("/app/run_id")),
                BindMount(tmp_path, PurePosixPath("/data"), ("ro", "z")),
            ),
            user="1000:1000",
            cpus=4,
            memory=512 * 1024**2,
            removes=False,
            environment={"A": "1"},
        )
        assert config.plan(RUN) == Plan("docker", "north-sea", WORKSPACE, (step,), timeout=600)

    @pytest.mark.parametrize(
        ("mpiexec", "argv"),
        [
            ("mpirun", ["mpirun", "-n", "8", "/swan"]),
            ("mpirun -np 4", ["mpirun", "-np", "4", "/swan"]),
            ("mpiexec -n 2 --bind-to core", ["mpiexec", "-n", "2", "--bind-to", "core", "/swan"]),
            ("mpirun --hostfile hosts", ["mpirun", "--hostfile", "hosts", "/swan"]),
            ("/opt/launch 'a b'", ["/opt/launch", "a b", "-n", "8", "/swan"]),
            ("", ["/swan"]),
        ],
    )
    def test_the_launcher_gets_a_rank_for_each_core_unless_it_says_a_number(
        self, mpiexec: str, argv: list[str]
    ) -> None:
        step = only_step(DockerConfig(image="swan:41.45", mpiexec=mpiexec, cpu=8, executable="/swan"))
        assert isinstance(step, RunContainer)
        assert list(step.argv) == argv

    def test_an_image_is_built_first_from_the_folder_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "Dockerfile").write_text("FROM scratch\n")
        config = DockerConfig.model_validate(
            {"dockerfile": "Dockerfile", "build_args": {"A": "1"}}, context={"base": tmp_path}
        )
        build, container = config.plan(RUN).steps
        assert build == BuildImage(Path("Dockerfile"), tmp_path, {"A": "1"})
        assert isinstance(container, RunContainer)
        assert container.image is None

    def test_a_working_folder_is_seen_through_the_nearest_mount(self, tmp_path: Path) -> None:
        (tmp_path / "data" / "deep" / "er").mkdir(parents=True)
        config = DockerConfig(
            image="swan:41.45",
            volumes=[f"{tmp_path}:/all", f"{tmp_path}/data/deep:/deep"],
            working_dir=tmp_path / "data" / "deep" / "er",
        )
        step = only_step(config)
        assert isinstance(step, RunContainer)
        assert step.working_dir == PurePosixPath("/deep/er")

    def test_a_working_folder_below_no_mount_is_mounted_at_its_own_path(self, tmp_path: Path) -> None:
        step = only_step(DockerConfig(image="swan:41.45", working_dir=tmp_path))
        assert isinstance(step, RunContainer)
        assert step.working_dir == PurePosixPath(tmp_path)
        assert step.mounts[-1] == BindMount(tmp_path, PurePosixPath(tmp_path))

    def test_a_volume_on_the_workspaces_place_takes_it(self, tmp_path: Path) -> None:
        step = only_step(DockerConfig(image="swan:41.45", volumes=[f"{tmp_path}:/app/run_id"]))
        assert isinstance(step, RunContainer)
        assert step.mounts == (BindMount(tmp_path, PurePosixPath("/app/run_id")),)

    @pytest.mark.parametrize(
        ("field", "text"), [("executable", "swan 'a"), ("executable", " "), ("mpiexec", "mpirun 'a")]
    )
    def test_words_that_cannot_be_split_are_an_error(self, field: str, text: str) -> None:
        with pytest.raises(NothingToRunError, match=field):
            DockerConfig.model_validate({"image": "swan:41.45", field: text}).plan(RUN)


class TestSlurm:
    def test_every_field_is_in_the_plan(self, tmp_path: Path) -> None:
        config = SlurmConfig(
            command="srun ./swan",
            queue="compute",
            nodes=2,
            ntasks=8,
            cpus_per_task=4,
            time_limit="2:00:00",
            account="ocean",
            qos="normal",
            reservation="storm",
            output_file="out-%j.log",
            error_file="err-%j.log",
            job_name="hindcast",
            mail_type="END",
            mail_user="me@example.org",
            additional_options=["--exclusive", "--mem 64G", "--comment='two words'"],
            working_dir=tmp_path,
            env_vars={"A": "1,2"},
            timeout=600,
        )
        step = SubmitJob(
            options=(
                "--job-name=hindcast",
                "--partition=compute",
                "--nodes=2",
                "--ntasks=8",
                "--cpus-per-task=4",
                "--time=2:00:00",
                "--account=ocean",
                "--qos=normal",
                "--reservation=storm",
                "--mail-type=END",
                "--mail-user=me@example.org",
                "--exclusive",
                "--mem",
                "64G",
                "--comment=two words",
            ),
            command="srun ./swan",
            folder=tmp_path,
            output="out-%j.log",
            error="err-%j.log",
            environment={"A": "1,2"},
        )
        assert config.plan(RUN) == Plan("slurm", "north-sea", WORKSPACE, (step,), timeout=600)

    def test_a_job_is_named_by_its_run(self) -> None:
        step = only_step(SlurmConfig(command="true"))
        assert isinstance(step, SubmitJob)
        assert step.options[0] == "--job-name=north-sea"
        assert step.folder == WORKSPACE


def test_environments_and_build_arguments_are_no_part_of_a_repr() -> None:
    config = LocalConfig(command="true", env_vars={"TOKEN": "s3cret"})
    assert "s3cret" not in repr(config.plan(RUN))


def test_a_class_without_a_plan_says_that_its_package_runs_it() -> None:
    class HPCConfig(BaseBackendConfig):
        def get_backend_class(self) -> type[object]:
            return object

    with pytest.raises(CannotStartError, match="HPCConfig makes no plan for 'north-sea'"):
        HPCConfig().plan(RUN)
