"""Labels come from cards and records; an id is only looked up."""

from __future__ import annotations

import pytest

from backend.networks import load_card
from backend.schemas.titles import title, title_of_recipe
from backend.schemas.training import RecipeFields
from frontend.kit import titles
from frontend.kit.client import Api
from frontend.kit.titles import class_names, dataset_title, title_of

RNN = "fashion-mnist/rnn-t4-noise0.1"


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("digits/mlp-noise0", "MLP"),
        (RNN, "RNN T=4, trained at 0.1"),
        ("mnist/rnn-t4-noise0.5-s2", "RNN T=4, trained at 0.5, seed 2"),
        ("mnist/cnn-noise0-wn0.05", "CNN, weight noise 5 %"),
        ("mnist/lenet5-noise0", "LeNet-5"),
        ("digits/rnn-stacked-t4-noise0.1", "RNN stacked T=4, trained at 0.1"),
        ("mnist/skip-rnn-t14-noise0", "skip RNN T=14"),
        ("digits/nobody-knows-t4", "nobody-knows-t4"),
    ],
)
def test_a_network_is_called_what_its_card_says(network: str, words: str) -> None:
    assert title_of(network) == words


def test_the_data_set_is_said_where_there_are_several() -> None:
    assert title_of(RNN, [RNN, "fashion-mnist/mlp-noise0"]) == "RNN T=4, trained at 0.1"
    assert title_of(RNN, [RNN, "mnist/mlp-noise0"]) == "RNN T=4, trained at 0.1, Fashion-MNIST"
    assert dataset_title("digits") == "Digits (8 x 8)" and dataset_title("mine") == "mine"
    assert class_names("fashion-mnist")[-1] == "Ankle boot" and class_names("mine") == ()


def test_a_name_is_not_read_and_a_given_one_stays() -> None:
    card = load_card("mnist/rnn-t4-noise0.1")
    assert title(card.model_copy(update={"id": "mnist/mlp-noise0.5-s3"})) == "mlp-noise0.5-s3", "its card says otherwise"
    assert title(card.model_copy(update={"id": "mnist/rnn-t4-noise0.1-2"})) == "RNN T=4, trained at 0.1, no. 2"
    assert title(card.model_copy(update={"id": "mnist/2"})) == "2"
    assert title(card.model_copy(update={"seed": None})) == "rnn-t4-noise0.1", "nobody knows how it was trained"


def test_a_network_in_training_is_called_as_it_will_be() -> None:
    recipe = RecipeFields(dataset="digits", family="rnn", time_steps=8, noise=0.1, seed=1)
    assert title_of_recipe("digits/rnn-t8-noise0.1-s1", recipe) == "RNN T=8, trained at 0.1, seed 1"
    assert title_of_recipe("digits/best-one", recipe) == "best-one"


async def test_what_the_api_tells_is_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(titles, "_cards", {})
    monkeypatch.setattr(titles, "_datasets", {})
    assert (title_of(RNN), dataset_title("mnist")) == ("rnn-t4-noise0.1", "mnist")
    await api.learn_titles()
    assert (title_of(RNN), dataset_title("mnist")) == ("RNN T=4, trained at 0.1", "MNIST")
