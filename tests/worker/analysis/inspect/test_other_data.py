"""Images of several channels, sequences, and other numbers of classes than ten are looked at in the same way."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from backend import datasets
from backend.networks.describe import describe
from backend.networks.recipe import Recipe
from backend.schemas.inspect import ImagesRequest, MistakesRequest, Votes, VotesRequest
from backend.schemas.network import NetworkCard
from tests.backend.datasets.made_up import COLOURS, SIGNALS
from worker.analysis.inspect.inspector import Inspector
from worker.training.cards import make_card

RECIPES = {
    "colours/mlp": {"dataset": "colours", "family": "mlp"},
    "colours/cnn": {"dataset": "colours", "family": "cnn"},
    "signals/rnn": {"dataset": "signals", "family": "rnn", "time_steps": 12},
}


@pytest.fixture(params=RECIPES)
def network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> tuple[NetworkCard, bytes]:
    """A network that nobody trained."""
    for source in (COLOURS, SIGNALS):
        monkeypatch.setitem(datasets.SOURCES, source.record.name, source)
    recipe, random = Recipe.model_validate(RECIPES[request.param]), np.random.default_rng(0)
    arrays = {
        f"{layer.index}.{name}": random.normal(0, 0.3, shape)
        for layer in describe(recipe.layers(), recipe.input_shape).layers
        for name, shape in layer.arrays.items()
    }
    return make_card(recipe, arrays, datasets.load(recipe.dataset, nowhere), history={}, network_id=request.param)


def test_images_come_with_all_their_channels(network: tuple[NetworkCard, bytes], inspector: Inspector, nowhere: Path) -> None:
    card, weights = network
    answer = inspector.images(ImagesRequest(network=card.id, label=2), card, weights)
    data, one = datasets.load(card.dataset, nowhere), datasets.record_of(card.dataset)
    assert (*answer.shape, answer.channels) == one.input_shape
    assert answer.total == np.count_nonzero(data.test_labels == 2)
    shown = np.frombuffer(base64.b64decode(answer.items[0].before), np.uint8).reshape(one.input_shape)
    np.testing.assert_array_equal(shown, np.rint(255 * data.test_images[answer.items[0].index]))


def test_chips_vote_for_the_classes_that_there_are(network: tuple[NetworkCard, bytes], inspector: Inspector) -> None:
    card, weights = network
    answer = inspector.votes(VotesRequest(network=card.id, image=1, draws=4), card, weights)
    assert len(answer.votes) == len(datasets.record_of(card.dataset).classes) and sum(answer.votes) == 4
    assert bool(answer.hidden) is bool(card.time_steps)


def test_the_confusion_matrix_has_a_row_for_each_class(network: tuple[NetworkCard, bytes], inspector: Inspector) -> None:
    card, weights = network
    answer = inspector.mistakes(MistakesRequest(network=card.id, draws=3, label=1), card, weights)
    classes = len(datasets.record_of(card.dataset).classes)
    assert np.shape(answer.confusion) == np.shape(answer.clean_confusion) == (classes, classes)
    assert np.sum(answer.clean_confusion) == datasets.record_of(card.dataset).test_images


def test_a_drawing_is_refused_where_nobody_draws(network: tuple[NetworkCard, bytes], inspector: Inspector) -> None:
    card, weights = network
    ink = base64.b64encode(bytes([255] * 64)).decode()
    with pytest.raises(ValueError, match=f"received one for {card.dataset}"):
        inspector.votes(VotesRequest.model_validate({"network": card.id, "drawing": {"side": 8, "ink": ink}}), card, weights)


def test_values_of_a_sequence_are_changed_by_hand(network: tuple[NetworkCard, bytes], inspector: Inspector) -> None:
    card, weights = network
    noise = {"test_noise": {"kind": "gaussian", "level": 0.2}}

    def ask(changes: list[tuple[int, int, float]]) -> Votes:
        question = {"network": card.id, "image": 1, "draws": 2, "changes": [list(one) for one in changes], **noise}
        return inspector.votes(VotesRequest.model_validate(question), card, weights)

    if datasets.record_of(card.dataset).kind == "image":
        with pytest.raises(ValueError, match="changes must be of a sequence; colours has images"):
            ask([(0, 0, 1.0)])
        return
    before, after = ask([]), ask([(2, 1, 1.0), (2, 1, 0.0)])
    was, now = (np.frombuffer(base64.b64decode(one.pixels), np.uint8).reshape(card.input_shape) for one in (before, after))
    assert was[2, 1] != 0 and now[2, 1] == 0, "the last change of a value counts"
    assert np.count_nonzero(was != now) == 1
    assert before.seen != after.seen and before.logits != after.logits
    seen, then = (np.frombuffer(base64.b64decode(one.seen), np.uint8) for one in (before, after))
    assert np.count_nonzero(seen != then) <= 1, "all others have the same noise"
    with pytest.raises(ValueError, match="received step 400, feature 0"):
        ask([(400, 0, 1.0)])
