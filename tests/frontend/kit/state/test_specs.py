"""Every valid spec opens in Explore: there is a view that amounts to it, and an address of that view."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from backend.examples import shipped_results
from backend.reproductions.runs import all_specs
from backend.schemas.spec import Spec, recorded_spec
from frontend.kit.state import View, from_search, spec_of, to_search, view_of
from frontend.kit.state.cut import cut_of
from frontend.kit.state.links import link_of
from frontend.kit.state.view import without_idle
from tests.frontend.kit.state.specs import specs

BASE: dict[str, Any] = {"networks": ["digits/mlp-noise0"]}
KNOWN = json.loads((Path(__file__).parent / "addresses.json").read_text())
"""Addresses as they were asked for before options were declared, with the address and the spec they amounted to."""


def swept(field: str, *values: float, **more: Any) -> dict[str, Any]:
    return {"sweep": {"x": {"parameter": field, "values": list(values)}}, **more}


def opened(spec: Spec) -> View:
    """The view of a spec, which has its hash, comes back from its address, and is what controls show."""
    view = view_of(spec)
    assert recorded_spec(spec_of(view)).spec_hash == spec.spec_hash
    assert from_search(to_search(view)) == (view, [])
    assert without_idle(view) == view
    return view


@settings(max_examples=400)
@given(specs())
def test_every_valid_spec_opens_in_explore(spec: Spec) -> None:
    opened(spec)


FLOOR = {"internal_noise": {"floor": True}}


@pytest.mark.parametrize(
    "document",
    [
        {"converters": {"adc_bits": 14}},
        {"internal_noise": {"programming": 0.25}},
        {"test_noise": {"kind": "gaussian", "level": 1.5}},
        {"images": 5},
        {"seed": 2**40},
        {"seed": 2**53 - 1},
        {"sampling": {"confidence": 0.8}},
        {"sampling": {"half_width": 0.0001, "max_draws": 10_000}},
        swept("converters.adc_bits", 4, internal_noise={"device": "pcm-joshi", "age_s": 1e10}),
        swept("crossbar.columns", 64, 128, crossbar={"wire_resistance_ohm": 1.0}),
        {"internal_noise": {"device": "pcm-joshi"}},
        {"internal_noise": {"device": "ecram"}},
        swept("internal_noise.bandwidth_hz", 1e3, 1e9, 1e12, **FLOOR),
        swept("internal_noise.temperature_k", 4, 77, 300, **FLOOR),
        swept("internal_noise.read_voltage_v", 0.05, 0.2, **FLOOR),
        swept("crossbar.g_max_us", 0.01, 25, 100, **FLOOR),
        swept("internal_noise.programming", 0, 0.01, 0.1),
        swept("internal_noise.programming", 0.1, 0.02, 0.05),
        swept("converters.adc_bits", 4, 5, 16),
        swept("internal_noise.programming", *(index / 1000 for index in range(200))),
        swept("converters.weight_bits", 4, 8, converters={"weight_bits": 8, "cell_bits": 2}),
    ],
)
def test_specs_that_did_not_open(document: dict[str, Any]) -> None:
    opened(Spec.model_validate({**BASE, **document}))


@pytest.mark.parametrize(
    ("document", "search"),
    [
        ({"internal_noise": {"bandwidth_hz": 1e6}}, "sp=bw:1000000"),
        ({"internal_noise": {"programming": 0.1}}, "sp=p:0.1"),
        ({"internal_noise": {"read": 1 / 3}}, "r=33.33333333&sp=r:0.3333333333333333"),
        ({"test_noise": {"level": 0.5}}, "l=0.5&sp=l:0.5"),
        (swept("internal_noise.programming", 0, 0.01, 0.1), "b=10&c=3&xv=0,0.01,0.1"),
    ],
)
def test_what_controls_do_not_say_is_kept_in_the_address(document: dict[str, Any], search: str) -> None:
    view = opened(Spec.model_validate({**BASE, "images": 500, "sampling": {"half_width": 0.01}, **document}))
    assert search in to_search(view)


def test_what_is_kept_holds_as_long_as_its_control_stays() -> None:
    view = view_of(Spec.model_validate({**BASE, "internal_noise": {"read": 1 / 3}}))
    assert spec_of(view)["internal_noise"]["read"] == 1 / 3
    moved = view.model_copy(update={"read": 5.0})
    assert spec_of(moved)["internal_noise"]["read"] == 0.05


def test_a_list_of_values_holds_as_long_as_its_ends_and_their_number() -> None:
    view = view_of(Spec.model_validate({**BASE, **swept("internal_noise.programming", 0, 0.01, 0.1)}))
    assert spec_of(view)["sweep"]["x"]["values"] == [0, 0.01, 0.1]
    farther = view.model_copy(update={"stop": 20.0})
    assert spec_of(farther)["sweep"]["x"]["values"] == [0, 0.1, 0.2]
    assert without_idle(farther).list_x == ()


def test_a_map_is_cut_at_one_of_its_values() -> None:
    document = {**swept("internal_noise.programming", 0, 0.01, 0.1 + 0.2), "sampling": {}}
    document["sweep"]["y"] = {"parameter": "crossbar.columns", "values": [64, 65, 128]}
    view = view_of(Spec.model_validate({**BASE, **document, "crossbar": {"wire_resistance_ohm": 1.0}}))
    assert cut_of(view) == (0.01, 128.0), "next to where the sliders stand: 2.5 %, 1024 columns"
    assert cut_of(view.model_copy(update={"cut_x": 29.0, "cut_y": 60.0})) == (0.1 + 0.2, 64.0)
    assert cut_of(view.model_copy(update={"sweep": "gm", "list_x": ()}))[0] > 0, "the middle one where nothing is set"  # type: ignore[index]
    assert cut_of(View()) is None


@pytest.mark.parametrize("known", KNOWN, ids=range(len(KNOWN)))
def test_an_address_means_what_it_meant(known: dict[str, str]) -> None:
    """Some sweep what has no effect: they are of runs that are there, but are not computed any more."""
    view, notices = from_search(known["asked"])
    assert (notices, to_search(view)) == ([], known["address"])
    spec = recorded_spec(spec_of(view))
    assert spec.spec_hash == known["spec_hash"]
    opened(spec)


@pytest.mark.parametrize("name", all_specs())
def test_explore_shows_every_run_behind_the_claims(name: str) -> None:
    opened(all_specs()[name])


def test_the_link_of_a_run_leads_to_explore() -> None:
    for result in shipped_results():
        view, notices = from_search(link_of(result).removeprefix("/"))
        assert notices == [] and Spec.model_validate(spec_of(view)).spec_hash == result.spec_hash


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(read=1.5, reference="max", seed=3),
        View(sweep="l", start=0, stop=0.5, test_kind="speckle"),
        View(sweep="ab", start=1, stop=8, count=8),
        View(y="r", y_stop=4, y_count=3),
        View(sweep="ab", start=1, stop=8, count=8, y="l", y_stop=0.5, y_count=3, programming=4, test_kind="gaussian"),
        View(device="pcm-joshi", sweep="ag", start=1, stop=86400, count=4, y="ab", y_start=2, y_stop=8, y_count=7),
        View(sweep="r", start=0.5, stop=3, count=3, test_kind="salt_pepper", test_level=0.3, weight_bits=4),
        View(half_width=0.5, min_draws=3, max_draws=4000, subsets=True),
        View(device="ecram", sweep="ag", start=0, stop=0, count=1),
    ],
)
def test_a_view_comes_back_from_its_spec(view: View) -> None:
    assert view_of(Spec.model_validate(spec_of(view))) == view


def test_a_map_comes_back_from_its_spec() -> None:
    view = View(y="r", y_start=1, y_stop=3, y_count=3)
    document = spec_of(view)
    assert document["sweep"]["y"] == {"parameter": "internal_noise.read", "values": [0.01, 0.02, 0.03]}
    assert document["internal_noise"] == {"reference": "range"}
    assert view_of(Spec.model_validate(document)) == view


def test_a_device_goes_into_the_spec_and_back() -> None:
    view = View(device="pcm-joshi", sweep="ag", start=1, stop=86400, count=4, compensation=True)
    document = spec_of(view)
    assert document["sweep"]["x"] == {"parameter": "internal_noise.age_s", "values": [1.0, 44.2, 1950.0, 86400.0]}
    assert document["internal_noise"] == {"device": "pcm-joshi", "drift_compensation": True, "reference": "range"}
    assert view_of(Spec.model_validate(document)) == view
