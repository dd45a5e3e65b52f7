"""Maps and their cuts: what is drawn where."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from backend.schemas.run import Annotation
from frontend.kit.cuts import said
from frontend.kit.figures.accuracy import AccuracyOptions
from frontend.kit.figures.map_lines import cell_of, meeting
from frontend.kit.figures.maps import MapOptions, cut_figure, map_figure, rows_of
from frontend.kit.state import PARAMETERS
from tests.frontend.examples import a_point as point

NETWORKS = ["digits/mlp-noise0", "digits/rnn-t4-noise0"]
X, Y = [0.0, 0.1, 0.2], [0.0, 0.05]
POINTS = [point(network, x, 0.95 - x - y, y=y) for network in NETWORKS for y in Y for x in X]


def drawn(**changes: Any) -> go.Figure:
    options: dict[str, Any] = {
        "x": "p",
        "y": "r",
        "x_values": X,
        "y_values": Y,
        "cut": (0.1, 0.05),
        "scheme": "light",
        **changes,
    }
    return map_figure(options.pop("points", POINTS), dict.fromkeys(NETWORKS, 0.95), NETWORKS, MapOptions(**options))


def heats(figure: go.Figure) -> list[go.Heatmap]:
    return [trace for trace in figure.data if isinstance(trace, go.Heatmap)]


def test_a_map_has_a_row_for_each_y_and_says_percent_on_both_axes() -> None:
    heat = heats(drawn())[0]
    assert [list(row) for row in heat.z] == [pytest.approx([95, 85, 75]), pytest.approx([90, 80, 70])]
    assert (list(heat.x), list(heat.y)) == (["0", "10", "20"], ["0", "5"])
    assert "n = 12" in heat.text[1][2]


def test_what_is_not_known_yet_is_left_open() -> None:
    heat = heats(drawn(points=POINTS[1:]))[0]
    assert heat.z[0][0] is None
    assert heat.text[0][0] == "being computed"


def test_all_maps_share_one_scale_of_colours_which_starts_at_a_round_number() -> None:
    figure = drawn()
    assert {heat.coloraxis for heat in heats(figure)} == {"coloraxis"}
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (70, 100)
    assert drawn(whole=True).layout.coloraxis.cmin == 0


def test_the_border_is_where_95_percent_of_the_clean_accuracy_is_left() -> None:
    borders = [trace for trace in drawn().data if isinstance(trace, go.Contour)]
    assert [trace.contours.start for trace in borders] == pytest.approx([90.25, 90.25])


def test_the_cut_is_framed_in_every_map() -> None:
    frames = drawn().layout.shapes
    assert len(frames) == 2 * len(NETWORKS)
    assert (frames[0].x0, frames[0].x1, frames[1].y0, frames[1].y1) == (0.5, 1.5, 0.5, 1.5)


def test_a_threshold_is_a_border_and_a_mark_an_upright_line_in_every_map() -> None:
    lines = [Annotation(axis="y", value=0.8, text="enough"), Annotation(axis="x", value=0.05, text="<b>seed</b>")]
    plain, figure = drawn(), drawn(annotations=lines)
    borders = [trace for trace in figure.data if isinstance(trace, go.Contour) and trace.name == "80 %"]
    assert len(borders) == 2 * len(NETWORKS), "a dark line on a light one"
    assert {trace.contours.start for trace in borders} == {80}
    assert figure.layout.xaxis.range == (-0.5, 2.5) and figure.layout.yaxis2.range == (-0.5, 1.5), "words widen no map"
    upright = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert {(shape.x0, shape.x1) for shape in upright} == {(0.5, 0.5)}, "half-way between the cells of 0 and 0.1"
    words = figure.layout.annotations[len(plain.layout.annotations) :]
    # 80 % is met in the first row between 85 and 75 %.
    assert [(note.text, note.x, note.y) for note in words[:2]] == [("enough", 1.5, 0), ("&lt;b>seed&lt;/b>", 0.5, 1)]


def test_a_line_that_a_map_does_not_reach_is_not_drawn() -> None:
    lines = [Annotation(axis="y", value=0.2, text="too low"), Annotation(axis="x", value=0.5, text="too far")]
    figure = drawn(annotations=lines)
    assert not [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert not [note for note in figure.layout.annotations if note.text.startswith("too")]


@pytest.mark.parametrize(
    ("value", "values", "logarithmic", "cell"),
    [(0.1, [0.0, 0.1, 0.2], False, 1), (10, [1, 100], True, 0.5), (3, [1, 2], False, None), (2, [2], False, 0)],
)
def test_a_value_between_cells_lies_between_them(
    value: float, values: list[float], logarithmic: bool, cell: float | None
) -> None:
    assert cell_of(value, values, logarithmic=logarithmic) == (None if cell is None else pytest.approx(cell))


def test_a_level_that_is_met_only_up_the_map_is_found_there() -> None:
    assert meeting([[90, 90], [80, 80]], 85) == (0, 0.5)
    assert meeting([[90, None], [None, 80]], 85) is None


@pytest.mark.parametrize(("networks", "narrow", "rows"), [(1, False, 1), (3, False, 1), (4, False, 2), (3, True, 3)])
def test_maps_stand_beside_each_other_where_there_is_room(networks: int, narrow: bool, rows: int) -> None:
    assert rows_of(networks, narrow=narrow) == rows


def test_a_cut_is_a_curve_of_each_network() -> None:
    row = [item for item in POINTS if item.y == 0.05]
    figure = cut_figure(row, {}, NETWORKS, AccuracyOptions("p", "dark", values=X))
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [list(line.x) for line in lines] == [[0, 10, 20]] * 2
    assert list(lines[0].y) == pytest.approx([90, 80, 70])


def test_a_cut_says_where_it_is() -> None:
    assert said(PARAMETERS["r"], 0.05) == "read noise 5 %"
    assert said(PARAMETERS["ab"], 4) == "ADC bits 4"
    assert said(PARAMETERS["ag"], 7200) == "device age 2 h"
