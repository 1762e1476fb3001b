"""Documents of model runs and pipelines as people write them, right ones and wrong ones."""

from __future__ import annotations

from itertools import product
from typing import Any

from schemadocs import ODDITIES, TEMPLATES

MOMENTS = [
    "2023-06-01", "2023-06-01T00", "2023-06-01T00:00:00", "2023-06-01 00:00", "20230601", "20230601T00",
    "20230601.063000", "2023-1-5 3:00:00", "2023-06-01T00:00:00.5Z", "2023-06-01T00:00+02:00", 20230601, 2023060106,
    20230601.063, "2023", 2023, "2023-13-01", "tomorrow", "2023-06-01\n", " 2023-06-01", "2023/06/01", "20230601T24",
]  # fmt: skip
DURATIONS = [
    "1h", "1H", "15M", "30min", "90 seconds", "1.5d", "2 weeks", "PT1H", "P3D", "P1Y2M3W4DT5H6M7.5S", "P1DT", "PT", "P",
    "-PT1H", "p1d", "1 ss", "1", "h", "1 fortnight", "1h\n", "1:00:00", 3600, 1.5, 0, -1, "1 Days", "3 HRS",
]  # fmt: skip
PERIODS = [
    {"start": "20230601", "end": "20230602"},
    {"start": "20230601", "end": "20230602", "duration": None},
    {"start": "20230601", "end": "20230602", "duration": "1d"},
    {"start": "20230601", "end": None, "duration": "1d"},
    {"start": None, "end": "20230602", "duration": "1d", "interval": None, "include_end": None},
    {"start": "20230601"},
    {"duration": "1d"},
    {},
    {"start": None, "end": None, "duration": None},
    {"start": "${A}", "end": "${B}"},
    {"start": "${A}"},
    {"start": "20230601", "duration": "1d", "intervall": None},
    None,
]
RUN_IDS = ["a", ".", "..", "...", ".a", "a/b", "", "a\nb", "${CYCLE|strftime:%Y/%m/%d}", "x_${A}", 5, None, "a\0"]
CONFIGS: list[Any] = [
    {},
    {"model_type": "base"},
    {"model_type": "base", "anything": [1]},
    {"template": None},
    {"template": 5},
    {"checkout": None},
    {"checkout": "main"},
    {"checkout": "${BRANCH}"},
    {"model_type": "swan", "checkout": "main", "template": 5},
    {"model_type": None},
    {"model_type": 5},
    {"model_type": "${MODEL}"},
    None,
    "x",
    "${CONFIG}",
    [],
]
LOCAL = {"type": "local", "command": "pwd"}
PIPELINES: list[dict[str, Any]] = [
    {"config": {}, "backend": LOCAL, "postprocessor": {"type": "noop"}},
    {"config": {}},
    {"backend": LOCAL, "postprocessor": {"type": "noop"}},
    {"model_run": {}, "run_backend": LOCAL, "postprocessing": {"processor": "noop"}, "pipeline_backend": "local"},
    {
        "model_run": {},
        "run_backend": {"backend_type": "local"},
        "postprocessing": {"processor": "ww3_transfer", "a": 1},
    },
    {"model_run": {}, "config": {}},
    {"config": {}, "backend": LOCAL, "run_backend": LOCAL},
    {"config": {}, "postprocessor": {"type": "noop"}, "postprocessing": {"type": "noop"}},
    {"config": {}, "pipeline_backend": "prax"},
    {"config": {}, "pipeline_backend": "${ENGINE}"},
    {"config": {}, "pipeline_backend": None},
    {"config": {}, "pipeline_settings": {}},
    {"config": None},
    {"config": {}, "backend": None},
    {"config": {}, "backend": "local"},
    {"config": {}, "backend": {}},
    {"config": {}, "backend": {"type": "local", "backend_type": "local"}},
    {"config": {}, "backend": {"backend_type": "dokcer"}},
    {"config": {}, "backend": {"backend_type": "docker"}},
    {"config": {}, "backend": {"backend_type": "docker", "image": "swan", "nodes": 2}},
    {"config": {}, "backend": {"type": "docker", "image": "swan", "cpu": "${CPU}"}},
    {"config": {}, "postprocessor": {"type": "noop", "processor": "noop"}},
    {"config": {}, "postprocessor": {"processor": "noop", "validate": True}},
    {"config": {}, "postprocessor": {"type": "noop", "validate_outputs": "yes"}},
    {"config": {}, "postprocessor": {"validate_outputs": True}},
    {"config": {}, "postprocessor": {"type": 5}},
    {"config": {}, "postprocessor": {"type": "ww3_transfer", "processor": 5}},
    {"config": {}, "postprocessor": {"type": "ww3_transfer", "processor": "noop", "x": 1}},
    {"config": {}, "postprocessor": {"type": "ww3_transfer", "destinations": ["a"]}},
    {},
]

ODD: list[Any] = [*ODDITIES, *TEMPLATES, "a.yml", "modelrun"]


def model_runs() -> list[dict[str, Any]]:
    """Give model runs in which one thing is as it should be, or is not."""
    runs: list[dict[str, Any]] = [{"run_id": text} for text in RUN_IDS] + [{"config": config} for config in CONFIGS]
    runs += [{"period": period} for period in periods()]
    fields = ("model_type", "run_id", "output_dir", "delete_existing", "run_id_subdir", "config")
    runs += [{field: value} for field in fields for value in ODD]
    return runs + [{"config": {key: value}} for key in ("model_type", "template", "checkout") for value in ODD]


def periods() -> list[Any]:
    """Give periods in every spelling, and with every choice of start, end and duration."""
    moments = [*MOMENTS, *ODD, 10000100, 99991231235960]
    made = [*PERIODS, *ODD]
    made += [{name: moment, "duration": "1d"} for name in ("start", "end") for moment in moments]
    for length in [*DURATIONS, *ODD]:
        made += [{"start": "20230601", "duration": length}]
        made += [{"start": "20230601", "end": "20230602", "interval": length}]
    made += [{"start": "20230601", "duration": "1d", "include_end": value} for value in ODD]
    three = {"start": "20230601", "end": "20230602", "duration": "1d"}
    for ways in product(("there", "null", "absent"), repeat=3):
        named = zip(three, ways, strict=True)
        made.append({name: three[name] if how == "there" else None for name, how in named if how != "absent"})
    return made


def pipelines() -> list[dict[str, Any]]:
    """Give pipelines with all kinds of things in the places of their sections."""
    sections = ("config", "backend", "postprocessor", "model_run", "run_backend", "postprocessing", "pipeline_backend")
    values: list[Any] = [*ODD, *PIPELINES, {"run_id": "a"}, {"run_id": 5}]
    values += [{"type": name, key: name} for name in ("local", "noop") for key in ("backend_type", "processor")]
    fields: list[dict[str, Any]] = [{}, {"command": "a"}, {"x": 1}, {"image": "a"}]
    types: list[Any] = ["local", "docker", "slurm", "noop", "other", None, 5, []]
    values += [
        {key: name, **rest} for key in ("type", "backend_type", "processor") for name in types for rest in fields
    ]
    made: list[dict[str, Any]] = [{"config": {}, section: value} for section in sections for value in values]
    made += [{section: value} for section in sections for value in values]
    return [*PIPELINES, *made, *({**pipeline, section: {}} for pipeline in PIPELINES for section in sections)]
