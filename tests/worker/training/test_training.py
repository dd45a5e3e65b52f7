"""Training in Keras: where the noise enters, and that the engine computes what Keras does."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.datasets import DataSetMissing, load, require  # noqa: E402
from backend.networks.files import unpack  # noqa: E402
from backend.settings import Settings  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.networks import to_engine  # noqa: E402
from worker.training.cards import make_card  # noqa: E402
from worker.training.fitting import Epoch, TrainingDiverged, TrainingStopped, fit  # noqa: E402
from worker.training.models import arrays, build  # noqa: E402
from worker.training.recipe import Recipe  # noqa: E402

RECIPES = {
    "mlp": {"family": "mlp"},
    "cnn": {"family": "cnn"},
    "lenet5": {"family": "lenet5"},
    "rnn": {"family": "rnn", "time_steps": 8},
}
TODAY = date(2026, 1, 1)


def recipe(family: str, **more: Any) -> Recipe:
    return Recipe(**{**RECIPES[family], "epochs": 1, "batch_size": 64, **more})


def engine_logits(made: Recipe, model: Any, dataset: str, data_path: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of the engine and of Keras on real test images."""
    data = load(dataset, data_path)
    images = data.test_images[:count]
    weights = {name: np.asarray(array) for name, array in arrays(model, made).items()}
    card, packed = make_card(made, weights, data, history={}, origin="trained", today=TODAY)
    single = {name: array.astype(np.float32) for name, array in weights.items()}
    network = to_engine(card, single)
    assert set(unpack(packed, card)) == set(single)
    ours = Simulator(network, images, data.test_labels[:count]).logits(Conditions(), seed=0, draw=0)
    return ours, np.asarray(model(images, training=False))


@pytest.mark.parametrize("family", RECIPES)
def test_the_engine_equals_keras_on_digits(family: str, tmp_path: Path) -> None:
    made = recipe(family, epochs=2, learning_rate=0.01)
    trained = fit(made, load("digits", tmp_path))
    ours, theirs = engine_logits(made, trained.model, "digits", tmp_path, 500)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("family", RECIPES)
def test_the_engine_equals_keras_on_mnist(family: str) -> None:
    data_path = Settings().data_path  # type: ignore[call-arg]
    try:
        require("mnist", data_path)
    except DataSetMissing as reason:
        pytest.skip(str(reason))
    made = recipe(family, dataset="mnist", **({"time_steps": 28} if family == "rnn" else {}))
    ours, theirs = engine_logits(made, build(made), "mnist", data_path, 200)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("family", RECIPES)
def test_noise_changes_the_training_output_and_leaves_inference_alone(family: str, tmp_path: Path) -> None:
    images = load("digits", tmp_path).test_images[:20]
    keras.utils.set_random_seed(0)
    noisy = build(recipe(family, noise=0.5))
    quiet = build(recipe(family))
    quiet.set_weights(noisy.get_weights())
    still = np.asarray(quiet(images, training=True))
    np.testing.assert_allclose(np.asarray(noisy(images, training=False)), still, atol=1e-5)
    once, twice = (np.asarray(noisy(images, training=True)) for _ in range(2))
    assert np.abs(once - still).mean() > 0.05
    assert not np.array_equal(once, twice)


def noise_places(family: str) -> list[str]:
    model = build(recipe(family, noise=0.5))
    return [layer.name for layer in model.layers if type(layer).__name__ in ("PreactivationNoise", "ReluRNN")]


@pytest.mark.parametrize(
    ("family", "places"),
    [
        ("mlp", ["layer_1_noise", "layer_2_noise", "layer_3_noise"]),
        ("cnn", ["layer_0_noise", "layer_2_noise", "layer_5_noise"]),
        ("lenet5", ["layer_0_noise", "layer_2_noise", "layer_5_noise", "layer_6_noise", "layer_7_noise"]),
        ("rnn", ["layer_0", "layer_1_noise"]),
    ],
)
def test_noise_stands_at_every_crossbar(family: str, places: list[str]) -> None:
    assert noise_places(family) == places


