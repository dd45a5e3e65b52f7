"""What feeds what in a network."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from backend.layers import (
    INPUT,
    AddLayer,
    ConcatenateLayer,
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    ImpossibleLayer,
    Layer,
    MaxPool2DLayer,
    MultiplyLayer,
    ReshapeLayer,
    RNNLayer,
    places_of,
    sources_of,
    users_of,
)
from backend.networks.files import pack_network, sha256

IMAGE = (8, 8, 2)
CONVOLUTION = Conv2DLayer(filters=2, kernel_size=3, padding="same")
RESIDUAL = (CONVOLUTION, Conv2DLayer(filters=4, kernel_size=1), AddLayer(inputs=(0, INPUT)), ConcatenateLayer(inputs=(2, 1)))


def test_the_layer_before_feeds_a_layer_that_names_none() -> None:
    assert sources_of(RESIDUAL) == [(INPUT,), (0,), (0, INPUT), (2, 1)]
    assert users_of(sources_of(RESIDUAL)) == [[1, 2], [3], [3], []]
    assert users_of([(INPUT,), (0, 0), (1, INPUT)]) == [[1], [2], []]


def test_shapes_follow_the_graph() -> None:
    places = places_of(RESIDUAL, IMAGE)
    assert [place.output for place in places] == [(8, 8, 2), (8, 8, 4), (8, 8, 2), (8, 8, 6)]
    assert places[3].inputs == ((8, 8, 2), (8, 8, 4))
    assert [place.shape for place in places] == [(8, 8, 2), (8, 8, 2), (8, 8, 2), (8, 8, 6)]


def test_one_value_for_each_channel_scales_an_image() -> None:
    layers = (CONVOLUTION, MaxPool2DLayer(size=8), MultiplyLayer(inputs=(0, 1)))
    assert places_of(layers, IMAGE)[-1].output == (8, 8, 2)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ((AddLayer(inputs=(0, INPUT)),), "layer 0 (add): inputs must be indices of layers before it, or -1"),
        ((FlattenLayer(inputs=(1,)), DenseLayer(units=2)), "layer 0 (flatten): inputs must be indices of layers before it"),
        ((FlattenLayer(), DenseLayer(units=2, inputs=(-2,))), "received -2"),
        ((FlattenLayer(), DenseLayer(units=2, inputs=(7,))), "received 7"),
        (
            (FlattenLayer(), DenseLayer(units=3), DenseLayer(units=2, inputs=(0,))),
            "layer 1 (dense) feeds no other; only",
        ),
        ((FlattenLayer(), DenseLayer(units=2, inputs=(INPUT, 0))), "layer 1: dense has one input, not 2"),
        ((AddLayer(),), "layer 0: add needs two inputs or more"),
        ((FlattenLayer(), AddLayer(inputs=(0, INPUT))), "layer 1: add needs inputs of one shape, not (128,) and (8, 8, 2)"),
        ((MaxPool2DLayer(size=2), AddLayer(inputs=(0, INPUT))), "not (4, 4, 2) and (8, 8, 2)"),
        ((MaxPool2DLayer(size=2), ConcatenateLayer(inputs=(0, INPUT))), "images of one height and width"),
        ((FlattenLayer(), ConcatenateLayer(inputs=(0, INPUT))), "images of one height and width"),
        (
            (RNNLayer(units=3, time_steps=4, return_sequences=True), ConcatenateLayer(inputs=(0, 0))),
            "concatenate needs vectors, or images",
        ),
        (
            (
                RNNLayer(units=3, time_steps=4, return_sequences=True),
                RNNLayer(units=1, time_steps=4, return_sequences=True),
                AddLayer(inputs=(0, 1)),
            ),
            "one shape",
        ),
        ((ReshapeLayer(shape=(128, 1, 1)), FlattenLayer(), MultiplyLayer(inputs=(0, 1))), "one shape"),
    ],
)
def test_layers_that_are_no_network_are_refused_in_a_sentence(layers: tuple[Layer, ...], said: str) -> None:
    with pytest.raises(ImpossibleLayer) as caught:
        places_of(layers, IMAGE)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_inputs_are_written_where_they_are_given_alone() -> None:
    assert "inputs" not in CONVOLUTION.model_dump() and "inputs" not in CONVOLUTION.model_dump_json()
    kept = RESIDUAL[2].model_dump_json()
    assert TypeAdapter(Layer).validate_json(kept) == RESIDUAL[2]


def test_answers_are_kept_for_weights_with_their_connections() -> None:
    """Layers of one chain keep the hash that they had."""
    last = DenseLayer(units=2, activation="linear")
    chain = (FlattenLayer(), last)
    hashes = {
        sha256(pack_network({}, layers))
        for layers in (chain, (FlattenLayer(inputs=(INPUT,)), last), (*chain, AddLayer(inputs=(1, 1))))
    }
    assert len(hashes) == 3
    assert sha256(pack_network({}, chain)) == sha256(pack_network({}, (CONVOLUTION, *chain)))
