"""What differs between specs, in words."""

from __future__ import annotations

from frontend.kit.state.differences import differing, remarks
from tests.frontend.examples import a_spec as spec


def test_only_what_differs_is_said_with_its_unit() -> None:
    rows = differing([spec(), spec(read=2, adc_bits=6, seed=3), spec(read=2)])
    assert dict(rows) == {
        "Read noise": ["0 %", "2 %", "2 %"],
        "ADC bits": ["ideal", "6", "ideal"],
        "Seed": ["0", "3", "0"],
    }


def test_what_is_swept_in_one_and_set_in_another_differs() -> None:
    rows = dict(differing([spec(programming=4), spec(sweep="r", stop=3, programming=4)]))
    assert rows["Programming error"] == ["swept", "4 %"]
    assert rows["Sweep"][1] == "Read noise, 11 values from 0 % to 3 %"


def test_specs_that_say_the_same_differ_in_nothing() -> None:
    assert differing([spec(), spec()]) == []
    assert differing([]) == []


def test_a_curve_is_told_by_what_is_set_otherwise_not_by_how_exactly_it_is_known() -> None:
    assert remarks(spec(read=2, images=100, half_width=3), spec()) == ["read noise 2 %"]
    assert remarks(spec(adc_bits=4), spec()) == ["ADC bits 4"]
    assert remarks(spec(), spec(read=2)) == ["read noise 0 %"]
