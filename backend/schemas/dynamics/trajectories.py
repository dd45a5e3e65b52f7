"""Hidden states in the plane of their two principal components."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.setting import Strict

Point = tuple[float, float]


class Path(Strict):
    """The hidden states of one image at t = 1 ... T, in the plane."""

    image: int = Field(description="Index in the test set.")
    label: int = Field(description="Class that the image shows.")
    clean: list[Point] = Field(description="Without noise.")
    noisy: list[list[Point]] = Field(description="On each of a few chips, with all noise of the setting.")
    decided: list[int] | None = Field(
        description="Class that the network would give at t if the sequence ended there, without noise; null if it reads all "
        "states."
    )


class Trajectories(Strict):
    """Paths of some images, and of the mean over all images of a class, in one plane."""

    variance: list[float] = Field(description="Share of the variance of all states along each of the two axes.")
    paths: list[Path] = Field(description="A few images of each class, in the order of the test set.")
    class_means: dict[int, list[Point]] = Field(description="By class: the mean over its images without noise, at t = 1 ... T.")
    images: int = Field(description="Images that the axes and the means are of.")
