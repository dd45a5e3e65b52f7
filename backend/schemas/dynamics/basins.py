"""Where states go once the image is over: ends, kicks and test-set noise."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.setting import Strict

Drive = Literal["silence", "image"]
End = Literal["zero", "fixed point", "cycle", "grows", "wanders"]


class EndState(Strict):
    """One place where states end, or one closed orbit; of states that grow, a direction or a closed orbit of directions.

    A state grows if its norm at the end is 1.5 times the largest one of the first half of the time. Beyond a million times its
    norm at the image's last step, only its direction is followed. A cycle is where a state comes back to within 10 % of its norm
    after it had left. Two ends are the same if they are closer than 2 % of the RMS norm of all ends, or than a cycle comes back.
    """

    kind: End
    images: int = Field(description="Images whose states end there.")
    label: int | None = Field(description="Class that most of these images show.")
    purity: float = Field(description="Share of these images that show that class.")
    decided: int = Field(description="Class that the network gives there.")
    at: tuple[float, float] = Field(
        description="Place in the plane of the trajectories of the last recurrent layer: the mean over these images; where "
        "states grow, as large as they had become."
    )
    period: int | None = Field(
        None, description="Time steps after which a cycle, also one of directions, is where it was, if any."
    )


class Returns(Strict):
    """How often a state comes back to its own end after a kick at the last step of the image; x is the kick's size.

    All that recurrent layers keep between two steps is kicked together, in one random direction for each image, as a fraction of
    its RMS norm over images; only the gate of a Skip RNN is not. ReLUs that would be below 0 are at 0. Intervals are over images.
    """

    probability: Band
    same_class: Band = Field(description="How often the network gives the same class at the end.")


class NoiseAndEnds(Strict):
    """What the setting's noise does to the end of each image's state.

    Noise acts while the image is shown and, unless it is on the image, in all steps afterwards. Then the network goes on without
    noise for as many steps, which shows in whose basin it is. Intervals are over chips, 8 at most.
    """

    cause: str = Field("", description="Identifies the cause; `all` is everything that the setting has. Empty in old answers.")
    title: str
    same_end: Estimate = Field(description="Share of images whose states end where they end without noise.")
    same_class: Estimate = Field(description="Share of images that are given the same class at the end as without noise.")
    class_if_same_end: Estimate | None = Field(
        None,
        description="Of the images that keep their end, the share that is given the same class in time, at the image's last "
        "step, as without noise; null unless at least two chips have such images.",
    )
    class_if_other_end: Estimate | None = Field(None, description="The same of the images whose end is another one.")


class ExtendedTime(Strict):
    """States after the image, with inputs of zeros (silence), or with the image again and again.

    With the image, states are compared once for each time it was shown: a fixed point is the same after each of them. States of
    several recurrent layers count together. Intervals are over images.
    """

    drive: Drive
    accuracy: Band = Field(description="Accuracy if the network is read at each step; x counts time steps after the image.")
    separation: Band = Field(
        description="RMS distance of states of different classes over that of states of one class; 1: classes are mixed; at most "
        "1000."
    )
    norm: Band = Field(description="RMS norm of the states, as a fraction of that at the last step of the image; at most 1e6.")
    kinds: dict[End, float] = Field(description="Share of images by the kind of their end.")
    ends: list[EndState] = Field(description="Ends of at least two images, the most frequent first; at most 30.")
    all_ends: int = Field(description="Number of different ends, also of single images.")
    information: float = Field(
        description="Bits that the end says about the class, of the entropy of classes in `entropy`: adjusted mutual "
        "information, 0 by chance; images that end alone count as one end."
    )
    entropy: float
    returns: Returns
    noise: list[NoiseAndEnds]


class Basins(Strict):
    """Extended time without input and with it."""

    drives: list[ExtendedTime]
    steps: int = Field(description="Time steps after the image.")
    images: int
