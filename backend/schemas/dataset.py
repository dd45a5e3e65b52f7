"""Data sets: their records, and whether they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator, model_validator

from backend.schemas.families import Size
from backend.schemas.input_values import UNIT, conversion

ALWAYS_HERE = "digits"
"""The data set that ships with the program."""
NOT_SAID = "not said"
"""Licence or citation of a data set of which nobody has said any."""
DATASET_NAME = r"^[a-z0-9][a-z0-9-]*$"
LONGEST_DATASET_NAME = 40
MOST_CLASSES = 1000
MOST_CHANNELS = 16
MOST_VALUES = 2**20
"""Largest number of values of one image or sequence."""
MOST_TIME_STEPS = 4096
"""Largest number of time steps of a sequence, as for recurrent layers."""

Length = Annotated[int, Field(ge=1)]
Origin = Literal["shipped", "found", "own"]
DrawingStyle = Literal["mnist", "digits"]
DRAWING_SHAPES: dict[DrawingStyle, tuple[int, int, int]] = {"mnist": (28, 28, 1), "digits": (8, 8, 1)}
"""Shapes (height, width, channels) of the images that drawings are converted to, by style."""


class TrainingDefaults(BaseModel):
    """Defaults of a training on this data set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: Size = Field(description="Size of the hidden layers.")
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    inputs: str = Field(
        UNIT,
        description="What networks that are trained here expect: values as stored (unit), or less a mean and over a standard "
        "deviation, such as 0.55,0.1.",
    )

    @field_validator("inputs")
    @classmethod
    def _known_inputs(cls, inputs: str) -> str:
        if conversion(inputs) is None:
            raise ValueError("must be what inputs are, not auto")
        return inputs


class DatasetRecord(BaseModel):
    """Everything about a data set except its arrays: images or sequences, each of one class.

    Its arrays are float32 of `input_shape` with values in [0, 1], computed as offset + scale * raw from the values in its
    files, and labels from 0 to `len(classes) - 1`.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(
        pattern=DATASET_NAME, max_length=LONGEST_DATASET_NAME, description="Its id, with which the ids of its networks begin."
    )
    title: str
    short_title: str = Field(description="The title without remarks, for tables and legends.")
    kind: Literal["image", "sequence"]
    shape: tuple[Length, ...] = Field(
        description="Shape of an image (height, width, channels), or of a sequence (time steps, features)."
    )
    classes: tuple[str, ...] = Field(
        min_length=2, max_length=MOST_CLASSES, description="Names of the classes, in the order of the labels."
    )
    train_images: int = Field(ge=1, description="Number of training images or sequences.")
    test_images: int = Field(ge=1, description="Number of test images or sequences.")
    offset: float = Field(0.0, description="Values are offset + scale * raw.")
    scale: float = Field(description="Values are offset + scale * raw.")
    licence: str
    citation: str = Field(description="Authors and title as cited, without the year.")
    year: int
    source: str = Field(description="Origin of the data, in one sentence.")
    drawn_by_hand: bool = Field(False, description="Whether its images are drawings, so that users can draw others.")
    drawing: DrawingStyle | None = Field(
        None,
        description="How a drawing is converted to an image of this data set: in the style of MNIST or of the digits; "
        "null: not at all.",
    )
    training: TrainingDefaults
    for_training: bool = Field(
        True,
        description="Whether networks can be trained on it; false where a few test images, set aside to calibrate converters "
        "with, stand for the training images.",
    )
    notes: tuple[str, ...] = Field((), description="What was found and done when it was added, in sentences.")
    sha256: str | None = Field(None, description="Digest of the arrays of a data set of one's own and of what they mean.")

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
        """Height and width of an image; time steps and features of a sequence."""
        return self.shape[0], self.shape[1]

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Shape (height, width, channels) of a network's input; a sequence is an image with one row for each time step."""
        return *self.image_shape, self.channels

    @property
    def channels(self) -> int:
        """Number of values of one pixel."""
        return self.shape[2] if self.kind == "image" else 1

    @property
    def values(self) -> int:
        """Number of values of one image or sequence."""
        return prod(self.shape)

    @property
    def size(self) -> int:
        """Number of values of all images or sequences."""
        return self.values * (self.train_images + self.test_images)

    @property
    def time_steps(self) -> int | None:
        """Number of time steps of a sequence; None for an image, which can be cut into any number of equal parts."""
        return self.shape[0] if self.kind == "sequence" else None

    def possible_time_steps(self) -> list[int]:
        """Return the numbers of time steps, from 2, in which a recurrent network can read one image or sequence."""
        if self.time_steps is not None:
            return [self.time_steps]
        return [steps for steps in range(2, self.values + 1) if self.values % steps == 0]

    def lacking(self, labels: Mapping[str, int | None]) -> list[str]:
        """Return the fields whose label is not a class of this data set."""
        return [field for field, label in labels.items() if label is not None and label >= len(self.classes)]


class DatasetInfo(DatasetRecord):
    """The record of a data set, and whether it is installed."""

    origin: Origin = Field("found", description="Whether it ships with the program, is found as files, or is a user's own.")
    present: bool
    detail: str = Field(description="Where it is, or how to get it, in one sentence.")


class DatasetList(BaseModel):
    """All data sets."""

    items: list[DatasetInfo]
    total: int


class DatasetDependents(BaseModel):
    """What depends on a data set of one's own."""

    dataset: str
    networks: tuple[str, ...] = Field(description="Networks that were trained or added for it; they are removed with it.")
    runs: int = Field(description="Runs of such networks, whichever state they are in; they keep their results.")
    unfinished: int = Field(description="Runs, trainings and other jobs with it that wait or run; they must end first.")

    def sentence(self) -> str:
        """Return what depends on it, and what to do to remove it, in one sentence."""
        if self.unfinished:
            jobs = _counted(self.unfinished, "job")
            return f"{jobs} with the data set {self.dataset} must end first: wait, or cancel what is under way"
        first = ", ".join(self.networks[:5])
        more = f" and {len(self.networks) - 5} more" if len(self.networks) > 5 else ""
        networks = (
            f"{_counted(len(self.networks), 'network')} ({first}{more}), removed with it" if self.networks else "no network"
        )
        return (
            f"on the data set {self.dataset} depend {networks}, and {_counted(self.runs, 'run')} with results that stay: "
            "ask again with force to remove it"
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
