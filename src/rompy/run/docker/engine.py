"""Carries out docker runs: builds or pulls the image, runs the container to its end, and removes it."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, EngineAwayError, EngineRefusalError, RompyError
from rompy.plan import BuildImage, Plan, RunContainer
from rompy.run.docker import container as made
from rompy.run.docker.build import build_image
from rompy.run.docker.daemon import Abilities, Container, Daemon, Image, connect
from rompy.run.docker.endpoint import Endpoint, find_endpoint
from rompy.run.docker.faults import MissingUserError, creation_fault, explained, start_fault
from rompy.run.docker.image import find_image
from rompy.run.docker.leftover import end_gently, is_left
from rompy.run.docker.logs import ContainerLog
from rompy.run.docker.moment import moment
from rompy.run.docker.preflight import check_limits, check_mounts, notes
from rompy.run.docker.site import Site
from rompy.run.docker.waiting import Clock, EndedEarlyError
from rompy.run.docker.watch import Watch
from rompy.run.execution import Leftover
from rompy.run.outcome import Outcome, State
from rompy.run.record import now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.execution import Execution


class DockerEngine:
    """Carries out docker runs."""

    def check(self, plan: Plan) -> None:
        """See that the engine answers and can hold the run to its limits, and that what is mounted is there.

        Raises:
            CannotStartError: where it cannot; the message says what to do.
        """
        endpoint = find_endpoint(os.environ)
        with _refusals_told(endpoint), connect(endpoint) as daemon:
            abilities = daemon.abilities()
        step = _container_step(plan)
        check_limits(step, abilities, endpoint)
        check_mounts(step, endpoint)

    def carry_out(self, execution: Execution) -> Outcome:
        """Build or pull the image, run the container to its end, and remove it.

        Raises:
            CannotStartError: where the model was not started; nothing is left of the attempt.
        """
        clock = Clock(execution)
        endpoint = find_endpoint(os.environ)
        with _refusals_told(endpoint), connect(endpoint) as daemon:
            abilities = daemon.abilities()
            execution.record.native["engine"] = _engine_note(endpoint, abilities)
            execution.save()
            site = Site(execution, daemon, abilities, clock, _container_step(execution.plan))
            try:
                return _carried_out(site)
            except EndedEarlyError:
                return _ended_early(execution)

    def resume(self, execution: Execution) -> Outcome:
        """Watch over the container of a run whose rompy is gone, from where its log was left, to its end."""
        record = execution.record
        clock = Clock(execution, max(0.0, (now() - record.times.created).total_seconds()))
        with connect(_recorded_endpoint(execution)) as daemon:
            container = _find(daemon, execution)
            if container is None:
                return _never_found(execution)
            record.native["container"] = {"id": container.id, "name": container.name}
            if container.status == "created":
                daemon.remove(container.id)
                return Outcome(State.LOST, "rompy was ended before it started the container; nothing ran")
            record.times.started = moment(container.started) or record.times.started
            site = Site(execution, daemon, daemon.abilities(), clock, _container_step(execution.plan))
            return _watched(site, container.id, continues=True)

    def leftovers(self) -> Iterator[Leftover]:
        """Find containers of runs over which nobody watches; kept ones that have ended are meant to be there.

        Raises:
            CannotStartError: where the engine does not answer.
        """
        endpoint = find_endpoint(os.environ)
        with _refusals_told(endpoint), connect(endpoint) as daemon:
            for identity in daemon.containers(made.TOKEN):
                container = daemon.container(identity)
                if container is not None and is_left(container):
                    labels = container.labels
                    detail = f"{container.name} is {container.status}; its workspace is {labels.get(made.WORKSPACE)}"
                    run_id = labels.get(made.RUN_ID, "")
                    yield Leftover("container", container.id, labels[made.TOKEN], run_id, detail)

    def end(self, leftover: Leftover) -> None:
        """End a container by SIGTERM and, after its grace, SIGKILL, and remove it.

        Raises:
            RompyError: where it is still there then.
        """
        with connect(find_endpoint(os.environ)) as daemon:
            container = daemon.container(leftover.name)
            if container is None:
                return
            if container.labels.get(made.TOKEN) != leftover.token:
                message = f"container {leftover.name} is not of the run {leftover.token[:8]}; it is left alone"
                raise RompyError(message)
            end_gently(daemon, container)
            daemon.remove(container.id)
            if daemon.container(container.id) is not None:
                message = f"container {container.name} could not be removed: see 'docker rm --force {container.name}'"
                raise RompyError(message)


@contextmanager
def _refusals_told(endpoint: Endpoint) -> Iterator[None]:
    """Turn what an engine refuses beyond what is expected, as one that is broken does, into words."""
    try:
        yield
    except EngineRefusalError as error:
        message = f"the Docker engine at {endpoint} refuses what it is asked (status {error.status}): {error}"
        raise CannotStartError(message) from error


def _carried_out(site: Site) -> Outcome:
    execution, step = site.execution, site.step
    for note in notes(step, site.abilities):
        execution.audience.progress(note)
    name, image = _image(site)
    execution.record.native["image"] = {"name": name, "id": image.id, "digests": list(image.digests)}
    if image.architecture and site.abilities.architecture not in {"", image.architecture}:
        execution.audience.progress(
            f"the image {name} is made for {image.architecture}, and the engine runs on {site.abilities.architecture}"
        )
    try:
        return _run(site, name, image)
    except MissingUserError:
        if step.user != "root":
            raise
        # an image without a list of users has root nevertheless, by number
        return _run(replace(site, step=replace(step, user="0")), name, image)


def _run(site: Site, name: str, image: Image) -> Outcome:
    """Create, start, watch and remove a container; nothing is left of one that could not be started."""
    site.clock.check()
    identity = _created(site, name, image)
    try:
        site.clock.check()
        _start(site, identity, name, image)
        return _watched(site, identity, continues=False)
    except EngineAwayError as error:
        if _is_discarded(site.daemon, identity):
            raise
        container = site.execution.record.native["container"]["name"]
        message = f"{error}; its container {container} may be left there"
        raise CannotStartError(message) from error
    except BaseException:
        _is_discarded(site.daemon, identity)
        raise


def _image(site: Site) -> tuple[str, Image]:
    for one in site.execution.plan.steps:
        if isinstance(one, BuildImage):
            return build_image(site.execution, site.daemon, one, site.clock)
    if site.step.image is None:
        message = "the plan names no image and builds none"
        raise CannotStartError(message)
    return site.step.image, find_image(site.execution, site.daemon, site.step.image, site.clock)


def _created(site: Site, name: str, image: Image) -> str:
    step, record, abilities = site.step, site.execution.record, site.abilities
    labels = made.labels_of(site.execution.plan, step, record.token, record.owner)
    readable = made.name_of(site.execution.plan.run_id, record.token)
    try:
        probe = made.probe_of(step, name) if abilities.has_selinux else None
        if probe is not None:
            probed, _ = site.daemon.create(f"{readable}-probe", {**probe, "Labels": labels})
            site.daemon.remove(probed)
        body = made.body_of(step, name, labels, abilities, image.environment)
        identity, warnings = site.daemon.create(readable, body)
    except EngineRefusalError as error:
        raise creation_fault(error, step, name) from error
    for warning in warnings:
        site.execution.audience.progress(warning)
    record.native["container"] = {"id": identity, "name": readable}
    site.execution.save()
    return identity


def _start(site: Site, identity: str, name: str, image: Image) -> None:
    try:
        site.daemon.start(identity)
    except EngineRefusalError as error:
        fault = start_fault(str(error), site.step)
        if image.architecture != site.abilities.architecture and "exec format" in str(error).lower():
            made_for = f"the image {name} is for {image.architecture}, the engine for {site.abilities.architecture}"
            fault = CannotStartError(f"{fault}; {made_for}")
        raise fault from error


def _watched(site: Site, identity: str, *, continues: bool) -> Outcome:
    execution, times = site.execution, site.execution.record.times
    times.started = times.started or now()
    execution.enter("running")
    with closing(ContainerLog(execution, site.daemon, identity, continues=continues)) as log:
        container, outcome = Watch(site, identity, log).ended()
    execution.keep_log(truncated=log.is_truncated)
    if container is None:
        return outcome
    times.started = moment(container.started) or times.started
    times.finished = moment(container.finished)
    outcome = explained(outcome, site.step, log, partial(site.daemon.beginning, container.id))
    # the container is the last that knows how it ended, so that is written down before it is removed
    execution.record.native["state"] = container.raw
    execution.save()
    return replace(outcome, left_behind=(*outcome.left_behind, *_left_of(site, container)))


def _left_of(site: Site, container: Container) -> list[str]:
    """Remove a container that has ended, and tell what is left."""
    if not site.step.removes:
        return [f"container {container.name} (kept: remove_container is false)"]
    try:
        site.daemon.remove(container.id)
    except (EngineAwayError, EngineRefusalError) as error:
        return [f"container {container.name} (it could not be removed: {error})"]
    return []


def _is_discarded(daemon: Daemon, identity: str) -> bool:
    """Leave nothing of a container, also where something worse is under way, and tell whether that was possible."""
    try:
        daemon.remove(identity)
    except (EngineAwayError, EngineRefusalError):
        return False
    return True


def _ended_early(execution: Execution) -> Outcome:
    during = {"building": "while its image was built", "pulling": "while its image was pulled"}
    what = during.get(execution.record.phase, "before it began")
    execution.enter("stopping")
    if execution.stop.is_requested:
        number = execution.stop.signal
        by = "" if number is None else f" by signal {number}"
        return Outcome(State.CANCELLED, f"it was stopped{by} {what}", stopped_by=number)
    return Outcome(State.TIMEOUT, f"its time of {execution.plan.timeout} s was over {what}")


def _container_step(plan: Plan) -> RunContainer:
    for step in plan.steps:
        if isinstance(step, RunContainer):
            return step
    message = f"the plan of {plan.run_id!r} runs no container"
    raise CannotStartError(message)


def _engine_note(endpoint: Endpoint, abilities: Abilities) -> dict[str, object]:
    return {
        "name": "podman" if abilities.is_podman else "docker",
        "version": abilities.version,
        "host": endpoint.host,
        "context": endpoint.context,
        "rootless": abilities.is_rootless,
    }


def _recorded_endpoint(execution: Execution) -> Endpoint:
    """Find the engine that a run was given to, wherever the environment leads now."""
    noted = execution.record.native.get("engine") or {}
    changes: dict[str, str] = {}
    if noted.get("context"):
        changes = {"DOCKER_HOST": "", "DOCKER_CONTEXT": str(noted["context"])}
    elif noted.get("host"):
        changes = {"DOCKER_HOST": str(noted["host"])}
    return find_endpoint({**os.environ, **changes})


def _find(daemon: Daemon, execution: Execution) -> Container | None:
    noted = execution.record.native.get("container") or {}
    found = daemon.container(str(noted["id"])) if noted.get("id") else None
    if found is None:
        for identity in daemon.containers(f"{made.TOKEN}={execution.record.token}"):
            found = daemon.container(identity)
    return found


def _never_found(execution: Execution) -> Outcome:
    if "container" in execution.record.native:
        said = "the container is gone, and with it its exit status and the end of its log"
        return Outcome(State.LOST, said, advice="something removed it while no rompy watched over it")
    return Outcome(State.LOST, "rompy was ended before there was a container; nothing ran")
