"""Settings of layers: what they mean, what is refused, and that specs without them are as before."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from backend.networks import zoo_cards
from backend.schemas.by_layer import check_overrides, settings_of
from backend.schemas.canonical import meaning
from backend.schemas.explain import explain
from backend.schemas.spec import Spec

MLP, CNN, RNN = (zoo_cards()[f"digits/{name}"] for name in ("mlp-noise0", "cnn-noise0", "rnn-t8-noise0"))


def spec(overrides: dict[str, Any], **more: Any) -> Spec:
    return Spec.model_validate({"networks": [MLP.id], "overrides": overrides, **more})


def refused(overrides: dict[str, Any], **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        spec(overrides, **more)
    return explain(caught.value)


def test_layers_are_named_as_keras_names_them() -> None:
    assert list(MLP.layer_names.values()) == ["dense", "dense_1", "dense_2"]
    assert next(iter(CNN.layer_names.values())) == "conv2d" and list(CNN.layer_names.values())[-1] == "dense"
    assert list(RNN.layer_names.items()) == [(0, "rnn"), (1, "dense")]


def test_an_override_says_only_what_differs() -> None:
    first, last, _third = MLP.layer_names
    own = spec({"dense_1": {"converters": {"adc_bits": 6}}}, converters={"adc_bits": 4, "dac_bits": 5})
    found = settings_of(own, MLP)
    assert found[first] is not None and found[first].converters.adc_bits == 4
    assert found[last] is not None and (found[last].converters.adc_bits, found[last].converters.dac_bits) == (6, 5)
    assert not found[last].overrides, "a layer has no layers"
    digital = settings_of(spec({"dense": {"digital": True}}), MLP)
    assert digital[first] is None and digital[last] is not None


def test_null_is_a_value_of_its_own() -> None:
    own = spec({"dense": {"converters": {"adc_bits": None}}}, converters={"adc_bits": 4})
    found = settings_of(own, MLP)
    assert [layer.converters.adc_bits for layer in found.values() if layer] == [None, 4, 4]
    assert own.spec_hash != spec({}, converters={"adc_bits": 4}).spec_hash


def test_a_spec_without_overrides_keeps_its_hash() -> None:
    plain = Spec.model_validate({"networks": [MLP.id]})
    assert plain.spec_hash == "f3a6a25222736f3a6f6e59bfdd6c367b1aeeceed6297698992016a50ca43ba9b"
    for nothing in ({}, {"dense": {}}, {"dense": {"digital": False, "converters": {}}}):
        assert spec(nothing).spec_hash == plain.spec_hash
    assert "overrides" not in meaning(plain)


def test_the_order_of_overrides_does_not_matter() -> None:
    one = {"dense": {"digital": True}, "dense_1": {"converters": {"adc_bits": 8}}}
    other = dict(reversed(one.items()))
    assert list(one) != list(other) and spec(one).spec_hash == spec(other).spec_hash


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"dense": {"converters": {"adc_bits": 20}}}, "overrides.dense.converters.adc_bits must be at most 16; received 20"),
        ({"dense": {"converters": {"bits": 3}}}, "overrides.dense.converters.bits must be left out: there is no such field"),
        ({"dense": {"internal_noise": {"law": "inverse"}}}, "overrides.dense.crossbar.on_off_ratio must be given"),
        ({"dense": {"test_noise": {"level": 0.1}}}, "overrides.dense.test_noise must be left out: there is no such field"),
        ({"dense": {"digital": True, "converters": {"adc_bits": 4}}}, "overrides.dense: converters must be left out"),
        ({"Dense": {"digital": True}}, "overrides.Dense must be of the form"),
        ({"1": {"crossbar": {"rows": 2.5}}}, "overrides.1.crossbar.rows must be a whole number; received 2.5"),
    ],
)
def test_what_does_not_fit_is_refused_with_layer_and_field(overrides: dict[str, Any], sentence: str) -> None:
    assert refused(overrides).startswith(sentence)


def test_values_of_a_sweep_have_to_fit_every_layer() -> None:
    sentence = refused(
        {"dense": {"converters": {"cell_bits": 2, "weight_bits": 4, "input_encoding": "bit_serial"}}},
        sweep={"x": {"parameter": "converters.dac_bits", "values": [4, 1]}},
    )
    assert "overrides.dense.converters" in sentence and "dac_bits must be at least 2" in sentence


def test_a_sweep_reaches_all_layers_but_those_that_fix_its_field() -> None:
    swept = spec(
        {"dense": {"internal_noise": {"programming": 0.5}}},
        sweep={"x": {"parameter": "internal_noise.programming", "values": [0.0, 0.1]}},
    )
    found = [[layer.internal_noise.programming for layer in settings_of(p.setting, MLP).values() if layer] for p in swept.grid()]
    assert found == [[0.5, 0.0, 0.0], [0.5, 0.1, 0.1]]


def test_a_sweep_may_have_its_effect_in_one_layer_only() -> None:
    sweep = {"x": {"parameter": "converters.adc_percentile", "values": [90, 99]}}
    assert "adc_bits" in refused({}, sweep=sweep)
    allowed = spec({"dense": {"converters": {"adc_bits": 6}}}, sweep=sweep)
    check_overrides(allowed, [MLP], ["converters.adc_percentile"])
    fixed = {"adc_bits": 6, "adc_percentile": 95}
    assert "adc_bits" in refused({"dense": {"converters": fixed}}, sweep=sweep)


def test_layers_that_no_network_has_are_refused_with_the_list_of_layers() -> None:
    check_overrides(spec({"conv2d": {"digital": True}}), [MLP, CNN])
    with pytest.raises(ValueError, match=r"overrides.conv2d must be a layer with weights; .* has dense \(\d\), dense_1 \(\d\)"):
        check_overrides(spec({"conv2d": {"digital": True}}), [MLP])
    pool = next(str(index) for index, layer in enumerate(CNN.layers) if layer.kind == "max_pool2d")
    with pytest.raises(ValueError, match=f"overrides.{pool} must be a layer with weights"):
        check_overrides(spec({pool: {"digital": True}}), [CNN])


def test_a_layer_is_named_once() -> None:
    index = str(next(iter(MLP.layer_names)))
    with pytest.raises(ValueError, match=f"overrides.{index} must be left out: it is layer dense"):
        check_overrides(spec({"dense": {"digital": True}, index: {"digital": True}}), [MLP])


def test_a_sweep_that_every_layer_fixes_is_refused() -> None:
    fixed = {"internal_noise": {"programming": 0.1}}
    with pytest.raises(ValueError, match="every layer has its own"):
        check_overrides(
            spec({"dense": fixed, "dense_1": {"digital": True}, "dense_2": fixed}), [MLP], ["internal_noise.programming"]
        )
    check_overrides(spec({"dense": fixed}), [MLP], ["internal_noise.programming"])


def test_chance_is_looked_for_in_every_layer() -> None:
    still = {"internal_noise": {"programming": 0.0}}
    sweep = {"x": {"parameter": "internal_noise.read", "values": [0.0]}}
    assert not spec({}, **still, sweep=sweep).setting.has_chance
    assert spec({"dense": {"internal_noise": {"read": 0.1}}}, **still, sweep=sweep).setting.has_chance
    assert not spec({"dense": {"digital": True}}, **still, sweep=sweep).setting.has_chance
