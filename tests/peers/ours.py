"""Our side of the comparison: networks, full scales, logits and accuracies."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from backend.datasets import load
from backend.networks import load_arrays, zoo_cards
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.crossbar import Conditions, Network, Simulator
from worker.simulators import CALIBRATION_IMAGES
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine


@cache
def card_of(network: str) -> NetworkCard:
    return zoo_cards()[network]


@cache
def simulator_of(network: str) -> Simulator:
    """The network on all its test images; the digits ship with scikit-learn."""
    card = card_of(network)
    data = load(card.dataset, Path())
    calibration = np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES])
    return Simulator(engine_of(network), np.ascontiguousarray(data.test_images), data.test_labels, calibration_images=calibration)


def shown_images() -> Any:
    """Images (20, 8, 8, 1) whose logits are compared; pixels of digits are sixteenths, some halfway between two levels."""
    return np.random.default_rng(0).random((20, 8, 8, 1), dtype=np.float32)


def logits(network: str, noisy: Conditions) -> Any:
    """Our logits (20, classes) of the shown images."""
    images = shown_images()
    data = load(card_of(network).dataset, Path())
    calibration = np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES])
    simulator = Simulator(engine_of(network), images, np.zeros(len(images), np.int64), calibration_images=calibration)
    return simulator.logits(noisy, seed=0, draw=0)


@cache
def engine_of(network: str) -> Network:
    card = card_of(network)
    return to_engine(card, load_arrays(card, None))


def images_of(network: str) -> tuple[Any, Any]:
    data = load(card_of(network).dataset, Path())
    return np.ascontiguousarray(data.test_images), data.test_labels


def scales(network: str, setting: Setting) -> dict[int, dict[str, Any]]:
    """Full scales of each layer's converters, by index: x_max, signed, full_scales from the least significant slice."""
    simulator, noisy = simulator_of(network), conditions(setting)
    ranges, sliced = simulator.calibration.ranges(noisy), simulator.calibration.full_scales(noisy)
    found = {}
    for index in engine_of(network).weighted:
        at = ranges.get(index)
        outputs = list(sliced[index])[::-1] if index in sliced else [at.outputs] if at else []
        found[index] = {"x_max": at.inputs if at else 1.0, "signed": bool(at and at.signed), "full_scales": outputs}
    return found


def accuracies(network: str, noisy: Conditions, chips: int, *, seed: int) -> Any:
    """The accuracy of each of so many chips on all test images."""
    simulator = simulator_of(network)
    return np.array([simulator.correct(noisy, seed=seed, draw=draw) for draw in range(chips)]) / len(simulator.labels)
