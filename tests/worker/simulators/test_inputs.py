"""Networks that were trained on other values than those from 0 to 1: converted by a first layer, and found by trying."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.datasets import record_of
from backend.layers import AddLayer, DenseLayer, FlattenLayer, MultiplyLayer, ScaleLayer
from backend.networks import load_arrays, load_card, zoo_weights
from backend.networks.describe import describe
from backend.networks.files import pack_network, sha256
from backend.networks.inputs import completed, with_inputs
from backend.networks.own import from_file
from backend.schemas.input_values import conversion
from backend.schemas.network import NetworkCard
from worker.crossbar import Conditions, Simulator
from worker.runs.load import load_dataset
from worker.simulators import EVERY_IMAGE, Simulators, measure_upload
from worker.simulators.inputs import try_inputs, usual_inputs
from worker.translate.networks import to_engine

CASES = Path(__file__).parents[2] / "backend" / "networks" / "files"
EXPECTED: dict[str, float] = json.loads((CASES / "expected.json").read_text())["networks"]
OWN_SCALE = ("mlp-rescaling.keras", "mlp-normalization.keras")
"""Networks that scale the values of the data set's files themselves, from 0 to 16."""
DIGITS = record_of("digits")
KINDS = ("unit", "bytes", "symmetric", "0.3045,0.3758", "0,0.0625", "0.5,0.25")


@pytest.fixture(scope="module")
def simulators() -> Simulators:
    return Simulators(data_path=Path("nowhere"))


def trained_on(values: str, network: str = "digits/mlp-noise0") -> tuple[NetworkCard, bytes]:
    """A network of the zoo with its first layer's weights folded, so that it is the same network on other inputs."""
    zoo = load_card(network)
    arrays = {name: array.astype(np.float64) for name, array in load_arrays(zoo).items()}
    found = conversion(values)
    assert found is not None
    first = "1" if zoo.layers[0].kind == "flatten" else "0"
    kernel, bias = arrays[f"{first}.kernel"], arrays[f"{first}.bias"]
    kernel /= found.scale[0]
    bias -= found.shift[0] * kernel.reshape(-1, kernel.shape[-1]).sum(axis=0)
    packed = pack_network({name: array.astype(np.float32) for name, array in arrays.items()}, zoo.layers)
    return zoo.model_copy(update={"id": "digits/own", "input_values": "auto", "weights_sha256": sha256(packed)}), packed


@pytest.mark.parametrize("values", KINDS)
def test_a_network_on_other_inputs_is_the_same_network(values: str, simulators: Simulators) -> None:
    card, weights = with_inputs(*trained_on(values), values)
    zoo = load_card("digits/mlp-noise0")
    ours, theirs = (
        simulators.get(one, EVERY_IMAGE, weights=packed).simulator.logits(Conditions(), seed=0, draw=0)
        for one, packed in ((card, weights), (zoo, None))
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())
    assert (card.macs, card.cells, card.parameters) == (zoo.macs, zoo.cells, zoo.parameters)


@pytest.mark.parametrize(
    ("network", "values"),
    [
        *(("digits/mlp-noise0", values) for values in KINDS[:-1]),
        *(("digits/rnn-t8-noise0.1", values) for values in KINDS[:-1]),
        # A shift cannot be folded where a convolution pads with zeros.
        *(("digits/cnn-noise0", values) for values in ("unit", "bytes", "0,0.0625")),
    ],
)
def test_what_it_was_trained_on_is_found(network: str, values: str, simulators: Simulators) -> None:
    card, weights = trained_on(values, network)
    measured = measure_upload(simulators, card, weights)
    assert measured.input_values == values
    assert measured.accuracy == pytest.approx(load_card(network).clean_accuracy, abs=0.003)
    assert {one.input_values for one in measured.tried} == set(KINDS[:-1])
    done, packed = completed(card, weights, measured, DIGITS)
    assert done.input_values == values and sha256(packed) == done.weights_sha256
    assert any(note.startswith(f"Inputs are taken to be {values} (") for note in done.notes)


@pytest.mark.parametrize("name", EXPECTED)
def test_files_of_others_keep_their_accuracy(name: str, simulators: Simulators) -> None:
    card, weights = from_file((CASES / name).read_bytes(), data=DIGITS, name="x")
    assert card.input_values == "auto"
    measured = measure_upload(simulators, card, weights)
    assert measured.input_values == ("0,0.0625" if name in OWN_SCALE else "unit")
    assert measured.accuracy == pytest.approx(EXPECTED[name], abs=1e-9)


