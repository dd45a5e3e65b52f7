"""The parts of the dynamics: which function answers which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.layers import RecurrentLayer
from backend.schemas.dynamics import Part
from worker.analysis.dynamics.basins import basins, parts_of_basins
from worker.analysis.dynamics.causes import number_of_kinds
from worker.analysis.dynamics.distances import distances
from worker.analysis.dynamics.gradients import IMAGES_AT_A_TIME, gradients
from worker.analysis.dynamics.spectrum import chosen, spectrum
from worker.analysis.dynamics.subject import NotAnswered, Subject
from worker.analysis.dynamics.trajectories import trajectories

OfLayers = Mapping[int, Any]
"""What a part found of each recurrent layer, by layer index; layers that it says nothing of are left out."""


def _trajectories(subject: Subject) -> OfLayers:
    return trajectories(subject.simulator, subject.conditions, seed=subject.request.seed)


def _distances(subject: Subject) -> OfLayers:
    request, conditions = subject.request, subject.conditions
    chips = number_of_kinds(conditions) * request.draws
    return distances(subject.simulator, conditions, seed=request.seed, draws=request.draws, on_chip=subject.counted(chips))


def _spectrum(subject: Subject) -> OfLayers:
    network, images = subject.simulator.network, subject.simulator.images
    layers = network.recurrent
    on_image = subject.counted(sum(len(chosen(layer, len(images))) for layer in layers.values()))
    return {index: spectrum(network, index, images, on_image) for index in layers}


def _gradients(subject: Subject) -> OfLayers:
    simulator = subject.simulator
    layers = simulator.network.recurrent
    on_block = subject.counted(len(layers) * -(-len(simulator.images) // IMAGES_AT_A_TIME))
    return {index: gradients(simulator.network, index, simulator.images, simulator.labels, on_block) for index in layers}


def _basins(subject: Subject) -> OfLayers:
    request, conditions = subject.request, subject.conditions
    found = basins(
        subject.simulator,
        conditions,
        seed=request.seed,
        draws=request.draws,
        steps=request.extended_steps,
        kicks=request.kicks,
        on_part=subject.counted(parts_of_basins(conditions, request.draws, len(request.kicks))),
        on_step=subject.alive,
    )
    if found is None:
        raise NotAnswered("its recurrent layers are not one behind the other, or all of their states are read")
    return {max(index for index, layer in enumerate(subject.card.layers) if isinstance(layer, RecurrentLayer)): found}


ANSWERS: Mapping[Part, Callable[[Subject], OfLayers]] = {
    "trajectories": _trajectories,
    "distances": _distances,
    "spectrum": _spectrum,
    "gradients": _gradients,
    "basins": _basins,
}
"""What answers each part. It may raise NotAnswered and ChipFailure."""
