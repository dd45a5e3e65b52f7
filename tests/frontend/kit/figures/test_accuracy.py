"""The accuracy curve: what is drawn, in both themes."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from frontend.kit.figures.accuracy import AccuracyOptions, accuracy_figure
from frontend.kit.figures.curves import Curve
from frontend.kit.theme import DASHES, Scheme, colour, template
from tests.frontend.examples import a_point as point

NETWORKS = ["digits/mlp-noise0", "digits/rnn-t4-noise0"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def figure(scheme: Scheme = "light", **changes: Any) -> go.Figure:
    points = [point(network, x, 0.9 - x) for network in NETWORKS for x in (0.1, 0.0)]
    options: dict[str, Any] = {
        "sweep": "p",
        "now": 2.5,
        "scheme": scheme,
        "values": [0.0, 0.1],
        "energy": {NETWORKS[0]: 1400.0},
        **changes,
    }
    clean = options.pop("clean", dict.fromkeys(NETWORKS, 0.95))
    # Plotly's own class refuses a property that plotly.js does not know.
    return go.Figure(accuracy_figure(options.pop("points", points), clean, NETWORKS, AccuracyOptions(**options)))


def lines(drawn: go.Figure) -> list[go.Scatter]:
    return [trace for trace in drawn.data if trace.mode == "lines+markers"]


def bands(drawn: go.Figure) -> list[go.Scatter]:
    return [trace for trace in drawn.data if trace.fill == "toself"]


def test_points_are_in_percent_and_in_order() -> None:
    line = lines(figure())[0]
    assert list(line.x) == [0, 10]
    assert list(line.y) == pytest.approx([90, 80])


def test_a_band_goes_out_along_its_upper_edge_and_back_along_its_lower() -> None:
    band = bands(figure())[0]
    assert list(band.x) == [0, 10, 10, 0]
    assert list(band.y) == pytest.approx([91, 81, 78, 88])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_line_and_band_of_a_network_have_one_colour_of_the_theme(scheme: Scheme) -> None:
    drawn = figure(scheme)
    for index, (line, band) in enumerate(zip(lines(drawn), bands(drawn), strict=True)):
        hue = colour(scheme, index)
        assert line.line.color == line.marker.color == hue
        red, green, blue = (int(hue[at : at + 2], 16) for at in (1, 3, 5))
        assert band.fillcolor == f"rgba({red},{green},{blue},0.18)"


def test_themes_differ_in_bands_letters_and_hover() -> None:
    light, dark = (figure(scheme) for scheme in SCHEMES)
    assert bands(light)[0].fillcolor != bands(dark)[0].fillcolor
    for part in ("font", "hoverlabel", "xaxis"):
        assert template("light").layout[part] != template("dark").layout[part]


def test_series_differ_in_dash_and_marker_as_well_as_colour() -> None:
    mlp, rnn = lines(figure())
    assert mlp.line.dash != rnn.line.dash
    assert mlp.marker.symbol != rnn.marker.symbol
    assert {mlp.line.dash, rnn.line.dash} <= set(DASHES)


def test_hover_says_accuracy_interval_draws_drop_and_energy() -> None:
    mlp, rnn = lines(figure())
    low, high, draws, drop, *_ = mlp.customdata[0]
    assert (low, high, draws) == (pytest.approx(88), pytest.approx(91), 12)
    assert drop == "\N{MINUS SIGN}5.0 against clean"
    assert "95 % interval" in mlp.hovertemplate
    assert "1.4 nJ" in mlp.hovertemplate
    assert " nJ" not in rnn.hovertemplate  # its energy is not known
    assert figure().layout.hovermode == "x unified"


def test_clean_accuracy_is_a_dashed_line_over_the_whole_sweep() -> None:
    clean = [trace for trace in figure().data if trace.name.endswith("clean")]
    assert [list(trace.x) for trace in clean] == [[0, 10]] * 2
    assert {trace.line.dash for trace in clean} == {"dash"}
    assert list(clean[0].y) == [95, 95]


def test_points_still_being_sharpened_are_pale() -> None:
    drawn = figure(points=[point(NETWORKS[0], 0, 0.9), point(NETWORKS[0], 0.1, 0.8, complete=False)])
    settled, open_ = lines(drawn)[0].marker.opacity
    assert open_ < settled == 1


def test_the_axis_spans_the_sweep_before_points_are_there() -> None:
    empty = figure(points=[], clean={})
    full = figure()
    assert empty.layout.xaxis.range == full.layout.xaxis.range
    low, high = full.layout.xaxis.range
    assert low < 0
    assert high > 10


def test_the_slider_is_marked_where_it_stands() -> None:
    assert [shape.x0 for shape in figure(now=2.5).layout.shapes] == [2.5]
    assert "slider: 2.5 %" in [note.text for note in figure(now=2.5).layout.annotations]
    assert not figure(now=None).layout.shapes


def test_the_curve_from_before_is_a_quiet_line_under_the_new_one() -> None:
    drawn = figure(shadow=[point(NETWORKS[0], 0, 0.5), point(NETWORKS[0], 0.1, 0.4)])
    names = [trace.name for trace in drawn.data]
    assert names.index(f"{NETWORKS[0]}, before") < names.index("MLP")
    before = drawn.data[names.index(f"{NETWORKS[0]}, before")]
    assert before.mode == "lines"
    assert before.hoverinfo == "skip"
    assert list(before.y) == [50, 40]
    assert drawn.layout.yaxis.range[0] <= 38  # in sight


def test_the_spread_of_chips_lies_behind_the_interval() -> None:
    names = [trace.name for trace in figure(band="chips").data]
    spread, interval = f"{NETWORKS[0]}, chips, 10 to 90 %", f"{NETWORKS[0]}, interval"
    assert names.index(spread) < names.index(interval)
    drawn = next(trace for trace in figure(band="chips").data if trace.name == spread)
    assert list(drawn.y) == pytest.approx([100, 90, 70, 80])
    assert spread not in [trace.name for trace in figure().data]


def test_single_draws_are_dots_at_their_place() -> None:
    drawn = figure(band="draws", draws={(NETWORKS[0], 0.1): [0.8, 0.7]})
    dots = [trace for trace in drawn.data if trace.mode == "markers"]
    assert [(list(trace.x), list(trace.y)) for trace in dots] == [([10, 10], [80, 70])]


def test_a_pinned_curve_is_open_named_and_last_in_the_legend() -> None:
    pinned = Curve("pin 0", "before", [point(NETWORKS[0], 0.0, 0.5)], index=6, scale=0.01, pinned=True)
    drawn = figure(others=[pinned])
    line = next(trace for trace in lines(drawn) if trace.name == "before")
    assert line.marker.symbol.endswith("-open")
    assert line.legendrank > lines(figure())[0].legendrank
    assert line.line.color == colour("light", 6)


def test_the_whole_axis_is_the_same_for_every_figure() -> None:
    assert figure(whole=True).layout.yaxis.range == figure(whole=True, points=[]).layout.yaxis.range == (-1.5, 101.5)


def dotted(drawn: go.Figure) -> list[go.Scatter]:
    return [trace for trace in drawn.data if trace.name and trace.name.endswith("predicted")]


def test_a_predicted_curve_is_a_thin_dotted_line_in_the_colour_of_its_network_and_named_as_such() -> None:
    drawn = figure(predicted={NETWORKS[1]: [0.9, 0.7]})
    (line,) = dotted(drawn)
    assert (list(line.x), list(line.y)) == ([0, 10], [90, 70])
    assert line.mode == "lines" and line.line.dash == "dot" and line.line.width < lines(drawn)[1].line.width
    assert line.line.color == colour("light", 1) and line.legendgroup == NETWORKS[1]
    assert "no chip simulated" in line.hovertemplate
    assert [trace.name for trace in drawn.data if trace.meta == "predicted"] == ["predicted, no chip simulated"]


def test_a_prediction_is_there_before_the_first_point_and_in_sight() -> None:
    drawn = figure(points=[], predicted={NETWORKS[0]: [0.9, 0.42]})
    assert len(dotted(drawn)) == 1 and drawn.layout.yaxis.range[0] <= 40
    with_points = figure(predicted={NETWORKS[0]: [0.9, 0.42]})
    assert with_points.layout.uirevision == drawn.layout.uirevision, "what was zoomed stays so"
    assert not dotted(figure()) and not [trace for trace in figure().data if trace.meta]


def test_traces_keep_their_identity_when_others_come_before_them() -> None:
    plain, more = figure(), figure(predicted={NETWORKS[0]: [0.9, 0.8]}, band="chips")
    known = {trace.uid: trace.name for trace in more.data}
    assert len(known) == len(more.data) and all(known[trace.uid] == trace.name for trace in plain.data)
