"""From a request for the equivalent noise of a setting to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, fsum, log
from pathlib import Path

import numpy as np

from backend.datasets import load
from backend.devices import model_for
from backend.networks import load_arrays
from backend.schemas.by_layer import overrides_of
from backend.schemas.equivalence import Conversion, ConversionRequest, LayerNoise
from backend.schemas.network import NetworkCard
from worker.analysis.equivalence.floor import floor_for
from worker.analysis.equivalence.preactivations import PreactivationNoise, preactivation_noise
from worker.analysis.equivalence.recommending import levels, recommend
from worker.analysis.equivalence.terms import in_other_tools
from worker.simulators import CALIBRATION_IMAGES
from worker.translate import own_devices
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

TEST_IMAGES, FEWER_IMAGES = 64, 16
LARGE = 1_000_000
"""Multiply-accumulates of a network that gives enough pre-activations from fewer images."""
DRAWS = 16
"""Number of simulated chips."""


def convert(
    request: ConversionRequest, card: NetworkCard, weights: bytes | None, cards: Iterable[NetworkCard], *, data_path: Path
) -> Conversion:
    """Return what a setting's noise is equivalent to, for one network.

    A network is recommended among `cards`; `weights` are the packed arrays of a network that does not ship with the program.
    Raises DataSetMissing and DeviceError.
    """
    data = load(card.dataset, data_path)
    setting = request.setting
    images = TEST_IMAGES if card.macs < LARGE else FEWER_IMAGES
    noise_by_layer = preactivation_noise(
        to_engine(card, load_arrays(card, weights)),
        conditions(setting, card),
        training_images=np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES]),
        test_images=np.ascontiguousarray(data.test_images[:images]),
        draws=DRAWS,
    )
    layers = [_layer(index, card.layers[index].kind, noise) for index, noise in noise_by_layer.items()]
    level = geometric_mean([layer.predicted for layer in layers if layer.predicted > 0])
    digital = {index for index, override in overrides_of(setting, card).items() if override.digital}
    analog = {index: noise for index, noise in noise_by_layer.items() if index not in digital} or noise_by_layer
    return Conversion(
        network=card.id,
        layers=layers,
        training_noise=level,
        sentence=sentence(layers, level),
        recommended=recommend(level, levels(card, cards)),
        tools=in_other_tools(setting, *_overall(analog)),
        floor=floor_for(setting, model_for(request.internal_noise, own_devices.find), _random(analog)),
        draws=DRAWS,
        training_images=CALIBRATION_IMAGES,
        test_images=images,
    )


def geometric_mean(values: list[float]) -> float:
    """Return the geometric mean of values, or 0 if there are none or one of them is not positive."""
    if not values or min(values) <= 0:
        return 0.0
    return exp(fsum(log(value) for value in values) / len(values))


def sentence(layers: list[LayerNoise], level: float) -> str:
    """Return the result in words, such as "Like training noise 0.23 in layer 1, 0.31 in layer 2; 0.27 over all ..."."""
    if level == 0:
        return "Nothing random happens to the weights: this is like no training noise."
    listed = ", ".join(f"{layer.predicted:.2g} in layer {number}" for number, layer in enumerate(layers, start=1))
    noisy = sum(layer.predicted > 0 for layer in layers)
    over = "all" if noisy == len(layers) else f"the {noisy} with noise"
    over_all = f"; {level:.2g} over {over} (geometric mean)" if noisy > 1 else ""
    return f"Like training noise {listed}{over_all}."


def _layer(index: int, kind: str, noise: PreactivationNoise) -> LayerNoise:
    errors = noise.errors
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
        input_norm=noise.inputs.norm,
        predicted=noise.predicted,
        measured=noise.measured,
        signal=noise.inputs.signal,
    )


def _random(noise_by_layer: Mapping[int, PreactivationNoise]) -> float:
    """Return the root mean square of what differs between chips and reads over all weights, as a fraction of max |w|."""
    weight_counts = [noise.errors.shape[0] * noise.errors.shape[1] for noise in noise_by_layer.values()]
    squares = [noise.errors.spread**2 + noise.errors.read**2 for noise in noise_by_layer.values()]
    return float(np.sqrt(np.average(squares, weights=weight_counts)))


def _overall(noise_by_layer: Mapping[int, PreactivationNoise]) -> tuple[float, float]:
    """Return root mean squares of weight error and read error over all weights, as fractions of their layer's max |w|."""
    weight_counts = [noise.errors.shape[0] * noise.errors.shape[1] for noise in noise_by_layer.values()]
    programmed = np.average([noise.errors.root_mean_square**2 for noise in noise_by_layer.values()], weights=weight_counts)
    read = np.average([noise.errors.read**2 for noise in noise_by_layer.values()], weights=weight_counts)
    return float(np.sqrt(programmed)), float(np.sqrt(read))
