"""Settings of single layers on Explore."""

from __future__ import annotations

from backend.networks import zoo_cards
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.spec import Spec
from frontend.features.explore.per_layer import changed, layers_of, left_out, values_of
from frontend.kit.figures.caption import setting
from frontend.kit.state import View, from_search, spec_of
from frontend.kit.state.differences import differing, remarks
from frontend.kit.state.overrides import KEYS, of_networks

CARDS = list(zoo_cards().values())
MLP, CNN = "digits/mlp-noise0", "digits/cnn-noise0"


def test_layers_are_those_of_all_chosen_networks() -> None:
    assert [layer["label"] for layer in layers_of([MLP], CARDS)] == ["dense", "dense_1", "dense_2"]
    both = {layer["value"]: layer["label"] for layer in layers_of([MLP, CNN], CARDS)}
    assert both["dense"] == "dense" and both["conv2d"] == "conv2d (1 of 2)"
    assert layers_of([], CARDS) == []


def test_the_last_word_on_a_layer_holds() -> None:
    bits = changed([], "dense", "ab", 6)
    assert bits == ["dense:ab:6"] and changed(bits, "dense", "ab", 5) == ["dense:ab:5"]
    digital = changed([*bits, "dense_1:ab:4"], "dense", "digital", None)
    assert digital == ["dense_1:ab:4", "dense:digital"]
    assert changed(digital, "dense", "p", 5) == ["dense_1:ab:4", "dense:p:0.05"]
    assert changed([], "dense", "ab", "") == ["dense:ab:"], "without an ADC"


def test_a_spec_says_what_the_page_sets() -> None:
    view = View(networks=(MLP,), overrides=("dense:digital", "dense_1:ab:6", "dense_1:p:0.05", "2:zz:3"))
    document = spec_of(view)
    assert document["overrides"] == {
        "dense": {"digital": True},
        "dense_1": {"converters": {"adc_bits": 6}, "internal_noise": {"programming": 0.05}},
    }
    assert Spec.model_validate(document).overrides["dense"].digital


def test_a_link_with_nonsense_is_put_right() -> None:
    view, notices = from_search("?v=1&ov=Dense:digital")
    assert (view.overrides, len(notices)) == ((), 1)


def test_what_no_chosen_network_has_is_left_out_by_name_or_index() -> None:
    mlp = [card for card in CARDS if card.id == MLP]
    texts = ("dense_1:digital", "conv2d:ab:6", "2:p:0.05", "99:digital")
    kept, gone = of_networks(texts, mlp)
    assert (kept, gone) == (("dense_1:digital", "2:p:0.05"), ("conv2d:ab:6", "99:digital"))
    assert left_out(gone).endswith("conv2d: ADC bits 6; 99: digital.")


def test_every_option_that_is_no_number_has_values() -> None:
    choices = {key: values_of(field, []) for key, field in KEYS.items() if field.kind != "number"}
    assert all(choices.values())
    for key, values in choices.items():
        shown = "1" if KEYS[key].kind == "switch" else values[-1]["value"]
        (text,) = changed([], "dense", key, shown == "1" if KEYS[key].kind == "switch" else shown)
        assert text.startswith(f"dense:{key}:")


def test_captions_and_differences_name_the_layer() -> None:
    plain = Spec.model_validate({"networks": [MLP]})
    own = {"dense_1": {"digital": True}, "dense": {"converters": {"adc_bits": 6}, "internal_noise": {"read": 0.02}}}
    layered = Spec.model_validate({"networks": [MLP], "overrides": own})
    words = ["layer dense: read noise 2 %, ADC bits 6", "layer dense_1: digital"]
    assert layers_in_words(layered.overrides) == words
    assert all(one in setting(layered, 0) for one in words)
    assert remarks(layered, plain)[:2] == words and remarks(plain, plain) == []
    assert ("Settings per layer", ["none", "; ".join(words)]) in differing([plain, layered])
