"""Runs in which layers have settings of their own."""

from __future__ import annotations

from typing import Any

import pytest

from backend.schemas.run import Result
from worker.runs.simulate import simulate

NETWORK = "digits/mlp-noise0"
SPEC: dict[str, Any] = {
    "networks": [NETWORK],
    "images": 200,
    "internal_noise": {"programming": 0.2, "read": 0.1},
    "converters": {"adc_bits": 5, "dac_bits": 4, "weight_bits": 6, "cell_bits": 2},
    "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0.2, 0.3]}},
    "sampling": {"min_draws": 3, "max_draws": 3},
}


def run(overrides: dict[str, Any]) -> Result:
    return simulate(SPEC | {"overrides": overrides}, processes=1)


def test_a_network_whose_layers_are_all_digital_has_its_clean_accuracy() -> None:
    names = ("dense", "dense_1", "dense_2")
    sweep = {"x": {"parameter": "test_noise.level", "values": [0.0]}}
    document = SPEC | {"overrides": {name: {"digital": True} for name in names}, "sweep": sweep}
    result = simulate(document | {"test_noise": {"kind": "gaussian"}}, processes=1)
    assert [point.accuracy for point in result.points] == [result.clean[NETWORK]]


def test_a_layers_name_and_its_index_give_the_same_points() -> None:
    by_name, by_index = (run({layer: {"converters": {"adc_bits": 8}}}) for layer in ("dense_2", "3"))
    assert by_name.points == by_index.points
    assert by_name.points != run({}).points


def test_a_layer_that_no_network_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"overrides.conv2d must be .*; digits/mlp-noise0 has dense \(1\), dense_1 \(2\)"):
        run({"conv2d": {"digital": True}})
