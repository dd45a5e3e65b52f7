"""Physical options: in the address, in the spec, and when they say nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schemas.setting import Converters, Crossbar, InternalNoise, TestNoise
from backend.schemas.spec import Spec
from frontend.features.explore.physics_options import OPTIONS
from frontend.kit.state import View, from_search, spec_of, to_search
from frontend.kit.state.links import view_of
from frontend.kit.state.physics import EMPTY, KEYS, PLACES, RULES, SWITCHES, TEXTS, USUAL, Physics, why_not

PARTS: dict[str, Any] = {
    "internal_noise": InternalNoise,
    "test_noise": TestNoise,
    "converters": Converters,
    "crossbar": Crossbar,
}
SLID = {
    "internal_noise": {"programming", "read", "reference", "device", "age_s", "drift_compensation"},
    "test_noise": {"kind", "level"},
    "converters": {"weight_bits", "adc_bits", "dac_bits"},
    "crossbar": set(),
}
EVERYTHING = View(
    sweep="r",
    weight_bits=8,
    adc_bits=8,
    dac_bits=8,
    test_kind="gaussian",
    pair="two_sided",
    on_off_ratio=20,
    weight_percentile=99,
    bias="analog",
    rows=256,
    columns=128,
    distribution="uniform",
    law="inverse",
    clip=True,
    rtn_share=30,
    rtn_amplitude=12.5,
    floor=True,
    bandwidth_hz=1e6,
    temperature_k=350,
    read_voltage_v=0.2,
    g_max_us=50,
    cell_bits=2,
    input_encoding="bit_serial",
    adc_percentile=99,
    stuck_low=1,
    stuck_high=2,
    stuck_random=0.5,
    wire_resistance_ohm=1.5,
    wire_topology="rows",
    test_clip=False,
)


def test_every_field_of_the_spec_can_be_set_on_explore() -> None:
    """And has the spec's default, a control, and one key."""
    for part, model in PARTS.items():
        shown = {place.field.split(".")[1] for place in PLACES.values() if place.field.startswith(f"{part}.")}
        assert shown | SLID[part] == set(model.model_fields)
    for field, place in PLACES.items():
        part, name = place.field.split(".")
        default = PARTS[part].model_fields[name].default
        usual = getattr(USUAL, field)
        assert default == (usual * place.scale if place.scale != 1 else usual), field
    assert set(PLACES) == set(Physics.model_fields) == {option.field for option in OPTIONS}
    assert len(KEYS) == len(PLACES)
    assert {*SWITCHES, *TEXTS, *EMPTY} <= set(PLACES)


@pytest.mark.parametrize("view", [EVERYTHING, View(mapping="offset", adc_bits=6, adc_range="fixed"), View(sweep="wr", stop=5)])
def test_options_go_into_the_address_and_the_spec_and_come_back(view: View) -> None:
    assert from_search(to_search(view)) == (view, [])
    spec = Spec.model_validate(spec_of(view))
    back = view_of(spec)
    assert back is not None
    assert Spec.model_validate(spec_of(back)).spec_hash == spec.spec_hash


def test_every_option_changes_the_spec() -> None:
    busy = View(sweep="r", weight_bits=8, adc_bits=8, dac_bits=8, test_kind="gaussian", rtn_share=1, wire_resistance_ohm=1)
    other = {"law": "proportional", "mapping": "offset", "adc_range": "fixed"}
    for field in PLACES:
        usual = busy.model_copy(update={"floor": field != "floor"})
        changed = usual.model_copy(update={field: other.get(field, getattr(EVERYTHING, field))})
        before, after = (Spec.model_validate(spec_of(view)).spec_hash for view in (usual, changed))
        assert before != after, field


def test_what_has_no_say_is_left_out_of_the_spec_with_a_reason() -> None:
    idle = EVERYTHING.model_copy(update={"device": "pcm-joshi", "adc_bits": None, "test_kind": "none", "floor": False})
    silent = why_not(idle, ("r",))
    assert {"law", "clip", "distribution", "on_off_ratio", "adc_range", "test_clip", "bandwidth_hz"} <= set(silent)
    document = spec_of(idle.model_copy(update={"sweep": "ab", "start": 2, "stop": 8}))
    assert "law" not in document["internal_noise"] and "clip" not in document["test_noise"]
    assert Spec.model_validate(document)
    assert why_not(View(), ("p",)).keys() == {field for _, fields, _ in RULES for field in fields} - {
        "distribution",
        "law",
        "clip",
        "on_off_ratio",
        "pair",
    }


def test_a_swept_number_counts_as_set() -> None:
    assert "adc_percentile" not in why_not(View(), ("ab",))
    assert "rtn_amplitude" not in why_not(View(), ("ts",))


@given(st.sampled_from(sorted(PLACES)), st.text(max_size=12))
def test_no_value_in_a_link_breaks_the_page(field: str, text: str) -> None:
    view, _ = from_search(f"?v=1&{PLACES[field].key}={text.encode().hex() if len(text) > 6 else text}")
    assert isinstance(view, View)


def test_a_value_out_of_range_is_put_right_with_a_notice() -> None:
    view, notices = from_search("?v=1&wp=20&mp=sideways&sl=300")
    assert (view.weight_percentile, view.mapping, view.stuck_low) == (50, "differential", 100)
    assert len(notices) == 3 and "weight percentile = '20'" in notices[0]
