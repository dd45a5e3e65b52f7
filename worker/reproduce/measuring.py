"""Measure for some claims all that they need, whole or quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from backend.datasets import Dataset, load
from backend.networks import load_arrays, load_card
from backend.reproductions import needs_of, runs_of
from backend.reproductions.measurements import (
    GROWTH,
    PREACTIVATIONS,
    RECURRENT,
    EnergyFile,
    Growth,
    GrowthFile,
    Measurements,
    Preactivation,
    PreactivationFile,
    RunFile,
)
from backend.reproductions.recurrent import RecurrentFile
from backend.reproductions.runs import DATASETS, INTERNAL, quick
from backend.schemas.spec import Spec
from backend.schemas.version import ENGINE_VERSION
from worker.analysis.equivalence.preactivations import preactivation_noise
from worker.crossbar import Conditions, Simulator
from worker.reproduce.energies import energies, energies_of_runs
from worker.reproduce.hidden_error import growth
from worker.reproduce.recurrent import measure_networks, recurrent_networks
from worker.runs.offline import compute
from worker.translate.networks import to_engine

GROWING = ("rnn-t28-noise0", "rnn-t28-noise0.1", "rnn-t28-noise0.5", "rnn-t4-noise0")
"""Whose hidden states are looked at: many time steps, and few."""
LAYERED = ("cnn-noise0", "rnn-t4-noise0", "mlp-noise0")
"""Whose pre-activations are looked at: those that the maps of training against deployment begin with."""
KINDS = ("read", "programming")
TRAINING_IMAGES = 512


@dataclass(frozen=True)
class Effort:
    """How much is measured beside runs."""

    images: int
    draws: int
    preactivation_images: int
    preactivation_draws: int
    recurrent_images: int
    recurrent_draws: int


WHOLE = Effort(
    images=500,
    draws=32,
    preactivation_images=400,
    preactivation_draws=16,
    recurrent_images=200,
    recurrent_draws=16,
)
QUICK = Effort(
    images=200,
    draws=6,
    preactivation_images=100,
    preactivation_draws=16,
    recurrent_images=60,
    recurrent_draws=4,
)


def measure(
    claims: Sequence[str],
    *,
    data_path: Path,
    processes: int,
    date: str,
    quickly: bool = False,
    known: Mapping[str, RunFile] | None = None,
    on_file: Callable[[str, RunFile], None] = lambda _name, _file: None,
    on_progress: Callable[[str, int, int], None] = lambda _name, _done, _total: None,
) -> Measurements:
    """All measurements of some claims. Runs of this engine that are `known` are not computed again.

    Raises DataSetMissing, and KeyboardInterrupt where Ctrl-C ended a run; what `on_file` heard by then is whole.
    """
    runs: dict[str, RunFile] = {}
    for name, spec in runs_of(claims).items():
        before = (known or {}).get(name)
        runs[name] = compute_run(
            quick(spec) if quickly else spec,
            before,
            data_path=data_path,
            processes=processes,
            date=date,
            on_point=partial(on_progress, name),
        )
        if runs[name] is not before:
            on_file(name, runs[name])
    effort, needed = QUICK if quickly else WHOLE, needs_of(claims)
    return Measurements(
        runs,
        growth=measure_growth(data_path, effort, date=date) if GROWTH in needed else None,
        preactivations=measure_preactivations(data_path, effort, date=date) if PREACTIVATIONS in needed else None,
        energy=measure_energy(date=date),
        recurrent=measure_recurrent(data_path, effort, processes=processes, date=date, on_network=partial(on_progress, RECURRENT))
        if RECURRENT in needed
        else None,
    )


def compute_run(
    spec: Spec,
    known: RunFile | None = None,
    *,
    data_path: Path,
    processes: int,
    date: str,
    on_point: Callable[[int, int], None] = lambda _done, _total: None,
) -> RunFile:
    """A run of shipped networks; `known` itself where it is the same spec by the same engine. Raises KeyboardInterrupt."""
    if known is not None and known.engine_version == ENGINE_VERSION and known.spec.spec_hash == spec.spec_hash:
        return known
    cards = {network: load_card(network) for network in spec.networks}
    result = compute(spec, cards, data_path=data_path, processes=processes, on_point=on_point)
    if result.state == "cancelled":
        raise KeyboardInterrupt
    return RunFile.of(result, date=date)


def measure_energy(*, date: str) -> EnergyFile:
    return EnergyFile(date=date, engine_version=ENGINE_VERSION, items=energies(), of_runs=energies_of_runs())


def measure_growth(data_path: Path, effort: Effort, *, date: str) -> GrowthFile:
    """Raises DataSetMissing."""
    return GrowthFile(date=date, engine_version=ENGINE_VERSION, items=list(_growths(data_path, effort)))


def _growths(data_path: Path, effort: Effort) -> Iterator[Growth]:
    for dataset in DATASETS:
        data = load(dataset, data_path)
        for name in GROWING:
            yield from growths_of(f"{dataset}/{name}", data, effort)


def growths_of(network: str, data: Dataset, effort: Effort) -> Iterator[Growth]:
    """Yield the errors of one shipped RNN's hidden states, for read noise and for programming error."""
    card = load_card(network)
    images = np.ascontiguousarray(data.test_images[: effort.images])
    simulator = Simulator(to_engine(card, load_arrays(card)), images, data.test_labels[: effort.images])
    for kind in KINDS:
        yield growth(simulator, images, network=card.id, kind=kind, sigma=INTERNAL, draws=effort.draws, seed=0)


def measure_recurrent(
    data_path: Path,
    effort: Effort,
    *,
    processes: int,
    date: str,
    on_network: Callable[[int, int], None] = lambda _done, _total: None,
) -> RecurrentFile:
    """Raises DataSetMissing."""
    items = measure_networks(
        recurrent_networks(),
        data_path=data_path,
        processes=processes,
        images=effort.recurrent_images,
        draws=effort.recurrent_draws,
        on_network=on_network,
    )
    return RecurrentFile(date=date, engine_version=ENGINE_VERSION, items=items)


def measure_preactivations(data_path: Path, effort: Effort, *, date: str) -> PreactivationFile:
    """Raises DataSetMissing."""
    return PreactivationFile(date=date, engine_version=ENGINE_VERSION, items=list(_preactivations(data_path, effort)))


def _preactivations(data_path: Path, effort: Effort) -> Iterator[Preactivation]:
    for dataset in DATASETS:
        data = load(dataset, data_path)
        for name in LAYERED:
            yield from preactivations_of(f"{dataset}/{name}", data, effort)


def preactivations_of(network: str, data: Dataset, effort: Effort) -> Iterator[Preactivation]:
    """Yield the pre-activation noise of each layer of one shipped network, for read noise and for programming error."""
    card = load_card(network)
    engine_network = to_engine(card, load_arrays(card))
    for kind in KINDS:
        found = preactivation_noise(
            engine_network,
            Conditions(programming=INTERNAL) if kind == "programming" else Conditions(read=INTERNAL),
            training_images=np.ascontiguousarray(data.train_images[:TRAINING_IMAGES]),
            test_images=np.ascontiguousarray(data.test_images[: effort.preactivation_images]),
            draws=effort.preactivation_draws,
        )
        for layer, one in found.items():
            yield Preactivation(
                network=card.id, layer=layer, kind=kind, sigma=INTERNAL, predicted=one.predicted, measured=one.measured
            )
