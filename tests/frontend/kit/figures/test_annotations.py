"""Lines across a figure stand where they say."""

from __future__ import annotations

from math import log10

import plotly.graph_objects as go

from backend.schemas.run import Annotation
from frontend.features.explore.notes_dialog import in_words
from frontend.features.explore.run_changes import line_of
from frontend.kit.figures.accuracy import AccuracyOptions, accuracy_figure
from frontend.kit.figures.annotations import annotate
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import Scheme


def drawn(lines: list[Annotation], parameter: Parameter, scheme: Scheme) -> go.Figure:
    """On the figure that Explore draws, checked by Plotly."""
    figure = accuracy_figure([], {}, [], AccuracyOptions("p", scheme))
    return go.Figure(annotate(figure, lines, parameter, scheme))


def test_a_threshold_is_level_and_a_mark_is_upright() -> None:
    lines = [Annotation(**line_of("y", 95, "enough", "p")), Annotation(**line_of("x", 2.5, "<b>seed</b>", "p"))]
    assert [(line.axis, line.value, line.text) for line in lines] == [("y", 0.95, "enough"), ("x", 0.025, "<b>seed</b>")]
    figure = drawn(lines, PARAMETERS["p"], "light")
    level, upright = figure.layout.shapes
    assert (level.y0, level.y1, level.xref) == (95, 95, "paper")
    assert (upright.x0, upright.x1, upright.yref) == (2.5, 2.5, "paper")
    assert [note.text for note in figure.layout.annotations] == ["enough", "&lt;b>seed&lt;/b>"]
    assert [in_words(line, PARAMETERS["p"]) for line in lines] == [
        "95 % accuracy: enough",
        "2.5 % programming error: <b>seed</b>",
    ]


def test_on_an_axis_of_ages_words_stand_at_the_logarithm() -> None:
    figure = drawn([Annotation(**line_of("x", 3600, "an hour", "ag"))], PARAMETERS["ag"], "dark")
    assert figure.layout.shapes[0].x0 == 3600
    assert figure.layout.annotations[0].x == log10(3600)
