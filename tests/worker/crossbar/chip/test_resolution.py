"""Levels of weights and converters, tiles, faults, and noise on images."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images, mlp
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.converters import adc, dac
from worker.crossbar.chip.programming import programmed_weights, to_levels
from worker.crossbar.simulate.images import noisy_images


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("bits", [1, 2, 3, 6])
def test_weights_lie_on_their_levels(bits: int) -> None:
    weights = generator().standard_normal((30, 20)).astype(np.float32)
    levels = to_levels(weights, bits)
    assert len(np.unique(levels)) <= 2**bits
    assert np.abs(levels).max() == pytest.approx(np.abs(weights).max(), rel=1e-6)
    if bits > 1:
        step = np.abs(weights).max() / (2 ** (bits - 1) - 1)
        assert np.abs(levels - weights).max() <= step / 2 * 1.001
        np.testing.assert_array_equal(to_levels(levels, bits), levels)


def test_a_dac_has_its_levels_and_clips() -> None:
    inputs = generator().random((50, 9), dtype=np.float32) * 3
    converted = dac(inputs, 3, 2.0)
    assert len(np.unique(converted)) <= 8 and converted.max() <= 2 and converted.min() >= 0
    inside = inputs <= 2
    assert np.abs(converted - inputs)[inside].max() <= 1 / 7 * 1.001


def test_an_adc_has_its_levels_and_clips() -> None:
    outputs = generator().standard_normal((50, 9)).astype(np.float32)
    converted = adc(outputs.copy(), 4, 1.5)
    assert len(np.unique(np.round(converted, 5))) == 15
    assert np.abs(converted).max() <= 1.5 * 1.0001
    inside = np.abs(outputs) <= 1.5
    assert np.abs(converted - outputs)[inside].max() <= 0.5 * 1.5 / 7 * 1.001


def test_more_bits_come_closer_to_the_ideal() -> None:
    pictures, labels = images(200)
    simulator = Simulator(mlp(), pictures, labels, calibration_images=pictures)
    ideal = simulator.logits(Conditions(), seed=0, draw=0)
    for field in ("adc_bits", "dac_bits", "weight_bits"):
        errors = [np.abs(simulator.logits(Conditions(**{field: bits}), seed=0, draw=0) - ideal).mean() for bits in (3, 5, 8, 12)]
        assert errors == sorted(errors, reverse=True), field


def test_tiles_matter_only_where_their_sums_are_converted() -> None:
    pictures, labels = images(100)
    simulator = Simulator(mlp(), pictures, labels, calibration_images=pictures)
    whole = simulator.logits(Conditions(), seed=0, draw=0)
    np.testing.assert_array_equal(simulator.logits(Conditions(rows=16), seed=0, draw=0), whole)
    one, four = (simulator.logits(Conditions(adc_bits=5, rows=rows), seed=0, draw=0) for rows in (64, 16))
    assert not np.array_equal(one, four)
    assert np.abs(four - whole).mean() < np.abs(whole).mean()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("by_devices", [False, True])
def test_fine_converters_leave_every_network_as_it_is(family: str, by_devices: bool) -> None:
    pictures, labels = images(200)
    simulator = Simulator(FAMILIES[family](), pictures, labels, calibration_images=pictures)
    fine = Conditions(adc_bits=15, adc_percentile=100, cell_bits=4 if by_devices else None, weight_bits=12, rows=32)
    moved = np.abs(simulator.logits(fine, seed=0, draw=0) - simulator.logits(Conditions(), seed=0, draw=0))
    assert 0 < np.median(moved) < 0.02


def test_converters_need_calibration_images() -> None:
    pictures, labels = images(5)
    with pytest.raises(ValueError, match="calibration"):
        Simulator(mlp(), pictures, labels).correct(Conditions(adc_bits=4), seed=0, draw=0)


@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_stuck_devices_come_in_the_share_asked_for(mapping: str) -> None:
    weights = np.full((400, 300), 0.5, np.float32)
    weights[0, 0] = 1
    conditions = Conditions(stuck_low=0.1, mapping=mapping, columns=4)  # type: ignore[arg-type]
    held = programmed_weights(weights, None, conditions, seed=0, layer=0, draw=0)
    moved = np.mean(~np.isclose(held, weights, atol=1e-6))
    # The idle device of a pair is at G_min anyway; a reference column is not.
    assert moved == pytest.approx(0.1 if mapping == "differential" else 1 - 0.9**2, abs=0.005)


def test_stuck_faults_move_weights_where_theory_says() -> None:
    weights = generator().standard_normal((200, 200)).astype(np.float32)
    low = programmed_weights(weights, None, Conditions(stuck_low=1.0), seed=0, layer=0, draw=0)
    np.testing.assert_array_equal(low, 0)  # both devices of each pair at the lowest conductance
    high = programmed_weights(weights, None, Conditions(stuck_high=0.3), seed=0, layer=0, draw=0)
    assert np.abs(high).mean() > np.abs(weights).mean()


def test_a_stuck_device_has_no_programming_error() -> None:
    weights = np.zeros((50, 50), np.float32)
    weights[0, 0] = 1
    error = generator().standard_normal((50, 50)).astype(np.float32)
    held = programmed_weights(weights, error, Conditions(programming=0.1, stuck_low=1.0), seed=0, layer=0, draw=0)
    np.testing.assert_array_equal(held, 0)


@pytest.mark.parametrize("kind", ["gaussian", "speckle", "salt_pepper"])
def test_noisy_images_stay_images_and_repeat(kind: str) -> None:
    pictures, _ = images(700)
    conditions = Conditions(image_noise=kind, image_noise_level=0.3)  # type: ignore[arg-type]
    once = noisy_images(pictures, conditions, seed=1, draw=0)
    assert once.min() >= 0 and once.max() <= 1 and once.dtype == np.float32
    np.testing.assert_array_equal(once, noisy_images(pictures, conditions, seed=1, draw=0))
    assert not np.array_equal(once, noisy_images(pictures, conditions, seed=1, draw=1))
    np.testing.assert_array_equal(once[:500], noisy_images(pictures[:500], conditions, seed=1, draw=0))


def test_gaussian_and_speckle_have_their_size() -> None:
    grey = np.full((600, 8, 8, 1), 0.5, np.float32)
    for kind, std in (("gaussian", 0.1), ("speckle", 0.05)):
        noisy = noisy_images(grey, Conditions(image_noise=kind, image_noise_level=0.1), seed=0, draw=0)  # type: ignore[arg-type]
        assert noisy.std() == pytest.approx(std, rel=0.02) and noisy.mean() == pytest.approx(0.5, abs=0.002)
    dark = noisy_images(np.zeros_like(grey), Conditions(image_noise="speckle", image_noise_level=0.5), seed=0, draw=0)
    assert not dark.any()


def test_unclipped_pixels_leave_the_range_and_lose_no_noise() -> None:
    edge = np.zeros((600, 8, 8, 1), np.float32)
    free = noisy_images(edge, Conditions(image_noise="gaussian", image_noise_level=0.1, image_clip=False), seed=0, draw=0)
    clipped = noisy_images(edge, Conditions(image_noise="gaussian", image_noise_level=0.1), seed=0, draw=0)
    assert free.min() < -0.2 and free.std() == pytest.approx(0.1, rel=0.02)
    np.testing.assert_array_equal(clipped, np.maximum(free, 0))


def test_salt_and_pepper_come_in_equal_shares() -> None:
    grey = np.full((600, 8, 8, 1), 0.5, np.float32)
    noisy = noisy_images(grey, Conditions(image_noise="salt_pepper", image_noise_level=0.2), seed=0, draw=0)
    assert (noisy == 1).mean() == pytest.approx(0.1, abs=0.005)
    assert (noisy == 0).mean() == pytest.approx(0.1, abs=0.005)