def test_only_training_images_are_looked_at(simulators: Simulators) -> None:
    card, weights = trained_on("bytes")
    data = load_dataset("digits")
    blind = replace(data, test_images=data.test_images * np.nan, test_labels=data.test_labels[:0])
    assert try_inputs(card, weights, blind, usual_inputs(blind, DIGITS))[1] == "bytes"


def test_answers_are_kept_apart(simulators: Simulators) -> None:
    card, weights = trained_on("unit")
    hashes = {values: with_inputs(card, weights, values)[0].weights_sha256 for values in KINDS}
    assert len(set(hashes.values())) == len(KINDS)
    assert hashes["unit"] == card.weights_sha256
    zoo = load_card("digits/mlp-noise0")
    assert pack_network({}, zoo.layers) != pack_network({}, (ScaleLayer(scale=(1.0,), shift=(0.0,)), *zoo.layers))
    assert with_inputs(zoo, zoo_weights(zoo), "unit") == (zoo, zoo_weights(zoo))


def test_the_test_sets_noise_is_of_stored_values(simulators: Simulators) -> None:
    """A network on bytes and the same one on unit classify the same noisy images alike."""
    noisy = Conditions(image_noise="gaussian", image_noise_level=0.3)
    zoo = load_card("digits/mlp-noise0")
    card, weights = with_inputs(*trained_on("bytes"), "bytes")
    ours = simulators.get(card, EVERY_IMAGE, weights=weights).simulator.predictions(noisy, seed=1, draw=0)
    theirs = simulators.get(zoo, EVERY_IMAGE).simulator.predictions(noisy, seed=1, draw=0)
    assert np.mean(ours == theirs) > 0.995
    clean = simulators.get(zoo, EVERY_IMAGE).simulator.predictions(Conditions(), seed=1, draw=0)
    assert np.mean(theirs == clean) < 0.99


@pytest.mark.parametrize(("accuracy", "said"), [(0.10, True), (0.13, True), (0.16, False), (0.02, True)])
def test_an_accuracy_near_chance_is_said(accuracy: float, said: bool, simulators: Simulators) -> None:
    card, weights = trained_on("unit")
    measured: Any = measure_upload(simulators, card, weights).model_copy(update={"accuracy": accuracy})
    notes = completed(card, weights, measured, DIGITS)[0].notes
    assert any("is that of guessing (10 %)" in note for note in notes) == said


def test_converters_see_the_converted_values_with_their_sign(simulators: Simulators) -> None:
    """Were inputs from -1 to 1 cut off at zero, the network on symmetric inputs would lose the dark half of every image."""
    card, weights = with_inputs(*trained_on("symmetric"), "symmetric")
    simulator = simulators.get(card, EVERY_IMAGE, weights=weights).simulator
    clean = load_card("digits/mlp-noise0").clean_accuracy
    assert simulator.correct(Conditions(dac_bits=8), seed=0, draw=0) / DIGITS.test_images == pytest.approx(clean, abs=0.01)
    assert simulator.correct(Conditions(dac_bits=1), seed=0, draw=0) / DIGITS.test_images < clean - 0.01


def test_connections_of_a_network_behind_its_inputs() -> None:
    """What was given the image is given the converted image."""
    layers = (
        FlattenLayer(inputs=(-1,)),
        DenseLayer(units=64),
        AddLayer(inputs=(1, 0)),
        FlattenLayer(inputs=(-1,)),
        MultiplyLayer(inputs=(2, 3)),
        DenseLayer(units=10, activation="linear"),
    )
    random = np.random.default_rng(0)
    arrays = {
        f"{fact.index}.{name}": random.standard_normal(shape).astype(np.float32) / 8
        for fact in describe(layers, (8, 8, 1)).layers
        for name, shape in fact.arrays.items()
    }
    weights = pack_network(arrays, layers)
    card = load_card("digits/mlp-noise0").model_copy(update={"layers": layers, "weights_sha256": sha256(weights)})
    images = random.random((9, 8, 8, 1), dtype=np.float32)

    def logits(card: NetworkCard, weights: bytes, shown: np.ndarray) -> np.ndarray:
        simulator = Simulator(to_engine(card, load_arrays(card, weights)), shown, np.zeros(9, np.int64))
        return simulator.logits(Conditions(), seed=0, draw=0)

    converted = logits(*with_inputs(card, weights, "symmetric"), images)
    np.testing.assert_allclose(converted, logits(card, weights, 2 * images - 1), rtol=1e-4, atol=1e-4)
