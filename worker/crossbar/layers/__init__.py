"""Kinds of layers as the engine runs them, one file for each; names and settings are those of `backend.layers`."""

from worker.crossbar.layers.activation import Activation
from worker.crossbar.layers.conv2d import Conv2D
from worker.crossbar.layers.dense import Dense
from worker.crossbar.layers.flatten import Flatten
from worker.crossbar.layers.gru import GRU
from worker.crossbar.layers.layer import Layer, Weighted
from worker.crossbar.layers.lstm import LSTM
from worker.crossbar.layers.max_pool2d import MaxPool2D
from worker.crossbar.layers.network import Network
from worker.crossbar.layers.permute import Permute
from worker.crossbar.layers.recurrent import Recurrent
from worker.crossbar.layers.reshape import Reshape
from worker.crossbar.layers.rnn import RNN
from worker.crossbar.layers.scale import Scale
from worker.crossbar.layers.skip_rnn import SkipRNN

KINDS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Dense,
        Conv2D,
        MaxPool2D,
        Flatten,
        RNN,
        SkipRNN,
        LSTM,
        GRU,
        Activation,
        Scale,
        Reshape,
        Permute,
    )
}
"""The classes of layers by their `kind`."""

__all__ = [
    "GRU",
    "KINDS",
    "LSTM",
    "RNN",
    "Activation",
    "Conv2D",
    "Dense",
    "Flatten",
    "Layer",
    "MaxPool2D",
    "Network",
    "Permute",
    "Recurrent",
    "Reshape",
    "Scale",
    "SkipRNN",
    "Weighted",
]
