"""What a person sees who writes backend files in an editor, row by row, with the servers that stand behind editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from editor_tools import NotInstalledError
from faults import faults
from language_server import Document, LanguageServer, Proposal, server_names
from plugins_here import EXAMPLE, install_example, on_path
from published import CLASSES, published
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.backends.condition import Condition, ExactlyOne
from rompy.backends.grammar import Deprecated, Described
from rompy.cli.composed import composed
from rompy.model.config import CHECKOUT_UNUSED
from rompy.model.times import DURATION as DURATIONS
from rompy.model.times import MOMENT as MOMENTS
from rompy.schema.editor import form_schema
from rompy.schema.from_model import backend_form

FIELDS = {name: set(config_class.model_fields) - {"type"} for name, config_class in CLASSES.items()}
SKELETONS = {f"{name}: a whole file" for name in CLASSES}
OLDER = "server-1.19.2"

NOT_BOTH = 'Set either "image" or "dockerfile", not both.'
ONE_OF = 'Set one of "image" (a prebuilt image) or "dockerfile" (build one).'
NO_TYPE = 'Set "type" to one of: local, docker, slurm.'
WRONG_TYPE = 'Value is not accepted. Valid values: "local", "docker", "slurm".'
INTEGER = "Must be an integer or a template such as ${NAME:-default}."
BOOLEAN = "Must be true, false or a template such as ${NAME:-default}."
MEMORY = 'Memory must be a whole number and a unit: k, m or g, such as "2g" or "512m".'
TIME_LIMIT = 'A time limit is "H:MM:SS" or "D-HH:MM:SS" in quotes, such as "2:00:00" or "1-12:00:00".'
IMAGE = 'An image is named like "swan:41.45" or "registry.example.org/coast/swan:41.45".'
DOCKERFILE = "The path must be relative to the build context."
VOLUME = 'A volume is "host:container" or "host:container:mode", with an absolute container path and a mode such as ro.'
VARIABLE = 'The name of a variable cannot be empty or hold "=".'
LIST = 'Must be a list: put each item on a line of its own, after "- ".'
ENVIRONMENT = 'Environment variables are strings: put the value in quotes, such as "4".'


RUN_KEYS = {"run_id", "period", "output_dir", "config", "delete_existing", "run_id_subdir"}
TWO = "A period has two of start, end and duration."
RUN_ID = 'A run_id names a folder: it cannot be empty, "." or "..", or hold "/" or line breaks.'
MAPPING = "Must be a mapping, each field on a line of its own and further in, or an include: !include FILE.yml."
NO_PROCESSOR = 'Set "type" to one of: noop, or a type of another package.'
MOMENT, DURATION = MOMENTS.message, DURATIONS.message
NO_CONFIG = 'Set "config": the section that says what is modelled.'


class Nodes(BaseModel):
    """What to reserve."""

    model_config = ConfigDict(extra="forbid", strict=True)

    count: int = Field(1, ge=1, le=64, description="How many")
    kind: Literal["gpu", "cpu"] = Field("cpu", description="Which")


class ClusterConfig(BaseBackendConfig):
    """Run on the cluster of another package."""

    queue: str = Field(description="Queue to submit to", examples=["general"])
    partition: Annotated[str, Deprecated("use queue", "1.3")] = Field("main", description="Part of the cluster")
    host: Annotated[str, Deprecated("use queue", "1.2", is_last_call=True)] = Field("a", description="Machine")
    level: Annotated[Literal["low", "high"], Described((("low", "slow and cheap"), ("high", "at once")))] = Field(
        "low", description="How soon"
    )
    nodes: Nodes = Field(default_factory=Nodes, description="What to reserve")
    gateway: str | None = Field(None, description="Machine to go through")
    tunnel: str | None = Field(None, description="Tunnel to use")

    conditions: ClassVar[tuple[Condition, ...]] = (ExactlyOne("gateway", "tunnel"),)

    def get_backend_class(self) -> type[object]:
        return object


CLUSTER = form_schema(backend_form(ClusterConfig, "cluster"))
ONE_WAY = 'Set one of "gateway" (machine to go through) or "tunnel" (tunnel to use).'
LEVEL = 'Value is not accepted. Valid values: "low", "high", or a template such as ${NAME:-default}.'


@dataclass(frozen=True)
class Row:
    """What the user does, and what must be seen then; what is None is not looked at."""

    does: str
    text: str
    """The file, with the cursor in it."""
    problems: tuple[tuple[str, str], ...] | None = None
    """All that is underlined: the text under the line, and the words."""
    offers: set[str] | None = None
    """All that is offered."""
    offers_too: set[str] = field(default_factory=set)
    """Some of what is offered."""
    never_offers: set[str] = field(default_factory=set)
    inserts: Mapping[str, str] = field(default_factory=dict)
    """What picking a proposal writes; places to fill in stand as their defaults."""
    tells: Mapping[str, str] = field(default_factory=dict)
    """Words that stand beside a proposal."""
    hovers: tuple[str, ...] = ()
    """Words that the mouse shows."""
    fixes: Mapping[str, str] = field(default_factory=dict)
    """Titles of quick fixes, and the line that each must leave in the file."""
    schema: str = "backend"
    """The published schema that the file is bound to; none for a file that names its own."""
    older_problems: tuple[tuple[str, str], ...] | None = None
    """What 1.19.2 says instead, which has its own words for a key that is missing."""

    def __str__(self) -> str:
        return self.does


CLEAN: tuple[tuple[str, str], ...] = ()

ROWS = [
    # --- an empty file, and the type
    Row("opens an empty file", "¦", offers={"type", *SKELETONS}, tells={"type": "Which backend"}),
    Row(
        "picks a whole file",
        "¦",
        tells={"docker: a whole file": "Docker container"},
        # numbers are numbers, and what YAML 1.1 would take for a number is quoted
        inserts={
            "docker: a whole file": 'type: docker\nimage: swan:41.45\ntimeout: 7200\ncpu: 4\nmemory: "2g"',
            "slurm: a whole file": "type: slurm\ncommand: python run_model.py\ntimeout: 7200\n"
            'queue: general\ncpus_per_task: 4\ntime_limit: "2:00:00"',
        },
    ),
    Row("opens a file that begins with a comment", "# swan on one node\n¦", offers={"type", *SKELETONS}),
    Row("begins to type in an empty file", "ty¦", offers={"type", *SKELETONS}),
    Row(
        "asks for the types",
        "type: ¦",
        offers={"local", "docker", "slurm"},
        tells={"local": "on this machine", "docker": "Docker container", "slurm": "Slurm job"},
    ),
    Row("types half a type", "type: d¦", offers={"local", "docker", "slurm"}),
    Row("picks type in a file of one type", "¦", schema="docker", inserts={"type": "type: docker"}),
    Row(
        "misspells the type",
        "type: dokcer\nimage: swan:41.45\n",
        problems=(("dokcer", WRONG_TYPE),),
        fixes={"docker": "type: docker", "local": "type: local", "slurm": "type: slurm"},
    ),
    Row("gives the type a list", "type: [docker]\n", problems=(("[docker]", WRONG_TYPE),)),
    Row(
        "forgets the type",
        "image: swan:41.45\n",
        problems=(("i", NO_TYPE),),
        older_problems=(("i", 'Missing property "type".'),),
    ),
    Row("rests the mouse on the type", "t¦ype: docker\nimage: a\n", hovers=("docker", "Docker container")),
    Row("rests the mouse on its value", "type: do¦cker\nimage: a\n", hovers=("docker", "Docker container")),
    # --- the keys of the type, and no others
    Row("asks for keys of docker", "type: docker\n¦", offers=FIELDS["docker"]),
    Row("asks for keys of local", "type: local\n¦", offers=FIELDS["local"]),
    Row("asks for keys of slurm", "type: slurm\n¦", offers=FIELDS["slurm"]),
    Row(
        "asks for keys between others",
        "type: local\ncommand: ./run.sh\n¦\ntimeout: 600\n",
        offers=FIELDS["local"] - {"command", "timeout"},
    ),
    Row(
        "writes a key of another type",
        "type: docker\nimage: swan:41.45\nnodes: 2\n",
        problems=(("nodes", "Property nodes is not allowed."),),
    ),
    Row(
        "misspells a key",
        "type: docker\nimage: swan:41.45\nmemmory: 2g\n",
        problems=(("memmory", "Property memmory is not allowed."),),
        fixes={"memory": "memory: 2g"},
    ),
    # --- image or dockerfile
    Row(
        "has an image",
        "type: docker\nimage: swan:41.45\n¦",
        problems=CLEAN,
        offers_too={"memory", "cpu", "volumes"},
        never_offers={"dockerfile", "image"},
    ),
    Row(
        "has a dockerfile",
        "type: docker\ndockerfile: Dockerfile\n¦",
        problems=CLEAN,
        offers_too={"build_context", "build_args"},
        never_offers={"image", "dockerfile"},
    ),
    Row(
        "has both",
        "type: docker\nimage: swan:41.45\ndockerfile: Dockerfile\n",
        problems=(("dockerfile", NOT_BOTH),),
    ),
    Row(
        "has both the other way round",
        "type: docker\ndockerfile: Dockerfile\nimage: swan:41.45\n",
        problems=(("dockerfile", NOT_BOTH),),
    ),
    Row(
        "has neither",
        "type: docker\ncpu: 2\n",
        problems=(("t", ONE_OF),),
        older_problems=(("t", 'Missing property "image".'),),
    ),
    Row("has an empty image alone", "type: docker\nimage:\n", problems=(("", ONE_OF),)),
    Row(
        "left the image empty beside a dockerfile",
        "type: docker\nimage: null\ndockerfile: Dockerfile\n",
        problems=CLEAN,
    ),
    # --- numbers, booleans, and texts in a format
    Row("takes a template for a number", 'type: local\ntimeout: "${JOB_TIMEOUT:-3600}"\n', problems=CLEAN),
    Row("writes a word for a number", "type: local\ntimeout: fast\n", problems=(("fast", INTEGER),)),
    Row("writes a fraction", "type: docker\nimage: a\ncpu: 1.5\n", problems=(("1.5", INTEGER),)),
    Row("writes a number in quotes", 'type: local\ntimeout: "3600"\n', problems=(('"3600"', INTEGER),)),
    Row(
        "writes too small a number",
        "type: local\ntimeout: 30\n",
        problems=(("30", "Value is below the minimum of 60."),),
    ),
    Row(
        "writes too large a number",
        "type: docker\nimage: a\ncpu: 256\n",
        problems=(("256", "Value is above the maximum of 128."),),
    ),
    Row("takes a template for a boolean", 'type: local\nshell: "${SHELL_WANTED:-true}"\n', problems=CLEAN),
    Row("writes yes for a boolean", "type: local\nshell: yes\n", problems=(("yes", BOOLEAN),)),
    Row("asks for values of a boolean", "type: local\nshell: ¦", offers={"true", "false"}),
    Row("writes memory wrongly", "type: docker\nimage: a\nmemory: 2x\n", problems=(("2x", MEMORY),)),
    Row("writes memory as a number", "type: docker\nimage: a\nmemory: 2048\n", problems=(("2048", MEMORY),)),
    Row("takes a template for memory", 'type: docker\nimage: a\nmemory: "${MEMORY:-2g}"\n', problems=CLEAN),
    Row("takes a template in memory", 'type: docker\nimage: a\nmemory: "${GIGABYTES:-2}g"\n', problems=CLEAN),
    Row("writes a time limit wrongly", "type: slurm\ncommand: a\ntime_limit: 2h\n", problems=(("2h", TIME_LIMIT),)),
    Row("writes a time limit as a number", "type: slurm\ncommand: a\ntime_limit: 2\n", problems=(("2", TIME_LIMIT),)),
    Row("takes a template for a time limit", 'type: slurm\ncommand: a\ntime_limit: "${T:-2:00:00}"\n', problems=CLEAN),
    Row(
        "asks for time limits",
        "type: slurm\ncommand: a\ntime_limit: ¦",
        # PyYAML reads 2:00:00 as the number 7200
        offers={'"2:00:00"', '"1:00:00"'},
    ),
    Row(
        "leaves a text empty",
        'type: slurm\ncommand: ""\n',
        problems=(('""', "String is shorter than the minimum length of 1."),),
    ),
    Row(
        "forgets the command of a job",
        "type: slurm\n",
        problems=(("t", 'Missing property "command".'),),
    ),
    # --- null is for files of before: never offered, and yet accepted
    Row("has null for optional keys", "type: local\ncommand: null\nworking_dir:\n", problems=CLEAN),
    Row("has null for memory", "type: docker\nimage: a\nmemory: null\n", problems=CLEAN),
    Row("asks for memory", "type: docker\nimage: a\nmemory: ¦", offers_too={'"2g"'}, never_offers={"null"}),
    Row("asks for a queue", "type: slurm\ncommand: a\nqueue: ¦", offers_too={"compute"}, never_offers={"null"}),
    Row(
        "picks keys that may be left out",
        "type: docker\n¦",
        inserts={"dockerfile": "dockerfile: Dockerfile", "working_dir": "working_dir: .", "memory": 'memory: "2g"'},
    ),
    # --- texts in a format
    Row("misspells an image", "type: docker\nimage: Swan:41.45\n", problems=(("Swan:41.45", IMAGE),)),
    Row("takes a template in an image", 'type: docker\nimage: "swan:${SWAN:-41.45}"\n', problems=CLEAN),
    Row(
        "writes an absolute dockerfile",
        "type: docker\ndockerfile: /a/Dockerfile\n",
        problems=(("/a/Dockerfile", DOCKERFILE),),
    ),
    Row(
        "writes a volume without a container path",
        "type: docker\nimage: a\nvolumes:\n  - ./data\n",
        problems=(("./data", VOLUME),),
    ),
    Row(
        "mounts with an unknown mode",
        "type: docker\nimage: a\nvolumes:\n  - .:/data:rx\n",
        problems=((".:/data:rx", VOLUME),),
    ),
    # --- maps and lists
    Row(
        "gives a variable a number",
        "type: local\nenv_vars:\n  OMP_NUM_THREADS: 4\n",
        problems=(("4", ENVIRONMENT),),
    ),
    Row("gives a variable a boolean", "type: local\nenv_vars:\n  DEBUG: true\n", problems=(("true", ENVIRONMENT),)),
    Row("names a variable wrongly", 'type: local\nenv_vars:\n  "A=B": "1"\n', problems=(('"A=B"', VARIABLE),)),
    Row("gives a variable a template", 'type: local\nenv_vars:\n  THREADS: "${T:-4}"\n', problems=CLEAN),
    Row(
        "merges variables",
        'type: docker\ndockerfile: Dockerfile\nenv_vars: &common\n  A: "1"\nbuild_args:\n  <<: *common\n  B: "2"\n',
        problems=CLEAN,
    ),
    Row(
        "begins a volume",
        "type: docker\nimage: a\nvolumes:\n  - ¦",
        offers_too={"host:container:mode", ".:/app/data:ro"},
    ),
    Row(
        "writes a volume without a list",
        "type: docker\nimage: a\nvolumes: .:/data\n",
        problems=((".:/data", LIST),),
    ),
    Row(
        "picks volumes",
        "type: docker\nimage: a\n¦",
        inserts={"volumes": "volumes:\n  - ", "env_vars": 'env_vars:\n  OMP_NUM_THREADS: "1"'},
    ),
    # --- texts
    Row(
        "rests the mouse on timeout",
        "type: docker\nimage: a\ntime¦out: 60\n",
        hovers=("Default: 3600", "Range: 60 to 86400"),
    ),
    Row("rests the mouse on image", "type: docker\nim¦age: a\n", hovers=("Docker image to use", "swan:41.45")),
    Row("rests the mouse on dockerfile", "type: docker\ndockerf¦ile: a\n", hovers=("Path to Dockerfile",)),
    Row("rests the mouse on command", "type: slurm\ncom¦mand: a\n", hovers=("Shell command", "python run_model.py")),
    Row("rests the mouse on memory", "type: docker\nimage: a\nmem¦ory: 2g\n", hovers=("Memory limit", "2g")),
    Row(
        "reads beside the keys",
        "type: local\n¦",
        tells={"timeout": "Default: 3600 · Range: 60 to 86400", "shell": "Default: true"},
    ),
    # --- a type of another package: choices, nested fields, and fields that go
    Row(
        "asks for keys of a plugin",
        "type: cluster\n¦",
        schema="cluster",
        offers={"queue", "level", "nodes", "gateway", "tunnel", "timeout", "env_vars", "working_dir"},
        inserts={"gateway": "gateway: ", "tunnel": "tunnel: ", "queue": "queue: general"},
    ),
    Row(
        "says no way to a plugin",
        "type: cluster\nqueue: a\n",
        schema="cluster",
        problems=(("t", ONE_WAY),),
        older_problems=(("t", 'Missing property "gateway".'),),
    ),
    Row(
        "asks for choices",
        "type: cluster\nqueue: a\ngateway: b\nlevel: ¦",
        schema="cluster",
        offers={"low", "high"},
        tells={"low": "slow and cheap", "high": "at once"},
    ),
    Row(
        "rests the mouse on a choice",
        "type: cluster\nqueue: a\ngateway: b\nlevel: hi¦gh\n",
        schema="cluster",
        hovers=("How soon", "slow and cheap", "at once"),
    ),
    Row(
        "writes no choice",
        "type: cluster\nqueue: a\ngateway: b\nlevel: fast\n",
        schema="cluster",
        problems=(("fast", LEVEL),),
    ),
    Row(
        "writes a number for a choice",
        "type: cluster\nqueue: a\ngateway: b\nlevel: 3\n",
        schema="cluster",
        problems=(("3", LEVEL),),
    ),
    Row(
        "takes a template for a choice",
        'type: cluster\nqueue: a\ngateway: b\nlevel: "${LEVEL:-low}"\n',
        schema="cluster",
        problems=CLEAN,
    ),
    Row(
        "asks for nested keys",
        "type: cluster\nqueue: a\ngateway: b\nnodes:\n  ¦",
        schema="cluster",
        offers={"count", "kind"},
        tells={"count": "Default: 1 · Range: 1 to 64"},
    ),
    Row(
        "misspells a nested key",
        "type: cluster\nqueue: a\ngateway: b\nnodes:\n  cout: 2\n",
        schema="cluster",
        problems=(("cout", "Property cout is not allowed."),),
        fixes={"count": "  count: 2"},
    ),
    Row(
        "uses a key that is deprecated",
        "type: cluster\nqueue: a\ngateway: b\nparti¦tion: b\n",
        schema="cluster",
        problems=CLEAN,
        hovers=("Deprecated since 1.3: use queue",),
    ),
    Row(
        "uses a key that goes next",
        "type: cluster\nqueue: a\ngateway: b\nhost: b\n",
        schema="cluster",
        problems=(("host: b", "Deprecated since 1.2: use queue"),),
    ),
    # --- model runs
    Row(
        "begins a model run",
        "¦",
        schema="model-run",
        offers={"model-run: a whole file", *RUN_KEYS},
        inserts={
            "model-run: a whole file": 'run_id: north_sea\nperiod:\n  start: "2023-06-01T00:00:00"\n  duration: "3d"\n'
            '  interval: "1h"\noutput_dir: simulations\nconfig:\n  model_type: base\n  template: templates/swan',
            "period": "period: ",
            "config": "config: ",
            "delete_existing": "delete_existing: false",
        },
    ),
    Row(
        "asks for keys of a model run",
        "run_id: a\n¦",
        schema="model-run",
        problems=CLEAN,
        offers=RUN_KEYS - {"run_id"},
        tells={"delete_existing": "Default: false"},
    ),
    Row(
        "begins a period",
        "period:\n  ¦",
        schema="model-run",
        offers={"start", "end", "duration", "interval", "include_end"},
        inserts={"start": 'start: "2023-01-01T00:00:00"', "duration": 'duration: "1d"'},
    ),
    Row(
        "has the start of a period",
        "period:\n  start: 2023-06-01\n  ¦",
        schema="model-run",
        problems=(("period", TWO),),
        older_problems=(("period", 'Missing property "end".'),),
        offers={"end", "duration", "interval", "include_end"},
    ),
    Row(
        "has two of three",
        "period:\n  start: 2023-06-01\n  duration: 1d\n  ¦",
        schema="model-run",
        problems=CLEAN,
        offers={"interval", "include_end"},
    ),
    Row(
        "has all three",
        "period:\n  start: 2023-06-01\n  end: 2023-06-02\n  duration: 1d\n",
        schema="model-run",
        problems=(("duration", f"{TWO[:-1]}, not all three."),),
    ),
    Row(
        "writes times of all kinds",
        "period:\n  start: 20230601T00\n  duration: 3600\n  interval: 15M\n",
        schema="model-run",
        problems=CLEAN,
    ),
    Row(
        "writes no times",
        "period:\n  start: yesterday\n  duration: 1 fortnight\n  interval: true\n",
        schema="model-run",
        problems=(("yesterday", MOMENT), ("1 fortnight", DURATION), ("true", DURATION)),
    ),
    Row(
        "misspells a key of a period",
        "period:\n  start: 2023-06-01\n  duration: 1d\n  intervall: 1h\n",
        schema="model-run",
        problems=(("intervall", "Property intervall is not allowed."),),
        fixes={"interval": "  interval: 1h"},
    ),
    Row(
        "takes templates in a model run",
        'run_id: "cycle_${CYCLE|strftime:%Y/%m/%d}"\nperiod:\n  start: "${CYCLE}"\n  duration: "${LENGTH:-1d}"\n'
        'delete_existing: "${CLEAN:-true}"\nconfig:\n  template: "${TEMPLATES}/swan"\n',
        schema="model-run",
        problems=CLEAN,
    ),
    Row(
        "has null in a model run",
        "period:\nconfig:\n  template:\n",
        schema="model-run",
        problems=CLEAN,
    ),
    Row(
        "asks for model types",
        "config:\n  model_type: ¦",
        schema="model-run",
        offers={"base"},
        tells={"base": "template folder"},
    ),
    Row(
        "asks for keys of a model",
        "config:\n  model_type: base\n  ¦",
        schema="model-run",
        problems=CLEAN,
        offers={"template"},
    ),
    Row(
        "models with a package that is elsewhere",
        "config:\n  model_type: swan\n  cgrid: {nx: 1}\n  checkout: main\n",
        schema="model-run",
        problems=CLEAN,
    ),
    Row(
        "asks rompy to clone a repository",
        "config:\n  checkout: main\n",
        schema="model-run",
        problems=(("main", CHECKOUT_UNUSED),),
    ),
    Row(
        "writes a mapping on one line",
        'period: 2023\nconfig: swan\nrun_id: "a/b"\n',
        schema="model-run",
        problems=(("2023", 'Incorrect type. Expected "period".'), ("swan", MAPPING), ('"a/b"', RUN_ID)),
    ),
    Row(
        "includes parts of a model run",
        "period: !include p.yml\nconfig: !include c.yaml\n",
        schema="model-run",
        problems=CLEAN,
    ),
    Row("misspells a key of a model run", "outputdir: x\n", schema="model-run", fixes={"output_dir": "output_dir: x"}),
    Row(
        "rests the mouse on a period",
        "per¦iod:\n  start: 20230601\n  duration: 1d\n",
        schema="model-run",
        hovers=("two of start",),
    ),
    # --- postprocessors
    Row("begins a postprocessor", "¦", schema="postprocessor", offers={"type", "noop: a whole file"}),
    Row("asks for postprocessors", "type: ¦", schema="postprocessor", offers={"noop"}, tells={"noop": "Do nothing"}),
    Row(
        "asks for keys of a postprocessor",
        "type: noop\n¦",
        schema="postprocessor",
        problems=CLEAN,
        offers={"timeout", "env_vars", "working_dir", "validate_outputs"},
    ),
    Row(
        "uses a postprocessor of a package that is elsewhere",
        "type: ww3_transfer\ndestinations: [a]\n",
        schema="postprocessor",
        problems=CLEAN,
    ),
    # --- pipelines
    Row(
        "begins a pipeline",
        "¦",
        schema="pipeline",
        offers={"pipeline: a whole file", "config", "backend", "postprocessor"},
        inserts={"backend": "backend: ", "config": "config: "},
    ),
    Row("asks for keys of the model run", "config:\n  ¦", schema="pipeline", offers=RUN_KEYS),
    Row(
        "asks for keys of the period", "config:\n  period:\n    ¦", schema="pipeline", offers_too={"start", "duration"}
    ),
    Row("begins the backend", "config: {run_id: a}\nbackend:\n  ¦", schema="pipeline", offers={"type"}),
    Row(
        "asks for the types of the backend",
        "config: {run_id: a}\nbackend:\n  type: ¦",
        schema="pipeline",
        offers={"local", "docker", "slurm"},
        tells={"slurm": "Slurm job"},
    ),
    Row(
        "asks for keys of the backend",
        "config: {run_id: a}\nbackend:\n  type: slurm\n  ¦",
        schema="pipeline",
        offers=FIELDS["slurm"],
    ),
    Row(
        "writes keys that a section does not have",
        "config: {run_id: a}\nbackend:\n  type: local\n  nodes: 2\n"
        "postprocessor:\n  type: noop\n  validate: true\nnotify: me\n",
        schema="pipeline",
        problems=(
            ("nodes", "Property nodes is not allowed."),
            ("validate", "Property validate is not allowed."),
            ("notify", "Property notify is not allowed."),
        ),
        fixes={"command": "  command: 2", "validate_outputs": "  validate_outputs: true"},
    ),
    Row(
        "forgets the types of the sections",
        "config: {run_id: a}\nbackend:\n  image: a\npostprocessor:\n  timeout: 70\n",
        schema="pipeline",
        problems=(("backend", NO_TYPE), ("postprocessor", NO_PROCESSOR)),
        older_problems=(("backend", 'Missing property "type".'), ("postprocessor", 'Missing property "type".')),
    ),
    Row(
        "misspells the type of the backend",
        "config: {run_id: a}\nbackend:\n  type: dokcer\n",
        schema="pipeline",
        problems=(("dokcer", WRONG_TYPE),),
        fixes={"docker": "  type: docker"},
    ),
    Row(
        "forgets what is modelled",
        "backend: {type: local}\n",
        schema="pipeline",
        problems=(("b", NO_CONFIG),),
        older_problems=(("b", 'Missing property "config".'),),
    ),
    Row(
        "includes the sections",
        "config: !include models/a.yml\nbackend: !include b.json\npostprocessor: {type: noop}\n",
        schema="pipeline",
        problems=CLEAN,
    ),
    Row(
        "forgets the tag of an include",
        "config: {run_id: a}\nbackend: backends/cluster\n",
        schema="pipeline",
        problems=(("backends/cluster", MAPPING),),
    ),
    Row(
        "opens an old pipeline",
        "model_run: {run_id: a}\nrun_backend: {backend_type: local}\npostprocessing: {processor: noop}\n"
        "pipeline_backend: local\n",
        schema="pipeline",
        problems=CLEAN,
    ),
    Row(
        "has old and new names together",
        "config: {}\nmodel_run: {}\nbackend: {type: local, backend_type: local}\n",
        schema="pipeline",
        problems=(
            ("model_run", '"model_run" is what old files call "config", which is here too.'),
            ("backend_type", '"backend_type" is what old files call "type", which is here too.'),
        ),
    ),
    # --- on a machine with a package
    Row(
        "asks for the types of backends of this machine",
        "config: {run_id: a}\nbackend:\n  type: ¦",
        schema="composed-pipeline",
        offers={"local", "docker", "slurm", "nice", "hpc"},
        tells={"hpc": "HPC cluster", "nice": "leave the others"},
    ),
    Row(
        "asks for keys of a package's backend",
        "config: {run_id: a}\nbackend:\n  type: hpc\n  ¦",
        schema="composed-pipeline",
        offers={"queue", "nodes", "partition", "account", "timeout", "env_vars", "working_dir"},
        tells={"nodes": "Default: 1 · Range: 1 to 100"},
    ),
    Row(
        "asks for the types of models of this machine",
        "config:\n  model_type: ¦",
        schema="composed-model-run",
        offers={"base", "tide"},
        tells={"base": "template folder", "tide": "one constituent"},
    ),
    Row(
        "asks for keys of a package's model",
        "config:\n  model_type: tide\n  ¦",
        schema="composed-model-run",
        offers={"amplitude", "hours"},
        tells={"amplitude": "Metres"},
    ),
    Row(
        "misspells a key of a package's model",
        "config:\n  model_type: tide\n  amplitude: high\n  hour: 12\n",
        schema="composed-model-run",
        problems=(
            ("high", "Must be a number or a template such as ${NAME:-default}."),
            ("hour", "Property hour is not allowed."),
        ),
        fixes={"hours": "  hours: 12"},
    ),
    Row(
        "asks for postprocessors of this machine",
        "type: ¦",
        schema="composed-postprocessor",
        offers={"noop", "archive"},
    ),
    Row(
        "writes a file of a package",
        "config:\n  run_id: spring\n  period: {start: 2023-03-01T00, duration: 1d, interval: 1h}\n"
        "  config: {model_type: tide, amplitude: 1.2}\n"
        "backend: {type: hpc, queue: general}\npostprocessor: {type: archive, pattern: '*.txt'}\n",
        schema="composed-pipeline",
        problems=CLEAN,
    ),
    # --- several documents, and files that name their schema
    Row(
        "asks for keys of the second document",
        "type: docker\nimage: a\n---\ntype: slurm\ncommand: a\n¦",
        offers=FIELDS["slurm"] - {"command"},
    ),
    Row(
        "has a fault in the second document",
        "type: docker\nimage: a\n---\ntype: local\nshel: true\n",
        problems=(("shel", "Property shel is not allowed."),),
    ),
    Row(
        "names the schema in the file",
        "# yaml-language-server: $schema=SCHEMA\ntype: local\nshel: true\n",
        schema="",
        problems=(("shel", "Property shel is not allowed."),),
    ),
    Row(
        "names the schema in the first document",
        "# yaml-language-server: $schema=SCHEMA\ntype: local\nshel: true\n---\ntype: local\nshel: true\n",
        schema="",
        problems=(("shel", "Property shel is not allowed."),),
    ),
    Row(
        "names the schema in each document",
        "# yaml-language-server: $schema=SCHEMA\ntype: local\nshel: true\n"
        "---\n# yaml-language-server: $schema=SCHEMA\ntype: local\nshel: true\n",
        schema="",
        problems=(("shel", "Property shel is not allowed."), ("shel", "Property shel is not allowed.")),
    ),
    Row(
        "names the schema for JetBrains too",
        "# $schema: SCHEMA\n# yaml-language-server: $schema=SCHEMA\ntype: local\n¦",
        schema="",
        problems=CLEAN,
        offers=FIELDS["local"],
    ),
    Row(
        "names the schema of one type",
        "# yaml-language-server: $schema=DOCKER\ntype: docker\nimage: swan:41.45\n¦",
        schema="",
        problems=CLEAN,
        offers=FIELDS["docker"] - {"image", "dockerfile"},
    ),
]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The schemas that are published, by the names of their folders here."""
    folder = tmp_path_factory.mktemp("schemas")
    raw = folder / "pydantic.json"
    raw.write_text(json.dumps(TypeAdapter(LocalConfig | DockerConfig | SlurmConfig).json_schema()), encoding="utf-8")
    written = {"pydantic": raw}
    site = tmp_path_factory.mktemp("site")
    install_example(site)
    with on_path(site, EXAMPLE):
        of_machine = {f"composed-{name}": schema for name, schema in composed().schemas.items()}
    for name, schema in {**published(), "cluster": CLUSTER, **of_machine}.items():
        written[name] = folder / f"{name}.json"
        written[name].write_text(json.dumps(schema), encoding="utf-8")
    return written


