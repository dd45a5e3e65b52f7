"""Per-layer sensitivity: noise in one layer at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from worker.design.measurement import Measurement

Measure = Callable[[frozenset[int]], Measurement]


@dataclass(frozen=True)
class LayerDrop:
    """Accuracy lost with noise in these layers only; the interval is that of the noisy accuracy, taken from the clean mean."""

    layers: frozenset[int]
    drop: float
    ci_low: float
    ci_high: float


def layer_sensitivity(measure: Measure, layers: Sequence[int]) -> list[LayerDrop]:
    """Each layer alone, the most sensitive first, then all together. `measure` takes the layers that are noisy.

    Raises ValueError if a layer is named twice or none is named.
    """
    if not layers or len(set(layers)) != len(layers):
        raise ValueError(f"layers must be named once each; received {list(layers)}")
    clean = measure(frozenset()).accuracy
    alone = [_drop(clean, frozenset({layer}), measure) for layer in layers]
    ranked = sorted(alone, key=lambda one: (-one.drop, min(one.layers)))
    return ranked if len(layers) == 1 else [*ranked, _drop(clean, frozenset(layers), measure)]


def _drop(clean: float, layers: frozenset[int], measure: Measure) -> LayerDrop:
    noisy = measure(layers)
    return LayerDrop(layers=layers, drop=clean - noisy.accuracy, ci_low=clean - noisy.ci_high, ci_high=clean - noisy.ci_low)
