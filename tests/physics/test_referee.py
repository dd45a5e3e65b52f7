"""Offset mapping in all pairs of settings that touch it, against a referee that goes device by device."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from mhoscope import Conditions, Dense, Device, Flatten, Network, PowerLaw, Simulator
from tests.physics.referee import Layer

ROWS, OUTPUTS, CHIPS = 12, 7, 150
DEVICE = Device(
    low=2.0,
    high=20.0,
    spread=lambda g, _age: 0.4 + 0.02 * g,
    shift=lambda g, _age: 0.02 * (11 - g),
    drift=PowerLaw(20.0, lambda g: 0.05 + 0 * g, lambda g: 0.02 + 0 * g),
    read=lambda g, _age: 0.05 * g,
)
SETTINGS: dict[str, dict[str, Any]] = {
    "programming": {"programming": 0.15},
    "read": {"read": 0.15},
    "stuck low": {"stuck_low": 0.15},
    "stuck high": {"stuck_high": 0.15},
    "stuck anywhere": {"stuck_random": 0.3},
    "telegraph": {"rtn_share": 0.5, "rtn_amplitude": 0.4},
    "proportional": {"law": "proportional"},
    "inverse": {"law": "inverse", "on_off_ratio": 3.0, "programming": 0.03, "read": 0.03},
    "uniform": {"distribution": "uniform"},
    "clip": {"clip": True, "programming": 0.3},
    "device": {"device": DEVICE},
    "aged": {"device": DEVICE, "age_s": 1e4},
    "compensated": {"device": DEVICE, "age_s": 1e4, "drift_compensation": True},
    "levels": {"weight_bits": 4},
    "slices": {"weight_bits": 6, "cell_bits": 2},
    "adc": {"adc_bits": 5},
    "dac": {"dac_bits": 3},
    "bit-serial": {"dac_bits": 4, "input_encoding": "bit_serial"},
    "rows": {"rows": 5},
    "columns": {"columns": 3},
    "wires": {"wire_resistance_ohm": 50.0},
    "on/off": {"on_off_ratio": 4.0},
    "percentile": {"weight_percentile": 85.0},
    "analog biases": {"bias": "analog"},
    "floor": {"floor": True, "bandwidth_hz": 2e9},
    "column ranges": {"scaling": "column"},
}
START: dict[str, Any] = {"programming": 0.05, "read": 0.05, "columns": 4}
"""What a pair starts from, so that there is something to touch."""


def layer() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    kernel = random.standard_normal((ROWS, OUTPUTS)) * np.linspace(1, 0.5, OUTPUTS)
    return kernel.astype(np.float32), random.standard_normal(OUTPUTS).astype(np.float32)


def pictures(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((count, 3, 4, 1), dtype=np.float32)


CALIBRATION = pictures(100, 1)
# The same one twice, so that what is frozen and what is redrawn can be told apart, and another one.
IMAGES = pictures(2, 2)[[0, 0, 1]]
ARRAYS = np.arange(OUTPUTS)


def by_engine(settings: dict[str, Any], chips: int) -> np.ndarray:
    kernel, bias = layer()
    network = Network((Flatten(), Dense(kernel, bias, "linear")), (3, 4, 1))
    simulator = Simulator(network, IMAGES, np.zeros(3, np.int64), calibration_images=CALIBRATION)
    conditions = Conditions(mapping="offset", **settings)
    return np.stack([simulator.logits(conditions, seed=3, draw=draw) for draw in range(chips)]).astype(np.float64)


def by_referee(settings: dict[str, Any], chips: int) -> np.ndarray:
    kernel, bias = layer()
    found = Layer(kernel, bias, CALIBRATION.reshape(len(CALIBRATION), -1), chips, 4, **settings)
    return found.outputs(IMAGES.reshape(3, -1).astype(np.float64))


def statistics(outputs: np.ndarray, about: np.ndarray, columns: int) -> dict[str, np.ndarray]:
    """Of outputs (K, 3, p), one number for each chip: their means tell two laws apart."""
    moved = outputs - about
    array = ARRAYS // columns
    pairs = np.einsum("kni,knj->kij", moved, moved) / 3
    others = ~np.eye(OUTPUTS, dtype=bool)
    found = {f"mean of output {j}": moved[:, :, j].mean(axis=1) for j in range(OUTPUTS)}
    found["variance"] = np.square(moved).mean(axis=(1, 2))
    found["frozen"] = (moved[:, 0] * moved[:, 1]).mean(axis=1)
    same = (array[:, None] == array) & others
    found["within an array"] = pairs[:, same].mean(axis=1)
    if not (same | ~others).all():
        found["across arrays"] = pairs[:, others & ~same].mean(axis=1)
    return found


def compare(settings: dict[str, Any], chips: int = CHIPS) -> None:
    ours, theirs = by_engine(settings, chips), by_referee(settings, chips)
    about = (ours.mean(axis=0) + theirs.mean(axis=0)) / 2
    columns = settings.get("columns", 1024)
    one, other = (statistics(outputs, about, columns) for outputs in (ours, theirs))
    size = np.abs(about).max()
    for name in one:
        error = np.hypot(one[name].std(), other[name].std()) / np.sqrt(chips)
        apart = abs(one[name].mean() - other[name].mean())
        assert apart < 4.5 * error + 1e-5 * size, f"{name}: {one[name].mean():.5g} and {other[name].mean():.5g}, ± {error:.2g}"


@pytest.mark.parametrize("name", SETTINGS)
def test_alone(name: str) -> None:
    compare({"columns": 4} | SETTINGS[name], chips=400)


@pytest.mark.parametrize(("first", "second"), list(combinations(SETTINGS, 2)))
def test_in_pairs(first: str, second: str) -> None:
    compare(START | SETTINGS[first] | SETTINGS[second])


@pytest.mark.parametrize("sigma", ["programming", "read"])
@pytest.mark.parametrize("columns", [1024, 2])
def test_with_many_chips(sigma: str, columns: int) -> None:
    """Closely: both ways of computing, one error for each weight and devices one by one."""
    for path in ({}, {"on_off_ratio": 1e9}):
        compare({sigma: 0.1, "columns": columns, **path}, chips=1500)
