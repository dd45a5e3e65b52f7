"""The page Reproduce: every claim with its verdict, and figures of every kind."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from dash import html

from backend.reproductions import CLAIMS, reproductions
from frontend.features.reproduce import page as reproduce
from frontend.features.reproduce.cards import graph
from frontend.kit.client import Api
from frontend.kit.figures.chart import chart_figure
from frontend.kit.theme import GRAPH_CONFIG
from tests.frontend.conftest import walk


async def test_every_claim_has_a_section_with_its_verdict(api: Api) -> None:
    page = list(walk(await reproduce.layout(api, "", "")))
    sections = {part.id: part for part in page if isinstance(part, html.Section) and getattr(part, "id", None)}
    assert list(sections) == list(CLAIMS)
    words = {"holds": "holds", "partly": "holds partly", "fails": "does not hold here", "open": "open"}
    for name, one in reproductions().items():
        badges = [part.children for part in walk(sections[name]) if "verdict" in str(getattr(part, "className", ""))]
        assert badges[0] == words[one.verdict]
        assert one.claim in [part.children for part in walk(sections[name]) if isinstance(part, html.P)]


async def test_a_claim_with_figures_has_a_place_for_them(api: Api) -> None:
    page = list(walk(await reproduce.layout(api, "", "")))
    places = {
        part.id["claim"] for part in page if isinstance(getattr(part, "id", None), dict) and part.id["type"] == "claim-figure"
    }
    assert places == {name for name, one in reproductions().items() if one.charts}
    assert {"energy-training", "energy-isaac", "parameters"} <= places


def test_no_figure_can_be_sent_anywhere() -> None:
    assert graph(go.Figure(), "limits").config is GRAPH_CONFIG


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_chart_can_be_drawn_and_says_what_it_shows(scheme: Any) -> None:
    charts = [chart for one in reproductions().values() for chart in one.charts]
    assert charts
    for chart in charts:
        figure = chart_figure(chart, scheme=scheme)
        assert len(figure.data) >= len(chart.series) or chart.kind == "map"
        assert figure.layout.title.text.replace("<br>", " ") == " ".join(chart.definition.split())
        assert chart.caption and chart.numbers.rows
