"""No silent flat curves: every sweepable field, at every setting that could make it matter, is refused or changes something."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from backend.datasets import load
from backend.layers import DenseLayer, FlattenLayer
from backend.networks import load_arrays, load_card
from backend.schemas.explain import explain
from backend.schemas.fields import FIELDS
from backend.schemas.run import Result
from backend.schemas.setting import Setting
from backend.schemas.spec import SWEPT, Spec, recorded_spec
from worker.crossbar import Simulator
from worker.translate.conditions import conditions
from worker.translate.networks import layers_to_engine

NETWORK, IMAGES, UNITS = "digits/mlp-noise0", 24, 12
CHANGED = 1e-4
"""Mean change of the logits, relative to their size, that is more than rounding."""
PROGRAMMED = {"programming": 0.08}
TELEGRAPH = {"rtn_share": 0.5, "rtn_amplitude": 0.5}
FLOOR = {"floor": True, "bandwidth_hz": 1e12}
SLICED = {"weight_bits": 8, "cell_bits": 2}
OFFSET = {"mapping": "offset"}

SETTINGS: dict[str, dict[str, dict[str, Any]]] = {
    "neutral": {},
    "programming": {"internal_noise": PROGRAMMED},
    "read": {"internal_noise": {"read": 0.05}},
    "law without error": {"internal_noise": {"law": "proportional"}},
    "law": {"internal_noise": {**PROGRAMMED, "law": "proportional"}},
    "law of reads": {"internal_noise": {"read": 0.05, "law": "proportional"}},
    "clip": {"internal_noise": {**PROGRAMMED, "clip": True}},
    "uniform": {"internal_noise": {**PROGRAMMED, "distribution": "uniform"}},
    "stuck low": {"internal_noise": {"stuck_low": 0.05}},
    "stuck high": {"internal_noise": {"stuck_high": 0.05}},
    "stuck anywhere": {"internal_noise": {"stuck_random": 0.05}},
    "telegraph share": {"internal_noise": {"rtn_share": 0.5}},
    "telegraph amplitude": {"internal_noise": {"rtn_amplitude": 0.5}},
    "telegraph": {"internal_noise": TELEGRAPH},
    "floor": {"internal_noise": FLOOR},
    "device": {"internal_noise": {"device": "pcm-joshi"}},
    "gaussian images": {"test_noise": {"kind": "gaussian", "level": 0.2}},
    "weight bits": {"converters": {"weight_bits": 8}},
    "two weight bits": {"converters": {"weight_bits": 2}},
    "slices": {"converters": SLICED},
    "slices that err": {"internal_noise": PROGRAMMED, "converters": SLICED},
    "slices and converters": {"converters": {**SLICED, "adc_bits": 5}},
    "slices and wires": {"converters": SLICED, "crossbar": {"wire_resistance_ohm": 5.0}},
    "adc": {"converters": {"adc_bits": 5}},
    "fixed adc": {"converters": {"adc_bits": 12, "adc_range": "fixed"}, "crossbar": {"rows": 64}},
    "manual adc": {"converters": {"adc_bits": 6, "adc_range": "manual", "adc_full_scale": 5.0}},
    "dac": {"converters": {"dac_bits": 4}},
    "bit-serial": {"converters": {"dac_bits": 4, "input_encoding": "bit_serial"}},
    "on/off ratio": {"crossbar": {"on_off_ratio": 10.0}},
    "non-linear": {"crossbar": {"iv_nonlinearity": 2.0}},
    "non-linear, bit-serial": {
        "converters": {"dac_bits": 4, "input_encoding": "bit_serial"},
        "crossbar": {"iv_nonlinearity": 2.0},
    },
    "non-linear, wires": {"crossbar": {"iv_nonlinearity": 2.0, "wire_resistance_ohm": 5.0}},
    "two-sided": {"crossbar": {"pair": "two_sided"}},
    "analog biases": {"crossbar": {"bias": "analog"}},
    "clipped weights": {"crossbar": {"weight_percentile": 95.0}},
    "scaling": {"crossbar": {"scaling": "column"}},
    "wires": {"crossbar": {"wire_resistance_ohm": 5.0}},
    "row wires": {"crossbar": {"wire_resistance_ohm": 5.0, "wire_topology": "rows"}},
    "column wires": {"crossbar": {"wire_resistance_ohm": 5.0, "wire_topology": "columns"}},
    "interleaved wires": {"crossbar": {"wire_resistance_ohm": 5.0, "wire_topology": "interleaved"}},
    "drivers": {"crossbar": {"source_resistance_ohm": 300.0}},
    "interleaved drivers": {"crossbar": {"source_resistance_ohm": 300.0, "wire_topology": "interleaved"}},
    "sense amplifiers": {"crossbar": {"sense_resistance_ohm": 300.0}},
    "sense amplifiers of rows": {"crossbar": {"sense_resistance_ohm": 300.0, "wire_topology": "rows"}},
    "offset": {"crossbar": OFFSET},
    "offset, programmed": {"internal_noise": PROGRAMMED, "crossbar": OFFSET},
    "offset, read": {"internal_noise": {"read": 0.05}, "crossbar": OFFSET},
    "offset, stuck": {"internal_noise": {"stuck_low": 0.05}, "crossbar": OFFSET},
    "offset, telegraph": {"internal_noise": TELEGRAPH, "crossbar": OFFSET},
    "offset, floor": {"internal_noise": FLOOR, "crossbar": OFFSET},
    "offset, device": {"internal_noise": {"device": "pcm-joshi"}, "crossbar": OFFSET},
    "offset, adc": {"converters": {"adc_bits": 5}, "crossbar": OFFSET},
    "offset, sense amplifiers": {"crossbar": {**OFFSET, "sense_resistance_ohm": 300.0}},
    "offset, drivers": {"crossbar": {**OFFSET, "source_resistance_ohm": 300.0}},
}
"""Nothing, and each setting that a swept field could need to have an effect; programming errors are 0 unless they are given."""
ENDS: dict[str, tuple[float, float]] = {
    "internal_noise.age_s": (0, 86_400),
    "crossbar.rows": (8, 64),
    "crossbar.columns": (4, 64),
    "converters.dac_bits": (2, 8),
    "converters.cell_bits": (1, 7),
    "crossbar.on_off_ratio": (2, 1000),
}
"""Ends of sweeps that are not the usual ones: such as those that divide so small a network."""

Logits = Callable[[Setting], np.ndarray]


@pytest.fixture(scope="module")
def logits() -> Logits:
    """Logits of one simulated chip: the network with a fifth of its hidden units, since wires take long."""
    arrays, data = load_arrays(load_card(NETWORK)), load("digits", Path())
    first, last = (arrays[f"{index}.kernel"] for index in (1, 3))
    few = {
        "1.kernel": first[:, :UNITS],
        "1.bias": arrays["1.bias"][:UNITS],
        "2.kernel": last[:UNITS],
        "2.bias": arrays["3.bias"],
    }
    layers = (FlattenLayer(), DenseLayer(units=UNITS), DenseLayer(units=10, activation="linear"))
    simulator = Simulator(
        layers_to_engine(layers, few, (8, 8, 1)),
        np.ascontiguousarray(data.test_images[:IMAGES]),
        data.test_labels[:IMAGES],
        calibration_images=np.ascontiguousarray(data.train_images[:100]),
    )
    return lambda setting: simulator.logits(conditions(setting), seed=0, draw=0)


def quiet(parts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A setting without the programming error that specs have by default."""
    return {**parts, "internal_noise": {"programming": 0, **parts.get("internal_noise", {})}}