@pytest.fixture(scope="module", params=server_names())
def server(
    request: pytest.FixtureRequest, schemas: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LanguageServer]:
    """A server that knows the published schemas as an editor's settings would tell it."""
    try:
        running = LanguageServer(request.param, tmp_path_factory.mktemp(request.param), schemas)
    except NotInstalledError as error:
        pytest.skip(str(error))
    with running:
        yield running


@pytest.fixture(scope="module")
def open_rows(server: LanguageServer, schemas: dict[str, Path]) -> dict[str, Document]:
    """All files of the table, open at once: a server takes a while before it judges what was typed."""
    return {row.does: opened(row, server, schemas) for row in ROWS}


def opened(row: Row, server: LanguageServer, schemas: Mapping[str, Path]) -> Document:
    text = row.text.replace("SCHEMA", schemas["backend"].as_uri()).replace("DOCKER", schemas["docker"].as_uri())
    return server.open(row.schema or "unbound", text)


def missed(row: Row, document: Document, name: str) -> Iterator[str]:
    """Yield what a person does not see as the row wants it."""
    if row.problems is not None:
        wanted = row.older_problems if name == OLDER and row.older_problems is not None else row.problems
        found = sorted((problem.under, problem.message) for problem in document.problems())
        if found != sorted(wanted):
            yield f"the problems are {found} instead of {sorted(wanted)}"
    yield from missed_proposals(row, document.proposals() if "¦" in row.text else [])
    hover = document.hover() if "¦" in row.text else ""
    yield from (f"the mouse does not show {words!r}, but {hover!r}" for words in row.hovers if words not in hover)
    parts = hover.split("\n\n")
    if (
        "||" in hover
        or hover.count("####") > 1
        or len(set(parts) - {"Example:"}) < len(parts) - parts.count("Example:")
    ):
        yield f"the mouse shows several titles, or something twice: {hover!r}"
    if row.fixes:
        results = {action.title: action.result.splitlines() for action in document.actions()}
        for title, line in row.fixes.items():
            if line not in results.get(title, []):
                yield f"no quick fix {title!r} leaves the line {line!r}: there are {sorted(results)}"


