"""Families of networks: names and structure, one record each, from which everything else follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

Structure = Literal["dense", "convolutional", "recurrent"]
Size = Literal["small", "large"]
"""Size of images, and of hidden layers that suit them."""
Units = tuple[int, ...]


@dataclass(frozen=True)
class Family:
    """One family of networks.

    `hidden` are the usual units or filters of its hidden layers, by size; empty if it is not trained here.
    """

    id: str
    title: str
    """Name in labels."""
    words: str
    """Name in tables with more room."""
    structure: Structure | None
    """None for a family with networks of all kinds."""
    hidden: dict[Size, Units] = field(default_factory=dict)

    @property
    def has_time_steps(self) -> bool:
        """Whether its networks read their input in T time steps."""
        return self.structure == "recurrent"


def _usual(small: Units, large: Units) -> dict[Size, Units]:
    return {"small": small, "large": large}


_ONE_LAYER = _usual((64,), (128,))
_ALL = (
    Family("mlp", "MLP", "MLP", "dense", _usual((64, 32), (300, 100))),
    Family("cnn", "CNN", "CNN", "convolutional", _usual((16, 32), (16, 32, 64))),
    Family("lenet5", "LeNet-5", "LeNet-5", "convolutional", _usual((6, 16, 120, 84), (6, 16, 120, 84))),
    Family("rnn", "RNN", "RNN", "recurrent", _ONE_LAYER),
    Family("rnn-stacked", "RNN stacked", "RNN of two layers", "recurrent", _usual((64, 64), (128, 128))),
    Family("rnn-skip", "RNN skip", "RNN with a skip connection", "recurrent", _ONE_LAYER),
    Family("skip-rnn", "skip RNN", "Skip RNN", "recurrent", _ONE_LAYER),
    Family("lstm", "LSTM", "LSTM", "recurrent", _ONE_LAYER),
    Family("gru", "GRU", "GRU", "recurrent", _ONE_LAYER),
    Family("custom", "custom", "Custom", None),
)
FAMILIES = {family.id: family for family in _ALL}
"""All families by id, in the order of lists."""
TRAINABLE = {family.id: family for family in _ALL if family.hidden}
RECURRENT = tuple(family.id for family in TRAINABLE.values() if family.has_time_steps)

if TYPE_CHECKING:
    FamilyId = str
    TrainableFamily = str
else:
    FamilyId = Literal[tuple(FAMILIES)]
    TrainableFamily = Literal[tuple(TRAINABLE)]
