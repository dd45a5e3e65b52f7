"""What offset mapping and weight ranges cost a trained network: accuracies of a simulation device by device in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mhoscope import Conditions, Simulator, load_dataset, load_network


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    data = load_dataset("digits")
    return Simulator(load_network("digits/mlp-noise0"), data.test_images, data.test_labels)


EXPECTED: list[tuple[dict[str, Any], float, float]] = [
    ({"mapping": "offset", "programming": 0.1}, 83.2, 1.6),
    ({"mapping": "offset", "programming": 0.1, "columns": 8}, 74.2, 2.0),
    ({"mapping": "offset", "read": 0.1}, 83.2, 0.7),
    ({"mapping": "offset", "stuck_low": 0.05}, 61.4, 2.6),
    ({"mapping": "offset", "stuck_low": 0.05, "on_off_ratio": 1e9}, 61.4, 2.6),
    ({"mapping": "offset", "stuck_low": 0.05, "weight_percentile": 99.99}, 61.4, 2.6),
    ({"programming": 0.1}, 69.6, 2.0),
    ({"programming": 0.1, "scaling": "column"}, 83.6, 1.6),
]


@pytest.mark.parametrize(("settings", "percent", "within"), EXPECTED)
def test_the_digits_mlp(simulator: Simulator, settings: dict[str, Any], percent: float, within: float) -> None:
    conditions = Conditions(**settings)
    right = [simulator.correct(conditions, seed=0, draw=draw) for draw in range(250)]
    assert 100 * np.mean(right) / len(simulator.labels) == pytest.approx(percent, abs=within)
