"""The noise budget: how much of the lost accuracy each cause takes.

Causes add up unevenly (two harmless ones may hurt together), so each cause's
part is its loss averaged over all orders of switching the causes on (Shapley
value). The parts sum to the whole loss exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import combinations
from math import factorial

from backend.schemas.override import Override
from backend.schemas.setting import UNLIKE_IDEAL, Converters, InternalNoise, Setting, TestNoise
from worker.design.measurement import Measurement

Measure = Callable[[Setting], Measurement]
CAUSES = ("device", "converter", "input")


@dataclass(frozen=True)
class Budget:
    """`parts` per cause and `alone` (that cause only) are losses of accuracy; `parts` sum to clean - noisy."""

    clean: Measurement
    noisy: Measurement
    parts: dict[str, float]
    alone: dict[str, float]


def noise_budget(measure: Measure, setting: Setting) -> Budget:
    """Measures the setting with every subset of its causes, each distinct setting once."""
    known: dict[str, Measurement] = {}

    def at(causes: Collection[str]) -> Measurement:
        partial = only(setting, causes)
        key = partial.model_dump_json()
        if key not in known:
            known[key] = measure(partial)
        return known[key]

    clean, noisy = at(()), at(CAUSES)
    return Budget(
        clean=clean,
        noisy=noisy,
        parts={cause: _share(cause, lambda causes: clean.accuracy - at(causes).accuracy) for cause in CAUSES},
        alone={cause: clean.accuracy - at((cause,)).accuracy for cause in CAUSES},
    )


def only(setting: Setting, causes: Collection[str]) -> Setting:
    """The setting with only these causes: device is internal noise and circuit, converter the bits, input the test-set noise."""
    without: dict[str, object] = {"overrides": {layer: _override(own, causes) for layer, own in setting.overrides.items()}}
    if "device" not in causes:
        without["internal_noise"] = InternalNoise(programming=0.0, reference=setting.internal_noise.reference)
        without["crossbar"] = setting.crossbar.model_copy(update=dict.fromkeys(UNLIKE_IDEAL, 0.0))
    if "converter" not in causes:
        without["converters"] = Converters()
    if "input" not in causes:
        without["test_noise"] = TestNoise()
    return setting.model_copy(update=without)


def _override(override: Override, causes: Collection[str]) -> Override:
    """What a layer has of its own with only these causes."""
    without: dict[str, object] = {}
    if "device" not in causes:
        without["internal_noise"] = {}
        without["crossbar"] = {name: value for name, value in override.crossbar.items() if name not in UNLIKE_IDEAL}
    if "converter" not in causes:
        without["converters"] = {}
    return override.model_copy(update=without)


def _share(cause: str, loss: Callable[[Collection[str]], float]) -> float:
    others = [other for other in CAUSES if other != cause]
    total = 0.0
    for size in range(len(others) + 1):
        weight = factorial(size) * factorial(len(others) - size) / factorial(len(CAUSES))
        for before in combinations(others, size):
            total += weight * (loss((*before, cause)) - loss(before))
    return total
