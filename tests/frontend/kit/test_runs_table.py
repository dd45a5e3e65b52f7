"""The table of runs, in the pages' words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
import pytest

from backend.schemas.run import RunSummary
from frontend.kit import titles
from frontend.kit.runs_table import ago, result, span, swept, table
from tests.frontend.conftest import walk
from tests.frontend.examples import a_card


def run(state: str = "done", **more: Any) -> RunSummary:
    fields = {
        "id": "r1",
        "created_at": "2026-11-24T10:00:00+00:00",
        "state": state,
        "progress": 0.5,
        "networks": ["digits/mlp-noise0", "digits/mlp-noise0.5"],
        "sweep": "internal_noise.programming 0 to 0.2",
        "headline": "at 0.2: digits/mlp-noise0.5 27.7 ± 2.1 %",
        "points": 22,
        "spec_hash": "",
    }
    return RunSummary.model_validate({**fields, **more})


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("queued", {"open", "cancel", "delete"}),
        ("running", {"open", "cancel", "delete"}),
        ("done", {"open", "delete"}),
        ("partial", {"open", "retry", "delete"}),
        ("cancelled", {"open", "retry", "delete"}),
        ("failed", {"open", "retry", "delete"}),
    ],
)
def test_a_row_offers_what_its_state_allows(state: str, offered: set[str]) -> None:
    parts = list(walk(table([run(state)])))
    assert {part.id["do"] for part in parts if isinstance(part, dmc.ActionIcon)} == offered
    assert [part.children for part in parts if isinstance(part, dmc.Badge)] == [state]


def test_sweeps_are_in_the_units_of_the_sliders() -> None:
    assert swept("internal_noise.programming 0 to 0.2") == "Programming error 0 to 20 %"
    assert swept("internal_noise.programming 0.025 to 0.025") == "Programming error 2.5 %"
    assert swept("internal_noise.age_s 1 to 86400") == "Device age 1 s to 24 h"
    assert swept("internal_noise.programming 0 to 0.2 x internal_noise.read 0 to 0.1") == (
        "Programming error 0 to 20 %, and Read noise 0 to 10 %"
    )
    assert swept("converters.adc_bits 1 to 8") == "ADC bits 1 to 8"
    assert swept("Rows of an array 64 to 128") == "Rows of an array 64 to 128"


def test_results_name_networks_as_people_do() -> None:
    assert result(run()) == "at 20 %: MLP, trained at 0.5 27.7 ± 2.1 %"
    assert result(run(error="the data set is not installed")) == "the data set is not installed"


def test_of_many_networks_a_few_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"mnist/mlp-noise0-s{seed}" for seed in range(1, 8)]
    cards = [a_card(network, weight_noise=0.0, seed=seed) for seed, network in enumerate(many, start=1)]
    monkeypatch.setattr(titles, "_cards", {card.id: card for card in cards})
    (shown,) = (part for part in walk(table([run(networks=many)])) if getattr(part, "title", None) and "seed 7" in part.title)
    assert shown.children == "MLP, seed 1, MLP, seed 2, MLP, seed 3, MLP, seed 4 and 3 more"


def test_an_empty_table_says_what_to_do() -> None:
    assert any("Choose networks on Explore" in str(part.children) for part in walk(table([])) if hasattr(part, "children"))
    assert any("No run matches" in str(part.children) for part in walk(table([], filtered=True)) if hasattr(part, "children"))


def test_a_row_can_be_chosen_and_shows_its_note() -> None:
    parts = list(walk(table([run(note="For the talk.")])))
    assert [part.value for part in parts if isinstance(part, dmc.Checkbox)] == ["r1"]
    assert any(getattr(part, "children", None) == "For the talk." for part in parts)


def test_a_list_says_which_part_of_the_whole_it_is() -> None:
    assert span(0, 0, 0) == ""
    assert span(1, 0, 1) == "1 run"
    assert span(80, 50, 30) == "51 to 80 of 80 runs"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-24T09:59:30+00:00", "just now"),
        ("2026-11-24T09:55:00+00:00", "5 min ago"),
        ("2026-11-24T07:00:00+00:00", "3 h ago"),
        ("2026-11-20T10:00:00+00:00", "4 d ago"),
    ],
)
def test_how_long_ago(moment: str, text: str) -> None:
    assert ago(moment, datetime(2026, 11, 24, 10, tzinfo=UTC)) == text
