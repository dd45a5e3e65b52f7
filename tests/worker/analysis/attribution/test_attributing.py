"""The loss of real networks, split over causes and over layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.networks import load_card
from backend.options.causes import CAUSES
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling
from worker.analysis.attribution import Found, Split, attribute, split_by_causes, split_by_layers
from worker.crossbar.tools.errors import ChipFailure
from worker.sampling import summarise
from worker.simulators import Simulators, noise_in_layers

CARD = load_card("digits/mlp-noise0")
TESTED = Simulators(data_path=Path()).get(CARD, 200)
FEW = Sampling(min_draws=3, max_draws=3)
QUIET: dict[str, Any] = {"internal_noise": {"programming": 0.0}}
EVERYTHING: dict[str, Any] = {
    "internal_noise": {
        "device": "pcm-nandakumar",
        "age_s": 1e4,
        "stuck_low": 0.02,
        "rtn_share": 0.2,
        "rtn_amplitude": 0.2,
        "floor": True,
        "bandwidth_hz": 1e8,
    },
    "test_noise": {"kind": "gaussian", "level": 0.2},
    "converters": {"weight_bits": 5, "adc_bits": 6, "dac_bits": 5},
    "crossbar": {"wire_resistance_ohm": 1.0, "weight_percentile": 99.0},
}


def answer(document: dict[str, Any], sampling: Sampling = FEW, *, layers: bool = False) -> tuple[Split, Found]:
    split = (split_by_layers if layers else split_by_causes)(Setting.model_validate(document), CARD)
    return split, attribute(TESTED, split, seed=0, sampling=sampling, step=lambda: None)


def summed(found: Found) -> float:
    return sum(part.mean for part in found.parts)


def test_with_every_cause_on_the_parts_sum_to_the_loss() -> None:
    split, found = answer(EVERYTHING)
    assert len(split.on) == len(CAUSES) == 12, "each cause is on"
    assert not found.exact
    assert summed(found) == pytest.approx(TESTED.clean_accuracy - found.noisy.mean, abs=1e-9)


@pytest.mark.parametrize("layers", [False, True])
def test_all_coalitions_sum_to_the_loss_of_the_run_itself(layers: bool) -> None:
    document = {**QUIET, "converters": {"adc_bits": 5}, "test_noise": {"kind": "gaussian", "level": 0.2}}
    document = document | {"internal_noise": {"programming": 0.05, "read": 0.02}}
    split, found = answer(document, layers=layers)
    assert found.exact and found.coalitions == 2 ** len(split.on) and found.draws == 3
    assert summed(found) == pytest.approx(TESTED.clean_accuracy - found.noisy.mean, abs=1e-9)
    whole = noise_in_layers(Setting.model_validate(document), CARD)
    correct = [TESTED.simulator.correct(whole, seed=0, draw=draw) for draw in range(3)]
    assert found.noisy.mean == pytest.approx(summarise(correct, TESTED.images, FEW).accuracy, abs=1e-12)
    assert [player.id for player in split.players if not player.on] == (
        [] if layers else ["drift", "stuck", "telegraph", "thermal", "circuit", "clipping", "weights", "dac"]
    )


def test_nothing_on_costs_nothing() -> None:
    split, found = answer(QUIET | {"crossbar": {"mapping": "offset", "scaling": "column"}})
    assert not split.on and found.parts == () and found.noisy.mean == TESTED.clean_accuracy


def test_without_chance_each_coalition_is_simulated_once_and_nothing_is_uncertain() -> None:
    split = split_by_causes(Setting.model_validate(QUIET | {"converters": {"adc_bits": 3, "weight_bits": 3}}), CARD)
    steps: list[None] = []
    found = attribute(TESTED, split, seed=0, sampling=FEW, step=lambda: steps.append(None))
    assert (len(steps), found.draws, found.images) == (3, 1, TESTED.images)
    assert all(part.low == part.mean == part.high for part in found.parts)
    both, weights, adc = (
        TESTED.clean_accuracy
        - TESTED.simulator.correct(noise_in_layers(Setting.model_validate(QUIET | {"converters": bits}), CARD), seed=0, draw=0)
        / TESTED.images
        for bits in ({"adc_bits": 3, "weight_bits": 3}, {"weight_bits": 3}, {"adc_bits": 3})
    )
    assert [part.mean for part in found.parts] == pytest.approx([(weights + both - adc) / 2, (adc + both - weights) / 2])
    assert found.alone == pytest.approx((weights, adc))


def test_a_layer_that_is_digital_is_off() -> None:
    split, found = answer({"internal_noise": {"programming": 0.1}, "overrides": {"dense_1": {"digital": True}}}, layers=True)
    assert {player.id: player.on for player in split.players} == {
        "dense": True,
        "dense_1": False,
        "dense_2": True,
        "images": False,
    }
    assert len(found.parts) == 2 and summed(found) == pytest.approx(TESTED.clean_accuracy - found.noisy.mean, abs=1e-9)


def test_it_stops_between_two_chips() -> None:
    split = split_by_causes(Setting.model_validate(EVERYTHING), CARD)
    steps: list[None] = []

    def stop() -> None:
        steps.append(None)
        if len(steps) == 2:
            raise ChipFailure("stopped", 0, "by the test")

    with pytest.raises(ChipFailure):
        attribute(TESTED, split, seed=0, sampling=FEW, step=stop)
    assert len(steps) == 2


def test_common_random_numbers_narrow_the_shares() -> None:
    """What chips have in common cancels: a share varies much less from draw to draw than the loss, on cells or arrays."""
    document = {"internal_noise": {"programming": 0.05, "stuck_low": 0.02}, "converters": {"adc_bits": 5, "adc_percentile": 99.0}}
    _split, found = answer(document, Sampling(min_draws=20, max_draws=20))
    adc = found.parts[-1]
    assert adc.std < 0.5 * found.noisy.std
