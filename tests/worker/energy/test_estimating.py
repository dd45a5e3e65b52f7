from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.layers import Conv2DLayer, DenseLayer, FlattenLayer, MaxPool2DLayer, RNNLayer
from backend.schemas.energy import COMPONENT_TITLES
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Converters
from worker.energy import Activity, ModeNotGiven, UnknownTechnology, estimate, technologies
from worker.energy.reference_networks import cnn, mlp, rnn

MakeCard = Callable[..., NetworkCard]
WAYS = [(technology.id, mode) for technology in technologies() for mode in technology.modes]
TRAINABLE = [name for name, mode in WAYS if mode == "training"]
bits = st.none() | st.integers(1, 16)
units = st.integers(1, 3000)


@st.composite
def networks(draw: st.DrawFn) -> tuple:
    """Any mix of the families on 8 x 8 images."""
    head = draw(
        st.sampled_from(["dense", "conv", "rnn"]).flatmap(
            lambda kind: {
                "dense": st.builds(lambda n: (FlattenLayer(), DenseLayer(units=n)), units),
                "conv": st.builds(
                    lambda n, k, p: (Conv2DLayer(filters=n, kernel_size=k, padding=p), MaxPool2DLayer(size=2), FlattenLayer()),
                    st.integers(1, 300),
                    st.integers(1, 5),
                    st.sampled_from(["same", "valid"]),
                ),
                "rnn": st.builds(lambda n, t: (RNNLayer(units=n, time_steps=t),), units, st.sampled_from([1, 2, 4, 8, 64])),
            }[kind]
        )
    )
    return (*head, DenseLayer(units=draw(st.integers(1, 20)), activation="linear"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    layers=networks(),
    way=st.sampled_from(WAYS),
    converters=st.builds(Converters, weight_bits=bits, adc_bits=bits, dac_bits=bits),
)
def test_parts_sum_to_the_total_and_nothing_is_negative(
    make_card: MakeCard, layers: tuple, way: tuple, converters: Converters
) -> None:
    name, mode = way
    one = estimate(make_card(layers, (8, 8, 1)), technology=name, mode=mode, converters=converters)
    assert sum(one.components.values()) == one.total_pj
    assert all(energy_pj > 0 and math.isfinite(energy_pj) for energy_pj in one.components.values())
    assert set(one.components) <= set(COMPONENT_TITLES)
    assert one.total_low_pj <= one.total_pj * (1 + 1e-12) and one.total_pj <= one.total_high_pj * (1 + 1e-12)
    assert one.pj_per_mac * one.macs == pytest.approx(one.total_pj)


@pytest.mark.parametrize("name", TRAINABLE)
@pytest.mark.parametrize("layers", [mlp(), cnn(), rnn(14)])
def test_training_costs_more_than_inference_in_every_shared_part(make_card: MakeCard, name: str, layers: tuple) -> None:
    card = make_card(layers)
    inference, training = (
        estimate(card, technology=name, mode=mode, converters=Converters()) for mode in ("inference", "training")
    )
    assert all(training.components[part] >= inference.components[part] for part in inference.components)
    assert {"transpose_mvm", "outer_product_update"} <= training.components.keys()
    assert not {"transpose_mvm", "outer_product_update"} & inference.components.keys()


def test_missing_resolutions_are_those_of_the_source_and_said(make_card: MakeCard) -> None:
    card = make_card(mlp())
    silent = estimate(card, mode="inference", converters=Converters())
    eight = estimate(card, mode="inference", converters=Converters(dac_bits=8, adc_bits=8))
    assert silent.components == eight.components
    assert len([text for text in silent.assumptions if "8 bit, as in the source" in text]) == 2
    assert not [text for text in eight.assumptions if "as in the source" in text]


def test_assumed_constants_that_matter_are_listed_with_their_range(make_card: MakeCard) -> None:
    dense, pooled = (
        estimate(make_card(layers), mode="inference", converters=Converters()).assumptions for layers in (mlp(), cnn())
    )
    assert any(text.startswith("activation_pj = 0.01 pJ (range 0 to 0.05)") for text in dense)
    assert not any("comparison_pj" in text or "repeated_reads" in text or "gate_pj" in text for text in dense)
    assert any("comparison_pj" in text for text in pooled) and any("repeated_reads" in text for text in pooled)


def test_a_constant_can_be_replaced(make_card: MakeCard) -> None:
    card = make_card(mlp())
    plain, doubled = (
        estimate(card, mode="inference", converters=Converters(), constants=constants)
        for constants in (None, {"comparator_current_ua": 40})
    )
    assert doubled.components["adc"] == pytest.approx(2 * plain.components["adc"])
    with pytest.raises(ValueError, match=r"constants\.speed: marinella-2018 has no such constant"):
        estimate(card, mode="inference", converters=Converters(), constants={"speed": 1})
    with pytest.raises(ValueError, match="must be a finite number of at least 0; received -1"):
        estimate(card, mode="inference", converters=Converters(), constants={"wire_fj": -1})


def test_real_activations_lower_the_array_and_are_said(make_card: MakeCard) -> None:
    card = make_card(mlp())
    counted = estimate(card, mode="inference", converters=Converters())
    dark = estimate(card, mode="inference", converters=Converters(), activities={1: Activity(mean=0.1, nonzero=0.2)})
    assert dark.components["array_read"] < 0.3 * counted.components["array_read"]
    assert dark.components["row_drivers"] < 0.5 * counted.components["row_drivers"]
    assert dark.components["adc"] == counted.components["adc"]
    assert any("real activations" in text for text in dark.assumptions)


def test_assumed_activity_changes_nothing(make_card: MakeCard) -> None:
    card = make_card(mlp())
    counted = estimate(card, mode="training", converters=Converters())
    same = estimate(card, mode="training", converters=Converters(), activities={1: Activity(mean=0.5, nonzero=1.0)})
    assert same.components == counted.components


@pytest.mark.parametrize("values", [{"mean": 1.5}, {"nonzero": -0.1}, {"mean": float("nan")}])
def test_activity_is_a_share(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Activity(**values)


def test_an_unknown_technology_lists_those_there_are(make_card: MakeCard) -> None:
    with pytest.raises(UnknownTechnology, match=r"technology must be one of .*marinella-2018.*; received 'abacus'"):
        estimate(make_card(mlp()), technology="abacus", mode="inference", converters=Converters())


def test_a_source_without_training_costs_says_who_has_them(make_card: MakeCard) -> None:
    with pytest.raises(ModeNotGiven, match=r"one of .*ecram-2020, marinella-2018 for mode 'training'; isaac-2016 gives no costs"):
        estimate(make_card(mlp()), technology="isaac-2016", mode="training", converters=Converters())


def test_latency_follows_the_number_of_multiplications(make_card: MakeCard) -> None:
    once, often = (estimate(make_card(rnn(steps)), mode="inference", converters=Converters()) for steps in (7, 28))
    assert once.latency_s == pytest.approx(8 * 0.384e-6)
    assert often.latency_s == pytest.approx(29 * 0.384e-6)
