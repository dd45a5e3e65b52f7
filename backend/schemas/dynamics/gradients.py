"""Norms of gradients through time and through stacked blocks."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.setting import Strict


class GradientCurve(Strict):
    """The norm of the gradient of the margin with respect to h_t, as a fraction of that at T."""

    title: str = Field(description="The network as it is, or without its skip connection.")
    skips: bool = Field(description="Whether a temporal skip connection takes part; false where there is none.")
    norms: Band = Field(
        description="Geometric mean over images at t = 1 ... T, of images whose gradient is not 0 at t; 0 if there are none."
    )
    vanished: list[float] = Field(
        default_factory=list,
        description="Share of images whose gradient is exactly 0 at t = 1 ... T: it stops at units that are off.",
    )
    rate: Estimate = Field(
        description="Mean change of the logarithm of the norm for each step back in time, over images: from T to the first step "
        "that the gradient reaches."
    )


class Gradients(Strict):
    """Gradients of the margin: the logit of the right class less the largest other one."""

    through_time: list[GradientCurve]
    at_layer: Estimate = Field(description="Norm of the gradient with respect to all states of this layer, over images.")
    images: int
