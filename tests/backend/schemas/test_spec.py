"""The spec: defaults, bounds, hashes, grids, and what is said about bad ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from backend.examples import shipped_results
from backend.schemas.canonical import canonical_json, meaning
from backend.schemas.explain import explain
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec

BASE: dict[str, Any] = {"networks": ["digits/mlp-noise0"]}


def reason(document: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Spec.model_validate(document)
    return explain(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"networks": []}, "networks must be a list of at least 1"),
        ({"networks": "digits/mlp"}, "networks must be a list"),
        ({"networks": ["nowhere"]}, "networks[0] must be of the form"),
        ({"networks": ["digits/a", "digits/a"]}, "each network must be named once"),
        ({"images": 0}, "images must be at least 1; received 0"),
        ({"images": 1e9}, "images must be a whole number"),
        ({"images": 10**30}, "images must be at most 10000"),
        ({"internal_noise": {"programming": -0.1}}, "internal_noise.programming must be at least 0"),
        ({"internal_noise": {"programming": "0.1"}}, "internal_noise.programming must be a number; received '0.1'"),
        ({"internal_noise": {"programming": None}}, "internal_noise.programming must be a number; received None"),
        ({"internal_noise": {"reference": "half"}}, "internal_noise.reference must be 'range' or 'max'"),
        ({"internal_noise": {"stuck_low": 0.6, "stuck_high": 0.6}}, "stuck_low + stuck_high + stuck_random must be at most 1"),
        ({"internal_noise": []}, "internal_noise must be an object"),
        ({"internal_noise": {"law": "inverse"}}, "crossbar.on_off_ratio must be given for internal_noise.law 'inverse'"),
        ({"internal_noise": {"device": "ecram", "law": "proportional"}}, "law must be 'independent' with a device"),
        (
            {"internal_noise": {"device": "ecram"}, "crossbar": {"on_off_ratio": 10}},
            "crossbar.on_off_ratio must be null with a device, which has its own window; received 10",
        ),
        ({"crossbar": {"on_off_ratio": 1}}, "crossbar.on_off_ratio must be greater than 1"),
        (
            {"crossbar": {"on_off_ratio": 1.0000001}},
            "crossbar: on_off_ratio must be at least 1.001, below which numbers of 32 bits lose the weights; received 1.0000001",
        ),
        (
            {"converters": {"adc_bits": 8, "adc_range": "manual"}},
            "converters: adc_full_scale must be given with adc_range 'manual'; received None",
        ),
        (
            {"converters": {"adc_bits": 8, "adc_full_scale": 2.0}},
            "converters: adc_full_scale must be null unless adc_range is 'manual'; received 2.0",
        ),
        ({"crossbar": {"mapping": "offset", "pair": "two_sided"}}, "mapping must be 'differential' for pair 'two_sided'"),
        ({"crossbar": {"mapping": "offset", "wire_topology": "interleaved"}}, "mapping must be 'differential' for wire_topology"),
        ({"converters": {"cell_bits": 2}}, "weight_bits must be given, to be split over devices of cell_bits; received None"),
        ({"converters": {"input_encoding": "bit_serial"}}, "dac_bits must be at least 2, to be sent bit by bit; received None"),
        (
            {"sweep": {"x": {"parameter": "internal_noise.rtn_share", "values": [0.1]}}},
            "internal_noise.rtn_amplitude must be above 0 to sweep internal_noise.rtn_share",
        ),
        (
            {"sweep": {"x": {"parameter": "internal_noise.bandwidth_hz", "values": [1.0]}}},
            "internal_noise.floor must be true to sweep internal_noise.bandwidth_hz",
        ),
        ({"test_noise": {"kind": "fog"}}, "test_noise.kind must be 'none', 'gaussian', 'speckle' or 'salt_pepper'"),
        ({"test_noise": {"kind": "salt_pepper", "level": 1.5}}, "level must be at most 1 for salt_pepper"),
        ({"converters": {"adc_bits": 99}}, "converters.adc_bits must be at most 16"),
        ({"converters": {"adc_bits": True}}, "converters.adc_bits must be a whole number"),
        ({"crossbar": {"rows": 1}}, "crossbar.rows must be at least 2"),
        ({"sweep": {"x": {"values": []}}}, "sweep.x.values must be a list of at least 1"),
        ({"sweep": {"x": {"values": [0.1, 0.1]}}}, "values must differ"),
        ({"sweep": {"x": {"values": [0, 7]}}}, "sweep.x.values[1] is not possible: internal_noise.programming must be at most 1"),
        ({"sweep": {"x": {"parameter": "colour", "values": [1]}}}, "sweep.x.parameter must be 'internal_noise.programming'"),
        ({"sweep": {"x": {"parameter": "test_noise.level", "values": [0.1]}}}, "test_noise.kind must be gaussian"),
        ({"sampling": {"half_width": 0}}, "sampling.half_width must be greater than 0"),
        ({"sampling": {"half_width": float("nan")}}, "sampling.half_width must be a finite number"),
        ({"sampling": {"min_draws": 50, "max_draws": 10}}, "min_draws must be at most max_draws"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"version": 2}, "version must be 1"),
        ({"colour": "red"}, "colour must be left out: there is no such field"),
    ],
)
def test_a_bad_field_is_named_with_what_is_allowed(change: dict[str, Any], said: str) -> None:
    sentence = reason({**BASE, **change})
    assert said in sentence
    assert "\n" not in sentence and len(sentence) < 900  # all parameters that can be swept are the longest list


@pytest.mark.parametrize(
    ("document", "said"), [({}, "networks must be given"), ([], "must be"), (None, "must be"), (3, "must be")]
)
def test_a_document_that_is_no_spec(document: Any, said: str) -> None:
    assert said in reason(document)


def test_equal_meaning_has_equal_hash() -> None:
    whole = Spec.model_validate({**BASE, "internal_noise": {"age_s": 0}, "sweep": {"x": {"values": [0, 1]}}})
    floats = Spec.model_validate({**BASE, "internal_noise": {"age_s": 0.0}, "sweep": {"x": {"values": [0.0, 1.0]}}})
    assert whole.spec_hash == floats.spec_hash
    assert whole.spec_hash != Spec.model_validate({**BASE, "seed": 1}).spec_hash


def test_a_map_has_x_fastest() -> None:
    spec = Spec.model_validate(
        {
            **BASE,
            "test_noise": {"kind": "gaussian"},
            "sweep": {"x": {"values": [0, 0.1]}, "y": {"parameter": "test_noise.level", "values": [0, 0.5, 1]}},
        }
    )
    grid = list(spec.grid())
    assert [(place.x, place.y) for place in grid[:3]] == [(0, 0), (0.1, 0), (0, 0.5)]
    assert grid[-1].setting.internal_noise.programming == 0.1
    assert grid[-1].setting.test_noise.level == 1


def test_swept_bits_become_whole_numbers() -> None:
    spec = Spec.model_validate({**BASE, "sweep": {"x": {"parameter": "converters.adc_bits", "values": [4, 8.0]}}})
    assert [place.setting.converters.adc_bits for place in spec.grid()] == [4, 8]


def test_only_noise_makes_chance() -> None:
    assert Setting().has_chance
    assert not Setting.model_validate({"internal_noise": {"programming": 0}, "converters": {"adc_bits": 4}}).has_chance
    assert not Setting.model_validate({"internal_noise": {"programming": 0}, "test_noise": {"kind": "gaussian"}}).has_chance


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON_LIKE)
def test_whatever_comes_is_refused_in_one_line_or_accepted(document: Any) -> None:
    try:
        Spec.model_validate(document)
    except ValidationError as error:
        assert explain(error) and "\n" not in explain(error)  # noqa: PT017 - being accepted is as good


@given(st.dictionaries(st.text(), st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()))
def test_canonical_json_does_not_know_order(document: dict[str, Any]) -> None:
    backwards = dict(reversed(list(document.items())))
    assert canonical_json(document) == canonical_json(backwards)
    assert json.loads(canonical_json(document)) == document


def test_a_default_that_is_written_out_changes_no_digest() -> None:
    spec = Spec.model_validate(BASE)
    assert Spec.model_validate(spec.model_dump()).spec_hash == spec.spec_hash
    assert meaning(spec) == BASE


def test_every_shipped_result_carries_the_digest_of_its_spec() -> None:
    assert all(result.spec_hash == result.spec.spec_hash for result in shipped_results())
