"""Shares of design questions and of dynamics: every figure with its words, a way on, and one page that needs no server."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from dash import dcc, html

from backend.schemas.design import Answer, Design, DesignRequest
from backend.schemas.share import Share
from backend.schemas.story import Story
from frontend.features.share.answer import answer_page, shown, story_of
from frontend.features.share.ids import graph
from frontend.kit.figures.dynamics import Look, all_shown
from frontend.kit.state import from_search
from frontend.kit.state.links import asking, link_of_setting
from frontend.kit.theme import Scheme
from tests.frontend import dynamics_answers
from tests.frontend.conftest import walk
from tests.frontend.kit.figures.test_waterfall import NETWORKS, answer

REQUEST = DesignRequest.model_validate(
    {
        "question": "attribution",
        "networks": list(NETWORKS),
        "split_by": "layers",
        "internal_noise": {"programming": 0.06},
        "converters": {"adc_bits": 5},
        "seed": 3,
    }
)


def design(*answers: Answer, **change: Any) -> Share:
    found = Design(
        id="d1",
        request=REQUEST.model_copy(update=change),
        state="done",
        created_at="",
        finished_at=None,
        answers=list(answers),
        settings_measured=9,
        engine_version="6",
        error=None,
        sequence=1,
    )
    return Share(id="s1", title="", note="Look at the ADC.", created_at="2026-12-01T00:00:00+00:00", design=found)


def dynamics() -> Share:
    return Share(
        id="s2", title="How it moves", note="", created_at="2026-12-01T00:00:00+00:00", dynamics=dynamics_answers.answer()
    )


def graphs(share: Share, scheme: Scheme = "light") -> dict[str, Any]:
    return {part.id: part for part in walk(answer_page(share, scheme)) if isinstance(part, dcc.Graph)}


def texts(share: Share) -> str:
    return " ".join(
        str(part.children) for part in walk(answer_page(share, "light")) if isinstance(part, html.P | html.H1 | html.Li)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_attribution_is_shown_as_its_card_shows_it(scheme: Scheme) -> None:
    found = graphs(design(answer()), scheme)
    assert list(found) == [graph("design")]
    figure = go.Figure(found[graph("design")].figure)
    assert [trace.type for trace in figure.data].count("bar") == 1
    words = texts(design(answer()))
    assert "Which layer costs how much?" in words and "Look at the ADC." in words and "points lost" in words
    assert "programming error 6 %" in words and "Off, and therefore exactly 0" in words


def test_it_can_be_asked_again_at_the_same_setting() -> None:
    links = [part.href for part in walk(answer_page(design(answer()), "light")) if isinstance(part, dcc.Link)]
    (link,) = [href for href in links if "ask=" in href]
    view, notices = from_search(link.removeprefix("/"))
    assert notices == [] and link.endswith("ask=loss:layers")
    assert (view.networks, view.programming, view.adc_bits, view.seed) == (NETWORKS, 6, 5, 3)


def test_every_figure_of_dynamics_is_there_with_its_sentences() -> None:
    share = dynamics()
    wanted = all_shown(dynamics_answers.answer(), Look(), "light")
    assert list(graphs(share)) == [graph(one.name) for one in wanted] and len(wanted) > 5
    assert all(sentence in texts(share) for one in wanted for sentence in one.sentences)
    assert link_of_setting(share.what[1].request, "/dynamics") in str(answer_page(share, "light"))


@pytest.mark.parametrize("share", [design(answer()), dynamics()], ids=["design", "dynamics"])
def test_one_page_without_a_server_holds_every_figure(share: Share) -> None:
    story = Story.model_validate(story_of(share, "dark"))
    assert [step.title for step in story.steps] == [one.title for one in shown(share, "dark") if one.figure]
    assert all(step.scheme == "dark" and step.figure and step.figure["layout"]["meta"]["caption"] for step in story.steps)


def test_a_share_without_an_answer_says_so() -> None:
    assert graphs(design()) == {} and "Nothing was found" in str(answer_page(design(), "light"))


def test_a_link_that_asks_has_one_question_mark() -> None:
    assert asking("/", "causes") == "/?ask=causes" and asking("/?v=1&p=2", "adc") == "/?v=1&p=2&ask=adc"
