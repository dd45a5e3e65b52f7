"""The noise budget: how much of the lost accuracy each cause takes.

Three groups of causes: a split over each cause alone, or over layers, is an
attribution (`worker.analysis.attribution`, whose Shapley values these are).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from backend.schemas.override import Override
from backend.schemas.setting import UNLIKE_IDEAL, Converters, InternalNoise, Setting, TestNoise
from worker.analysis.attribution import shares
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
    coalitions = [[cause for place, cause in enumerate(CAUSES) if bits >> place & 1] for bits in range(1 << len(CAUSES))]
    parts = shares(np.array([clean.accuracy - at(causes).accuracy for causes in coalitions]))
    return Budget(
        clean=clean,
        noisy=noisy,
        parts=dict(zip(CAUSES, parts.tolist(), strict=True)),
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
