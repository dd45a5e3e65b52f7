"""Predictions for networks in which a linear picture is exact, against closed forms and many simulated chips."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from tests.worker.analysis.margins.networks import linear, scalar_recurrent
from worker.analysis.margins.making import make_tables, noisy_tables
from worker.analysis.margins.noisy_images import AtNoise
from worker.analysis.margins.normal import Numbers
from worker.analysis.margins.predicting import predicted, right_chances
from worker.analysis.margins.tables import Tables, unpack
from worker.crossbar import Conditions, Device, PowerLaw, Simulator

DRAWS = 500


def fixed(tables: Tables) -> AtNoise:
    """The tables of a network whose gradients are the same under test-set noise."""
    return AtNoise(tables, lambda _noise, _weights: tables)


def simulated(simulator: Simulator, conditions: Conditions, tables: Tables, draws: int = DRAWS) -> tuple[Numbers, float]:
    """Share of chips that classify each image of the tables correctly, and the standard error of the mean over images."""
    right = np.array(
        [
            simulator.predictions(conditions, seed=5, draw=draw)[tables.images] == simulator.labels[tables.images]
            for draw in range(draws)
        ]
    )
    return right.mean(axis=0), right.mean(axis=1).std() / np.sqrt(draws)


def test_two_classes_of_a_linear_network_are_a_normal_probability() -> None:
    simulator, sigma = linear(2), 0.05
    tables = make_tables(simulator, 40)
    layer = simulator.network.layers[1]
    x = simulator.images[tables.images].reshape(40, -1)
    margins = (x @ layer.kernel + layer.bias) @ np.array([1, -1])
    margins = np.where(simulator.labels[tables.images] == 0, margins, -margins)
    deviations = sigma * 2 * np.abs(layer.kernel).max() * np.sqrt(2) * np.linalg.norm(x, axis=1)
    for conditions in (Conditions(programming=sigma), Conditions(read=sigma)):
        np.testing.assert_allclose(
            right_chances(fixed(tables), simulator, [conditions])[0], norm.cdf(margins / deviations), atol=1e-5
        )


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(programming=0.05),
        Conditions(read=0.05),
        Conditions(programming=0.03, read=0.04, reference="max"),
        Conditions(programming=0.05, mapping="offset"),
        Conditions(read=0.05, mapping="offset"),
        Conditions(programming=0.2, law="proportional"),
        Conditions(programming=0.08, clip=True),
        Conditions(stuck_low=0.05, stuck_random=0.05, programming=0.02),
        Conditions(rtn_share=0.5, rtn_amplitude=0.6),
        Conditions(programming=0.05, weight_bits=3),
        Conditions(programming=0.05, weight_bits=6, cell_bits=2),
        Conditions(read=0.03, dac_bits=2, adc_bits=8),
        Conditions(image_noise="gaussian", image_noise_level=0.3),
        Conditions(image_noise="salt_pepper", image_noise_level=0.2, programming=0.02),
    ],
    ids=lambda conditions: ",".join(
        f"{name}={value}" for name, value in vars(conditions).items() if value != getattr(Conditions(), name)
    ),
)
def test_a_linear_network_of_four_classes_is_predicted_as_chips_are_simulated(conditions: Conditions) -> None:
    simulator = linear(4)
    tables = make_tables(simulator, 40)
    chances = right_chances(fixed(tables), simulator, [conditions])[0]
    shares, error = simulated(simulator, conditions, tables)
    assert 0.5 < shares.mean() < 0.97
    assert abs(chances.mean() - shares.mean()) < 4 * error + 0.006
    assert np.abs(chances - shares).max() < 0.12


def test_an_ageing_device_is_predicted_with_its_drift_its_spread_and_its_compensation() -> None:
    device = Device(
        low=0.0,
        high=25.0,
        spread=lambda g, _age: 0.6 + 0.02 * g,
        drift=PowerLaw(20.0, lambda g: 0.06 + 0 * g, lambda g: 0.02 + 0 * g),
        read=lambda g, _age: 0.03 * g,
    )
    simulator = linear(4)
    tables = make_tables(simulator, 40)
    young = Conditions(device=device, age_s=1.0)
    old = replace(young, age_s=86_400.0)
    found = right_chances(fixed(tables), simulator, [young, old, replace(old, drift_compensation=True)]).mean(axis=1)
    for conditions, chance in zip((young, old, replace(old, drift_compensation=True)), found, strict=True):
        shares, error = simulated(simulator, conditions, tables)
        assert abs(chance - shares.mean()) < 4 * error + 0.006
    assert found[1] < found[0]


def test_errors_that_are_frozen_add_up_over_time_and_redrawn_ones_in_squares() -> None:
    simulator, sigma, steps, gain = scalar_recurrent(8), 0.02, 8, 0.9
    tables = make_tables(simulator, 30)
    x = simulator.images[tables.images].reshape(30, steps).astype(np.float64)
    states = np.zeros((30, steps + 1))
    for step in range(steps):
        states[:, step + 1] = x[:, step] + gain * states[:, step]
    weights = gain ** np.arange(steps - 1, -1, -1)
    frozen = np.square(x @ weights) + np.square(states[:, :-1] @ weights)
    redrawn = (np.square(x) + np.square(states[:, :-1])) @ np.square(weights)
    of_readout = np.square(states[:, -1]) * 2
    margins = states[:, -1] - 3
    for conditions, in_rnn in ((Conditions(programming=sigma), frozen), (Conditions(read=sigma), redrawn)):
        deviations = 2 * sigma * np.sqrt(in_rnn + of_readout)
        np.testing.assert_allclose(
            right_chances(fixed(tables), simulator, [conditions])[0], norm.cdf(margins / deviations), atol=1e-4
        )
    assert (frozen > 2 * redrawn).all()


def test_without_noise_the_accuracy_is_exactly_that_without_noise() -> None:
    simulator = linear(4)
    tables = make_tables(simulator, 17)
    curve = [Conditions(), Conditions(programming=0.1), Conditions(rtn_share=0.5)]
    found = predicted(fixed(tables), simulator, curve)
    clean = simulator.correct(Conditions(), seed=0, draw=0) / 40
    assert found.accuracy[0] == found.accuracy[2] == tables.clean == clean
    assert found.accuracy[1] < clean
    assert 0 < found.half_width < 0.2


def test_a_long_curve_is_predicted_in_parts_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = linear(3)
    at_noise, curve = fixed(make_tables(simulator, 20)), [Conditions(read=0.01 * step) for step in range(7)]
    at_once = predicted(at_noise, simulator, curve)
    monkeypatch.setattr("worker.analysis.margins.predicting.POINTS_AT_A_TIME", 3)
    in_parts = predicted(at_noise, simulator, curve)
    assert [*in_parts.accuracy, in_parts.half_width] == pytest.approx([*at_once.accuracy, at_once.half_width], abs=1e-6)


def test_what_has_no_chance_is_computed_and_not_propagated() -> None:
    simulator = linear(4)
    tables = make_tables(simulator, 40)
    for conditions in (Conditions(weight_bits=2), Conditions(adc_bits=3), Conditions(dac_bits=1, adc_bits=2)):
        right = simulator.predictions(conditions, seed=0, draw=0)[tables.images] == simulator.labels[tables.images]
        np.testing.assert_array_equal(right_chances(fixed(tables), simulator, [conditions])[0], right)


def test_layers_without_noise_and_digital_layers_add_nothing() -> None:
    simulator = scalar_recurrent(4)
    tables = make_tables(simulator, 30)
    noisy = Conditions(programming=0.05)
    only_readout, digital = replace(noisy, layers=frozenset({2})), replace(noisy, by_layer=((1, Conditions()),))
    every, one, other = right_chances(fixed(tables), simulator, [noisy, only_readout, digital])
    np.testing.assert_array_equal(one, other)
    assert not np.allclose(every, one)


def test_tables_are_the_same_each_time_and_after_they_were_stored() -> None:
    simulator, curve = scalar_recurrent(6), [Conditions(programming=0.03, read=0.02)]
    tables = make_tables(simulator, 30)
    stored = tables.pack()
    assert make_tables(scalar_recurrent(6), 30).pack() == stored
    np.testing.assert_array_equal(
        right_chances(fixed(unpack(stored)), simulator, curve), right_chances(fixed(tables), simulator, curve)
    )


def test_stored_tables_of_another_format_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = make_tables(linear(3), 10).pack()
    monkeypatch.setattr("worker.analysis.margins.tables.PREDICTION_METHOD", 99)
    with pytest.raises(ValueError, match="format 99"):
        unpack(stored)


def test_gradients_under_test_set_noise_are_found_at_levels_around_it() -> None:
    simulator = scalar_recurrent(4)
    clean = make_tables(simulator, 30)
    asked: list[tuple[float, bool]] = []

    def make(noise: Conditions, weights: bool) -> Tables:
        asked.append((noise.image_noise_level, weights))
        return noisy_tables(simulator, clean, noise, weights=weights)

    at_noise = AtNoise(clean, make)
    noise = Conditions(image_noise="gaussian", image_noise_level=0.15)
    right_chances(at_noise, simulator, [noise, Conditions(), noise])
    assert asked == [(0.1, False), (0.2, False)]
    right_chances(at_noise, simulator, [replace(noise, read=0.1, image_noise_level=0.05)])
    assert asked[2:] == [(0.1, True)]
    unclipped = replace(noise, image_clip=False)
    assert at_noise.tables(unclipped, weights=True) is clean
    first, second = (
        noisy_tables(simulator, clean, replace(noise, image_noise_level=level), weights=False) for level in (0.1, 0.2)
    )
    np.testing.assert_allclose(at_noise.tables(noise, weights=False).pixels, (first.pixels + second.pixels) / 2, rtol=1e-5)
