"""Causes switched off in the conditions of a chip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backend.options import OPTIONS, causes
from backend.options.causes import CAUSES
from backend.options.option import KEPT
from backend.options.spec_field import fields_of
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from tests.another import another
from tests.worker.crossbar.networks import cnn, images
from worker.analysis.attribution.switches import IS_ON, causes_in, with_only
from worker.crossbar import Conditions, Simulator
from worker.translate.conditions import conditions

PICTURES, LABELS = images(6)
SIMULATOR = Simulator(cnn(), PICTURES, LABELS, calibration_images=images(20, seed=2)[0])
ALL = frozenset(CAUSES)
ON: dict[str, dict[str, Any]] = {
    "programming": {"internal_noise": {"programming": 0.1, "distribution": "uniform", "clip": True}},
    "read": {"internal_noise": {"read": 0.1}},
    "drift": {"internal_noise": {"device": "pcm-joshi", "age_s": 1e4}},
    "stuck": {"internal_noise": {"stuck_random": 0.1}},
    "telegraph": {"internal_noise": {"rtn_share": 0.5, "rtn_amplitude": 0.5}},
    "thermal": {"internal_noise": {"floor": True}},
    "circuit": {"crossbar": {"wire_resistance_ohm": 5.0, "iv_nonlinearity": 1.0}},
    "clipping": {"crossbar": {"weight_percentile": 90.0}},
    "weights": {"converters": {"weight_bits": 6, "cell_bits": 2}},
    "dac": {"converters": {"dac_bits": 4, "input_encoding": "bit_serial"}},
    "adc": {"converters": {"adc_bits": 4, "adc_range": "manual", "adc_full_scale": 2.0}},
    "images": {"test_noise": {"kind": "gaussian", "level": 0.3, "clip": False}},
}
"""A setting in which each cause is on, with all that belongs to it."""


def of(document: dict[str, Any]) -> Conditions:
    noise = {"programming": 0.0, **document.get("internal_noise", {})}
    return conditions(Setting.model_validate(document | {"internal_noise": noise}))


def logits(of_chip: Conditions) -> Any:
    return SIMULATOR.logits(of_chip, seed=0, draw=0)


def test_every_field_of_a_setting_belongs_to_a_cause_or_says_why_not() -> None:
    declared = {option.field: option for option in OPTIONS}
    for field in fields_of(Setting):
        option = declared[field]
        assert bool(option.causes) != bool(option.neutral), f"{field} needs causes, or why it is neutral"
        assert option.causes or option.off is KEPT, f"{field} is neutral and stays as it is"
        assert not option.neutral or option.neutral.endswith("."), field
    assert {cause for option in OPTIONS for cause in option.causes} == ALL == set(IS_ON)
    assert not any(option.causes or option.neutral for option in OPTIONS if option.field not in fields_of(Setting))


@pytest.mark.parametrize("field", [option.field for option in OPTIONS if option.neutral])
def test_what_is_neutral_changes_no_answer_of_an_ideal_chip(field: str) -> None:
    part, _, name = field.partition(".")
    given = another(FIELDS[field])
    found = logits(of({part: {name: given}}))
    assert found == pytest.approx(logits(Conditions()), abs=2e-5)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_a_cause_is_on_where_it_is_set_and_leaves_no_trace_when_it_is_off(cause: causes.Cause) -> None:
    found = of(ON[cause.id])
    assert cause in causes_in([found]) and not causes_in([Conditions()])
    assert causes_in([found]) == ({causes.PROGRAMMING, causes.DRIFT} if cause is causes.DRIFT else {cause})
    assert not np.array_equal(logits(found), logits(with_only(found, ALL - {cause}))), "it does something"
    assert np.array_equal(logits(with_only(found, frozenset())), logits(Conditions())), "it did nothing else"


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_all_causes_on_is_the_very_same_chip(cause: causes.Cause) -> None:
    found = of(ON[cause.id])
    kept = with_only(found, causes_in([found]))
    assert np.array_equal(logits(kept), logits(found))


def test_a_layer_of_its_own_follows() -> None:
    one = replace(Conditions(programming=0.1), by_layer=((0, Conditions(programming=0.2, adc_bits=4)),))
    off = with_only(one, frozenset({causes.ADC}))
    assert off.programming == 0 and dict(off.by_layer)[0] == Conditions(adc_bits=4)


def test_of_a_device_programming_read_noise_and_drift_are_separate() -> None:
    aged = of({"internal_noise": {"device": "pcm-nandakumar", "age_s": 1e4}})
    assert causes_in([aged]) == {causes.PROGRAMMING, causes.READ, causes.DRIFT}
    fresh = of({"internal_noise": {"device": "pcm-nandakumar"}})
    assert np.array_equal(logits(with_only(aged, frozenset({causes.PROGRAMMING, causes.READ}))), logits(fresh))
    still = with_only(aged, frozenset({causes.PROGRAMMING, causes.DRIFT}))
    assert not still.has_read_noise
    ageing = with_only(aged, frozenset({causes.DRIFT}))
    assert not np.allclose(logits(ageing), logits(Conditions()))
    assert ageing.device is with_only(aged, frozenset({causes.DRIFT})).device, "memos know it again"


def test_a_device_whose_errors_grow_keeps_the_growth_for_drift() -> None:
    """Exact programming and the change since then make, together with the fresh error, the aged device."""
    aged = of({"internal_noise": {"device": "sonos-2022", "age_s": 1e4}})
    device = aged.device
    only = with_only(aged, frozenset({causes.DRIFT})).device
    assert device and only and only.shift and device.shift
    g = np.linspace(device.low, device.high, 7)
    assert np.all(only.spread(g, 0.0) == 0) and np.all(only.shift(g, 0.0) == 0)
    assert only.shift(g, 1e4) + device.shift(g, 0.0) == pytest.approx(device.shift(g, 1e4))
