"""Kinds of layers as the engine runs them, one file for each; names and settings are those of `backend.layers`."""

from worker.crossbar.layers.activation import Activation
from worker.crossbar.layers.add import Add
from worker.crossbar.layers.average_pool2d import AveragePool2D
from worker.crossbar.layers.concatenate import Concatenate
from worker.crossbar.layers.conv2d import Conv2D
from worker.crossbar.layers.cropping2d import Cropping2D
from worker.crossbar.layers.dense import Dense
from worker.crossbar.layers.flatten import Flatten
from worker.crossbar.layers.flip import Flip
from worker.crossbar.layers.global_pool2d import GlobalPool2D
from worker.crossbar.layers.gru import GRU
from worker.crossbar.layers.layer import Layer, Weighted
from worker.crossbar.layers.lstm import LSTM
from worker.crossbar.layers.max_pool2d import MaxPool2D
from worker.crossbar.layers.maximum import Maximum
from worker.crossbar.layers.multiply import Multiply
from worker.crossbar.layers.network import INPUT, Network
from worker.crossbar.layers.permute import Permute
from worker.crossbar.layers.recurrent import Recurrent
from worker.crossbar.layers.reshape import Reshape
from worker.crossbar.layers.rnn import RNN
from worker.crossbar.layers.scale import Scale
from worker.crossbar.layers.skip_rnn import SkipRNN
from worker.crossbar.layers.zero_padding2d import ZeroPadding2D

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
        Flip,
        Add,
        Multiply,
        Maximum,
        Concatenate,
        AveragePool2D,
        GlobalPool2D,
        ZeroPadding2D,
        Cropping2D,
    )
}
"""The classes of layers by their `kind`."""

__all__ = [
    "GRU",
    "INPUT",
    "KINDS",
    "LSTM",
    "RNN",
    "Activation",
    "Add",
    "AveragePool2D",
    "Concatenate",
    "Conv2D",
    "Cropping2D",
    "Dense",
    "Flatten",
    "Flip",
    "GlobalPool2D",
    "Layer",
    "MaxPool2D",
    "Maximum",
    "Multiply",
    "Network",
    "Permute",
    "Recurrent",
    "Reshape",
    "Scale",
    "SkipRNN",
    "Weighted",
    "ZeroPadding2D",
]
