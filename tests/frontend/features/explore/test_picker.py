"""Networks to choose from: what a card says, and what the drawer is given."""

from __future__ import annotations

from typing import Any

import pytest

from backend.datasets import record_of
from backend.schemas.dataset import DatasetInfo
from backend.schemas.network import NetworkCard
from frontend.features.explore.picker import catalogue, chosen_cards, variant_of
from frontend.kit.series_swatch import sample, series_style
from frontend.kit.theme import DASHES, MARKERS, SERIES
from tests.frontend.examples import a_card


def card(network: str, noise: float | None = 0.0, **more: Any) -> NetworkCard:
    more = {"family": "custom"} | more if network.endswith("/mine") else more
    return a_card(network, training_noise=noise, **more)


def dataset(name: str, *, present: bool) -> DatasetInfo:
    one = record_of(name).model_dump(exclude_computed_fields=True)
    return DatasetInfo(**one, present=present, detail="" if present else f"not here; run `mhoscope data fetch {name}`")


@pytest.mark.parametrize(
    ("noise", "more", "said"),
    [
        (0.1, {}, "0.1"),
        (0.1, {"seed": 2}, "0.1, seed 2"),
        (0.0, {"weight_noise": 0.05, "seed": 0}, "0, weight noise 5 %"),
        (None, {}, "unknown noise"),
    ],
)
def test_a_network_says_what_sets_it_apart(noise: float | None, more: dict[str, Any], said: str) -> None:
    assert variant_of(card("mnist/mlp-noise0.5-wn0.3-s7", noise, **more)) == said, "its name is not read"


def test_networks_of_one_architecture_are_one_group_and_own_ones_stand_alone() -> None:
    cards = [
        card("digits/mlp-noise0"),
        card("digits/mlp-noise0.1", 0.1),
        card("digits/rnn-t4-noise0", time_steps=4),
        card("mnist/mlp-noise0"),
        card("mnist/mine", None, origin="uploaded", family="custom"),
    ]
    made = catalogue(cards, {})
    assert [(group["dataset"], group["name"], len(group["networks"])) for group in made["groups"]] == [
        ("digits", "MLP", 2),
        ("digits", "RNN", 1),
        ("mnist", "MLP", 1),
        ("mnist", "mine", 1),
    ]
    assert {group["picture"] for group in made["groups"]} <= set(made["pictures"])


def test_a_data_set_that_is_not_here_says_what_to_do() -> None:
    present = {"mnist": dataset("mnist", present=False), "digits": dataset("digits", present=True)}
    made = catalogue([card("mnist/mlp-noise0"), card("digits/mlp-noise0")], present)
    mnist, digits = made["datasets"]
    assert "mhoscope data fetch mnist" in mnist["missing"]
    assert digits["missing"] is None


def test_the_chosen_are_in_order_and_say_their_data_set_where_there_are_several() -> None:
    cards = [card("digits/mlp-noise0"), card("mnist/rnn-t4-noise0.1", 0.1, time_steps=4)]
    both = [str(item) for item in chosen_cards(["mnist/rnn-t4-noise0.1", "digits/mlp-noise0"], cards)]
    assert "T 4" in both[0]
    assert "MNIST, trained at 0.1" in both[0]
    assert "trained without noise" in both[1]
    assert "MNIST" not in str(chosen_cards(["mnist/rnn-t4-noise0.1"], cards))
    assert "Choose at least one" in str(chosen_cards([], cards))


def test_every_look_can_be_drawn_and_has_a_colour_in_both_themes() -> None:
    pictures = {sample(index).style["maskImage"] for index in range(len(DASHES) * len(MARKERS))}
    assert len(pictures) > len(MARKERS)
    assert sample(0, pinned=True).style["maskImage"] not in pictures
    for hues in SERIES.values():
        assert all(hue in series_style() for hue in hues)
