"""What is to be trained. No TensorFlow here: recipes are read, checked and listed without it."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from backend.layers import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GRULayer,
    Layer,
    LSTMLayer,
    MaxPool2DLayer,
    RNNLayer,
    SkipRNNLayer,
)
from backend.networks.describe import describe
from backend.schemas.training import RecipeFields, TrainableFamily

RECURRENT = ("rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru")
SHAPES = {"digits": (8, 8, 1), "mnist": (28, 28, 1), "fashion-mnist": (28, 28, 1)}
CLASSES = 10
LAG = 2
"""How many steps back a temporal skip connection reaches."""
HIDDEN: dict[str, dict[TrainableFamily, tuple[int, ...]]] = {
    "digits": {
        "mlp": (64, 32),
        "cnn": (16, 32),
        "lenet5": (6, 16, 120, 84),
        "rnn-stacked": (64, 64),
        **dict.fromkeys(("rnn", "rnn-skip", "skip-rnn", "lstm", "gru"), (64,)),
    },
    "mnist": {
        "mlp": (300, 100),
        "cnn": (16, 32, 64),
        "lenet5": (6, 16, 120, 84),
        "rnn-stacked": (128, 128),
        **dict.fromkeys(("rnn", "rnn-skip", "skip-rnn", "lstm", "gru"), (128,)),
    },
}


class Recipe(RecipeFields):
    """A recipe that can be trained, with the network that it describes."""

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        if (self.family in RECURRENT) != (self.time_steps is not None):
            raise ValueError(
                f"time_steps must be given for the recurrent families ({', '.join(RECURRENT)}), and for no other; "
                f"received {self.time_steps} for {self.family}"
            )
        if self.family == "rnn-skip" and self.time_steps is not None and self.time_steps <= LAG:
            raise ValueError(f"time_steps must be more than {LAG} for the family rnn-skip; received {self.time_steps}")
        if self.hidden and self.family in ("cnn", "lenet5") and len(self.hidden) < 2:
            raise ValueError(f"hidden must give at least the filters of two convolutions for the family {self.family}")
        if self.hidden and self.family in RECURRENT:
            wanted = 2 if self.family == "rnn-stacked" else 1
            if len(self.hidden) != wanted:
                word = "two numbers" if wanted == 2 else "one number"
                raise ValueError(f"hidden must give {word} for the family {self.family}; received {list(self.hidden)}")
        describe(self.layers(), self.input_shape)
        return self

    @property
    def input_shape(self) -> tuple[int, int, int]:
        return SHAPES[self.dataset]

    @property
    def name(self) -> str:
        """Such as rnn-t8-noise0.1, with -wn0.05 for noise on the weights and -s1 for training seed 1."""
        parts = [self.family, *([f"t{self.time_steps}"] if self.time_steps else []), f"noise{self.noise:g}"]
        parts += [f"wn{self.weight_noise:g}"] if self.weight_noise else []
        return "-".join([*parts, *([f"s{self.seed}"] if self.seed else [])])

    def layers(self) -> tuple[Layer, ...]:
        """The network to be trained."""
        usual = HIDDEN["digits" if self.dataset == "digits" else "mnist"][self.family]
        hidden = self.hidden or usual
        read_out = DenseLayer(units=CLASSES, activation="linear")
        if self.family in RECURRENT:
            return (*self._recurrent(hidden), read_out)
        if self.family == "mlp":
            return (FlattenLayer(), *(DenseLayer(units=units) for units in hidden), read_out)
        size: int = 5 if self.family == "lenet5" else 3
        padding: Literal["valid", "same"] = "same" if self.family == "lenet5" or self.dataset == "digits" else "valid"
        first, second, *dense = hidden
        return (
            Conv2DLayer(filters=first, kernel_size=size, padding=padding),
            MaxPool2DLayer(size=2),
            Conv2DLayer(filters=second, kernel_size=size, padding="valid" if self.dataset != "digits" else "same"),
            MaxPool2DLayer(size=2),
            FlattenLayer(),
            *(DenseLayer(units=units) for units in dense),
            read_out,
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

    def command(self) -> str:
        """The command that trains this network."""
        parts = [f"mhoscope train --dataset {self.dataset} --family {self.family}"]
        if self.time_steps:
            parts.append(f"--time-steps {self.time_steps}")
        if self.hidden:
            parts.append(f"--hidden {','.join(map(str, self.hidden))}")
        parts.append(f"--noise {self.noise:g}")
        if self.weight_noise:
            parts.append(f"--weight-noise {self.weight_noise:g}")
        if self.weight_clip:
            parts.append(f"--weight-clip {self.weight_clip:g}")
        parts.append(f"--optimiser {self.optimiser} --learning-rate {self.learning_rate:g}")
        parts.append(f"--batch-size {self.batch_size} --epochs {self.epochs} --seed {self.seed}")
        return " ".join(parts)