def ends(field: str) -> list[float]:
    found, known = FIELDS[field], ENDS.get(field)
    low, high = known or tuple(found.meant(end) for end in found.sweep.usual)  # type: ignore[union-attr]
    return [int(low), int(high)] if found.whole else [float(low), float(high)]


def change(logits: Logits, parts: dict[str, dict[str, Any]], field: str) -> float:
    """How far the logits at the two ends of a sweep are apart, relative to their size. Raises ValidationError and ValueError."""
    part, name = field.split(".")
    first, last = (logits(Setting.model_validate({**parts, part: {**parts.get(part, {}), name: value}})) for value in ends(field))
    return float(np.abs(first - last).mean() / np.abs(first).mean())


@pytest.mark.parametrize("name", SETTINGS)
def test_a_sweep_is_refused_or_changes_something(name: str, logits: Logits) -> None:
    parts = quiet(SETTINGS[name])
    for field in SWEPT:
        document = {"networks": [NETWORK], **parts, "sweep": {"x": {"parameter": field, "values": ends(field)}}}
        try:
            Spec.model_validate(document)
        except ValidationError as error:
            sentence = explain(error)
            assert field in sentence or field.split(".")[1] in sentence, sentence
            try:
                assert change(logits, parts, field) < CHANGED, f"{field} has an effect: {sentence}"
            except ValueError:  # one of the ends is not possible here
                continue
        else:
            assert change(logits, parts, field) > CHANGED, f"a sweep of {field} is a flat curve"


