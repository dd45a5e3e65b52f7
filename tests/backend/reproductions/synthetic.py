"""Measurements that were never made: runs whose accuracies a test chooses."""

from __future__ import annotations

from collections.abc import Callable

from backend.reproductions.measurements import (
    COLUMNS,
    EnergyFile,
    Growth,
    GrowthFile,
    Measurements,
    Preactivation,
    PreactivationFile,
    RunFile,
)
from backend.reproductions.runs import all_specs
from backend.schemas.energy import EnergyEstimate
from backend.schemas.run import Point

Accuracy = Callable[[str, str, float], float]
"""Of a run, a network's name without data set and seed, and the swept value."""
SEEDS = {"": 0.0, "-s1": 0.001, "-s2": -0.001}


def run(name: str, accuracy: Accuracy, *, spread: float = 0.002) -> RunFile:
    """A run by its real spec; training seeds differ by 0.1 points, chips by `spread`."""
    spec = all_specs()[name]
    rows = []
    for place in spec.grid():
        for network in spec.networks:
            bare, tail = _without_seed(network.split("/")[1])
            value = accuracy(name, bare, place.x) + SEEDS[tail]
            point = Point(
                network=network,
                x=place.x,
                accuracy=value,
                ci_low=value - spread,
                ci_high=value + spread,
                std_draws=spread,
                p10=value - spread,
                p90=value + spread,
                draws=8,
                images=10_000,
            )
            rows.append([getattr(point, column) for column in COLUMNS])
    return RunFile(date="2026-01-01", engine_version="0", spec=spec, clean={}, points=rows)


def _without_seed(name: str) -> tuple[str, str]:
    for tail in ("-s1", "-s2"):
        if name.endswith(tail):
            return name.removesuffix(tail), tail
    return name, ""


def measured(accuracy: Accuracy, names: tuple[str, ...], *, spread: float = 0.002) -> Measurements:
    return Measurements({name: run(name, accuracy, spread=spread) for name in names})


def growth(kind: str, share: float) -> Growth:
    """Hidden states whose error after 3 steps is some share of the sum of single steps' errors."""
    errors = [[0.1, 0.2 * share, 0.3 * share * (1 + 0.01 * draw)] for draw in (-1, 0, 1)]
    return Growth(
        network="mnist/rnn-t28-noise0",
        kind=kind,
        sigma=0.025,
        images=10,
        errors=errors,
        alone=[[0.1, 0.1, 0.1]] * 3,
        state=[1.0, 1.0, 1.0],
    )


def with_growth(base: Measurements, read: float, programming: float) -> Measurements:
    items = [growth("read", read), growth("programming", programming)]
    return Measurements(base.runs, growth=GrowthFile(date="2026-01-01", engine_version="0", items=items))


def with_preactivations(base: Measurements, ratio: float, predicted: float) -> Measurements:
    items = [
        Preactivation(
            network=f"{dataset}/{name}", layer=0, kind=kind, sigma=0.025, predicted=predicted, measured=ratio * predicted
        )
        for dataset in ("mnist", "fashion-mnist")
        for name in ("cnn-noise0", "rnn-t4-noise0", "mlp-noise0")
        for kind in ("read", "programming")
    ]
    return Measurements(base.runs, preactivations=PreactivationFile(date="2026-01-01", engine_version="0", items=items))


def energies(total_pj: Callable[[str, str, str], float], components: dict[str, float]) -> Measurements:
    """Estimates of every network that claims ask for; `components` are shares of the total."""
    networks = [f"mnist/{name}-noise0" for name in ("mlp", "cnn", "lenet5", *(f"rnn-t{t}" for t in (2, 4, 7, 14, 28, 49)))]
    items = [
        EnergyEstimate(
            network=network,
            technology=technology,
            mode=mode,  # type: ignore[arg-type]
            total_pj=total,
            total_low_pj=total,
            total_high_pj=total,
            pj_per_mac=total / 1000,
            macs=1000,
            components={name: share * total for name, share in components.items()},
            source="a test",
        )
        for network in [*networks, "worked-example/cnn"]
        for technology in ("marinella-2018", "sonos-2022", "ecram-2020", "isaac-2016")
        for mode in ("training", "inference")
        for total in [total_pj(network, technology, mode)]
    ]
    return Measurements(energy=EnergyFile(date="2026-01-01", engine_version="0", items=items))
