"""The graph of a network as a drawing: nothing overlaps, everything is connected, short cuts step aside."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.networks import load_card
from backend.schemas.network_graph import LayerInGraph, Matrix, graph_of
from frontend.features.networks.drawing import Box, Drawing, drawing_of


def layer(index: int, inputs: tuple[int, ...], *, crossbar: bool = True) -> LayerInGraph:
    matrix = Matrix(rows=1200, columns=16, arrays=2, reads=1) if crossbar else None
    return LayerInGraph(
        index=index,
        kind="dense",
        title="Dense",
        what="",
        inputs=inputs,
        shape=(8, 8, 16),
        crossbar=matrix,
        digital="",
        parameters=0,
        macs=0,
    )


def of(*inputs: tuple[int, ...]) -> Drawing:
    return drawing_of([layer(index, given) for index, given in enumerate(inputs)], (8, 8, 1), 10)


def ends(line: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """First and last point of a path."""
    numbers = re.findall(r"([MHV])([\d.]+)(?: ([\d.]+))?", line)
    x, y = float(numbers[0][1]), float(numbers[0][2])
    begin = (x, y)
    for command, number, _ in numbers[1:]:
        x, y = (float(number), y) if command == "H" else (x, float(number))
    return begin, (x, y)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_a_chain_goes_straight_down() -> None:
    card = load_card("digits/cnn-noise0")
    drawing = drawing_of(graph_of(card.layers, card.input_shape), card.input_shape, 10)
    assert len({box.x for box in drawing.boxes}) == 1
    assert [box.y for box in drawing.boxes] == sorted(box.y for box in drawing.boxes)
    assert len(drawing.lines) == len(card.layers) and not any("H" in line for line in drawing.lines)
    assert (drawing.boxes[0].kind, drawing.boxes[0].size) == ("input", "8 × 8 × 1")
    assert drawing.boxes[-1].size == "10 classes" and drawing.boxes[-1].kind == "crossbar"
    assert {box.kind for box in drawing.boxes} == {"input", "crossbar", "digital"}


def test_what_lies_on_crossbars_says_how_large_and_on_how_many() -> None:
    first = of((-1,)).boxes[1]
    assert (first.kind, first.below) == ("crossbar", "1,200 × 16 weights on 2 arrays")


def test_a_short_cut_steps_aside_and_the_longer_branch_goes_straight_on() -> None:
    drawing = of((-1,), (0,), (1,), (2, 0), (3,))
    assert len({box.x for box in drawing.boxes}) == 1, "only a line runs beside"
    assert drawing.width < 300
    both = of((-1,), (0,), (0,), (2,), (1, 3))
    _image, stem, short, long, longer, add = both.boxes
    assert stem.x == long.x == longer.x == add.x < short.x


def test_eighty_layers_are_a_long_narrow_paper() -> None:
    drawing = of(*[(index - 1,) for index in range(80)])
    assert drawing.width < 300 and drawing.height < 80 * 80
    assert drawing_of([], (8, 8, 1)).boxes[0].kind == "input"


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, ...]]:
    count = draw(st.integers(1, 14))
    return [tuple(draw(st.lists(st.integers(-1, index - 1), min_size=1, max_size=3))) for index in range(count)]


@given(graphs())
@settings(max_examples=150, deadline=None)
def test_boxes_lie_apart_and_every_layer_is_reached(inputs: list[tuple[int, ...]]) -> None:
    drawing = of(*inputs)
    assert not any(overlap(one, other) for one, other in combinations(drawing.boxes, 2))
    for box in drawing.boxes:
        assert box.x >= 0 and box.x + box.width <= drawing.width and box.y + box.height <= drawing.height
    tops = {(box.x + box.width / 2, box.y) for box in drawing.boxes[1:]}
    assert tops <= {ends(line)[1] for line in drawing.lines}
    for begin, end in map(ends, drawing.lines):
        assert begin[1] < end[1], "lines go down"


@pytest.mark.parametrize("network", ["digits/rnn-skip-t8-noise0", "digits/lstm-t8-noise0", "mnist/lenet5-noise0"])
def test_networks_of_the_zoo_can_be_drawn(network: str) -> None:
    card = load_card(network)
    assert len(drawing_of(graph_of(card.layers, card.input_shape), card.input_shape).boxes) == len(card.layers) + 1
