"""Generating a model's files: templates are rendered, and nobody's work is written over or removed."""

from __future__ import annotations

import resource
import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rompy.errors import CannotStartError
from rompy.model import ModelRun

STAGING = "{{runtime.staging_dir}}"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    (folder / STAGING / "grids").mkdir(parents=True)
    (folder / STAGING / "INPUT").write_text(
        "PROJECT '{{runtime.run_id}}'\n"
        "START {{runtime.period.start.strftime(runtime._datefmt)}} {{config.friction}}\n"
        "STEP {{runtime.period.interval.seconds/3600}} HR\n"
    )
    (folder / STAGING / "grids" / "{{runtime.run_id}}.bot").write_bytes(b"\xff\x00\x01")
    (folder / STAGING / "start.sh").write_text("#!/bin/sh\n")
    (folder / STAGING / "start.sh").chmod(0o755)
    return folder


def model(tmp_path: Path, template: Path | None = None, **fields: Any) -> ModelRun:
    config = {"model_type": "base", "friction": "MADSEN", **({"template": str(template)} if template else {})}
    given = {
        "run_id": "june",
        "output_dir": tmp_path / "out",
        "period": {"start": "20230601", "duration": "1d", "interval": "3h"},
        "config": config,
        **fields,
    }
    return ModelRun.model_validate(given)


def test_files_and_names_of_a_template_are_filled_in(tmp_path: Path, template: Path) -> None:
    workspace = model(tmp_path, template).generate()
    assert workspace == tmp_path / "out" / "june"
    assert (workspace / "INPUT").read_text() == "PROJECT 'june'\nSTART 20230601.000000 MADSEN\nSTEP 3.0 HR\n"
    assert (workspace / "grids" / "june.bot").read_bytes() == b"\xff\x00\x01"
    assert (workspace / "start.sh").stat().st_mode & stat.S_IXUSR


def test_a_folder_without_a_marked_folder_is_the_template_itself(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "INPUT").write_text("{{runtime.run_id}}")
    assert (model(tmp_path, tmp_path / "plain").generate() / "INPUT").read_text() == "june"


def test_without_a_template_there_is_a_workspace_and_nothing_in_it(tmp_path: Path) -> None:
    workspace = model(tmp_path).generate()
    assert [path.name for path in workspace.iterdir()] == [".rompy"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{runtime.nothing}}", "INPUT: the template cannot be rendered: .*has no attribute 'nothing'"),
        ("a\n{% if %}", "INPUT:2: the template cannot be rendered"),
        ("{{1/0}}", "ZeroDivisionError"),
        ("{{''.__class__.__mro__}}", "unsafe"),
    ],
)
def test_a_template_that_cannot_be_rendered_is_told_with_its_file(
    tmp_path: Path, template: Path, text: str, message: str
) -> None:
    (template / STAGING / "INPUT").write_text(text)
    with pytest.raises(CannotStartError, match=message):
        model(tmp_path, template).generate()


def test_a_template_cannot_leave_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "{{'..'}}x").write_text("")
    (tmp_path / "plain" / "{{'.' ~ '.'}}").mkdir()
    (tmp_path / "plain" / "{{'.' ~ '.'}}" / "x").write_text("")
    with pytest.raises(CannotStartError, match="outside of the workspace"):
        model(tmp_path, tmp_path / "plain").generate()


