"""Training in Keras: where the noise enters, and that the engine computes what Keras does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.datasets import DataSetMissing, load, require  # noqa: E402
from backend.networks.files import unpack  # noqa: E402
from backend.networks.recipe import Recipe  # noqa: E402
from backend.settings import Settings  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.training.cards import make_card  # noqa: E402
from worker.training.errors import TrainingDiverged, TrainingStopped  # noqa: E402
from worker.training.fitting import Epoch, fit  # noqa: E402
from worker.training.layers import NoPlainLayer  # noqa: E402
from worker.training.layers.noise import ClipToSpread, PreactivationNoise, perturbed  # noqa: E402
from worker.training.layers.recurrent import Recurrent  # noqa: E402
from worker.training.layers.rnn import ReluRNN  # noqa: E402
from worker.training.layers.skip_rnn import SkipRNN  # noqa: E402
from worker.training.models import arrays, build, plain  # noqa: E402
from worker.translate.networks import to_engine  # noqa: E402

RECIPES = {
    "mlp": {"family": "mlp"},
    "cnn": {"family": "cnn"},
    "lenet5": {"family": "lenet5"},
    "rnn": {"family": "rnn", "time_steps": 8},
    "rnn-stacked": {"family": "rnn-stacked", "time_steps": 4},
    "rnn-skip": {"family": "rnn-skip", "time_steps": 8},
    "skip-rnn": {"family": "skip-rnn", "time_steps": 8},
    "lstm": {"family": "lstm", "time_steps": 4},
    "gru": {"family": "gru", "time_steps": 4},
}
PLAIN = [family for family in RECIPES if family not in ("rnn-skip", "skip-rnn")]


def recipe(family: str, **more: Any) -> Recipe:
    return Recipe(**{**RECIPES[family], "epochs": 1, "batch_size": 64, **more})


def engine_logits(made: Recipe, model: Any, dataset: str, data_path: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of the engine and of Keras on real test images."""
    data = load(dataset, data_path)
    images = data.test_images[:count]
    weights = {name: np.asarray(array) for name, array in arrays(model, made).items()}
    card, packed = make_card(made, weights, data, history={})
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
    made = recipe(family, dataset="mnist", **({"time_steps": 28} if "time_steps" in RECIPES[family] else {}))
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
    return [layer.name for layer in model.layers if isinstance(layer, PreactivationNoise | Recurrent)]


