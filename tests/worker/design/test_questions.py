from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schemas.setting import Converters, Crossbar, InternalNoise, Setting, TestNoise
from worker.design import Measurement, Target, layer_sensitivity, noise_budget


def sure(accuracy: float, half: float = 0.0) -> Measurement:
    return Measurement(accuracy, accuracy - half, accuracy + half)


def test_target_is_absolute_or_a_share_of_clean() -> None:
    assert Target(0.95).accuracy(0.98) == pytest.approx(0.931)
    assert Target(0.95, "absolute").accuracy(0.98) == 0.95


@pytest.mark.parametrize("value", [0.0, 1.01, float("nan")])
def test_target_must_be_reachable(value: float) -> None:
    with pytest.raises(ValueError, match="target must be greater than 0 and at most 1"):
        Target(value)


def test_a_measurement_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="must lie in its interval"):
        sure(float("nan"))


def test_most_sensitive_layer_comes_first_and_all_come_last() -> None:
    cost = {0: 0.01, 2: 0.05, 4: 0.002}
    rows = layer_sensitivity(lambda noisy: sure(0.98 - sum(cost[layer] for layer in noisy), 0.001), [0, 2, 4])
    assert [sorted(row.layers) for row in rows] == [[2], [0], [4], [0, 2, 4]]
    assert rows[0].drop == pytest.approx(0.05)
    assert (rows[0].ci_low, rows[0].ci_high) == (pytest.approx(0.049), pytest.approx(0.051))
    assert rows[-1].drop == pytest.approx(0.062)


@pytest.mark.parametrize("layers", [[], [1, 1]])
def test_layers_are_named_once(layers: list[int]) -> None:
    with pytest.raises(ValueError, match="named once each"):
        layer_sensitivity(lambda noisy: sure(0.9), layers)


FULL = Setting(
    internal_noise=InternalNoise(programming=0.05),
    converters=Converters(adc_bits=4),
    test_noise=TestNoise(kind="gaussian", level=0.2),
)


def switched_on(setting: Setting) -> tuple[bool, bool, bool]:
    return setting.internal_noise.programming > 0, setting.converters.adc_bits is not None, setting.test_noise.kind != "none"


@given(losses=st.lists(st.floats(0, 0.1), min_size=4, max_size=4))
def test_budget_parts_sum_to_the_loss_whatever_the_interaction(losses: list[float]) -> None:
    device, converter, source, together = losses

    def measure(setting: Setting) -> Measurement:
        a, b, c = switched_on(setting)
        return sure(0.9 - device * a - converter * b - source * c - together * (a and c))

    budget = noise_budget(measure, FULL)
    assert sum(budget.parts.values()) == pytest.approx(budget.clean.accuracy - budget.noisy.accuracy, abs=1e-12)
    assert budget.parts["converter"] == pytest.approx(converter, abs=1e-12)
    assert budget.parts["device"] == pytest.approx(device + together / 2, abs=1e-12)
    assert budget.alone["device"] == pytest.approx(device, abs=1e-12)


def test_a_cause_that_is_off_costs_nothing_and_is_not_measured_twice() -> None:
    asked: list[Setting] = []

    def measure(setting: Setting) -> Measurement:
        asked.append(setting)
        return sure(0.8 if setting.internal_noise.programming else 0.9)

    budget = noise_budget(measure, Setting())
    assert budget.parts == {"device": pytest.approx(0.1), "converter": 0.0, "input": 0.0}
    assert len(asked) == 2


def test_wires_belong_to_the_device() -> None:
    budget = noise_budget(
        lambda setting: sure(0.7 if setting.crossbar.wire_resistance_ohm else 0.9),
        Setting(internal_noise=InternalNoise(programming=0.0), crossbar=Crossbar(wire_resistance_ohm=5.0)),
    )
    assert budget.parts["device"] == pytest.approx(0.2)
