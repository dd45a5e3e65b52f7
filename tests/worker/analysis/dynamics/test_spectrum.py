from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest

from backend.schemas.dynamics import Spectrum
from tests.worker.crossbar.networks import FAMILIES, images, rnn
from worker.analysis.dynamics import spectrum as module
from worker.analysis.dynamics.spectrum import chosen, recurrent_weights, spectrum, without_lost
from worker.crossbar import RNN, Dense, Network

RANDOM = np.random.default_rng(0)


def of_weights(recurrent: Any, *, steps: int = 5, activation: str = "linear", bias: float = 1.0, shown: int = 3) -> Spectrum:
    """The spectrum of an RNN that is driven by its bias alone."""
    units = len(recurrent)
    cell = RNN(
        np.zeros((1, units), np.float32),
        np.asarray(recurrent, np.float32),
        np.full(units, bias, np.float32),
        steps,
        activation=activation,
    )
    network = Network((cell, Dense(np.eye(units, 2, dtype=np.float32), np.zeros(2, np.float32), "linear")), (steps, 1, 1))
    return spectrum(network, 0, np.ones((shown, steps, 1, 1), np.float32))


@pytest.mark.parametrize("family", ["rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru", "bidirectional"])
def test_of_every_kind(family: str) -> None:
    network, seen = FAMILIES[family](), []
    for index, layer in network.weighted.items():
        if layer.steps > 1:
            found = spectrum(network, index, images(9)[0], lambda: seen.append(1))
            assert found.singular_value.x == list(range(1, layer.steps + 1)) and found.images == found.singular_value.n == 9
            assert len(found.exponents) <= layer.kept  # type: ignore[attr-defined]
            assert found.exponents[0] == pytest.approx(found.largest.mean)
            assert found.largest.low < found.largest.mean < found.largest.high
            assert found.largest.mean <= log(max(found.singular_value.mean)) + 0.5
            if family != "bidirectional":  # some of its layers are smooth
                assert 0 <= found.vanished < 1 and (found.vanished == 0) == (family in ("lstm", "gru"))
            radius, largest = np.array(found.spectral_radius.mean), np.array(found.singular_value.mean)
            assert (radius <= largest + 1e-9).all()
            assert (np.array(found.non_normality.mean) <= 1).all() and min(found.active.mean) > 0
    assert len(seen) % 9 == 0 and seen


def test_orthogonal_weights_neither_stretch_nor_forget() -> None:
    found = of_weights(np.linalg.qr(RANDOM.standard_normal((6, 6)))[0])
    assert found.exponents == pytest.approx([0] * 6, abs=1e-6)
    assert found.vanished == 0 and found.largest.n == 3
    for band, wanted in ((found.singular_value, 1), (found.spectral_radius, 1), (found.non_normality, 0), (found.active, 1)):
        assert band.mean == pytest.approx([wanted] * 5, abs=1e-3)
    assert (found.weights_singular_value, found.weights_spectral_radius) == pytest.approx((1, 1), abs=1e-6)


def test_a_shift_is_all_non_normal() -> None:
    found = of_weights(np.eye(8, k=1))
    assert found.singular_value.mean == pytest.approx([1] * 5) and found.spectral_radius.mean == [0] * 5
    assert found.non_normality.mean == [1] * 5
    assert found.exponents == pytest.approx([0] * 3) and found.vanished == 5 / 8  # a direction is lost at each of 5 steps
    assert (found.weights_singular_value, found.weights_spectral_radius) == pytest.approx((1, 0))


def test_a_unit_that_grows_by_a() -> None:
    for a in (0.5, 1.0, 1.25):
        assert of_weights([[a]], steps=9).exponents == pytest.approx([log(a)])


def test_units_that_are_off_are_counted() -> None:
    """Without an input only units with a bias are on; here none is."""
    dead = of_weights(np.eye(4), activation="relu", bias=-1.0)
    assert dead.vanished == 1 and dead.exponents == [] and dead.largest.n == 0
    assert dead.active.mean == dead.singular_value.mean == dead.non_normality.mean == [0] * 5
    half = of_weights(np.diag([1, 1, -3, -3]), activation="relu")  # after one step 1 - 3 h is below 0
    assert half.vanished == 0.5 and half.exponents == pytest.approx([0, 0])
    assert half.active.mean == [1, 0.5, 1, 0.5, 1]


@pytest.mark.parametrize("g", [0.5, 0.8])
def test_a_random_network_of_tanhs_forgets_at_the_rate_of_its_gain(g: float) -> None:
    """Near the only fixed point, 0, of weights g / sqrt(N) with g < 1: ln g (H. Sompolinsky et al., PRL 61, 1988)."""
    weights = g * RANDOM.standard_normal((200, 200)) / np.sqrt(200)
    found = of_weights(weights, steps=100, activation="tanh", bias=0.0, shown=1)
    power = np.linalg.matrix_power(weights.astype(np.float32).astype(float), 100)
    assert found.largest.mean == pytest.approx(log(np.linalg.norm(power, 2)) / 100, abs=1e-9)  # for as long as this
    assert found.largest.mean == pytest.approx(log(g), abs=0.1)  # in the long run
    assert found.active.mean == [1] * 100


def test_saturated_units_are_not_active() -> None:
    found = of_weights(np.zeros((2, 2)), activation="tanh", bias=3.0)
    assert found.active.mean == [0] * 5


def test_eigenvalues_are_those_of_what_is_left() -> None:
    matrix = RANDOM.standard_normal((7, 7))
    matrix[[1, 4]] = 0
    left = without_lost(matrix)
    assert left.shape == (5, 5)
    moduli = np.sort(np.abs(np.linalg.eigvals(matrix)))
    np.testing.assert_allclose(np.sort(np.abs(np.linalg.eigvals(left))), moduli[2:], rtol=1e-9)


def test_images_are_spread_and_bounded_by_the_work() -> None:
    layer = rnn().layers[0]
    np.testing.assert_array_equal(chosen(layer, 5), range(5))  # type: ignore[arg-type]
    many = chosen(layer, 2000)  # type: ignore[arg-type]
    assert len(many) == module.MOST_IMAGES and many[0] == 0 and many[-1] > 1900
    large = RNN(np.zeros((1, 600), np.float32), np.zeros((600, 600), np.float32), np.zeros(600, np.float32), 40)
    assert len(chosen(large, 2000)) == module.FEWEST_IMAGES


def test_recurrent_weights_of_a_gated_cell_are_those_of_the_candidate() -> None:
    for family in ("lstm", "gru"):
        layer = FAMILIES[family]().layers[0]
        np.testing.assert_array_equal(recurrent_weights(layer), layer.recurrent[:, 24:36])  # type: ignore[arg-type, attr-defined]
