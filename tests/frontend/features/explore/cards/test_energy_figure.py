"""Energy bars: parts sum to the whole, and every part is named."""

from __future__ import annotations

import pytest

from frontend.features.explore.cards.energy.callbacks import note
from frontend.features.explore.cards.energy.energy_figure import energy_figure, legend
from frontend.kit.figures.units import in_joules, unit_of
from tests.frontend.examples import an_estimate as estimate

TWO = [
    estimate("digits/mlp-noise0", array_read=100.0, adc=900.0),
    estimate("digits/cnn-noise0", array_read=4000.0, max_pool=1000.0),
]


def test_the_parts_of_a_bar_sum_to_its_total() -> None:
    figure = energy_figure(TWO, scheme="light")
    sums = [sum(trace.x[index] for trace in figure.data) for index in range(2)]
    assert sums == pytest.approx([1.0, 5.0])  # nJ
    assert figure.layout.barmode == "stack"
    assert "(nJ)" in figure.layout.xaxis.title.text


def test_only_components_that_take_energy_are_drawn_and_all_of_them_are_named() -> None:
    figure = energy_figure(TWO, scheme="dark")
    words = [title for title, _, _ in legend(TWO, "dark")]
    assert [trace.name for trace in figure.data] == words
    assert len(words) == 3
    assert [trace.marker.color for trace in figure.data] == [hue for _, hue, _ in legend(TWO, "dark")]


def test_bars_say_network_and_total() -> None:
    label = energy_figure(TWO, scheme="light").data[0].y[0]
    assert "MLP" in label
    assert "1 nJ" in label


def test_no_network_is_an_empty_figure() -> None:
    assert not energy_figure([], scheme="light").data
    assert note([]) == "Choose a network to see what it costs."


def test_the_note_compares_the_cheapest_with_the_dearest() -> None:
    assert note(TWO) == "One inference takes 1 nJ with MLP and 5 nJ with CNN, 5 times as much."
    assert note(TWO[:1]) == "One inference of MLP takes 1 nJ."


@pytest.mark.parametrize(
    ("picojoules", "text"), [(0, "0 pJ"), (999, "999 pJ"), (1400, "1.4 nJ"), (2.5e6, "2.5 µJ"), (3e9, "3 mJ")]
)
def test_energies_are_said_in_a_fitting_unit(picojoules: float, text: str) -> None:
    assert in_joules(picojoules) == text
    unit, scale = unit_of(picojoules)
    assert text.endswith(unit)
    assert picojoules * scale < 1000
