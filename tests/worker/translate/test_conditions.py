"""Everything that a spec sets reaches the engine."""

from __future__ import annotations

from typing import Any

import pytest

from backend.options.spec_field import fields_of
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from tests.another import another
from tests.own_device import OWN_DEVICE
from worker.crossbar.chip.conditions import CELL_BY_CELL, FULL_SCALE, IMPERFECTION, ONE_ERROR, Conditions, defaults
from worker.translate.conditions import conditions

THERE: dict[str, Any] = {
    "internal_noise": {"device": "pcm-joshi"},
    "converters": {"weight_bits": 8, "dac_bits": 8},
    "crossbar": {"g_max_us": 25.0},
}
"""What some fields need."""
WITH_A_DEVICE = ("internal_noise.age_s", "internal_noise.drift_compensation")
WITH_BITS = ("converters.cell_bits", "converters.input_encoding")
WITH_LEVELS = ("crossbar.device_levels",)


def changed(field: str) -> dict[str, Any]:
    """Another value than the default, and what it needs to be valid."""
    other = "ecram" if field == "internal_noise.device" else another(FIELDS[field])
    part, _, name = field.partition(".")
    more = THERE if field in (*WITH_A_DEVICE, *WITH_BITS) else {}
    if field in WITH_LEVELS:
        more = {"internal_noise": {"device": OWN_DEVICE.id}}
    if field in WITH_BITS:
        more = {"converters": THERE["converters"]}
    elif field == "converters.adc_full_scale":
        more = {"converters": {"adc_range": "manual"}}
    return {**more, part: {**more.get(part, {}), name: other}}


@pytest.mark.parametrize("field", fields_of(Setting))
def test_every_field_of_a_setting_is_translated(field: str) -> None:
    document = changed(field)
    part, _, name = field.partition(".")
    without = {**document, part: {key: value for key, value in document[part].items() if key != name}}
    if field == "converters.adc_full_scale":  # it has to be given where it counts
        without[part][name] = 10.0
    changed_one, default = (conditions(Setting.model_validate(one)) for one in (document, without))
    assert changed_one != default, f"{field} is lost: `Conditions` has no field {name!r}, and `conditions` translates it to none"


def test_an_ideal_setting_is_the_engines_default_but_for_its_programming_error() -> None:
    assert conditions(Setting()) == Conditions(programming=0.025)


def test_a_device_replaces_the_two_sigmas_and_says_its_own_g_max() -> None:
    found = conditions(Setting.model_validate({"internal_noise": {"device": "pcm-joshi", "programming": 0.1, "read": 0.1}}))
    assert (found.programming, found.read) == (0, 0)
    assert found.device is not None and found.g_max_us != Conditions().g_max_us


def test_what_is_tagged_has_its_default() -> None:
    for tag in (CELL_BY_CELL, FULL_SCALE, IMPERFECTION, ONE_ERROR):
        found = defaults(tag)
        assert found and all(getattr(Conditions(), name) == value for name, value in found.items())
    assert not set(defaults(CELL_BY_CELL)) & set(defaults(ONE_ERROR)), "they say the opposite"


def test_a_spared_layer_is_perfect() -> None:
    noisy = Conditions(
        programming=0.1, read=0.1, stuck_low=0.1, floor=True, wire_resistance_ohm=1, layers=frozenset([1]), adc_bits=4
    )
    assert noisy.in_layer(1) is noisy
    spared = noisy.in_layer(0)
    assert spared == Conditions(layers=frozenset([1]), adc_bits=4)
