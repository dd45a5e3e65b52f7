"""A whole run without queue and store: the same points, computed by processes of this program."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType

from backend.datasets import own_sets
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.schemas.by_layer import has_chance
from backend.schemas.device import DevicePreset
from backend.schemas.energy import EnergyEstimate
from backend.schemas.network import NetworkCard
from backend.schemas.run import Point, Result, RunState
from backend.schemas.spec import GridPoint, Spec
from backend.schemas.version import ENGINE_VERSION
from worker.energy import estimate_spec
from worker.process.die_with_parent import die_with_parent
from worker.runs.point import as_point, extend
from worker.sampling import summarise
from worker.simulators import Simulators
from worker.translate import own_devices

_simulators: Simulators | None = None  # one per pool process, set when it starts


def compute(
    spec: Spec,
    cards: dict[str, NetworkCard],
    *,
    data_path: Path,
    processes: int,
    weights: Mapping[str, bytes] = MappingProxyType({}),
    on_point: Callable[[int, int], None] = lambda done, total: None,
    device: DevicePreset | None = None,
) -> Result:
    """Return the result of a spec, with all of its points. Ctrl-C ends it early; its state is then "cancelled".

    `weights` holds the packed arrays of networks that do not ship with the program, by network. `on_point` is called after each
    point with the number of points done and of all points. `device` is the user's own device, if the spec names one. A point
    that fails makes the state "partial", or "failed" if none succeeds, and gives the result its `error`.
    """
    points = [(network, grid_point) for grid_point in spec.grid() for network in spec.networks]
    # One network after another: a process then finds its network built, and its clean accuracy known.
    order = sorted(range(len(points)), key=lambda position: spec.networks.index(points[position][0]))
    results: dict[int, Point] = {}
    clean: dict[str, float] = {}
    errors: list[str] = []
    state: RunState = "done"
    pool = ProcessPoolExecutor(
        max_workers=min(processes, len(points)),
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(data_path, device, own_sets(cards[network].dataset for network in spec.networks)),
    )
    try:
        pending: dict[Future[tuple[Point, float]], int] = {
            pool.submit(
                _point_or_reason, cards[points[position][0]], weights.get(points[position][0]), points[position][1], spec
            ): position
            for position in order
        }
        for future in as_completed(pending):
            position = pending[future]
            try:
                results[position], clean[points[position][0]] = future.result()
            except BrokenProcessPool:
                errors.append("a process that computes points was killed")
                break
            except Exception as error:  # noqa: BLE001 - the reason goes into the result
                errors.append(f"{points[position][0]} at {points[position][1].x:g}: {error}")
            on_point(len(results), len(points))
    except KeyboardInterrupt:
        state = "cancelled"
    finally:
        _end(pool)
    if errors:
        state = "partial" if results else "failed"
    return Result(
        spec=spec,
        spec_hash=spec.spec_hash,
        engine_version=ENGINE_VERSION,
        state=state,
        points=[results[position] for position in sorted(results)],
        clean=clean,
        energy=energy(spec, cards),
        error=errors[0] if errors else None,
        device=device,
    )


def energy(spec: Spec, cards: dict[str, NetworkCard]) -> dict[str, EnergyEstimate]:
    """Return the estimated energy of one inference of each network of the spec, by network."""
    return {network: estimate_spec(cards[network], spec) for network in spec.networks}


def _start(data_path: Path, device: DevicePreset | None, data_sets: Sequence[OwnSet]) -> None:
    global _simulators  # noqa: PLW0603 - a pool process has no other place
    import signal

    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # cores are shared out by processes
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    die_with_parent()
    os.nice(5)
    _simulators = Simulators(data_path=data_path)
    library.use(library.Shelf(data_sets))
    if device is not None:
        own_devices.add(device)


class PointFailed(RuntimeError):
    """A point could not be computed; the text says why."""


def _point_or_reason(card: NetworkCard, weights: bytes | None, grid_point: GridPoint, spec: Spec) -> tuple[Point, float]:
    """A point. Raises PointFailed alone: of other exceptions not all cross from one process to another, which breaks the pool."""
    try:
        return _point(card, weights, grid_point, spec)
    except Exception as error:  # noqa: BLE001 - the reason goes into the result
        raise PointFailed(str(error)) from None


def _point(card: NetworkCard, weights: bytes | None, grid_point: GridPoint, spec: Spec) -> tuple[Point, float]:
    assert _simulators is not None, "runs in a pool process"
    tested = _simulators.get(card, spec.images, weights=weights)
    correct: list[int] = []
    for _settled in extend(tested, grid_point.setting, seed=spec.seed, sampling=spec.sampling, correct=correct):
        pass
    subset = tested.subset(grid_point.setting, seed=spec.seed, sampling=spec.sampling)
    summary = summarise(correct, tested.images, spec.sampling, has_chance=has_chance(grid_point.setting, card), subset=subset)
    shown = subset.images if subset else tested.images
    return as_point(summary, network=card.id, x=grid_point.x, y=grid_point.y, images=shown), tested.clean_accuracy


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop the pool at once, without waiting for points that are being computed."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
