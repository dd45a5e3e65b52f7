"""Pins as they stand in the address, and which of them can be drawn."""

from __future__ import annotations

from typing import Any

import pytest

from frontend.features.explore.cards.compare.companion_runs import CompanionRun
from frontend.kit.state.pins import Pin, added, index_of, plain_name, title_of_pin, why_not
from frontend.kit.state.view import MOST_PINS, PARAMETERS, View
from tests.frontend.examples import a_run
from tests.frontend.examples import a_spec as spec

RUN = "0123456789abcdef" * 2


def run(**fields: Any) -> CompanionRun:
    return CompanionRun.of(a_run(spec(**fields), id=RUN))


@pytest.mark.parametrize("text", [f"{RUN}.0", f"{RUN}.11~RNN with 2 %"])
def test_a_pin_comes_back_from_its_text(text: str) -> None:
    assert str(Pin.of(text)) == text
    assert View(pins=(text,)).pins == (text,)


def test_a_name_keeps_what_the_address_can_hold() -> None:
    name = plain_name("  read, then ~ write " + "x" * 60)
    assert name.startswith("read then write x")
    assert View(pins=(f"{RUN}.0~{name}",))


def test_a_place_is_pinned_once_and_there_is_an_end() -> None:
    assert added([f"{RUN}.0~mine"], [f"{RUN}.0", f"{RUN}.1"]) == ([f"{RUN}.0~mine", f"{RUN}.1"], 0)
    pins, left = added([], [f"{RUN}.{index}" for index in range(MOST_PINS + 2)])
    assert (len(pins), left) == (MOST_PINS, 2)


def test_no_two_pins_look_the_same() -> None:
    assert len({index_of(position) for position in range(MOST_PINS)}) == MOST_PINS


def test_a_pin_is_called_by_its_name_or_by_what_is_otherwise() -> None:
    assert title_of_pin(Pin(RUN, 0, "mine"), run(), spec()) == "mine"
    assert title_of_pin(Pin(RUN, 2), run(read=2), spec()) == "RNN T=4, read noise 2 %"
    assert title_of_pin(Pin(RUN, 0), run(), spec()) == "MLP, pinned"


def test_what_is_otherwise_fits_into_a_legend() -> None:
    much = {"read": 2, "weight_bits": 8, "adc_bits": 6, "stuck_low": 1, "stuck_high": 2, "wire_resistance_ohm": 5}
    assert title_of_pin(Pin(RUN, 2), run(**much), spec()).endswith(", devices stuck at G_min 1 %, 4 more")
    long = run(overrides=("dense:ab:6", "dense:db:6", "dense:ar:fixed", "dense:p:0.05", "dense:wb:8"))
    title = title_of_pin(Pin(RUN, 0), long, spec())
    assert title.startswith("MLP, layer dense: programming error 5 %") and title.endswith("…")


def test_why_a_pin_cannot_be_drawn() -> None:
    assert why_not(Pin(RUN, 0), run(), spec()) is None
    assert "deleted" in str(why_not(Pin(RUN, 0), None, spec()))
    assert "no such network" in str(why_not(Pin(RUN, 9), run(), spec()))
    assert f"another axis: {PARAMETERS['r'].title}" in str(why_not(Pin(RUN, 0), run(sweep="r"), spec()))
    assert "map" in str(why_not(Pin(RUN, 0), run(y="r"), spec()))
    assert "map" in str(why_not(Pin(RUN, 0), run(), spec(y="r")))
