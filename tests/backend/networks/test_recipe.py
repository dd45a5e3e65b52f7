"""Recipes: what can be trained, and what is said about what cannot."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from backend.layers import ImpossibleLayer
from backend.networks import load_arrays, zoo_cards
from backend.networks.recipe import Recipe
from worker.training.search import best, recorded
from worker.training.zoo import datasets, recipes

DATASETS = datasets()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"family": "rnn"}, "time_steps must be given"),
        ({"family": "mlp", "time_steps": 4}, "and for no other; received 4 for mlp"),
        ({"family": "cnn", "hidden": (4,)}, "at least the filters of two convolutions"),
        ({"family": "rnn", "time_steps": 4, "hidden": (4, 4)}, "one number"),
        ({"family": "rnn-stacked", "time_steps": 4, "hidden": (4,)}, "two numbers"),
        ({"family": "rnn-skip", "time_steps": 2}, "more than 2 for the family rnn-skip; received 2"),
        ({"weight_noise": 2}, "less than or equal to 1"),
        ({"noise": -1}, "greater than or equal to 0"),
        ({"learning_rate": 0}, "greater than 0"),
        ({"epochs": 0}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_trained_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Recipe(**fields)


def test_time_steps_must_divide_the_pixels_and_the_divisors_are_listed() -> None:
    with pytest.raises(
        (ValidationError, ImpossibleLayer), match=r"divide the number of pixels \(784\): 1, 2, 4, 7, 8, 14, 16, 28, 49"
    ):
        Recipe(dataset="mnist", family="rnn", time_steps=5)


def test_names() -> None:
    assert Recipe(family="rnn", time_steps=8, noise=0.1).name == "rnn-t8-noise0.1"
    assert Recipe(noise=0).name == "mlp-noise0"
    assert Recipe(seed=2).name == "mlp-noise0-s2"


def test_the_command_of_a_recipe_is_its_recipe() -> None:
    from click.testing import CliRunner

    from worker.cli.train import _recipe, train

    made = Recipe(family="rnn", time_steps=4, hidden=(32,), noise=0.5, epochs=7, seed=3, batch_size=32, learning_rate=0.005)
    parser = train.make_parser(train.make_context("train", [], resilient_parsing=True))
    options, _, _ = parser.parse_args(made.command().split()[2:])
    options = {name: value for name, value in options.items() if name in Recipe.model_fields}
    typed = {
        name: (int(value) if name in ("time_steps", "epochs", "seed", "batch_size") else value) for name, value in options.items()
    }
    typed |= {name: float(typed[name]) for name in ("noise", "learning_rate")}
    assert _recipe(typed) == made
    assert CliRunner().invoke(train, ["--help"]).exit_code == 0


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_network_of_the_zoo_has_its_recipe_and_is_intact(dataset: str) -> None:
    wanted = {f"{dataset}/{recipe.name}": recipe for recipe in recipes(dataset)}
    cards = {network: card for network, card in zoo_cards().items() if card.dataset == dataset}
    assert set(cards) <= set(wanted)
    for network, card in cards.items():
        load_arrays(card)
        assert card.training and card.training.command == wanted[network].command()
        assert card.layers == wanted[network].layers()


def test_the_zoo_is_as_accurate_as_it_should_be() -> None:
    cards = zoo_cards()
    for noise in ("0", "0.1", "0.5"):
        assert cards[f"digits/mlp-noise{noise}"].clean_accuracy >= 0.95
        assert cards[f"digits/cnn-noise{noise}"].clean_accuracy >= 0.95
        assert max(cards[f"digits/rnn-t{steps}-noise{noise}"].clean_accuracy for steps in (2, 4, 8, 16)) >= 0.93
    for dataset in ("mnist", "fashion-mnist"):
        assert {f"{dataset}/{name}" for name in ("mlp-noise0", "cnn-noise0", "rnn-t4-noise0", "rnn-t4-noise0.5")} <= set(cards)


@pytest.mark.parametrize("dataset", ["mnist", "fashion-mnist"])
def test_optimiser_and_rate_of_the_zoo_are_those_that_the_search_found(dataset: str) -> None:
    found = best(recorded("fashion-mnist")) | best(recorded(dataset))
    searched = [recipe for recipe in recipes(dataset) if (recipe.family, recipe.time_steps) in found]
    assert {recipe.family for recipe in searched} == {family for family, _steps in found}
    for recipe in searched:
        trial = found[recipe.family, recipe.time_steps]
        assert (recipe.optimiser, recipe.learning_rate) == (trial.optimiser, trial.learning_rate), recipe.name
        assert recipe.epochs == trial.epochs, recipe.name
