"""Distances of noisy from clean hidden states over time."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.setting import Strict


class Distance(Strict):
    """What one cause of noise does to the hidden states: x of each band is the time step t = 1 ... T.

    A distance is the RMS over images and units of noisy less clean states, divided by the RMS of the clean states at t (or, where
    these are all 0, at all steps). Predictions are for the same chips, which err as they do on the states of an ideal chip.
    """

    cause: str = Field(description="Identifies the cause; `all` is everything that the setting has.")
    title: str
    frozen: bool | None = Field(description="Whether its errors are the same at all time steps; null: some are.")
    measured: Band = Field(description="Mean over chips.")
    predicted: list[float] | None = Field(
        description="To first order in the errors, as the clean network carries them on; null where that says nothing."
    )
    coherent: list[float] | None = Field(
        description="To first order, if the errors of all time steps were the same (frozen): those of weights kept from step to "
        "step, those of the images as at one step. Null where that says nothing."
    )
    quadrature: list[float] | None = Field(
        description="To first order, if errors of different time steps were independent (redrawn). Null where that says nothing."
    )
    exponent: Estimate | None = Field(
        description="Slope of the logarithm of the absolute distance against that of t, over the second half of the steps, "
        "by chips: below 1, errors grow less than linearly."
    )
    relative_exponent: Estimate | None = Field(
        None,
        description="The same slope of the measured distance, which is a fraction of the states: below 0, errors fall behind.",
    )
    fails_at: int | None = Field(
        description="First t at which the interval of the measured distance excludes the prediction by more than 1 %."
    )


class Distances(Strict):
    """Distances for each cause that is on, and for all together."""

    causes: list[Distance]
    images: int
    draws: int
