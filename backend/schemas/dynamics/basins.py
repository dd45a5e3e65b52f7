"""Where states go once the image is over: ends, kicks and test-set noise."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.setting import Strict

Drive = Literal["silence", "image"]
End = Literal["zero", "fixed point", "cycle", "grows", "wanders"]


class EndState(Strict):
    """One place where states end."""

    kind: End
    images: int = Field(description="Images whose states end there.")
    label: int | None = Field(description="Class that most of these images show.")
    purity: float = Field(description="Share of these images that show that class.")
    decided: int = Field(description="Class that the network gives there.")
    at: tuple[float, float] = Field(description="Place in the plane of the trajectories.")


class Returns(Strict):
    """How often a state comes back to its own end after a kick at the last step of the image; x is the kick's size."""

    probability: Band
    same_class: Band = Field(description="How often the network gives the same class at the end.")


class NoiseAndEnds(Strict):
    """What the setting's noise does to the end of each image's state."""

    title: str
    same_end: Estimate = Field(description="Share of images whose states end where they end without noise.")
    same_class: Estimate = Field(description="Share of images that are given the same class at the end as without noise.")


class ExtendedTime(Strict):
    """States after the image, with inputs of zeros (silence), or with the image again and again."""

    drive: Drive
    accuracy: Band = Field(description="Accuracy if the network is read at each step; x counts time steps after the image.")
    separation: Band = Field(
        description="RMS distance of states of different classes over that of states of one class; 1: classes are mixed."
    )
    norm: Band = Field(description="RMS norm of the states, as a fraction of that at the last step of the image.")
    kinds: dict[End, float] = Field(description="Share of images by the kind of their end.")
    ends: list[EndState] = Field(description="Ends of at least two images, the most frequent first; at most 30.")
    all_ends: int = Field(description="Number of different ends, also of single images.")
    information: float = Field(description="Bits that the end says about the class, of the entropy of classes in `entropy`.")
    entropy: float
    returns: Returns
    noise: list[NoiseAndEnds]


class Basins(Strict):
    """Extended time without input and with it."""

    drives: list[ExtendedTime]
    steps: int = Field(description="Time steps after the image.")
    images: int
