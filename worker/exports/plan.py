"""What a script computes: each point of a run, with the array of each of its layers in the terms of a tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.schemas.by_layer import has_chance, settings_of
from backend.schemas.network import NetworkCard
from backend.schemas.run import Point, Run
from backend.schemas.setting import Setting
from worker.analysis.equivalence.device_errors import device_errors
from worker.crossbar import Simulator
from worker.exports.translated import Translated, needs_sizes, translated
from worker.translate.conditions import conditions

X_MAX = "x_max"
"""Argument of every program that has converters: the largest input."""


@dataclass(frozen=True)
class LayerPlan:
    """The program of a layer's array, and the full scales of its converters."""

    program: Translated
    scales: Mapping[str, object]


@dataclass(frozen=True)
class PointPlan:
    """A point of the run, its setting, and its layers by their index; those that are left out are digital."""

    point: Point
    setting: Setting
    chance: bool
    layers: Mapping[int, LayerPlan]


def planned(tool: str, run: Run, cards: Mapping[str, NetworkCard], simulator_of: Callable[[str], Simulator]) -> list[PointPlan]:
    """Return the points of a run, in their order.

    `simulator_of` returns the simulator of a network; it is asked only for full scales of converters, and for errors of devices
    that the tool does not have. Raises DeviceError.
    """
    grid = {(one.x, one.y): one.setting for one in run.spec.grid()}
    return [_point(tool, point, grid[point.x, point.y], cards[point.network], simulator_of) for point in run.points]


def _point(tool: str, point: Point, setting: Setting, card: NetworkCard, simulator_of: Callable[[str], Simulator]) -> PointPlan:
    programs = {}
    for index, layer in settings_of(setting, card).items():
        if layer is not None:
            sizes = device_errors(layer, index, simulator_of(card.id)) if needs_sizes(tool, layer) else (0.0, 0.0)
            programs[index] = translated(tool, layer, *sizes)
    scales = _scales(setting, card, simulator_of) if any(X_MAX in one.program for one in programs.values()) else {}
    layers = {index: LayerPlan(program, scales.get(index, {})) for index, program in programs.items()}
    return PointPlan(point, setting, has_chance(setting, card), layers)


def _scales(setting: Setting, card: NetworkCard, simulator_of: Callable[[str], Simulator]) -> dict[int, dict[str, object]]:
    """Return the full scales of each layer's converters as programs are given them, of slices from the least significant."""
    simulator, noisy = simulator_of(card.id), conditions(setting, card)
    ranges, sliced = simulator.calibration.ranges(noisy), simulator.calibration.full_scales(noisy)
    return {
        index: {
            X_MAX: float(f"{at.inputs:.9g}"),
            "signed": bool(at.signed),
            "full_scales": [float(f"{scale:.7g}") for scale in (list(sliced[index])[::-1] if index in sliced else [at.outputs])],
        }
        for index, at in ranges.items()
    }
