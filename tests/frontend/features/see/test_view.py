"""View and scene of See it in the address."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from backend.datasets import record_of
from backend.schemas.setting import Setting
from frontend.features.see.view import KEYS, Scene, fitted, scene_from, scene_search
from frontend.kit.state import View, from_search
from frontend.kit.state.setting import setting_of, words_of

VIEW = View(networks=("digits/mlp-noise0",), programming=5, test_kind="speckle", test_level=0.4, seed=7)
SCENE = Scene(tab="mistakes", network="digits/rnn-t8-noise0.1", image=3, chip=4, chips=20, label=2, said=9, page=3, layer=1)


def test_view_and_scene_come_back() -> None:
    assert scene_from(scene_search(VIEW, SCENE)) == (VIEW, SCENE, [])
    assert scene_search(View(), Scene()) == ""
    assert scene_from("") == (View(), Scene(), [])


def test_explore_reads_the_same_view() -> None:
    view, notices = from_search(scene_search(VIEW, SCENE))
    assert (view, notices) == (VIEW, [])


def test_no_key_is_both_pages() -> None:
    from frontend.kit.state import codec

    assert not set(KEYS) & set(codec.KEYS)


def test_what_a_link_cannot_ask_for_is_said() -> None:
    view, scene, notices = scene_from("?v=1&p=199&see=sky&chips=7&chip=-3&im=many")
    assert (view.programming, scene.tab, scene.chips, scene.chip, scene.image) == (100, "draw", 7, 0, 0)
    assert len(notices) == 4
    assert any("tab = 'sky'" in text for text in notices)


@pytest.mark.parametrize(
    "view", [View(), VIEW, View(sweep="l"), View(sweep="ab", adc_bits=6), View(device="pcm-joshi", sweep="ag", age_s=60)]
)
def test_the_setting_is_where_the_sliders_stand(view: View) -> None:
    setting = Setting.model_validate(setting_of(view))
    if view.device:
        assert (setting.internal_noise.device, setting.internal_noise.age_s) == (view.device, view.age_s)
    else:
        assert setting.internal_noise.programming == pytest.approx(view.programming / 100)
    assert setting.test_noise.kind == view.test_kind
    assert setting.test_noise.level == (view.test_level if view.test_kind != "none" else 0)
    assert setting.converters.adc_bits == view.adc_bits


def test_what_has_no_control_is_said_in_words() -> None:
    assert words_of(View(), {}) == []
    wired = View(wire_resistance_ohm=2.5, clip=True, rows=64, wire_topology="columns")
    assert words_of(wired, {}) == [
        "conductances clipped to their window",
        "arrays of 64 rows",
        "wire resistance 2.5 Ω per segment",
        "resistive wires: columns only",
    ]
    view = View(device="pcm-joshi", age_s=3600, adc_bits=6, seed=4)
    assert words_of(view, {"pcm-joshi": "PCM"}) == ["device PCM", "3600 s after programming", "6 ADC bits", "seed 4"]


def test_classes_are_those_of_the_data_set() -> None:
    data = record_of("digits").model_copy(update={"classes": ("a", "b", "c", "d")})
    scene = Scene(label=3, said=4)
    fit, notices = fitted(scene, data)
    assert (fit.label, fit.said) == (3, None)
    assert notices == ["The link asks for said = '4', which is not possible; none is shown."]
    assert fitted(scene, record_of("digits")) == (scene, [])


def test_a_scene_has_bounds() -> None:
    for fields in ({"chips": 1}, {"page": 0}, {"network": "nothing"}, {"label": 1000}):
        with pytest.raises(ValidationError):
            Scene.model_validate(fields)
