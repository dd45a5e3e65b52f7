"""The network of scripts for other simulators: with exact arrays it computes what the engine computes."""

from __future__ import annotations

import numpy as np
import pytest

from backend.datasets import load
from backend.layers import KINDS as LAYERS
from backend.layers import Layer, Shape
from backend.networks import load_arrays, load_card, zoo_cards
from backend.settings import get_settings
from tests.worker.test_layers import arrays_of, every_example, inputs_of, run_engine
from worker.crossbar import Conditions, Simulator
from worker.exports.parts.network import KINDS, logits, matrices
from worker.exports.parts.points import exact
from worker.translate.networks import to_engine


def test_every_kind_of_layer_is_there() -> None:
    assert set(KINDS) == set(LAYERS), "a new kind needs a function in worker/exports/parts/network.py"


@every_example
def test_a_layer_computes_what_the_engine_does(layer: Layer, shape: Shape) -> None:
    document = [layer.model_dump(mode="json")]
    arrays = {f"0.{name}": array for name, array in arrays_of(layer, shape).items()}
    reads = {index: exact(matrix) for index, matrix in matrices(document, arrays).items()}
    images = inputs_of(shape)
    found = logits(document, arrays, images if len(shape) == 3 else images.reshape(len(images), *shape), reads)
    expected = run_engine(layer, shape)
    np.testing.assert_allclose(found.reshape(expected.shape), expected, atol=1e-5 * max(1.0, float(np.abs(expected).max())))


@pytest.mark.parametrize("name", [name for name, card in zoo_cards().items() if card.dataset == "digits"])
def test_a_network_of_the_zoo_gives_the_engines_logits(name: str) -> None:
    card = load_card(name)
    arrays = load_arrays(card)
    images = np.ascontiguousarray(load("digits", get_settings().data_path).test_images[:40])
    simulator = Simulator(to_engine(card, arrays), images, np.zeros(len(images), np.int64))
    layers = [layer.model_dump(mode="json") for layer in card.layers]
    found = logits(layers, arrays, images, {index: exact(matrix) for index, matrix in matrices(layers, arrays).items()})
    expected = simulator.logits(Conditions(), seed=0, draw=0)
    np.testing.assert_allclose(found, expected, atol=1e-5 * float(np.abs(expected).max()))
