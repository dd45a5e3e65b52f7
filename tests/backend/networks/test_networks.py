"""Networks as files: what follows from layers, and weights that are not what they should be."""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import pytest

from backend.layers import Conv2DLayer, DenseLayer, FlattenLayer, ImpossibleLayer, MaxPool2DLayer, RNNLayer
from backend.networks import NetworkNotFound, load_arrays, load_card, zoo_cards
from backend.networks.describe import describe
from backend.networks.files import DamagedWeights, has_usual_activations, pack, pack_network, sha256, unpack
from backend.schemas.network import NetworkCard

READ_OUT = DenseLayer(units=10, activation="linear")


def card(**change: Any) -> NetworkCard:
    return load_card("digits/mlp-noise0").model_copy(update=change)


def test_a_network_is_described_from_its_layers() -> None:
    facts = describe([Conv2DLayer(filters=16, kernel_size=3), MaxPool2DLayer(size=2), FlattenLayer(), READ_OUT], (28, 28, 1))
    assert facts.output_shape == (10,)
    conv, dense = facts.layers
    assert (conv.rows, conv.columns, conv.reads) == (9, 16, 26 * 26)
    assert (dense.rows, dense.columns, dense.reads) == (13 * 13 * 16, 10, 1)
    assert facts.macs == 26 * 26 * 9 * 16 + 2704 * 10
    assert facts.parameters == 9 * 16 + 16 + 27040 + 10
    assert facts.cells == 2 * (9 * 16 + 27040)


def test_an_rnn_uses_one_array_at_every_step() -> None:
    (cell, _) = describe([RNNLayer(units=128, time_steps=28), READ_OUT], (28, 28, 1)).layers
    assert (cell.rows, cell.columns, cell.reads) == (28 + 128, 128, 28)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([RNNLayer(units=8, time_steps=5)], r"divide the number of pixels \(64\): 1, 2, 4, 8, 16, 32, 64; received 5"),
        ([Conv2DLayer(filters=4, kernel_size=9)], "layer 0: a kernel of 9 does not fit into 8 x 8"),
        ([MaxPool2DLayer(size=9)], "layer 0: a window of 9"),
        ([FlattenLayer(), Conv2DLayer(filters=4, kernel_size=3)], "layer 1: conv2d needs an image"),
    ],
)
def test_layers_that_do_not_fit_are_named(layers: list[Any], said: str) -> None:
    with pytest.raises(ImpossibleLayer, match=said):
        describe(layers, (8, 8, 1))


@pytest.mark.parametrize("first", [Conv2DLayer(filters=4, kernel_size=3), DenseLayer(units=4)])
def test_networks_that_differ_in_an_activation_alone_have_hashes_of_their_own(first: Any) -> None:
    hashes = {
        sha256(pack_network({}, [first.model_copy(update={"activation": one}), DenseLayer(units=10, activation=two)]))
        for one in ("relu", "linear")
        for two in ("relu", "linear")
    }
    assert len(hashes) == 4


def test_hashes_of_the_zoo_are_of_its_arrays_alone() -> None:
    assert all(has_usual_activations(card.layers) for card in zoo_cards().values())
    known = load_card("digits/mlp-noise0")
    half = {name: array.astype(np.float16) for name, array in load_arrays(known).items()}  # as the zoo keeps them
    assert sha256(pack_network(half, known.layers)) == known.weights_sha256


def test_the_zoo_is_in_order_and_whole() -> None:
    cards = list(zoo_cards().values())
    assert cards[0].id == "digits/mlp-noise0"
    steps = [
        found.time_steps for found in cards if found.dataset == "digits" and found.family == "rnn" and found.training_noise == 0
    ]
    assert steps == sorted(steps, key=lambda step: step or 0)
    for found in cards:
        facts = describe(found.layers, found.input_shape)
        assert (facts.parameters, facts.cells, facts.macs) == (found.parameters, found.cells, found.macs)


def test_the_nearest_names_are_offered() -> None:
    with pytest.raises(NetworkNotFound, match="did you mean digits/rnn-t8-noise0"):
        load_card("digits/rnn-t8-noise")


def test_equal_weights_are_equal_bytes() -> None:
    arrays = load_arrays(card())
    assert pack(arrays) == pack(dict(reversed(list(arrays.items()))))


def damaged(arrays: dict[str, np.ndarray]) -> str:
    content = pack(arrays)
    with pytest.raises(DamagedWeights) as caught:
        unpack(content, card(weights_sha256=sha256(content)))
    assert "digits/mlp-noise0" in str(caught.value)
    return str(caught.value)


def test_weights_that_are_not_those_of_the_card_are_refused_by_name() -> None:
    arrays = load_arrays(card())
    with pytest.raises(DamagedWeights, match="SHA-256"):
        unpack(pack(arrays) + b"x", card())
    assert "shape" in damaged({**arrays, "1.bias": np.zeros(3, np.float32)})
    assert "not finite" in damaged({**arrays, "1.bias": np.full_like(arrays["1.bias"], np.nan)})
    assert "not" in damaged({name: array for name, array in arrays.items() if name != "1.bias"})


def test_a_pickle_is_never_opened() -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (pytest.fail, ("a pickle was opened",))

    buffer = io.BytesIO()
    np.savez(buffer, **{"1.kernel": np.array([Bomb()], dtype=object)})
    content = buffer.getvalue()
    with pytest.raises((ValueError, DamagedWeights)):
        unpack(content, card(weights_sha256=sha256(content)))
    pickled = pickle.dumps([1])
    with pytest.raises((ValueError, DamagedWeights, OSError, pickle.UnpicklingError)):
        unpack(pickled, card(weights_sha256=sha256(pickled)))
