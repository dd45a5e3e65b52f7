"""What is to be seen of a data set: some of its images or sequences, and its values in numbers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.dataset import MOST_CLASSES

MOST_SAMPLES = 100
Part = Literal["test", "train"]


class SamplesRequest(BaseModel):
    """Which images or sequences of a data set are to be shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str = Field(max_length=40)
    part: Part = Field("test", description="Test or training images.")
    label: int | None = Field(None, ge=0, lt=MOST_CLASSES, alias="class", description="Of this class only; null: of all.")
    count: int = Field(12, ge=1, le=MOST_SAMPLES, description="At most so many; fewer where they are large.")
    start: int = Field(0, ge=0, le=10**9, description="How many to pass over.")
    seed: int | None = Field(None, ge=0, le=2**31 - 1, description="In an order drawn with this seed; null: in their own.")


class Sample(BaseModel):
    """One image or sequence."""

    index: int = Field(description="Its place in its part of the data set.")
    label: int
    values: list[float] = Field(
        description="Its values in [0, 1] to four digits, row by row: (height, width, channels), or (time steps, features)."
    )


class Samples(BaseModel):
    """Some images or sequences of a data set."""

    dataset: str
    part: Part
    shape: tuple[int, ...] = Field(description="(height, width, channels), or (time steps, features).")
    offset: float = Field(description="Values are offset + scale * raw, with the raw values of the file.")
    scale: float
    items: list[Sample]
    total: int = Field(description="How many there are of this part and class.")


class StatisticsRequest(BaseModel):
    """Which data set is to be described."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str = Field(max_length=40)


class ChannelStatistics(BaseModel):
    """Values in [0, 1] of one channel of images, or of one feature of sequences, over the part of the data set named."""

    index: int
    mean: float
    std: float
    low: float
    high: float


class PartStatistics(BaseModel):
    """A part of a data set in numbers."""

    part: Part
    count: int
    by_class: tuple[int, ...] = Field(description="Number of images or sequences of each class.")
    mean: float
    std: float
    low: float
    high: float
    channels: tuple[ChannelStatistics, ...] = Field(
        description="Of each channel, or of each feature of sequences; only of the first 64 where there are more."
    )
    edges: tuple[float, ...] = Field(description="Edges of the bins of the histogram, in [0, 1] unless values lie outside.")
    histogram: tuple[int, ...] = Field(description="Number of values in each bin.")


class DatasetStatistics(BaseModel):
    """A data set in numbers, in the values from 0 to 1 that networks are given."""

    dataset: str
    offset: float = Field(description="Values are offset + scale * raw, with the raw values of the file.")
    scale: float
    parts: tuple[PartStatistics, ...] = Field(description="Test, then training images or sequences.")
