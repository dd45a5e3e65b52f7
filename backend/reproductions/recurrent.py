"""What was measured of the dynamics of the zoo's recurrent networks, in a few numbers for each."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.dynamics import Estimate


class _Numbers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CauseNumbers(_Numbers):
    """The distance of noisy from clean hidden states after the last time step, as a fraction of the RMS of the clean ones.

    `predicted`, `coherent` and `quadrature` are to first order: as the errors are, if they were the same at all time steps, and
    if they were independent. `exponent` is the slope of the logarithm of the absolute distance against that of t,
    `relative_exponent` that of the distance as a fraction of the states.
    """

    cause: str
    measured: Estimate
    predicted: float | None
    coherent: float | None
    quadrature: float | None
    exponent: Estimate | None
    relative_exponent: Estimate | None


class EndNumbers(_Numbers):
    """Where states go after the image, without input ("silence") or with the image again and again ("image")."""

    drive: str
    accuracy: Estimate = Field(description="If the network is read after the last of the further time steps.")
    information: float = Field(description="Bits that the end says about the class.")
    entropy: float = Field(description="Entropy of the classes in bits.")
    ends: int = Field(description="Number of different ends.")
    kinds: dict[str, float] = Field(description="Share of images by the kind of their end.")
    kicks: list[float]
    returns: list[Estimate] = Field(description="Probability of return to the same end, by kick.")
    same_end: dict[str, Estimate] = Field(description="By cause of noise: share of images whose end is that without noise.")
    class_if_same_end: dict[str, Estimate] = Field(
        description="By cause: of the images whose end is that without noise, the share that is given the same class in time."
    )
    class_if_other_end: dict[str, Estimate] = Field(description="The same of the images that end elsewhere.")


class LayerNumbers(_Numbers):
    """One recurrent layer. Numbers of Jacobians are means over time steps and images."""

    layer: int
    units: int
    time_steps: int
    lyapunov: Estimate = Field(description="Largest finite-time Lyapunov exponent per time step.")
    vanished: float
    singular_value: float
    spectral_radius: float
    non_normality: float
    active: float
    weights_singular_value: float
    weights_spectral_radius: float
    gradient_rate: Estimate = Field(description="Change of the logarithm of the gradient's norm for each step back in time.")
    gradient_rate_without_skip: Estimate | None
    gradient: Estimate = Field(description="Norm of the margin's gradient with respect to all states of the layer.")
    causes: list[CauseNumbers]
    ends: list[EndNumbers]

    def cause(self, name: str) -> CauseNumbers | None:
        """Return what one cause of noise does; None if it was not measured."""
        return next((one for one in self.causes if one.cause == name), None)

    def after(self, drive: str) -> EndNumbers | None:
        """Return what follows the image; None if it was not measured."""
        return next((one for one in self.ends if one.drive == drive), None)


class NetworkNumbers(_Numbers):
    """One recurrent network at one sigma of programming error and of read noise, and one level of gaussian test-set noise."""

    network: str
    clean: float
    sigma: float
    test_level: float
    images: int
    draws: int
    layers: list[LayerNumbers]

    @property
    def first(self) -> LayerNumbers:
        """The first recurrent layer, which reads the image."""
        return self.layers[0]

    @property
    def last(self) -> LayerNumbers:
        """The last recurrent layer, which is read."""
        return self.layers[-1]


class RecurrentFile(_Numbers):
    """All of them, as committed."""

    date: str
    engine_version: str
    items: Sequence[NetworkNumbers]