def missed_proposals(row: Row, proposals: list[Proposal]) -> Iterator[str]:
    labels = [proposal.label for proposal in proposals]
    if len(labels) != len(set(labels)):
        yield f"something is offered twice: {labels}"
    if row.offers is not None and set(labels) != row.offers:
        yield f"offered too: {sorted(set(labels) - row.offers)}; not offered: {sorted(row.offers - set(labels))}"
    if not row.offers_too <= set(labels):
        yield f"not offered: {sorted(row.offers_too - set(labels))}"
    if row.never_offers & set(labels):
        yield f"offered: {sorted(row.never_offers & set(labels))}"
    by_label = {proposal.label: proposal for proposal in proposals}
    for label, text in row.inserts.items():
        inserted = filled(by_label[label].insert) if label in by_label else None
        if inserted != text:
            yield f"{label!r} inserts {inserted!r} instead of {text!r}"
    for label, words in row.tells.items():
        text = by_label[label].text if label in by_label else ""
        if words not in text:
            yield f"beside {label!r} stands {text!r} without {words!r}"
    for proposal in proposals:
        if "null" in filled(proposal.insert):
            yield f"{proposal.label!r} inserts null: {proposal.insert!r}"


def filled(snippet: str) -> str:
    """Give what a snippet writes when nothing is filled in: ``${1:a}`` is ``a``, and ``${1|a,b|}`` its first choice."""
    text = re.sub(r"\$\{\d+:((?:[^\\}]|\\.)*)\}", r"\1", snippet)
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", text)
    text = re.sub(r"\$(?:\d+|\{\d+\})", "", text)
    return re.sub(r"\\([$}\\])", r"\1", text)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_editor_shows_what_the_table_says(row: Row, server: LanguageServer, open_rows: dict[str, Document]) -> None:
    found = list(missed(row, open_rows[row.does], server.name))
    assert not found, "\n".join([f"who {row.does}:", *found])


