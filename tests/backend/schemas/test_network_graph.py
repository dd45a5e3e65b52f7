"""A network as a drawing needs it."""

from __future__ import annotations

from backend.layers import AddLayer, Conv2DLayer, DenseLayer, FlattenLayer
from backend.networks import zoo_cards
from backend.schemas.network_graph import graph_of


def test_layers_say_what_feeds_them_and_their_sizes_add_up() -> None:
    for card in zoo_cards().values():
        graph = graph_of(card.layers, card.input_shape)
        assert [layer.inputs for layer in graph] == [(index - 1,) for index in range(len(graph))]
        assert sum(layer.parameters for layer in graph) == card.parameters
        assert sum(layer.macs for layer in graph) == card.macs
        assert 2 * sum(layer.crossbar.rows * layer.crossbar.columns for layer in graph if layer.crossbar) == card.cells


def test_branches_and_arrays() -> None:
    layers = (
        Conv2DLayer(filters=8, kernel_size=3, padding="same"),
        Conv2DLayer(filters=8, kernel_size=3, padding="same", groups=8),
        AddLayer(inputs=(1, 0)),
        FlattenLayer(),
        DenseLayer(units=1500),
    )
    first, depthwise, add, _flatten, dense = graph_of(layers, (12, 12, 1))
    assert (add.inputs, add.crossbar, add.shape) == ((1, 0), None, (12, 12, 8))
    assert first.crossbar and first.crossbar.arrays == 1
    assert depthwise.crossbar and (depthwise.crossbar.rows, depthwise.crossbar.arrays) == (9, 8), "an array for each group"
    assert dense.crossbar and (dense.crossbar.rows, dense.crossbar.columns, dense.crossbar.arrays) == (1152, 1500, 4)
