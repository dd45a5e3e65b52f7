"""Data sets: what each is, which are here, and what of a network or a question fits them."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from backend.schemas.families import Size

ALWAYS_HERE = "digits"
"""The data set that ships with the program."""
MOST_CLASSES = 1000
MOST_CHANNELS = 16
MOST_VALUES = 2**20
"""Of one image or sequence."""
MOST_TIME_STEPS = 4096
"""As recurrent layers have it."""

Length = Annotated[int, Field(ge=1)]
DrawingStyle = Literal["mnist", "digits"]
DRAWING_SHAPES: dict[DrawingStyle, tuple[int, int, int]] = {"mnist": (28, 28, 1), "digits": (8, 8, 1)}
"""Of the images that drawings are made into."""


class TrainingDefaults(BaseModel):
    """What a training on a data set is like where nothing else is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: Size = Field(description="Of the hidden layers.")
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)


class DatasetRecord(BaseModel):
    """Everything about a data set but its arrays: images or sequences, each of one class.

    Its arrays are float32 of `input_shape` with values in [0, 1], made as offset + scale * raw from what the files hold, and
    labels from 0 to `len(classes) - 1`.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="Its id; ids of networks begin with it.")
    title: str
    short_title: str = Field(description="The title without remarks, for tables and legends.")
    kind: Literal["image", "sequence"]
    shape: tuple[Length, ...] = Field(
        description="Of an image (height, width, channels); of a sequence (time steps, features of each)."
    )
    classes: tuple[str, ...] = Field(min_length=2, max_length=MOST_CLASSES, description="Their names, by label.")
    train_images: int = Field(ge=1, description="Images or sequences to train on.")
    test_images: int = Field(ge=1, description="Images or sequences to test on.")
    offset: float = Field(0.0, description="Values are offset + scale * raw.")
    scale: float = Field(description="Values are offset + scale * raw.")
    licence: str
    citation: str = Field(description="Who made it, as one cites it, without the year.")
    year: int
    source: str = Field(description="Where it comes from, in one sentence.")
    drawn_by_hand: bool = Field(False, description="Whether its images are drawings, so that one can draw another.")
    drawing: DrawingStyle | None = Field(
        None,
        description="How a drawing is made into an image like its own: as MNIST's, or as those of the digits; null: not.",
    )
    training: TrainingDefaults

    @model_validator(mode="after")
    def _shape_fits_kind(self) -> Self:
        if len(self.shape) != (3 if self.kind == "image" else 2):
            parts = "(height, width, channels)" if self.kind == "image" else "(time steps, features)"
            raise ValueError(f"shape must be {parts} for the kind {self.kind}; received {list(self.shape)}")
        if self.channels > MOST_CHANNELS:
            raise ValueError(f"shape must have at most {MOST_CHANNELS} channels; received {self.channels}")
        if (self.time_steps or 0) > MOST_TIME_STEPS:
            raise ValueError(f"shape must have at most {MOST_TIME_STEPS:,} time steps; received {self.time_steps:,}")
        if self.values > MOST_VALUES:
            raise ValueError(f"shape must have at most {MOST_VALUES:,} values; received {self.values:,}")
        if self.drawing and self.shape != DRAWING_SHAPES[self.drawing]:
            raise ValueError(
                f"drawing must be null, or a style for images of its shape; {self.drawing} is for {DRAWING_SHAPES[self.drawing]}"
            )
        return self

    @computed_field(description="Height and width of one image; time steps and features of one sequence.")  # type: ignore[prop-decorator]
    @property
    def image_shape(self) -> tuple[int, int]:
        return self.shape[0], self.shape[1]

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) as networks get it; a sequence is an image with a row for each of its time steps."""
        return *self.image_shape, self.channels

    @property
    def channels(self) -> int:
        """Values of one pixel."""
        return self.shape[2] if self.kind == "image" else 1

    @property
    def values(self) -> int:
        """Numbers in one image or sequence."""
        return prod(self.shape)

    @property
    def size(self) -> int:
        """Numbers in all its images or sequences."""
        return self.values * (self.train_images + self.test_images)

    @property
    def time_steps(self) -> int | None:
        """T of a sequence; None for an image, which can be cut into any number of equal parts."""
        return self.shape[0] if self.kind == "sequence" else None

    def possible_time_steps(self) -> list[int]:
        """The T, from 2, that a recurrent network can read it in."""
        if self.time_steps is not None:
            return [self.time_steps]
        return [steps for steps in range(2, self.values + 1) if self.values % steps == 0]

    def lacking(self, labels: Mapping[str, int | None]) -> list[str]:
        """Of fields that name a class each by its number, those whose class the data set does not have."""
        return [field for field, label in labels.items() if label is not None and label >= len(self.classes)]


class DatasetInfo(DatasetRecord):
    """One data set and whether it can be used now."""

    present: bool
    detail: str = Field(description="Where it is, or what to do to get it, in one sentence.")


class DatasetList(BaseModel):
    items: list[DatasetInfo]
    total: int