@pytest.mark.parametrize(
    ("family", "places"),
    [
        ("mlp", ["layer_1_noise", "layer_2_noise", "layer_3_noise"]),
        ("cnn", ["layer_0_noise", "layer_2_noise", "layer_5_noise"]),
        ("lenet5", ["layer_0_noise", "layer_2_noise", "layer_5_noise", "layer_6_noise", "layer_7_noise"]),
        ("rnn", ["layer_0", "layer_1_noise"]),
        ("rnn-stacked", ["layer_0", "layer_1", "layer_2_noise"]),
        *((family, ["layer_0", "layer_1_noise"]) for family in ("rnn-skip", "skip-rnn", "lstm", "gru")),
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


@pytest.mark.parametrize("family", ["rnn-skip", "skip-rnn", "lstm", "gru"])
def test_noise_enters_every_cell(family: str, tmp_path: Path) -> None:
    """The layer alone, without the read-out's noise."""
    images = load("digits", tmp_path).test_images[:20]
    noisy = build(recipe(family, noise=0.5)).get_layer("layer_0")
    quiet = np.asarray(noisy(images, training=False))
    assert np.abs(np.asarray(noisy(images, training=True)) - quiet).mean() > 0.01
    np.testing.assert_array_equal(np.asarray(noisy(images, training=False)), quiet)


def test_a_skip_rnn_skips() -> None:
    """With the gate's sigmoid at 0.2 an update is followed by two skips: 0.2, 0.4, then 0.6 rounds to one."""
    layer = SkipRNN(5, 7)
    values = np.random.default_rng(0).random((1, 7, 1, 1)).astype(np.float32)
    layer.build(values.shape)
    layer.gate.assign(np.zeros((5, 1)))
    layer.gate_bias.assign([np.log(0.2 / 0.8)])
    skipped = np.asarray(layer(values))
    layer.gate_bias.assign([20.0])
    only = values.copy()
    only[:, [1, 2, 4, 5]] = 0
    kernel, recurrent = np.asarray(layer.kernel), np.asarray(layer.recurrent)
    state = np.zeros((1, 5), np.float32)
    for step in (0, 3, 6):
        state = np.maximum(values[:, step, 0] @ kernel + state @ recurrent, 0)
    np.testing.assert_allclose(skipped, state, atol=1e-6)
    assert not np.allclose(np.asarray(layer(values)), skipped)


def test_noise_on_weights_is_a_fraction_of_the_largest_of_the_array() -> None:
    first, second = np.full((200, 300), 0.5, np.float32), np.full((300, 200), -2.0, np.float32)
    noise = [
        np.asarray(after) - before for after, before in zip(perturbed([first, second], 0.1, 7), (first, second), strict=True)
    ]
    for part in noise:
        assert part.std() == pytest.approx(0.2, rel=0.02)
        assert abs(part.mean()) < 0.005
    assert perturbed([first], 0.0, 7)[0] is first


@pytest.mark.parametrize("family", ["mlp", "cnn", "rnn", "lstm"])
def test_noise_on_weights_acts_in_training_alone(family: str, tmp_path: Path) -> None:
    images = load("digits", tmp_path).test_images[:20]
    model = build(recipe(family, weight_noise=0.1))
    quiet = np.asarray(model(images, training=False))
    once, twice = (np.asarray(model(images, training=True)) for _ in range(2))
    assert np.abs(once - quiet).mean() > 1e-3 and not np.array_equal(once, twice)
    np.testing.assert_array_equal(np.asarray(model(images, training=False)), quiet)


def test_weights_are_clipped_to_their_spread(tmp_path: Path) -> None:
    weights = np.random.default_rng(0).standard_normal((100, 100)).astype(np.float32)
    np.testing.assert_allclose(np.abs(np.asarray(ClipToSpread(1.5)(weights))).max(), 1.5 * weights.std(), rtol=1e-5)
    trained = fit(recipe("mlp", weight_clip=1.5, weight_noise=0.05, epochs=3), load("digits", tmp_path))
    for name, array in trained.arrays.items():
        if name.endswith("kernel"):
            # Clipping makes the spread smaller, so the largest lies a little beyond 1.5 of what is left.
            assert np.abs(array).max() < 2.2 * array.std(), name


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own, on its way to the file
@pytest.mark.parametrize("family", PLAIN)
def test_what_is_written_for_keras_is_keras_own_and_the_same_network(family: str, tmp_path: Path) -> None:
    made = recipe(family)
    model = build(made)
    plain(made, arrays(model, made)).save(tmp_path / "network.keras")
    images = load("digits", tmp_path).test_images[:50]
    loaded = keras.models.load_model(tmp_path / "network.keras")
    expected = np.asarray(model(images, training=False))
    np.testing.assert_allclose(np.asarray(loaded(images, training=False)), expected, atol=1e-4)


@pytest.mark.parametrize("family", ["rnn-skip", "skip-rnn"])
def test_what_keras_has_no_layer_for_is_said(family: str) -> None:
    made = recipe(family)
    with pytest.raises(NoPlainLayer, match="leave -o out"):
        plain(made, arrays(build(made), made))


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
    card, weights = make_card(made, trained.arrays, data, history=trained.history)
    assert (card.id, card.family, card.time_steps, card.training_noise) == ("digits/rnn-t8-noise0.1", "rnn", 8, 0.1)
    assert card.parameters == 8 * 64 + 64 * 64 + 64 + 64 * 10 + 10
    assert card.cells == 2 * (72 * 64 + 64 * 10) and card.macs == 8 * 72 * 64 + 640
    assert card.training and card.training.images == 1297 and len(card.training.history["loss"]) == 2
    assert card.training.command.startswith("mhoscope train --dataset digits --family rnn --time-steps 8")
    assert len(unpack(weights, card)) == 5


@pytest.mark.parametrize("family", RECIPES)
def test_no_two_places_share_their_noise(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every draw of a training step has a seed of its own."""
    import tensorflow as tf

    seeds: list[int | None] = []
    real = tf.random.normal

    def normal(shape: Any, **options: Any) -> Any:
        seeds.append(options.get("seed"))
        return real(shape, **options)

    monkeypatch.setattr(tf.random, "normal", normal)
    build(recipe(family, noise=0.1, weight_noise=0.1))(load("digits", tmp_path).test_images[:2], training=True)
    assert None not in seeds and len(set(seeds)) == len(seeds) >= 4
