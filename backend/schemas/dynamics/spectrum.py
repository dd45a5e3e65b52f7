"""How a recurrent layer stretches and forgets small changes of its state."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.dynamics.numbers import Band, Estimate
from backend.schemas.setting import Strict


class Spectrum(Strict):
    """Numbers of the Jacobians dh_t / dh_(t-1) along clean trajectories; intervals are over images."""

    exponents: list[float] = Field(
        description="Finite-time Lyapunov exponents per time step, the largest first, mean over the images in which they are "
        "finite."
    )
    largest: Estimate = Field(description="The largest of them, over images.")
    vanished: float = Field(
        description="Share of directions that are lost exactly (behind units that are off), for which no exponent is finite."
    )
    singular_value: Band = Field(description="Largest singular value of the Jacobian at each time step.")
    spectral_radius: Band = Field(description="Spectral radius of the Jacobian at each time step.")
    non_normality: Band = Field(
        description="Henrici's departure from normality of the Jacobian, as a share of its Frobenius norm, at each time step: "
        "sqrt(||J||_F^2 - sum |eigenvalue|^2) / ||J||_F."
    )
    active: Band = Field(
        description="Share of active units at each time step: above 0 (ReLU), or not saturated (slope above 0.1)."
    )
    weights_singular_value: float = Field(
        description="Largest singular value of the recurrent weights; of an LSTM or a GRU, of those of the candidate."
    )
    weights_spectral_radius: float = Field(description="Spectral radius of the same weights.")
    images: int = Field(description="Images looked at, which are fewer the more a step keeps.")