def test_each_row_has_a_name_of_its_own() -> None:
    names = [row.does for row in ROWS]
    assert len(names) == len(set(names))


def test_a_schema_straight_from_pydantic_fails_most_of_the_table(server: LanguageServer) -> None:
    judged = [row for row in ROWS if row.schema == "backend"]
    documents = [server.open("pydantic", row.text) for row in judged]
    failed = [row for row, document in zip(judged, documents, strict=True) if any(missed(row, document, server.name))]
    assert len(failed) > len(judged) / 2


def test_a_whole_file_that_is_picked_is_one(server: LanguageServer) -> None:
    offered = server.open("backend", "¦").proposals()
    texts = {proposal.label: filled(proposal.insert) for proposal in offered if proposal.label in SKELETONS}
    assert set(texts) == SKELETONS
    documents = {label: server.open("backend", text) for label, text in texts.items()}
    for label, text in texts.items():
        data = yaml.safe_load(text)
        assert label == f"{data['type']}: a whole file"
        assert faults(CLASSES[data["type"]], data, host=False) == []
        assert documents[label].problems() == []


@pytest.mark.parametrize("kind", CLASSES)
def test_what_a_key_writes_is_read_by_pyyaml_as_the_editor_reads_it(server: LanguageServer, kind: str) -> None:
    needed = {"local": "", "docker": "", "slurm": "command: a\n"}[kind]
    pair = {"docker": {"image": "a"}}.get(kind, {})
    keys = server.open("backend", f"type: {kind}\n{needed}¦").proposals()
    assert len(keys) > 3
    for key in keys:
        given = {name: value for name, value in (yaml.safe_load(filled(key.insert)) or {}).items() if value is not None}
        # what ends in a place to fill in has no value yet
        complete = {name: value for name, value in given.items() if value != [None]}
        data = {"type": kind, **yaml.safe_load(needed or "{}"), **complete}
        data = data if {"image", "dockerfile"} & set(data) else {**data, **pair}
        assert faults(CLASSES[kind], data, host=False) == [], key


MODELINE = re.compile("^# yaml-language-server:.*$", re.MULTILINE)


def test_every_example_is_clean_in_an_editor(server: LanguageServer, root: Path) -> None:
    files = sorted((root / "examples" / "backends").glob("*.y*ml"))
    assert files
    # the modelines lead to addresses that tests do not reach
    texts = {path.name: MODELINE.sub("#", path.read_text(encoding="utf-8")) for path in files}
    documents = {name: server.open("backend", text) for name, text in texts.items()}
    documents["pipeline"] = server.open("pipeline", (root / "examples" / "pipeline.yml").read_text(encoding="utf-8"))
    assert {name: problems for name, document in documents.items() if (problems := document.problems())} == {}
