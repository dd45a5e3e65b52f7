"""A weight range of its own for each output, with a digital factor, against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images, weights
from worker.analysis.equivalence.preactivations import preactivation_noise
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import Core, program_core

ROWS, OUTPUTS = 60, 24
SIGMA = 0.02


def kernel() -> np.ndarray:
    """Columns from 1 to 1/1000 of the range."""
    values: np.ndarray = weights(np.random.default_rng(0), ROWS, OUTPUTS) * np.logspace(0, -3, OUTPUTS, dtype=np.float32)
    return values


def chip(values: np.ndarray, draw: int = 0, **settings: Any) -> Core:
    return program_core(values, Conditions(scaling="column", **settings), SliceId(0, draw, 0))


EVERY: list[dict[str, Any]] = [
    {},
    {"mapping": "offset", "columns": 5},
    {"pair": "two_sided", "on_off_ratio": 5.0},
    {"weight_bits": 12, "cell_bits": 3},
    {"clip": True},
]


@pytest.mark.parametrize("settings", EVERY)
def test_weights_survive(settings: dict[str, Any]) -> None:
    values = kernel()
    largest = np.abs(values).max(axis=0)
    np.testing.assert_allclose(
        chip(values, **settings).weights / largest, values / largest, atol=3e-4 if "weight_bits" in settings else 1e-5
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_network_answers_as_with_one_range(family: str) -> None:
    pictures, labels = images(10)
    simulator = Simulator(FAMILIES[family](), pictures, labels)
    found, expected = (simulator.logits(Conditions(scaling=scaling), seed=0, draw=0) for scaling in ("column", "array"))
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("kind", ["programming", "read"])
@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_an_output_errs_as_its_own_range(kind: str, mapping: str) -> None:
    """Std[z_j] = sigma 2 max_i |w_ij| |x|."""
    values, x = kernel(), np.random.default_rng(1).random((ROWS, 1), dtype=np.float32)
    expected = SIGMA * 2 * np.abs(values).max(axis=0) * np.linalg.norm(x)
    settings: dict[str, Any] = {"mapping": mapping, kind: SIGMA}
    if kind == "programming":
        spread = np.std([x[:, 0] @ (chip(values, draw, **settings).weights - values) for draw in range(600)], axis=0)
        np.testing.assert_allclose(spread, expected, rtol=0.13)
    variance = chip(values, **settings).weight_read_variance
    found = np.sqrt(np.broadcast_to(variance, values.shape).sum(axis=0)) / np.sqrt(ROWS)
    np.testing.assert_allclose(found, 0 if kind == "programming" else SIGMA * 2 * np.abs(values).max(axis=0), rtol=1e-4)


def test_levels_of_weights_are_those_of_their_column() -> None:
    values = kernel()
    steps = chip(values, weight_bits=5).weights / np.abs(values).max(axis=0) * 15
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-4)
    assert all(len(np.unique(np.rint(column))) > 10 for column in steps.T)


def test_a_percentile_is_that_of_each_column() -> None:
    values = kernel()
    limit = np.percentile(np.abs(values), 80, axis=0)
    np.testing.assert_allclose(chip(values, weight_percentile=80.0).weights, np.clip(values, -limit, limit), rtol=1e-4, atol=1e-7)


def test_a_column_without_weights_gives_nothing() -> None:
    values = kernel()
    values[:, 3] = 0
    held = chip(values, weight_percentile=95.0).weights
    assert np.isfinite(held).all() and not held[:, 3].any()
    assert not chip(np.zeros((4, 3), np.float32)).weights.any()


@pytest.mark.parametrize("bias", [None, 1.0])
def test_converters_see_outputs_before_their_factors(bias: float | None) -> None:
    """Half a step, times the factor: a small output is converted as finely, relative to its range, as a large one."""
    values, bits = kernel(), 6
    factors = np.abs(values).max(axis=0) / np.abs(values).max()
    x = np.random.default_rng(2).random((ROWS, 200), dtype=np.float32)
    biases = None if bias is None else bias * values[0]
    scale = float(np.abs(values / factors).sum(axis=0).max()) * 1.2
    conditions = Conditions(scaling="column", adc_bits=bits, bias="digital" if bias is None else "analog")
    core = program_core(
        values, conditions, SliceId(0, 0, 0), bias=biases, ranges=Ranges(inputs=1.0, outputs=scale), full_scales=[scale]
    )
    # Analog biases are part of what is converted, and are taken off the result again.
    wrong = core.multiply(x, None) - values.T @ x
    half = scale / (2 ** (bits - 1) - 1) / 2 * factors
    largest = np.abs(wrong).max(axis=1)
    assert (largest <= half * 1.001).all() and (largest >= 0.8 * half).all()


@pytest.mark.parametrize(
    "settings",
    [{"scaling": "column"}, {"mapping": "offset", "columns": 5}, {"mapping": "offset", "columns": 5, "scaling": "column"}],
)
@pytest.mark.parametrize("kind", [{"read": 0.03}, {"programming": 0.03, "read": 0.02, "law": "proportional", "bias": "analog"}])
def test_the_noise_of_preactivations_is_predicted(settings: dict[str, Any], kind: dict[str, Any]) -> None:
    network, (pictures, _labels) = FAMILIES["mlp"](), images(60)
    found = preactivation_noise(network, Conditions(**settings, **kind), training_images=pictures, test_images=pictures, draws=64)
    for layer in found.values():
        assert layer.measured == pytest.approx(layer.predicted, rel=0.08)
