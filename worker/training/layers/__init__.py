"""Kinds of layers in Keras, one file a kind: how each is trained with noise, and written for other programs to load."""

from typing import Any

from worker.training.layers.activation import ACTIVATION
from worker.training.layers.add import ADD
from worker.training.layers.average_pool2d import AVERAGE_POOL2D
from worker.training.layers.concatenate import CONCATENATE
from worker.training.layers.conv2d import CONV2D
from worker.training.layers.cropping2d import CROPPING2D
from worker.training.layers.dense import DENSE
from worker.training.layers.flatten import FLATTEN
from worker.training.layers.flip import FLIP
from worker.training.layers.global_pool2d import GLOBAL_POOL2D
from worker.training.layers.gru import GRU
from worker.training.layers.lstm import LSTM
from worker.training.layers.max_pool2d import MAX_POOL2D
from worker.training.layers.maximum import MAXIMUM
from worker.training.layers.multiply import MULTIPLY
from worker.training.layers.permute import PERMUTE
from worker.training.layers.reshape import RESHAPE
from worker.training.layers.rnn import RNN
from worker.training.layers.scale import SCALE
from worker.training.layers.skip_rnn import SKIP_RNN
from worker.training.layers.trainable import NoPlainLayer, Trainable
from worker.training.layers.zero_padding2d import ZERO_PADDING2D

KINDS: dict[str, Trainable[Any]] = {
    "dense": DENSE,
    "conv2d": CONV2D,
    "max_pool2d": MAX_POOL2D,
    "flatten": FLATTEN,
    "rnn": RNN,
    "skip_rnn": SKIP_RNN,
    "lstm": LSTM,
    "gru": GRU,
    "activation": ACTIVATION,
    "scale": SCALE,
    "reshape": RESHAPE,
    "permute": PERMUTE,
    "flip": FLIP,
    "add": ADD,
    "multiply": MULTIPLY,
    "maximum": MAXIMUM,
    "concatenate": CONCATENATE,
    "average_pool2d": AVERAGE_POOL2D,
    "global_pool2d": GLOBAL_POOL2D,
    "zero_padding2d": ZERO_PADDING2D,
    "cropping2d": CROPPING2D,
}
"""By the `kind` of `backend.layers`."""

__all__ = ["KINDS", "NoPlainLayer", "Trainable"]
