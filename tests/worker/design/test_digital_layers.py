"""Which layers should stay digital."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from backend.networks import zoo_cards
from backend.schemas.by_layer import overrides_of, with_digital
from backend.schemas.design import DesignRequest, DigitalLayers
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.design.digital_layers import MOST_EXACT, Layers, cheapest_digital
from worker.design.measurement import Measurement
from worker.design.questions import answers
from worker.energy import estimate

MLP = zoo_cards()["digits/mlp-noise0"]
COSTS = st.lists(st.floats(0, 0.2), min_size=3, max_size=4)


def sure(accuracy: float) -> Measurement:
    return Measurement(accuracy, accuracy, accuracy)


@given(losses=COSTS, prices=st.lists(st.floats(-5, 10), min_size=4, max_size=4), target=st.floats(0.3, 1))
def test_of_few_layers_the_cheapest_choice_that_keeps_the_target_is_found(
    losses: list[float], prices: list[float], target: float
) -> None:
    layers = list(range(len(losses)))

    def measure(digital: Layers) -> Measurement:
        return sure(1 - sum(loss for layer, loss in enumerate(losses) if layer not in digital))

    def energy(digital: Layers) -> float:
        return 20 + sum(prices[layer] for layer in digital)

    tried = cheapest_digital(measure, energy, layers, target=target, alone=measure)
    assert tried[0].layers == frozenset()
    every = [frozenset(chosen) for count in range(len(layers) + 1) for chosen in combinations(layers, count)]
    enough = [energy(chosen) for chosen in every if measure(chosen).accuracy >= target]
    last = tried[-1]
    assert (last.measured.accuracy >= target) == bool(enough)
    if enough and len(tried) > 1:
        assert last.energy_pj == min(enough)


def test_of_many_layers_the_most_sensitive_become_digital_first() -> None:
    losses = {layer: 0.01 * (1 + layer % 3) for layer in range(MOST_EXACT + 2)}

    def alone(noisy: Layers) -> Measurement:
        return sure(1 - sum(losses[layer] for layer in noisy))

    tried = cheapest_digital(
        lambda digital: alone(frozenset(losses) - digital),
        lambda digital: float(len(digital)),
        list(losses),
        target=0.95,
        alone=alone,
    )
    assert [len(choice.layers) for choice in tried] == list(range(len(tried)))
    assert tried[-1].measured.accuracy >= 0.95 > tried[-2].measured.accuracy
    assert tried[1].layers == {2} and tried[2].layers == {2, 5}


class Ideal:
    """Every layer that is not digital costs a fifth of the accuracy."""

    def __init__(self) -> None:
        self.measured: list[Setting] = []

    def card(self, _network: str) -> NetworkCard:
        return MLP

    def clean_accuracy(self, _network: str) -> float:
        return 0.98

    def measure(self, _network: str, setting: Setting, layers: frozenset[int] | None = None) -> Measurement:
        assert layers is None
        self.measured.append(setting)
        digital = sum(override.digital for override in overrides_of(setting, MLP).values())
        return sure(0.98 - 0.2 * (len(MLP.layer_names) - digital))


def asked(**more: object) -> tuple[DigitalLayers, Ideal]:
    sampler = Ideal()
    body = {"question": "digital_layers", "networks": [MLP.id], "target": {"value": 0.75}, **more}
    (answer,) = answers(DesignRequest.model_validate(body), sampler)
    assert isinstance(answer, DigitalLayers)
    return answer, sampler


def test_the_answer_has_accuracy_and_energy_of_every_choice_that_was_measured() -> None:
    answer, _sampler = asked()
    assert answer.exact and answer.chosen == len(answer.choices) - 1
    chosen = answer.choices[answer.chosen]
    assert len(chosen.layers) == 2 and chosen.verdict == "enough"
    assert [choice.verdict for choice in answer.choices[:-1]] == ["not enough"] * (len(answer.choices) - 1)
    card_setting = with_digital(Setting(), MLP, [index for index, name in MLP.layer_names.items() if name in chosen.layers])
    assert (
        chosen.energy_pj
        == estimate(MLP, mode="inference", converters=card_setting.converters, overrides=card_setting.overrides).total_pj
    )
    energies = [choice.energy_pj for choice in answer.choices[1:]]
    assert energies == sorted(energies)


def test_layers_that_are_digital_already_stay_so() -> None:
    index = str(next(iter(MLP.layer_names)))
    answer, sampler = asked(overrides={index: {"digital": True}, "dense_1": {"converters": {"adc_bits": 4}}})
    assert all("dense" in choice.layers for choice in answer.choices)
    assert len(answer.choices[-1].layers) == 2
    assert sampler.measured[0].overrides["dense_1"].converters == {"adc_bits": 4}


def test_a_target_that_nothing_keeps_is_said() -> None:
    answer, _sampler = asked(target={"value": 0.99, "kind": "absolute"})
    assert answer.chosen is None and len(answer.choices) == 2 ** len(MLP.layer_names)
