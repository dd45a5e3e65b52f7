"""The energy estimates that claims are drawn from: closed forms, computed at once."""

from __future__ import annotations

from collections.abc import Iterator

from backend.networks import zoo_cards
from backend.options import BY_FIELD
from backend.reproductions.runs import all_specs
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Converters, Crossbar
from backend.schemas.spec import Spec
from backend.technologies import technology as find_technology
from worker.energy import estimate, estimate_spec
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, cnn
from worker.energy.workload import workload

TECHNOLOGIES = ("marinella-2018", "sonos-2022", "ecram-2020", "isaac-2016")
WORKED_EXAMPLE = "worked-example/cnn"
DATASET = "mnist"


def energies() -> list[EnergyEstimate]:
    """Each topology for 28 x 28 images and the worked example's CNN on every technology; those of digits as runs show them."""
    return [*_of_digits(), *(one for technology in TECHNOLOGIES for one in _on(technology))]


def energies_of_runs() -> dict[str, list[EnergyEstimate]]:
    """Return what each network takes in the runs whose circuit is not the default one, or is swept, by the name of the run."""
    return {name: _of_run(spec) for name, spec in all_specs().items() if _has_its_own_circuit(spec)}


def _of_run(spec: Spec) -> list[EnergyEstimate]:
    return [estimate_spec(zoo_cards()[network], spec) for network in spec.networks if network in zoo_cards()]


def _has_its_own_circuit(spec: Spec) -> bool:
    swept = any(BY_FIELD[axis.parameter].priced for axis in spec.sweep.axes)
    return swept or (spec.converters, spec.crossbar) != (Converters(), Crossbar())


def _on(technology: str) -> Iterator[EnergyEstimate]:
    preset, bits = find_technology(technology), Converters()
    modes: list[EnergyMode] = [mode for mode in ("inference", "training") if mode in preset.modes]
    for card in _topologies(DATASET):
        for mode in modes:
            yield estimate(card, technology=technology, mode=mode, converters=bits)
    work = workload(cnn(), IMAGE)
    for mode in modes:
        yield estimate_work(work, network=WORKED_EXAMPLE, technology=preset, mode=mode, converters=bits)


def _of_digits() -> Iterator[EnergyEstimate]:
    for card in _topologies("digits"):
        yield estimate(card, mode="inference", converters=Converters())


def _topologies(dataset: str) -> Iterator[NetworkCard]:
    """The first network of each topology: energy by counts does not depend on weights."""
    seen = set()
    for card in zoo_cards().values():
        if card.dataset == dataset and card.layers not in seen:
            seen.add(card.layers)
            yield card
