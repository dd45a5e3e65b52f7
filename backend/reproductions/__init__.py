"""The study's claims, what was measured for each, and the verdicts that follow.

`runs` fixes what is measured, `results` holds what was (written by `python -m worker.reproduce.record`), and `items`
turns numbers into verdicts. No verdict is written down anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from backend.networks import zoo_cards
from backend.reproductions.claim import Claim, assess
from backend.reproductions.claims import (
    accuracy_floor,
    cells,
    devices,
    energy_isaac,
    energy_training,
    limits,
    method_equivalence,
    noise_margins,
    noisy_images,
    parameters,
    result_1,
    result_2,
    rnn_basins,
    rnn_sublinear,
    rnn_vanishing,
    time_steps,
)
from backend.reproductions.measurements import Measurements, NotMeasured, committed
from backend.reproductions.runs import DATASETS, all_specs
from backend.schemas.energy import EnergyEstimate
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import Reproduction
from backend.schemas.run import Result
from backend.schemas.spec import Spec

CLAIMS: dict[str, Claim] = {
    claim.id: claim
    for claim in (
        method_equivalence.CLAIM,
        result_1.CLAIM,
        time_steps.CLAIM,
        result_2.CLAIM,
        noisy_images.RESULT_3,
        noisy_images.RESULT_4,
        accuracy_floor.CLAIM,
        energy_training.CLAIM,
        energy_isaac.CLAIM,
        parameters.CLAIM,
        devices.CLAIM,
        limits.CLAIM,
        rnn_sublinear.CLAIM,
        rnn_basins.CLAIM,
        rnn_vanishing.CLAIM,
        cells.SKIPS,
        cells.GATES,
        noise_margins.CLAIM,
    )
}

__all__ = [
    "CLAIMS",
    "Claim",
    "Measurements",
    "Reproduction",
    "assess",
    "committed",
    "committed_results",
    "datasets_of",
    "needs_of",
    "reproductions",
    "runs_of",
]


def runs_of(claims: Sequence[str]) -> dict[str, Spec]:
    """Name to spec of the runs that some claims need, the most important first."""
    wanted = {run for claim in claims for run in CLAIMS[claim].runs}
    return {name: spec for name, spec in all_specs().items() if name in wanted}


def needs_of(claims: Sequence[str]) -> set[str]:
    """Names of the measurements that some claims need and that are no runs."""
    return {need for claim in claims for need in CLAIMS[claim].needs}


def datasets_of(claims: Sequence[str]) -> list[str]:
    """The data sets that some claims are measured on."""
    of_runs = {dataset_of(spec.networks[0]) for spec in runs_of(claims).values()}
    return sorted(of_runs | (set(DATASETS) if needs_of(claims) else set()))


def committed_results() -> Iterator[tuple[str, Result]]:
    """The committed runs, each with its date, as results that a store can take in."""
    measured = committed()
    for name, run in measured.runs.items():
        if all(network in zoo_cards() for network in run.spec.networks):
            own = {one.network: one for one in measured.energies_of_runs.get(name, ())}
            yield run.date, run.result({network: own.get(network) or _energy(measured, network) for network in run.spec.networks})


def _energy(measured: Measurements, network: str) -> EnergyEstimate:
    """Of one inference, which follows from the layers alone: that of the network of the same layers that was estimated."""
    own = zoo_cards()[network]
    for (other, technology, mode), estimate in measured.energies.items():
        card = zoo_cards().get(other)
        alike = card is not None and (card.layers, card.input_shape) == (own.layers, own.input_shape)
        if alike and (technology, mode) == (energy_training.TECHNOLOGY, "inference"):
            return estimate.model_copy(update={"network": network})
    raise NotMeasured(f"the energy of {network}")


@lru_cache(maxsize=1)
def reproductions() -> dict[str, Reproduction]:
    """Every claim with the verdict that the committed measurements give."""
    return {name: assess(claim, committed()) for name, claim in CLAIMS.items()}