@pytest.mark.parametrize("place", ["layer_1_noise", "layer_2_noise", "layer_3_noise"])
def test_noise_stands_before_the_relu(place: str, tmp_path: Path) -> None:
    """Before it, noise is cut at zero; after it, outputs would be negative."""
    images = load("digits", tmp_path).test_images[:50]
    model = build(recipe("mlp", noise=2.0))
    relu = place.replace("noise", "relu")
    if relu not in {layer.name for layer in model.layers}:
        assert place == "layer_3_noise"  # the read-out has no activation
        return
    part = keras.Model(model.input, [model.get_layer(place).output, model.get_layer(relu).output])
    before, after = (np.asarray(values) for values in part(images, training=True))
    assert before.min() < 0
    np.testing.assert_array_equal(after, np.maximum(before, 0))


def test_noise_enters_the_rnn_at_every_time_step() -> None:
    """With weights at zero the state of the last step is relu(noise): its size tells that noise came before the ReLU,
    and the state carried through an identity grows with every step that adds noise.
    """
    from worker.training.models import ReluRNN

    layer = ReluRNN(200, 4, 1.0)
    images = np.zeros((50, 4, 1, 1), np.float32)
    layer.build(images.shape)
    layer.kernel.assign(np.zeros((1, 200)))
    layer.recurrent.assign(np.zeros((200, 200)))
    assert np.asarray(layer(images, training=True)).mean() == pytest.approx(1 / np.sqrt(2 * np.pi), rel=0.03)
    assert not np.asarray(layer(images, training=False)).any()
    layer.recurrent.assign(np.eye(200))
    carried = np.asarray(layer(images, training=True))
    # relu(relu(relu(relu(n) + n) + n) + n) by simulation; one step alone has mean 0.399.
    generator = np.random.default_rng(0)
    expected = np.zeros(1_000_000)
    for _ in range(4):
        expected = np.maximum(expected + generator.standard_normal(expected.shape), 0)
    assert carried.mean() == pytest.approx(expected.mean(), rel=0.03)


def test_the_same_recipe_trains_the_same_network(tmp_path: Path) -> None:
    data = load("digits", tmp_path)
    first, second = (fit(recipe("rnn", noise=0.1, seed=4), data) for _ in range(2))
    for name, array in first.arrays.items():
        np.testing.assert_array_equal(array, second.arrays[name])


def test_progress_is_told_and_a_stop_is_heard_within_a_step(tmp_path: Path) -> None:
    data = load("digits", tmp_path)
    heard: list[Epoch] = []
    fit(recipe("mlp", epochs=3), data, on_epoch=heard.append)
    assert [epoch.number for epoch in heard] == [1, 2, 3] and heard[-1].loss < heard[0].loss
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(TrainingStopped):
        fit(recipe("mlp", epochs=50), data, should_stop=stop)
    assert len(asked) == 6


def test_a_loss_that_is_no_number_ends_the_training(tmp_path: Path) -> None:
    with pytest.raises(TrainingDiverged, match="smaller learning rate"):
        fit(recipe("mlp", optimiser="sgd", learning_rate=10, epochs=30, noise=10), load_with_huge_pixels(tmp_path))


def load_with_huge_pixels(tmp_path: Path) -> Any:
    from dataclasses import replace

    data = load("digits", tmp_path)
    return replace(data, train_images=data.train_images * np.float32(1e38))


def test_a_card_tells_everything(tmp_path: Path) -> None:
    data = load("digits", tmp_path)
    made = recipe("rnn", epochs=2, noise=0.1)
    trained = fit(made, data)
    card, weights = make_card(made, trained.arrays, data, history=trained.history, origin="trained", today=TODAY)
    assert (card.id, card.family, card.time_steps, card.training_noise) == ("digits/rnn-t8-noise0.1", "rnn", 8, 0.1)
    assert card.parameters == 8 * 64 + 64 * 64 + 64 + 64 * 10 + 10
    assert card.cells == 2 * (72 * 64 + 64 * 10) and card.macs == 8 * 72 * 64 + 640
    assert card.training and card.training.images == 1297 and len(card.training.history["loss"]) == 2
    assert card.training.command.startswith("mhoscope train --dataset digits --family rnn --time-steps 8")
    assert len(unpack(weights, card)) == 5
