"""Every table that is made of the options is complete, and says what the models say."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from backend.options import BY_FIELD, OPTIONS
from backend.options.option import ADVANCED, GROUPS
from backend.options.rules import FieldValues
from backend.options.spec_field import fields_of
from backend.schemas.fields import FIELDS, table
from backend.schemas.setting import Setting
from backend.schemas.spec import SWEPT, Axis, Spec

OF_A_RUN = ("version", "networks", "sweep")
"""What a run is of, rather than how something in it is set."""
SPEC = Spec(networks=["digits/mlp-noise0"])


def leaf(field: str) -> Any:
    found: Any = SPEC
    for name in field.split("."):
        found = getattr(found, name)
    return found


def test_every_field_of_a_spec_has_an_option_and_every_option_a_field() -> None:
    fields = [field for field in fields_of(Spec) if not field.startswith(OF_A_RUN)]
    missing, unknown = set(fields) - set(BY_FIELD), set(BY_FIELD) - set(fields)
    assert not missing, f"no Option in backend/options for {', '.join(sorted(missing))}"
    assert not unknown, f"no field of the spec for the Option of {', '.join(sorted(unknown))}"
    assert len(OPTIONS) == len(BY_FIELD)


@pytest.mark.parametrize("field", FIELDS)
def test_a_default_is_the_models(field: str) -> None:
    assert FIELDS[field].default == leaf(field)


def test_keys_and_names_are_unique() -> None:
    for what in ("key", "name", "title"):
        assert len({getattr(option, what) for option in OPTIONS}) == len(OPTIONS), what


def test_every_option_is_in_a_group_and_says_what_it_is() -> None:
    for option in OPTIONS:
        assert option.group in GROUPS
        assert option.title and option.meaning.endswith("."), option.field
    assert {option.group for option in OPTIONS} == set(GROUPS)
    assert not any(option.leading for option in OPTIONS if option.group in ADVANCED and not option.field.endswith("_bits"))


def test_every_choice_has_words() -> None:
    for field in FIELDS.values():
        assert set(field.words) == set(field.choices), field.field


def test_bounds_are_read_from_the_model() -> None:
    bits, ratio, seed = (FIELDS[name] for name in ("converters.adc_bits", "crossbar.on_off_ratio", "seed"))
    assert (bits.low, bits.high, bits.whole, bits.optional, bits.default) == (1, 16, True, True, None)
    assert (ratio.low, ratio.low_excluded, ratio.high, ratio.smallest) == (1, True, 1e9, 1.01)
    assert (seed.high, seed.optional) == (2**53 - 1, False)
    assert FIELDS["internal_noise.programming"].largest == 100, "in percent, as shown"
    assert FIELDS["sampling.images_per_draw"].choices == ("all", "auto")
    for field in FIELDS.values():
        if field.kind == "number":
            assert field.low is not None and field.high is not None, field.field
            assert field.low_excluded == (field.least is not None) or field.field == "sampling.half_width"
            assert field.smallest <= (field.start if field.start is not None else field.largest) <= field.largest


def test_what_can_be_swept_is_the_contracts_list() -> None:
    assert set(SWEPT) == {option.field for option in OPTIONS if option.sweep}
    assert get_args(Axis.model_fields["parameter"].annotation) == SWEPT
    assert [field for field in fields_of(Setting) if field in SWEPT] == list(SWEPT)


@pytest.mark.parametrize("field", SWEPT)
def test_a_usual_sweep_is_possible(field: str) -> None:
    """Inside the bounds, once what it needs is there."""
    parameter = FIELDS[field]
    assert parameter.kind == "number" and parameter.sweep is not None
    for low, high in (parameter.sweep.usual, parameter.sweep.usual_up or parameter.sweep.usual):
        assert parameter.smallest <= low < high <= parameter.largest
        assert not parameter.logarithmic or low > 0
        values = [parameter.meant(end) for end in (low, high)]
        ready = {part: READY.get(part, {}) | NEEDED.get(field, {}).get(part, {}) for part in (*READY, "crossbar")}
        document = {"networks": SPEC.networks, **ready, "sweep": {"x": {"parameter": field, "values": values}}}
        assert len(list(Spec.model_validate(document).grid())) == 2


READY: dict[str, Any] = {
    "internal_noise": {"rtn_share": 0.1, "rtn_amplitude": 0.1, "floor": True},
    "test_noise": {"kind": "gaussian"},
    "converters": {"weight_bits": 8, "adc_bits": 8},
}
"""All that sweeps need, as far as it can all be there at once."""
NEEDED: dict[str, dict[str, Any]] = {
    "converters.adc_full_scale": {"converters": {"adc_range": "manual", "adc_full_scale": 1.0}},
    "internal_noise.age_s": {"internal_noise": {"device": "pcm-joshi"}},
    "crossbar.columns": {"crossbar": {"source_resistance_ohm": 1.0}},
}
"""What a sweep needs that leaves others without effect."""


def test_sliders_end_within_the_bounds() -> None:
    for field in FIELDS.values():
        if field.slider:
            assert 0 < field.slider.step < field.slider.largest <= field.largest


def test_rules_name_the_fields_that_decide() -> None:
    """A page looks at these alone; a rule that looked at another would be shown too late."""

    def recorded(seen: set[str]) -> FieldValues:
        def value(field: str) -> Any:
            seen.add(field)
            return leaf(field)

        return FieldValues(value)

    for option in OPTIONS:
        for need in option.needs:
            seen: set[str] = set()
            need.is_met(recorded(seen))
            assert seen and seen <= set(need.fields) <= set(BY_FIELD), option.field
            assert "{" not in need.to_sweep.replace("{field}", "")
            assert not need.to_sweep or option.sweep, option.field


FLOOR = {"internal_noise": {"floor": True}}
NEEDY = (
    ("internal_noise.rtn_share", {"internal_noise": {"rtn_amplitude": 0.1}}),
    ("internal_noise.rtn_amplitude", {"internal_noise": {"rtn_share": 0.1}}),
    *((f"internal_noise.{name}", FLOOR) for name in ("bandwidth_hz", "temperature_k", "read_voltage_v")),
    ("test_noise.level", {"test_noise": {"kind": "speckle"}}),
    ("converters.adc_percentile", {"converters": {"adc_bits": 4}}),
    ("converters.adc_full_scale", {"converters": {"adc_bits": 4, "adc_range": "manual", "adc_full_scale": 2.0}}),
    ("crossbar.g_max_us", {"crossbar": {"wire_resistance_ohm": 1.0}}),
    ("internal_noise.age_s", {"internal_noise": {"device": "pcm-joshi"}}),
)
"""A sweep that needs something, and a setting in which it is."""


@pytest.mark.parametrize(("field", "there"), NEEDY)
def test_a_sweep_without_effect_is_refused_until_what_it_needs_is_there(field: str, there: dict[str, Any]) -> None:
    sweep = {
        "networks": SPEC.networks,
        "sweep": {"x": {"parameter": field, "values": [60.0 if field.endswith("percentile") else 1.0]}},
    }
    with pytest.raises(ValueError, match=f"to sweep {field}"):
        Spec.model_validate(sweep)
    assert Spec.model_validate({**sweep, **there})


def test_what_both_need_each_other_is_there_when_both_are_swept() -> None:
    axes = {name: {"parameter": f"internal_noise.rtn_{name}", "values": [0.1]} for name in ("share", "amplitude")}
    assert Spec.model_validate({"networks": SPEC.networks, "sweep": {"x": axes["share"], "y": axes["amplitude"]}})


def test_values_are_said_with_their_unit_and_shown_numbers_mean_the_specs() -> None:
    programming, bits, kind = (FIELDS[name] for name in ("internal_noise.programming", "converters.adc_bits", "test_noise.kind"))
    assert (programming.text(0.025), programming.phrase(0.025)) == ("2.5 %", "programming error 2.5 %")
    assert (bits.text(None), bits.text(6), bits.phrase(6)) == ("ideal", "6", "6 ADC bits")
    assert kind.phrase("salt_pepper") == "salt-and-pepper noise on the test images"
    assert FIELDS["crossbar.g_max_us"].phrase(25.0) == "G_max 25 µS"
    assert FIELDS["seed"].phrase(2**40) == "seed 1099511627776"
    for field in FIELDS.values():
        if field.kind == "number" and field.default is not None:
            assert field.meant(field.shown(field.default)) == field.default, field.field
    half_width = FIELDS["sampling.half_width"]
    assert half_width.meant(0.35) == 0.35 / 100 != round(0.35 / 100, 8), "as in runs that are there"


def test_the_table_of_the_manual_has_every_field() -> None:
    found = {row.field: row for row in table()}
    assert list(found) == list(BY_FIELD)
    row = found["internal_noise.rtn_amplitude"]
    assert (row.title, row.default, row.allowed, row.key, row.shown_in, row.swept) == (
        "Telegraph noise amplitude",
        "0.0",
        "0 to 2",
        "ta",
        "%",
        "0 to 100",
    )
    assert found["crossbar.on_off_ratio"].allowed == "above 1, to 1000000000, or null"
    assert found["internal_noise.law"].allowed == "independent, proportional, inverse"
    assert all(row.meaning for row in found.values())
