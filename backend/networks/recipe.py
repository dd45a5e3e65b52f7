"""What is to be trained. No TensorFlow here: recipes are read, checked and listed without it."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from backend.datasets import UnknownDataset, record_of, records
from backend.layers import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GRULayer,
    Layer,
    LSTMLayer,
    MaxPool2DLayer,
    RNNLayer,
    ScaleLayer,
    SkipRNNLayer,
)
from backend.networks.describe import describe
from backend.schemas.dataset import DatasetRecord
from backend.schemas.families import RECURRENT, TRAINABLE
from backend.schemas.input_values import UNIT, conversion
from backend.schemas.network import NetworkCard, usual_name
from backend.schemas.training import RecipeFields

LAG = 2
"""How many steps back a temporal skip connection reaches."""
KERNELS = {"cnn": 3, "lenet5": 5}
"""Their sides, in pixels."""
SHORTEST_POOLED, SHORTEST_UNPADDED = 4, 12
"""Lengths of an axis from which two poolings, and two convolutions without padding, leave something of it."""


class Recipe(RecipeFields):
    """A recipe that can be trained, with the network that it describes."""

    @field_validator("dataset")
    @classmethod
    def _known(cls, dataset: str) -> str:
        try:
            record_of(dataset)
        except UnknownDataset:
            *first, last = (repr(one.name) for one in records())
            expected = f"{', '.join(first)} or {last}"
            raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected}) from None
        return dataset

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        if (self.family in RECURRENT) != (self.time_steps is not None):
            raise ValueError(
                f"time_steps must be given for the recurrent families ({', '.join(RECURRENT)}), and for no other; "
                f"received {self.time_steps} for {self.family}"
            )
        if not self.record.for_training:
            raise ValueError(f"dataset must have training images; {self.dataset} has test images alone")
        own = self.record.time_steps
        if self.time_steps is not None and own not in (None, self.time_steps):
            raise ValueError(f"time_steps must be {own}, as the sequences of {self.dataset} have; received {self.time_steps}")
        if self.family == "rnn-skip" and self.time_steps is not None and self.time_steps <= LAG:
            raise ValueError(f"time_steps must be more than {LAG} for the family rnn-skip; received {self.time_steps}")
        family = TRAINABLE[self.family]
        if self.hidden and family.structure == "convolutional" and len(self.hidden) < 2:
            raise ValueError(f"hidden must give at least the filters of two convolutions for the family {self.family}")
        if self.hidden and family.has_time_steps and len(self.hidden) != len(self.usual_hidden):
            word = "two numbers" if len(self.usual_hidden) == 2 else "one number"
            raise ValueError(f"hidden must give {word} for the family {self.family}; received {list(self.hidden)}")
        describe(self.layers(), self.input_shape)
        return self

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of what it is trained on."""
        return self.record.input_shape

    @property
    def record(self) -> DatasetRecord:
        """The data set that it is trained on."""
        return record_of(self.dataset)

    @property
    def name(self) -> str:
        """Such as rnn-t8-noise0.1, with -wn0.05 for noise on the weights and -s1 for training seed 1."""
        return usual_name(self.family, self.time_steps, noise=self.noise, weight_noise=self.weight_noise, seed=self.seed)

    @property
    def usual_hidden(self) -> tuple[int, ...]:
        """Units or filters of the hidden layers where none are asked for."""
        return TRAINABLE[self.family].hidden[self.record.training.size]

    def layers(self) -> tuple[Layer, ...]:
        """The network to be trained, with the conversion of its inputs in front if it does not take them as stored."""
        converted = conversion(self.record.training.inputs, self.input_shape[-1])
        first = () if converted in (None, conversion(UNIT)) else (ScaleLayer(scale=converted.scale, shift=converted.shift),)
        return (*first, *self._layers())

    def _layers(self) -> tuple[Layer, ...]:
        hidden = self.hidden or self.usual_hidden
        read_out = DenseLayer(units=len(self.record.classes), activation="linear")
        if self.family in RECURRENT:
            return (*self._recurrent(hidden), read_out)
        if self.family == "mlp":
            return (FlattenLayer(), *(DenseLayer(units=units) for units in hidden), read_out)
        return (*self._convolutional(hidden), read_out)

    def _convolutional(self, hidden: tuple[int, ...]) -> tuple[Layer, ...]:
        """Two convolutions, each with a pooling, then dense layers; nothing is pooled along an axis that is short."""
        axes = self.input_shape[:2]
        small = self.record.training.size == "small" or min(axes) < SHORTEST_UNPADDED
        padding: Literal["valid", "same"] = "same" if self.family == "lenet5" or small else "valid"
        kernel = _sides(*(min(KERNELS[self.family], length) for length in axes))
        pool = _sides(*(2 if length >= SHORTEST_POOLED else 1 for length in axes))
        first, second, *dense = hidden
        return (
            Conv2DLayer(filters=first, kernel_size=kernel, padding=padding),
            MaxPool2DLayer(size=pool),
            Conv2DLayer(filters=second, kernel_size=kernel, padding="same" if small else "valid"),
            MaxPool2DLayer(size=pool),
            FlattenLayer(),
            *(DenseLayer(units=units) for units in dense),
        )

    def _recurrent(self, hidden: tuple[int, ...]) -> tuple[Layer, ...]:
        assert self.time_steps is not None
        steps, units = self.time_steps, hidden[0]
        match self.family:
            case "rnn-stacked":
                first = RNNLayer(units=units, time_steps=steps, return_sequences=True)
                return first, RNNLayer(units=hidden[1], time_steps=steps)
            case "rnn-skip":
                return (RNNLayer(units=units, time_steps=steps, lag=LAG),)
            case "skip-rnn":
                return (SkipRNNLayer(units=units, time_steps=steps),)
            case "lstm":
                return (LSTMLayer(units=units, time_steps=steps),)
            case "gru":
                return (GRULayer(units=units, time_steps=steps),)
        return (RNNLayer(units=units, time_steps=steps),)


def _sides(rows: int, columns: int) -> int | tuple[int, int]:
    """The sides of a kernel or window, as one number where they are equal."""
    return rows if rows == columns else (rows, columns)


def recipe_of(card: NetworkCard) -> Recipe | None:
    """The recipe that a card's network was trained by; None if nobody here knows it."""
    if card.training is None:
        return None
    training = card.training
    return Recipe(
        dataset=card.dataset,
        family=card.family,
        hidden=training.hidden,
        time_steps=card.time_steps,
        noise=card.training_noise or 0.0,
        weight_noise=card.weight_noise or 0.0,
        weight_clip=card.weight_clip,
        optimiser=training.optimiser,
        learning_rate=training.learning_rate,
        batch_size=training.batch_size,
        epochs=training.epochs,
        seed=training.seed,
    )
