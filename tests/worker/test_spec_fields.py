"""The contract of a field of the spec: it reaches the engine, has an effect there, and is known to be chance where it is.

A new field is asked all of this by itself; where it needs another one to have an effect, that one stands in BUSY or WITH.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backend.options.spec_field import fields_of
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from tests.another import another
from tests.own_device import OWN_DEVICE
from tests.worker.crossbar.networks import cnn, images
from worker.crossbar import Simulator
from worker.translate.conditions import conditions

BUSY: dict[str, Any] = {
    "internal_noise": {
        "programming": 0.1,
        "read": 0.05,
        "law": "proportional",
        "clip": True,
        "distribution": "uniform",
        "rtn_share": 0.3,
        "rtn_amplitude": 0.2,
        "floor": True,
        "bandwidth_hz": 1e9,
    },
    "test_noise": {"kind": "gaussian", "level": 0.3},
    "converters": {"weight_bits": 8, "adc_bits": 12, "dac_bits": 8, "cell_bits": 4, "adc_percentile": 90.0},
    "crossbar": {"on_off_ratio": 10.0, "wire_resistance_ohm": 5.0, "rows": 8, "columns": 8, "weight_percentile": 95.0},
}
"""A setting in which nearly everything matters at once."""
STILL: dict[str, Any] = {"internal_noise": {"programming": 0.0}}
"""A setting without chance."""
WITH: dict[str, dict[str, Any]] = {
    "internal_noise.rtn_share": {"internal_noise": {"rtn_amplitude": 0.5}},
    "internal_noise.rtn_amplitude": {"internal_noise": {"rtn_share": 0.5}},
    "internal_noise.age_s": {"internal_noise": {"device": "pcm-joshi"}},
    "crossbar.device_levels": {"internal_noise": {"device": OWN_DEVICE.id}},
    "internal_noise.drift_compensation": {"internal_noise": {"device": "pcm-joshi", "age_s": 1e4}},
    "test_noise.kind": {"test_noise": {"level": 0.5}},
    "test_noise.level": {"test_noise": {"kind": "gaussian"}},
    "test_noise.clip": {"test_noise": {"kind": "gaussian", "level": 0.5}},
    "converters.cell_bits": {"converters": {"weight_bits": 8}},
    "converters.adc_full_scale": {"converters": {"adc_bits": 8, "adc_range": "manual", "adc_full_scale": 2.0}},
    "converters.input_encoding": {"converters": {"dac_bits": 8}},
    "crossbar.iv_solver": {"crossbar": {"iv_nonlinearity": 2.0, "wire_resistance_ohm": 5.0}},
}
"""What a field needs, alone in a setting that is otherwise still."""
NOT_IF_BUSY = {"converters.adc_full_scale"}
"""What a busy setting refuses: its ADC is calibrated."""
PARTS = ("internal_noise", "converters", "crossbar", "test_noise")
every_field = pytest.mark.parametrize("field", fields_of(Setting))


def joined(*documents: dict[str, Any]) -> dict[str, Any]:
    """All of them as one; what a later one says counts."""
    return {part: {name: value for one in documents for name, value in one.get(part, {}).items()} for part in PARTS}


def changed(field: str, start: dict[str, Any]) -> dict[str, Any]:
    """The document with this field at another value; at its default if the document has that value already."""
    part, _, name = field.partition(".")
    other = another(FIELDS[field])
    if start.get(part, {}).get(name) == other:
        other = FIELDS[field].default
    return joined(start, {part: {name: other}})


PICTURES, LABELS = images(6)
SIMULATOR = Simulator(cnn(), PICTURES, LABELS, calibration_images=images(20, seed=2)[0])


def same(first: dict[str, Any], second: dict[str, Any], *, draws: tuple[int, int], layers: frozenset[int] | None = None) -> bool:
    """Whether two chips give the same logits."""
    one, other = (
        SIMULATOR.logits(replace(conditions(Setting.model_validate(document)), layers=layers), seed=0, draw=draw)
        for document, draw in zip((first, second), draws, strict=True)
    )
    return bool(np.array_equal(one, other))


@every_field
def test_every_field_of_a_setting_has_an_effect_in_the_engine(field: str) -> None:
    starts = (joined(STILL, WITH.get(field, {})), *([BUSY] if field not in NOT_IF_BUSY else []))
    used = any(not same(start, changed(field, start), draws=(0, 0)) for start in starts)
    assert used, f"{field} changes nothing: the engine does not use it, or neither BUSY nor WITH has what it needs"


@every_field
def test_a_setting_knows_whether_two_chips_differ(field: str) -> None:
    document = changed(field, joined(STILL, WITH.get(field, {})))
    differ = not same(document, document, draws=(0, 1))
    assert Setting.model_validate(document).has_chance == differ, f"Setting.has_chance is wrong about {field}"


@every_field
def test_chips_whose_layers_are_all_spared_are_equal(field: str) -> None:
    document = changed(field, joined(STILL, WITH.get(field, {}))) | {"test_noise": {}}
    equal = same(document, document, draws=(0, 1), layers=frozenset())
    assert equal, f"the condition of {field} lacks the tag IMPERFECTION"
