"""Which layers should stay digital: the cheapest choice of layers, computed exactly, with which the accuracy is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from worker.design.measurement import Measurement
from worker.design.sensitivity import layer_sensitivity

MOST_EXACT = 6
"""Largest number of layers of which every choice is considered."""

Layers = frozenset[int]


@dataclass(frozen=True)
class Choice:
    """One choice of digital layers, with its accuracy and its energy in pJ."""

    layers: Layers
    measured: Measurement
    energy_pj: float


def cheapest_digital(
    measure: Callable[[Layers], Measurement],
    energy: Callable[[Layers], float],
    layers: Sequence[int],
    *,
    target: float,
    alone: Callable[[Layers], Measurement],
) -> list[Choice]:
    """Return the choices that were measured, in order; the last one keeps the target, unless none does.

    `measure` and `energy` take the digital layers. Up to MOST_EXACT layers, every choice is tried in the order of energy, and
    of the number of digital layers where the energy is the same: the first that keeps the target is the cheapest of all. Of
    more layers, one after another becomes digital, the most sensitive to noise in it `alone` first.
    """
    if len(layers) <= MOST_EXACT:
        every = [frozenset(chosen) for count in range(len(layers) + 1) for chosen in combinations(layers, count)]
        # The energy of all layers on crossbars comes first in an answer, whatever it is: the rest is compared with it.
        first, *rest = every
        order = [first, *sorted(rest, key=lambda chosen: (energy(chosen), len(chosen), sorted(chosen)))]
    else:
        ranked = [row.layers for row in layer_sensitivity(alone, layers) if len(row.layers) == 1]
        order = [_joined(ranked[:count]) for count in range(len(ranked) + 1)]
    choices: list[Choice] = []
    for chosen in order:
        choices.append(Choice(chosen, measure(chosen), energy(chosen)))
        if choices[-1].measured.accuracy >= target:
            break
    return choices


def _joined(sets: Collection[Layers]) -> Layers:
    return frozenset().union(*sets)