class TestOthersWork:
    def test_generating_again_renews_what_was_generated(self, tmp_path: Path, template: Path) -> None:
        model(tmp_path, template).generate()
        (template / STAGING / "INPUT").write_text("NEW")
        assert (model(tmp_path, template).generate() / "INPUT").read_text() == "NEW"

    def test_a_generated_file_that_was_edited_is_not_written_over(self, tmp_path: Path, template: Path) -> None:
        workspace = model(tmp_path, template).generate()
        (workspace / "INPUT").write_text("edited by hand")
        with pytest.raises(CannotStartError, match=r"INPUT in .* would be written over.*--skip-generate"):
            model(tmp_path, template).generate()
        assert (workspace / "INPUT").read_text() == "edited by hand"

    def test_a_file_that_was_there_before_is_not_written_over(self, tmp_path: Path, template: Path) -> None:
        (tmp_path / "out" / "june").mkdir(parents=True)
        (tmp_path / "out" / "june" / "INPUT").write_text("mine")
        with pytest.raises(CannotStartError, match="INPUT"):
            model(tmp_path, template, delete_existing=True).generate()
        assert (tmp_path / "out" / "june" / "INPUT").read_text() == "mine"

    def test_deleting_removes_what_was_generated_and_nothing_else(self, tmp_path: Path, template: Path) -> None:
        workspace = model(tmp_path, template).generate()
        (workspace / "waves.nc").write_text("output")
        (template / STAGING / "grids" / "{{runtime.run_id}}.bot").unlink()
        model(tmp_path, template, delete_existing=True).generate()
        assert sorted(path.name for path in workspace.iterdir()) == [".rompy", "INPUT", "start.sh", "waves.nc"]

    def test_without_deleting_what_is_no_longer_generated_stays(self, tmp_path: Path, template: Path) -> None:
        workspace = model(tmp_path, template).generate()
        (template / STAGING / "start.sh").unlink()
        model(tmp_path, template).generate()
        assert (workspace / "start.sh").exists()

    def test_a_file_that_is_already_as_it_will_be_stands_in_nobodys_way(self, tmp_path: Path, template: Path) -> None:
        (tmp_path / "out" / "june").mkdir(parents=True)
        (tmp_path / "out" / "june" / "start.sh").write_text("#!/bin/sh\n")
        model(tmp_path, template).generate()

    def test_what_was_written_before_a_failure_may_be_written_over(self, tmp_path: Path, template: Path) -> None:
        (template / STAGING / "AAA").write_text("first {{runtime._generated_at}}")
        (template / STAGING / "ZZZ").write_text("z" * 16384)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
        try:
            with pytest.raises(CannotStartError, match="cannot be written: File too large"):
                model(tmp_path, template).generate()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert (tmp_path / "out" / "june" / "AAA").exists()
        model(tmp_path, template).generate()

    def test_a_file_where_a_folder_must_be_is_told_before_anything_is_written(
        self, tmp_path: Path, template: Path
    ) -> None:
        (tmp_path / "out" / "june").mkdir(parents=True)
        (tmp_path / "out" / "june" / "grids").write_text("mine")
        with pytest.raises(CannotStartError, match=r"^grids in .* would be written over.* it as it is"):
            model(tmp_path, template).generate()
        assert sorted(path.name for path in (tmp_path / "out" / "june").iterdir()) == [".rompy", "grids"]

    def test_nothing_is_deleted_where_nothing_can_be_generated(self, tmp_path: Path, template: Path) -> None:
        workspace = model(tmp_path, template).generate()
        before = sorted(workspace.rglob("[!.]*"))
        (workspace / "INPUT").write_text("edited by hand")
        with pytest.raises(CannotStartError, match="INPUT"):
            model(tmp_path, template, delete_existing=True).generate()
        (workspace / "INPUT").unlink()
        (template / STAGING / "start.sh").write_text("{{ runtime.nothing }}")
        with pytest.raises(CannotStartError, match="cannot be rendered"):
            model(tmp_path, template, delete_existing=True).generate()
        assert sorted([*workspace.rglob("[!.]*"), workspace / "INPUT"]) == before

    def test_a_link_to_a_folder_stays_where_what_was_generated_is_deleted(self, tmp_path: Path, template: Path) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "out" / "june").mkdir(parents=True)
        (tmp_path / "out" / "june" / "grids").symlink_to(tmp_path / "disk")
        workspace = model(tmp_path, template).generate()
        assert (tmp_path / "disk" / "june.bot").exists()
        (template / STAGING / "grids" / "{{runtime.run_id}}.bot").unlink()
        model(tmp_path, template, delete_existing=True).generate()
        assert (workspace / "grids").is_symlink()
        assert list((tmp_path / "disk").iterdir()) == []

    def test_a_read_only_file_of_a_template_is_renewed_too(self, tmp_path: Path, template: Path) -> None:
        (template / STAGING / "INPUT").chmod(0o444)
        model(tmp_path, template).generate()
        (template / STAGING / "INPUT").chmod(0o644)
        (template / STAGING / "INPUT").write_text("NEW")
        assert (model(tmp_path, template).generate() / "INPUT").read_text() == "NEW"


class TestModelsOfPackages:
    class SwanConfig:
        def __call__(self, run: ModelRun) -> str:
            return f"made for {run.run_id}"

        def render(self, context: dict[str, Any], output_dir: Path) -> None:
            staging = Path(context["runtime"]["staging_dir"])
            (staging / "INPUT").write_text(f"{context['config']} below {output_dir.name}")

    def test_are_called_and_render_their_files(self, tmp_path: Path) -> None:
        workspace = model(tmp_path, config=self.SwanConfig()).generate()
        assert (workspace / "INPUT").read_text() == "made for june below out"

    def test_that_fail_leave_what_is_removed_the_next_time(self, tmp_path: Path) -> None:
        class Failing:
            def render(self, context: dict[str, Any], output_dir: Path) -> None:
                (Path(context["runtime"]["staging_dir"]) / "HALF").write_text("half")
                raise ValueError

        with pytest.raises(CannotStartError, match="failed to write the files"):
            model(tmp_path, config=Failing()).generate()
        workspace = model(tmp_path, config=self.SwanConfig(), delete_existing=True).generate()
        assert sorted(path.name for path in workspace.iterdir()) == [".rompy", "INPUT"]

    def test_that_are_not_installed_cannot_generate(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStartError, match="nothing here can generate a 'swan' model: install the package"):
            model(tmp_path, config={"model_type": "swan", "grid": 1}).generate()


def test_a_repository_is_not_cloned(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rompy clones no repositories"):
        model(tmp_path, config={"model_type": "base", "template": "https://example.org/a.git", "checkout": "main"})
    with pytest.raises(CannotStartError, match="is no folder on this machine"):
        model(tmp_path, config={"model_type": "base", "template": "https://example.org/a.git"}).generate()


@pytest.mark.parametrize("model_type", ["1", "null", "[base]"])
def test_a_model_type_that_is_no_text_is_refused_at_its_place(tmp_path: Path, model_type: str) -> None:
    file = tmp_path / "model.yml"
    file.write_text(f"run_id: june\nconfig: {{model_type: {model_type}}}\n")
    with pytest.raises(ValidationError, match="model_type") as refused:
        ModelRun.from_file(file)
    assert [fault["loc"] for fault in refused.value.errors()] == [("config", "model_type")]
    assert any(":2:" in note for note in refused.value.__notes__)
