"""Options of a view: in the address, in the spec, and when they have no effect."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.options.noise import OWN
from backend.schemas.fields import FIELDS
from backend.schemas.spec import Spec
from frontend.features.explore.advanced import GROUPS
from frontend.features.explore.fields import FIELDS as PLACES
from frontend.features.explore.panel import MEASURED
from frontend.kit.state import View, from_search, spec_of, to_search, view_of
from frontend.kit.state.codec import KEYS
from frontend.kit.state.parameters import BY_KEY, LATER
from frontend.kit.state.view import why_not
from tests.another import another

TOGETHER: dict[str, Any] = {
    "sweep": "r",
    "weight_bits": 8,
    "adc_bits": 8,
    "dac_bits": 8,
    "test_kind": "gaussian",
    "mapping": "differential",
    "adc_range": "calibrated",
    "law": "inverse",
    "cell_bits": 2,
    "stuck_low": 1,
    "stuck_high": 2,
    "stuck_random": 0.5,
}
"""Values that others need, or that are possible together only."""
NEEDED: dict[str, dict[str, Any]] = {
    "adc_full_scale": {"adc_range": "manual", "adc_full_scale": 2.0},
    "iv_solver": {"iv_nonlinearity": 2.0},
    "device_levels": {"device": f"{OWN}table", "sweep": "ab"},
}
"""What an option needs to have an effect, beyond a busy view."""
EVERYTHING = View(**{option.name: option.shown(another(option)) for option in LATER} | TOGETHER)


def test_every_option_has_an_attribute_a_key_and_a_control() -> None:
    names = {option.name for option in FIELDS.values()}
    assert names <= set(View.model_fields) == set(KEYS.values()) == set(PLACES) - {"cut"} | {"cut_x", "cut_y"}
    assert len(KEYS) == len(set(KEYS.values()))
    assert len({place for place, _ in PLACES.values()}) == len(PLACES), "each in a place of its own"
    advanced = {option.name for options in GROUPS.values() for option in options}
    slid = {"programming", "read", "reference", "device", "age_s", "compensation", "test_kind", "test_level", "subsets"}
    assert advanced | {option.name for option in MEASURED} | slid == names


@pytest.mark.parametrize("view", [EVERYTHING, View(mapping="offset", adc_bits=6, adc_range="fixed"), View(sweep="wr", stop=5)])
def test_options_go_into_the_address_and_the_spec_and_come_back(view: View) -> None:
    assert from_search(to_search(view)) == (view, [])
    spec = Spec.model_validate(spec_of(view))
    assert Spec.model_validate(spec_of(view_of(spec))).spec_hash == spec.spec_hash


def test_every_option_changes_the_spec() -> None:
    busy = View(sweep="r", weight_bits=8, adc_bits=8, dac_bits=8, test_kind="gaussian", rtn_share=1, wire_resistance_ohm=1)
    other = {"law": "proportional", "mapping": "offset", "adc_range": "fixed"}
    for option in LATER:
        usual = busy.model_copy(update={"floor": option.name != "floor", **NEEDED.get(option.name, {})})
        changed = usual.model_copy(update={option.name: other.get(option.name, getattr(EVERYTHING, option.name))})
        before, after = (Spec.model_validate(spec_of(view)).spec_hash for view in (usual, changed))
        assert before != after, option.field


def test_what_has_no_effect_is_left_out_of_the_spec_with_a_reason() -> None:
    idle = EVERYTHING.model_copy(update={"device": "pcm-joshi", "adc_bits": None, "test_kind": "none", "floor": False})
    reasons = why_not(idle, ("internal_noise.read",))
    assert {"law", "distribution", "on_off_ratio", "adc_range", "test_clip", "bandwidth_hz"} <= set(reasons)
    document = spec_of(idle.model_copy(update={"sweep": "ab", "start": 2, "stop": 8}))
    assert "law" not in document["internal_noise"] and "clip" not in document["test_noise"]
    assert Spec.model_validate(document)
    assert set(why_not(View(), ("internal_noise.programming",))) == {
        *("age_s", "compensation"),
        *("rtn_amplitude", "bandwidth_hz", "temperature_k", "read_voltage_v", "g_max_us"),
        *("test_level", "test_clip"),
        *("cell_bits", "input_encoding", "adc_levels", "adc_range", "adc_full_scale", "adc_percentile", "wire_topology"),
        *("iv_solver", "device_levels"),
    }


def test_a_sweep_that_has_to_be_given_elsewhere_too_makes_a_spec() -> None:
    for view in (View(sweep="af"), View(sweep="af", adc_bits=6), View(sweep="af", adc_bits=6, adc_range="manual")):
        document = spec_of(view.model_copy(update={"adc_bits": 6, "start": 1, "stop": 10}))
        spec = Spec.model_validate(document)
        assert spec.converters.adc_range == "manual" and len(list(spec.grid())) > 1
        assert Spec.model_validate(spec_of(view_of(spec))).spec_hash == spec.spec_hash


def test_what_a_setting_cannot_be_without_has_its_first_value_where_it_is_swept() -> None:
    for view, field in (
        (View(sweep="oo", start=2, stop=100, law="inverse"), "on_off_ratio"),
        (View(sweep="wb", start=3, stop=8, cell_bits=2), "weight_bits"),
    ):
        document = spec_of(view)
        assert (document["crossbar"] if field == "on_off_ratio" else document["converters"])[field] == view.start
        spec = Spec.model_validate(document)
        assert Spec.model_validate(spec_of(view_of(spec))).spec_hash == spec.spec_hash
    assert "crossbar" not in spec_of(View(sweep="oo", start=2, stop=100, law="proportional"))


def test_a_swept_number_counts_as_set() -> None:
    assert "adc_percentile" not in why_not(View(), ("converters.adc_bits",))
    assert "rtn_amplitude" not in why_not(View(), ("internal_noise.rtn_share",))


@given(st.sampled_from(sorted(BY_KEY)), st.text(max_size=12))
def test_no_value_in_a_link_breaks_the_page(key: str, text: str) -> None:
    view, _ = from_search(f"?v=1&{key}={text.encode().hex() if len(text) > 6 else text}")
    assert isinstance(view, View)


@given(st.text(alphabet="abpr:0.1e-_,", max_size=30))
def test_nothing_that_is_kept_breaks_a_spec(text: str) -> None:
    view, _ = from_search(f"?v=1&sp={text}&xv={text}")
    assert spec_of(view)["version"] == 1


def test_a_value_out_of_range_is_put_right_with_a_notice() -> None:
    view, notices = from_search("?v=1&wp=20&mp=sideways&sl=300")
    assert (view.weight_percentile, view.mapping, view.stuck_low) == (50, "differential", 100)
    assert len(notices) == 3 and "weight percentile = '20'" in notices[0]


@pytest.mark.parametrize("name", ["programming", "adc_bits", "seed", "test_level", "images"])
def test_a_view_goes_as_far_as_the_spec(name: str) -> None:
    option: Any = next(option for option in FIELDS.values() if option.name == name)
    for end in (option.low, option.high):
        view, notices = from_search(f"?v=1&{option.key}={option.shown(end)}")
        assert notices == [] and option.meant(getattr(view, name)) == end
