"""Errors of single devices: laws, shapes, windows, clipping and faults, against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backend.schemas.setting import NARROWEST_WINDOW
from tests.worker.crossbar.networks import weights
from worker.crossbar import Conditions
from worker.crossbar.chip.cells import SliceId, program_cells
from worker.crossbar.chip.conductances import clip_to_percentile, max_magnitude, to_pairs
from worker.crossbar.chip.core import Core, program_core
from worker.crossbar.chip.programming import programmed_weights, unit_weight_errors

SIGMA = 0.02
CHIPS = 60
MAPPINGS: list[dict[str, Any]] = [
    {"mapping": "differential", "pair": "one_sided"},
    {"mapping": "differential", "pair": "two_sided"},
    {"mapping": "offset"},
]


def kernel(rows: int = 40, columns: int = 30) -> np.ndarray:
    return weights(np.random.default_rng(0), rows, columns)


def chip(values: np.ndarray, draw: int = 0, **settings: Any) -> Core:
    return program_core(values, Conditions(**settings), SliceId(0, draw, 0), ranges=None)


def relative(values: np.ndarray, low: float, mapping: dict[str, Any]) -> list[np.ndarray]:
    """G / G_max of the devices of each weight."""
    scaled = values / np.abs(values).max()
    if mapping["mapping"] == "offset":
        window = [0.5 + scaled / 2, np.full_like(scaled, 0.5)]
    elif mapping["pair"] == "two_sided":
        window = [0.5 + scaled / 2, 0.5 - scaled / 2]
    else:
        window = [np.maximum(scaled, 0), np.maximum(-scaled, 0)]
    return [low + (1 - low) * u for u in window]


GROWTH = {"independent": np.ones_like, "proportional": lambda g: g, "inverse": lambda g: 1 / g}


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("law", list(GROWTH))
@pytest.mark.parametrize("distribution", ["gaussian", "uniform"])
def test_the_error_of_an_output_is_that_of_its_devices(mapping: dict[str, Any], law: str, distribution: str) -> None:
    """Var[z] = sum x^2 (s f(g+))^2 + (s f(g-))^2 with s = sigma / sqrt(2): sqrt(2) s for a pair at G_max."""
    values, x = kernel(), np.random.default_rng(2).random(40)
    settings = {"law": law, "distribution": distribution, "on_off_ratio": 5.0, **mapping}
    moved = np.stack([x @ (chip(values, draw, programming=SIGMA, **settings).weights - values) for draw in range(CHIPS)])
    sigma = SIGMA * 2 * np.abs(values).max() / np.sqrt(2)
    squares = sum((sigma * GROWTH[law](g)) ** 2 for g in relative(values, 0.2, mapping))
    expected = np.square(x) @ squares
    # CHIPS variances of each of 30 columns; an offset's shared references are one error for all columns of a chip.
    shared = mapping["mapping"] == "offset"
    assert (moved**2).mean() == pytest.approx(expected.mean(), rel=0.25 if shared else 0.12)
    assert abs(moved.mean()) < 5 * np.sqrt(expected.mean() / CHIPS / (1 if shared else 30))


@pytest.mark.parametrize("law", ["proportional", "inverse"])
def test_errors_grow_with_the_conductance_as_the_law_says(law: str) -> None:
    """At one weight each, over many devices."""
    for weight in (0.1, 0.5, 1.0):
        values = np.full((200, 100), weight, np.float32)
        values[0, 0] = 1
        spread = (chip(values, programming=SIGMA, law=law, on_off_ratio=10.0).weights - values)[1:].std()
        g = 0.1 + 0.9 * weight
        devices = np.hypot(GROWTH[law](np.array(g)), GROWTH[law](np.array(0.1)))
        assert spread == pytest.approx(SIGMA * 2 / np.sqrt(2) * devices, rel=0.02)


def test_a_uniform_error_ends_at_the_square_root_of_three() -> None:
    cells = program_cells(
        np.zeros((300, 300), np.float32), 1.0, Conditions(programming=SIGMA, distribution="uniform"), SliceId(0, 0, 0)
    )
    device = SIGMA * 2 / np.sqrt(2)
    assert cells.positive.std() == pytest.approx(device, rel=0.01)
    assert np.abs(cells.positive).max() == pytest.approx(np.sqrt(3) * device, rel=0.001)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_devices_one_by_one_show_the_chip_that_one_number_a_weight_shows(mapping: dict[str, Any]) -> None:
    """The same errors: what one adds to a plain setting is seen on the same chip."""
    values = kernel()
    shared = mapping["mapping"] == "offset"
    unit = unit_weight_errors(values.shape, shared=1024 if shared else None, seed=0, layer=0, draw=3)
    plain = programmed_weights(values, unit, Conditions(programming=SIGMA), seed=0, layer=0, draw=3)
    again = chip(values, draw=3, programming=SIGMA, on_off_ratio=50.0, **mapping).weights
    np.testing.assert_allclose(again, plain, atol=1e-6)


def test_clipping_biases_the_idle_device_by_half_a_normal() -> None:
    """Of a weight in mid-window the active device is not clipped; the idle one keeps max(0, e): mean s / sqrt(2 pi)."""
    values = np.full((400, 300), 0.5, np.float32)
    values[0, 0] = 1
    held = chip(values, programming=SIGMA, clip=True).weights[1:]
    device = SIGMA * 2 / np.sqrt(2)
    assert (held - 0.5).mean() == pytest.approx(-device / np.sqrt(2 * np.pi), rel=0.03)
    assert (held - 0.5).std() == pytest.approx(device * np.sqrt(1 + 0.5 - 0.5 / np.pi), rel=0.02)


def test_clipped_conductances_stay_in_their_window() -> None:
    settings = Conditions(programming=0.3, clip=True, on_off_ratio=4.0, law="inverse")
    cells = program_cells(
        clip_to_percentile(kernel(), 99), max_magnitude(clip_to_percentile(kernel(), 99)), settings, SliceId(0, 0, 0)
    )
    for side in (cells.positive, cells.negative):
        assert side.min() >= 0.25 - 1e-6 and side.max() <= 1 + 1e-6


def test_stuck_devices_are_spread_over_the_window_evenly() -> None:
    values = np.full((400, 300), 1.0, np.float32)
    held = programmed_weights(values, None, Conditions(stuck_random=0.2, stuck_low=0.1), seed=0, layer=0, draw=0)
    at_target = np.isclose(held, 1, atol=1e-6).mean()
    assert at_target == pytest.approx(0.7**2 + 0.7 * 0.1, abs=0.01)  # both at their targets, or the idle one stuck low
    cells = program_cells(values, 1.0, Conditions(stuck_random=1.0, clip=True), SliceId(0, 0, 0))
    for side in (cells.positive, cells.negative):
        np.testing.assert_allclose(np.percentile(side, [1, 25, 50, 75, 99]), [0.01, 0.25, 0.5, 0.75, 0.99], atol=0.005)


def test_a_percentile_is_the_range_and_larger_weights_are_clipped_to_it() -> None:
    values = kernel()
    limit = np.percentile(np.abs(values), 95)
    held = chip(values, weight_percentile=95.0).weights
    np.testing.assert_allclose(held, np.clip(values, -limit, limit), atol=1e-6)
    spread = (chip(values, weight_percentile=95.0, programming=SIGMA).weights - held).std()
    assert spread == pytest.approx(SIGMA * 2 * limit, rel=0.03)  # sigma is a fraction of the range as mapped


def test_empty_places_do_not_decide_a_percentile() -> None:
    values = kernel()
    with_gaps = np.concatenate([values, np.zeros_like(values)])
    np.testing.assert_array_equal(clip_to_percentile(with_gaps, 90)[: len(values)], clip_to_percentile(values, 90))


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("on_off_ratio", [None, 2.0, 1e6])
def test_weights_survive_every_mapping(mapping: dict[str, Any], on_off_ratio: float | None) -> None:
    np.testing.assert_allclose(chip(kernel(), on_off_ratio=on_off_ratio, **mapping).weights, kernel(), atol=1e-6)


def test_a_two_sided_pair_is_symmetric_about_the_middle() -> None:
    pairs = to_pairs(kernel(), "differential", "two_sided")
    np.testing.assert_allclose(pairs.positive + pairs.negative, 1, atol=1e-6)


@pytest.mark.parametrize("mapping", [{}, {"mapping": "offset"}, {"pair": "two_sided"}])
def test_the_narrowest_window_still_holds_the_weights(mapping: dict[str, Any]) -> None:
    """An error of 0.01 % of w_max is half a step of 14 bits; a window a hundred times narrower would lose a percent."""
    values = kernel()
    w_max = np.abs(values).max()
    held, lost = (chip(values, on_off_ratio=ratio, **mapping).weights for ratio in (NARROWEST_WINDOW, 1 + 1e-6))
    assert np.sqrt(np.mean((held - values) ** 2)) < 1e-4 * w_max < 1e-2 * w_max < np.sqrt(np.mean((lost - values) ** 2))
