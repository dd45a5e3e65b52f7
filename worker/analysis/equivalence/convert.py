"""A request for a conversion to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, fsum, log
from pathlib import Path

import numpy as np

from backend.datasets import load
from backend.devices import model_for
from backend.networks import load_arrays
from backend.schemas.equivalence import Conversion, ConversionRequest, LayerNoise
from backend.schemas.network import NetworkCard
from worker.analysis.equivalence.floor import floor_for
from worker.analysis.equivalence.preactivations import PreactivationNoise, preactivation_noise
from worker.analysis.equivalence.recommending import levels, recommend
from worker.analysis.equivalence.setting_terms import in_other_tools
from worker.simulators import CALIBRATION_IMAGES
from worker.translate import own_devices
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

TEST_IMAGES, FEWER_IMAGES = 64, 16
LARGE = 1_000_000
"""MACs of a network that gives enough pre-activations from fewer images."""
DRAWS = 16


def convert(
    request: ConversionRequest, card: NetworkCard, weights: bytes | None, cards: Iterable[NetworkCard], *, data_path: Path
) -> Conversion:
    """Raises DataSetMissing and DeviceError. `cards` are those among which one is recommended."""
    data = load(card.dataset, data_path)
    setting = request.setting
    images = TEST_IMAGES if card.macs < LARGE else FEWER_IMAGES
    found = preactivation_noise(
        to_engine(card, load_arrays(card, weights)),
        conditions(setting),
        training_images=np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES]),
        test_images=np.ascontiguousarray(data.test_images[:images]),
        draws=DRAWS,
    )
    layers = [_layer(index, card.layers[index].kind, one) for index, one in found.items()]
    level = geometric_mean([layer.predicted for layer in layers])
    return Conversion(
        network=card.id,
        layers=layers,
        training_noise=level,
        sentence=sentence(layers, level),
        recommended=recommend(level, levels(card, cards)),
        tools=in_other_tools(setting, *_overall(found)),
        floor=floor_for(setting, model_for(request.internal_noise, own_devices.find), _random(found)),
        draws=DRAWS,
        training_images=CALIBRATION_IMAGES,
        test_images=images,
    )


def geometric_mean(values: list[float]) -> float:
    """The level that is nearest by ratio to all of some; 0 if one of them is 0."""
    if not values or min(values) <= 0:
        return 0.0
    return exp(fsum(log(value) for value in values) / len(values))


def sentence(layers: list[LayerNoise], level: float) -> str:
    """Such as: like training noise 0.23 in layer 1, 0.31 in layer 2; 0.27 over all."""
    if level == 0:
        return "Nothing random happens to the weights: this is like no training noise."
    listed = ", ".join(f"{layer.predicted:.2g} in layer {number}" for number, layer in enumerate(layers, start=1))
    over_all = f"; {level:.2g} over all (geometric mean)" if len(layers) > 1 else ""
    return f"Like training noise {listed}{over_all}."


def _layer(index: int, kind: str, found: PreactivationNoise) -> LayerNoise:
    errors = found.errors
    return LayerNoise(
        layer=index,
        kind=kind,
        rows=errors.shape[0],
        columns=errors.shape[1],
        largest=errors.w_max,
        weight_error=errors.root_mean_square,
        spread=errors.spread,
        read=errors.read,
        bias=errors.bias,
        gain=errors.gain,
        input_norm=found.inputs.norm,
        predicted=found.predicted,
        measured=found.measured,
        signal=found.inputs.signal,
    )


def _random(found: Mapping[int, PreactivationNoise]) -> float:
    """What differs between chips and reads, of all weights, as a fraction of their layer's max |w|."""
    sizes = [one.errors.shape[0] * one.errors.shape[1] for one in found.values()]
    squares = [one.errors.spread**2 + one.errors.read**2 for one in found.values()]
    return float(np.sqrt(np.average(squares, weights=sizes)))


def _overall(found: Mapping[int, PreactivationNoise]) -> tuple[float, float]:
    """Weight error and read error of all weights, as fractions of their layer's max |w|: root mean squares."""
    sizes = [one.errors.shape[0] * one.errors.shape[1] for one in found.values()]
    programmed = np.average([one.errors.root_mean_square**2 for one in found.values()], weights=sizes)
    read = np.average([one.errors.read**2 for one in found.values()], weights=sizes)
    return float(np.sqrt(programmed)), float(np.sqrt(read))
