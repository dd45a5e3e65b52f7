"""What is to be trained. No TensorFlow here: recipes are read, checked and listed without it."""

from __future__ import annotations

from math import prod
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.networks.describe import describe
from backend.schemas.network import Conv2DLayer, DenseLayer, FlattenLayer, Layer, MaxPool2DLayer, RNNLayer

Family = Literal["mlp", "cnn", "lenet5", "rnn"]
SHAPES = {"digits": (8, 8, 1), "mnist": (28, 28, 1), "fashion-mnist": (28, 28, 1)}
CLASSES = 10
HIDDEN: dict[str, dict[Family, tuple[int, ...]]] = {
    "digits": {"mlp": (64, 32), "cnn": (16, 32), "lenet5": (6, 16, 120, 84), "rnn": (64,)},
    "mnist": {"mlp": (300, 100), "cnn": (16, 32, 64), "lenet5": (6, 16, 120, 84), "rnn": (128,)},
}


class Recipe(BaseModel):
    """One training, completely: the same recipe trains the same network."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    dataset: Literal["digits", "mnist", "fashion-mnist"] = "digits"
    family: Family = "mlp"
    hidden: Annotated[tuple[Annotated[int, Field(ge=1, le=4096)], ...], Field(max_length=8)] = ()
    """Units or filters of the hidden layers; empty for the family's usual ones."""
    time_steps: int | None = Field(None, ge=1, le=784)
    noise: float = Field(0.0, ge=0, le=10, description="Standard deviation of the gaussian noise at every pre-activation.")
    optimiser: Literal["adam", "rmsprop", "sgd"] = "adam"
    learning_rate: float = Field(0.001, gt=0, le=10)
    batch_size: int = Field(128, ge=1, le=4096)
    epochs: int = Field(10, ge=1, le=1000)
    seed: int = Field(0, ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        if (self.family == "rnn") != (self.time_steps is not None):
            raise ValueError("time_steps must be given for the family rnn, and for no other")
        if self.hidden and self.family in ("cnn", "lenet5") and len(self.hidden) < 2:
            raise ValueError(f"hidden must give at least the filters of two convolutions for the family {self.family}")
        if self.hidden and self.family == "rnn" and len(self.hidden) != 1:
            raise ValueError("hidden must give one number for the family rnn")
        describe(self.layers(), self.input_shape)
        return self

    @property
    def input_shape(self) -> tuple[int, int, int]:
        return SHAPES[self.dataset]

    @property
    def name(self) -> str:
        """Such as rnn-t8-noise0.1, with -s1 for training seed 1."""
        steps = f"-t{self.time_steps}" if self.time_steps else ""
        return f"{self.family}{steps}-noise{self.noise:g}" + (f"-s{self.seed}" if self.seed else "")

    def layers(self) -> tuple[Layer, ...]:
        """The network to be trained."""
        usual = HIDDEN["digits" if self.dataset == "digits" else "mnist"][self.family]
        hidden = self.hidden or usual
        read_out = DenseLayer(units=CLASSES, activation="linear")
        if self.family == "rnn":
            assert self.time_steps is not None
            return (RNNLayer(units=hidden[0], time_steps=self.time_steps), read_out)
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

    def command(self) -> str:
        """The command that trains this network."""
        parts = [f"mhoscope train --dataset {self.dataset} --family {self.family}"]
        if self.time_steps:
            parts.append(f"--time-steps {self.time_steps}")
        if self.hidden:
            parts.append(f"--hidden {','.join(map(str, self.hidden))}")
        parts.append(f"--noise {self.noise:g} --optimiser {self.optimiser} --learning-rate {self.learning_rate:g}")
        parts.append(f"--batch-size {self.batch_size} --epochs {self.epochs} --seed {self.seed}")
        return " ".join(parts)


def pixels(recipe: Recipe) -> int:
    return prod(recipe.input_shape)