@pytest.mark.parametrize(("values", "allowed"), [([7, 8], False), ([6, 7], True), ([8], False), ([1, 2], True)], ids=str)
def test_bits_per_device_are_swept_where_they_split_a_weight(values: list[int], allowed: bool) -> None:
    """Eight bits are a sign and seven bits of magnitude."""
    document = {
        "networks": [NETWORK],
        "converters": {"weight_bits": 8},
        "sweep": {"x": {"parameter": "converters.cell_bits", "values": values}},
    }
    if allowed:
        assert Spec.model_validate(document)
    else:
        with pytest.raises(ValidationError, match="the bits of a weight's magnitude"):
            Spec.model_validate(document)
    # With both swept, some pair of them has to split.
    both = {"x": document["sweep"]["x"], "y": {"parameter": "converters.weight_bits", "values": [4, 12]}}  # type: ignore[index]
    assert Spec.model_validate({**document, "sweep": both})


def test_an_override_of_a_layer_that_feels_a_sweep_allows_it() -> None:
    sweep = {"x": {"parameter": "crossbar.rows", "values": [16, 64]}}
    with pytest.raises(ValidationError, match=r"to sweep crossbar\.rows, which has no effect without"):
        Spec.model_validate({"networks": [NETWORK], "sweep": sweep})
    assert Spec.model_validate({"networks": [NETWORK], "sweep": sweep, "overrides": {"dense": {"converters": {"adc_bits": 4}}}})


def test_a_device_alone_is_one_point_at_its_age() -> None:
    plain = Spec.model_validate({"networks": [NETWORK], "internal_noise": {"device": "pcm-joshi"}})
    assert [(place.x, place.setting.internal_noise.age_s) for place in plain.grid()] == [(0, 0)]
    said = {"x": {"parameter": "internal_noise.age_s", "values": [0]}}
    explicit = Spec.model_validate({"networks": [NETWORK], "internal_noise": {"device": "pcm-joshi"}, "sweep": said})
    assert plain.spec_hash == explicit.spec_hash
    old = {"device": "pcm-joshi", "age_s": 3600}
    aged = Spec.model_validate_json(json.dumps({"networks": [NETWORK], "internal_noise": old, "sweep": {}}))
    assert [place.setting.internal_noise.age_s for place in aged.grid()] == [3600]
    mapped = Spec.model_validate(
        {
            "networks": [NETWORK],
            "internal_noise": old,
            "sweep": {"y": {"parameter": "converters.adc_bits", "values": [4, 6]}},
        }
    )
    assert [place.setting.converters.adc_bits for place in mapped.grid()] == [4, 6]


def test_a_sweep_of_programming_beside_a_device_is_refused_where_it_is_named() -> None:
    sweep = {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1]}}
    with pytest.raises(ValidationError, match="device must be null to sweep"):
        Spec.model_validate({"networks": [NETWORK], "internal_noise": {"device": "pcm-joshi"}, "sweep": sweep})


def test_specs_without_a_device_keep_their_sweep_and_hash() -> None:
    plain = Spec.model_validate({"networks": [NETWORK]})
    assert plain.sweep.x.parameter == "internal_noise.programming"
    assert plain.spec_hash == Spec(networks=[NETWORK]).spec_hash


FLAT = {
    "networks": [NETWORK],
    "internal_noise": PROGRAMMED,
    "sweep": {"x": {"parameter": "crossbar.on_off_ratio", "values": [1.2, 2, 10, 1000]}},
}
"""A sweep that changes nothing: errors are fractions of the window."""


def test_a_run_with_a_sweep_that_is_refused_today_can_be_read() -> None:
    with pytest.raises(ValidationError, match=r"to sweep crossbar\.on_off_ratio, which has no effect without"):
        Spec.model_validate(FLAT)
    spec = recorded_spec(FLAT)
    assert [place.x for place in spec.grid()] == [1.2, 2, 10, 1000]
    result = {
        "spec": FLAT,
        "spec_hash": spec.spec_hash,
        "engine_version": "5",
        "state": "done",
        "points": [],
        "clean": {},
        "energy": {},
    }
    read = Result.model_validate_json(json.dumps(result))
    assert read.spec == spec and Result.model_validate_json(read.model_dump_json()) == read
    assert "RecordedSpec" not in json.dumps(Result.model_json_schema())
    with pytest.raises(ValidationError, match="on_off_ratio"):
        Spec.model_validate(FLAT)  # the next request is asked again
