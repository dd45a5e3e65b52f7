"""What is taken along from See it: figures with their words and numbers, and questions that the API takes."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go
import pytest

from backend.schemas.inspect import CrossbarRequest, Mistakes, MistakesRequest, VotesRequest
from frontend.features.see.export_callbacks import lines_of
from frontend.features.see.now import Ink
from frontend.features.see.picture_callbacks import shown_mistakes
from frontend.features.see.vote_callbacks import voted
from tests.frontend.features.see.test_callbacks import VOTES, Answers, now

ORIGIN = "http://localhost:8765"
INK = Ink(side=140, ink="AAAA", n=3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_votes_are_a_figure_too(scheme: Any) -> None:
    shown = await voted(Answers(VOTES), now("?v=1&p=7&ab=6", programming=7, chips=5), None, None, scheme)  # type: ignore[arg-type]
    kept = json.loads(shown["drawn"])
    figure = go.Figure(kept)  # Plotly checks every property
    same, other, ticks = figure.data
    assert list(same.y) == ["7"] and list(same.x) == [3], "the clean answer has a colour of its own"
    assert dict(zip(other.y, other.x, strict=True)) == {name: VOTES.votes[int(name)] for name in "012345689"}
    assert list(ticks.x) == pytest.approx([0.5] * 10), "a tenth of five chips"
    words = kept["layout"]["meta"]
    assert words["title"] == "3 of 5 chips say 7"
    for part in ("MLP", "n = 5", "programming error 7 %", "6 ADC bits", "Without noise the network says 7 too"):
        assert part in words["caption"]
    assert words["table"]["rows"][7] == ["7", "3", "0.1", "0.5", "1"]


def test_the_mistakes_go_along_as_one_row_a_cell() -> None:
    diagonal = [[6 if row == column else 0 for column in range(10)] for row in range(10)]
    clean = [[2 if row == column else 0 for column in range(10)] for row in range(10)]
    counts = {"images": 20, "draws": 3, "wanted": 3, "confusion": diagonal, "clean_confusion": clean}
    found = Mistakes(dataset="digits", shape=(2, 2), items=[], total=0, **counts)
    words = shown_mistakes(found, now(tab="mistakes", matrix="difference"), 0, "light")["figure"]["layout"]["meta"]
    assert words["title"] == "Confusion matrix: MLP, Digits (8 x 8), difference to no noise"
    assert "Mean over 3 chips, 20 test images" in words["caption"] and "Press" not in words["caption"]
    rows = words["table"]["rows"]
    assert len(rows) == 100 and rows[0] == ["0", "0", "2", "2"] and rows[1] == ["0", "1", "0", "0"]


@pytest.mark.parametrize(
    ("what", "ink", "schema"),
    [
        ("votes", INK, VotesRequest),
        ("votes", None, VotesRequest),
        ("mistakes", None, MistakesRequest),
        ("crossbar-error", None, CrossbarRequest),
    ],
)
def test_the_command_line_asks_what_the_page_asks(what: str, ink: Any, schema: Any) -> None:
    blocks = dict(lines_of(what, now(tab="mistakes", zoom="window", top=3), ink, None, ORIGIN))
    schema.model_validate_json(blocks["request.json"])
    assert blocks["Over HTTP"].endswith(
        f"/api/v1/seeing/{what.partition('-')[0]} -H 'Content-Type: application/json' -d @request.json"
    )
