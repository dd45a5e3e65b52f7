"""What a setting's noise amounts to: as an error of the weights, as training noise, in other tools' terms, above the floor."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.schemas.explain import explain
from backend.schemas.setting import Converters, Crossbar, InternalNoise, Setting, Strict
from backend.schemas.spec import NetworkId


class ConversionRequest(Strict):
    """One network and what happens to its weights."""

    network: NetworkId
    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)

    @model_validator(mode="after")
    def _fits_together(self) -> ConversionRequest:
        try:
            _ = self.setting
        except ValidationError as error:
            raise ValueError(explain(error)) from None
        return self

    @property
    def setting(self) -> Setting:
        return Setting(internal_noise=self.internal_noise, converters=self.converters, crossbar=self.crossbar)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class LayerNoise(_Wire):
    """One crossbar. Weight errors are fractions of its largest |w|; pre-activations are in their own unit."""

    layer: int = Field(description="The layer's place in the network.")
    kind: str
    rows: int
    columns: int
    largest: float = Field(description="max |w|.")
    weight_error: float = Field(description="Root mean square of the weights' error over chips, as a fraction of max |w|.")
    spread: float = Field(description="The part of it that differs between chips: a standard deviation, same fraction.")
    read: float = Field(description="Standard deviation that each read adds to a weight, same fraction.")
    bias: float = Field(description="Mean error along the sign of the weight, same fraction; below 0: towards zero.")
    gain: float = Field(description="Factor by which the weights have shrunk or grown; 1: not at all.")
    input_norm: float = Field(description="Root of E||x||^2 of the inputs, recurrent part included, on training images.")
    predicted: float = Field(description="Standard deviation of the pre-activations from the weights' errors and input_norm.")
    measured: float = Field(description="The same over simulated chips and reads, on test images.")
    signal: float = Field(description="Standard deviation of the noise-free pre-activations, on training images.")


class Recommendation(_Wire):
    """The network of the same architecture whose training noise is nearest."""

    network: str
    training_noise: float
    why: str


class ToolTerms(_Wire):
    """The setting as another simulator takes it."""

    tool: str
    match: Literal["equal", "size", "none"] = Field(
        description="equal: the same law; size: the same standard deviation of the weights by another law; none: there is none."
    )
    setting: str = Field("", description="As it is written there.")
    note: str


class Floor(_Wire):
    """Thermal and shot noise of one device at full conductance, the least that physics allows."""

    floor: float = Field(description="Standard deviation of one read of a weight, as a fraction of max |w|.")
    thermal_a: float = Field(description="Johnson-Nyquist part, as a current.")
    shot_a: float = Field(description="Shot part, as a current.")
    current_a: float = Field(description="Current of a device at G_max.")
    ratio: float | None = Field(description="How many times the setting's own noise is larger; null without any.")
    sentence: str


class Conversion(_Wire):
    network: str
    layers: list[LayerNoise]
    training_noise: float = Field(description="The training noise that it amounts to: geometric mean over layers.")
    sentence: str
    recommended: Recommendation | None = None
    tools: list[ToolTerms]
    floor: Floor | None = None
    draws: int
    training_images: int
    test_images: int
