"""Offset mapping against closed forms: one reference column for each array, with errors like those of any other column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.physics.test_noise_laws import COLUMNS, dense, outputs, pictures
from tests.worker.crossbar.networks import cnn, images, rnn
from worker.crossbar import Conditions, Network, Simulator
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.simulate.simulator import Crossbar

SIGMA = 0.05
# What takes the engine from one error for each weight to devices one by one, and changes no law.
PATHS: list[dict[str, Any]] = [{}, {"on_off_ratio": 1e9}]
KINDS: list[dict[str, Any]] = [{"programming": SIGMA}, {"read": SIGMA}]


def correlations(moved: np.ndarray) -> np.ndarray:
    """Of every two outputs (p, p), over draws (draws, p)."""
    return np.asarray(np.corrcoef(moved.T))


def mean_of_pairs(values: np.ndarray, chosen: np.ndarray) -> float:
    """Of the values (p, p) of all pairs of different outputs that are chosen (p, p)."""
    return float(values[chosen & ~np.eye(len(values), dtype=bool)].mean())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("columns", [1024, 8])
def test_two_outputs_of_an_array_have_half_of_their_error_in_common_and_two_of_different_arrays_none(
    path: dict[str, Any], kind: dict[str, Any], columns: int
) -> None:
    """Cov = s^2 |x|^2 / 2 of an array's reference, of Var = s^2 |x|^2."""
    settings = Conditions(mapping="offset", columns=columns, **kind, **path)
    moved = outputs(dense(), pictures(1), settings, draws=800)[:, 0]
    array = np.arange(COLUMNS) // columns
    same = array[:, None] == array
    found = correlations(moved)
    assert mean_of_pairs(found, same) == pytest.approx(0.5, abs=0.05)
    if not same.all():
        assert mean_of_pairs(found, ~same) == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("path", PATHS)
def test_the_references_of_two_tiles_of_rows_are_read_on_their_own(path: dict[str, Any]) -> None:
    """With fine output converters on two tiles of 32 rows, nothing changes: sum of two independent references."""
    network, image = dense(), pictures(1)
    simulator = Simulator(network, image, np.zeros(1, np.int64), calibration_images=image)
    settings = Conditions(mapping="offset", read=SIGMA, rows=32, adc_bits=16, **path)
    moved = np.concatenate([simulator.logits(settings, seed=0, draw=draw) for draw in range(600)])
    kernel = network.layers[1].kernel  # type: ignore[union-attr]
    expected = (SIGMA * 2 * np.abs(kernel).max()) ** 2 * np.square(image).sum()
    # The full scale covers no noise, so that some outputs are clipped: those near the middle of it tell.
    inside = np.abs(moved.mean(axis=0)) < 0.5 * np.abs(moved).max()
    assert inside.sum() > 10
    assert moved[:, inside].var(axis=0).mean() == pytest.approx(expected, rel=0.2)
    assert mean_of_pairs(correlations(moved[:, inside]), np.ones((inside.sum(),) * 2, bool)) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("make", [cnn, rnn])
def test_read_noise_of_a_reference_is_new_at_every_position_and_step(make: Any, path: dict[str, Any]) -> None:
    """On all kinds of layers both ways of computing agree in law: the spread of logits."""
    network: Network = make()
    some, _labels = images(4)
    simulator = Simulator(network, some, np.zeros(4, np.int64))
    plain = Conditions(mapping="offset", read=0.02, columns=5)
    spreads = [
        np.stack([simulator.logits(conditions, seed=seed, draw=draw) for draw in range(400)]).std(axis=0)
        for seed, conditions in enumerate([plain, Conditions(mapping="offset", read=0.02, columns=5, on_off_ratio=1e9)])
    ]
    np.testing.assert_allclose(spreads[0].mean(), spreads[1].mean(), rtol=0.04)


FAULTS: list[dict[str, float]] = [{"stuck_low": 0.2}, {"stuck_high": 0.2}, {"stuck_random": 0.2}]


def chip(settings: Conditions, draw: int = 0) -> Crossbar:
    network = dense()
    return Simulator(network, pictures(), np.zeros(3, np.int64)).program(settings, seed=0, draw=draw)[1]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("programming", [0.0, SIGMA])
@pytest.mark.parametrize("columns", [1024, 8])
def test_both_ways_of_computing_have_the_same_devices_stuck(fault: dict[str, float], programming: float, columns: int) -> None:
    plain = Conditions(mapping="offset", programming=programming, columns=columns, **fault)
    simple, one_by_one = chip(plain), chip(Conditions(**{**vars(plain), "on_off_ratio": 1e9}))
    assert isinstance(one_by_one, Core) and not isinstance(simple, Core)
    np.testing.assert_allclose(simple.weights, one_by_one.weights, atol=2e-6 * np.abs(simple.weights).max())


@pytest.mark.parametrize("path", PATHS)
def test_a_reference_is_stuck_as_often_as_any_device(path: dict[str, Any]) -> None:
    """Weights of 0 lie at the middle; with its reference at G_min, a whole row of an array is at w_max or at 0."""
    kernel = dense().layers[1].kernel  # type: ignore[union-attr]
    w_max, share, columns = np.abs(kernel).max(), 0.2, 10
    settings = Conditions(mapping="offset", stuck_low=share, columns=columns, **path)
    held = np.stack([chip(settings, draw).weights for draw in range(40)])
    moved = np.isclose(held - kernel, w_max, atol=1e-5 * w_max)  # its own device is as programmed, its reference at G_min
    rows = moved.reshape(*moved.shape[:2], -1, columns).any(axis=-1)
    assert rows.mean() == pytest.approx(share, abs=0.01)


def test_each_arrays_reference_is_near_its_own_columns_of_wires() -> None:
    """Nothing is shared by arrays: with wires, a layer of two equal halves has two equal halves of weights."""
    kernel = np.tile(np.asarray(dense().layers[1].kernel)[:, :6], 2)  # type: ignore[union-attr]
    settings = Conditions(mapping="offset", columns=6, wire_resistance_ohm=5.0)
    held = program_core(kernel, settings, SliceId(0, 0, 0), ranges=None).weights
    np.testing.assert_allclose(held[:, :6], held[:, 6:], atol=1e-6)
    assert np.abs(held - kernel).max() > 0.01 * np.abs(kernel).max()
