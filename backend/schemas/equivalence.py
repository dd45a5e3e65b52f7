"""Equivalents of a setting's noise: error of the weights, training noise, terms of other tools, ratio to the noise floor."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.schemas.explain import explain
from backend.schemas.override import LayerName, Override
from backend.schemas.setting import Converters, Crossbar, InternalNoise, Setting, Strict
from backend.schemas.spec import NetworkId


class ConversionRequest(Strict):
    """One network, and the noise of its weights."""

    network: NetworkId
    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)
    overrides: dict[LayerName, Override] = Field(default_factory=dict, description="Layers with settings of their own.")

    @model_validator(mode="after")
    def _fits_together(self) -> ConversionRequest:
        try:
            _ = self.setting
        except ValidationError as error:
            raise ValueError(explain(error)) from None
        return self

    @property
    def setting(self) -> Setting:
        """The request as a setting."""
        return Setting(
            internal_noise=self.internal_noise, converters=self.converters, crossbar=self.crossbar, overrides=self.overrides
        )


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class LayerNoise(_Wire):
    """The noise of one crossbar. Errors of weights are fractions of its max |w|; pre-activations are in their own unit."""

    layer: int = Field(description="Index of the layer in the network.")
    kind: str
    rows: int
    columns: int
    largest: float = Field(description="max |w|.")
    weight_error: float = Field(description="Root mean square error of the weights over chips, as a fraction of max |w|.")
    spread: float = Field(
        description="The part of the error that differs between chips: a standard deviation, as a fraction of max |w|."
    )
    read: float = Field(description="Standard deviation of the error that each read adds to a weight, as a fraction of max |w|.")
    bias: float = Field(description="Mean error along the sign of the weight, as a fraction of max |w|; negative: towards zero.")
    gain: float = Field(description="Factor by which the weights have shrunk or grown; 1: unchanged.")
    input_norm: float = Field(
        description="Root mean square length of the input vectors, sqrt(E||x||^2), including the recurrent part, on "
        "training images."
    )
    predicted: float = Field(
        description="Standard deviation of the pre-activations, predicted from the errors of the weights and input_norm."
    )
    measured: float = Field(
        description="Standard deviation of the pre-activations over simulated chips and reads, on test images."
    )
    signal: float = Field(description="Standard deviation of the noise-free pre-activations, on training images.")


class Recommendation(_Wire):
    """The network of the same architecture whose training noise is nearest."""

    network: str
    training_noise: float
    why: str


class ToolTerms(_Wire):
    """The setting in the terms of another simulator."""

    tool: str
    match: Literal["equal", "untried", "size", "none"] = Field(
        description="equal: the same law, and settings of this kind were run there and agree; untried: the same law by its "
        "sources, not compared; size: the same standard deviation of the weights, by another law; none: no counterpart."
    )
    setting: str = Field("", description="A program that makes the arrays of a layer there.")
    note: str


class Floor(_Wire):
    """Thermal and shot noise of one device at full conductance, the least that physics allows."""

    floor: float = Field(description="Standard deviation of one read of a weight, as a fraction of max |w|.")
    thermal_a: float = Field(description="Thermal (Johnson-Nyquist) noise current, in A.")
    shot_a: float = Field(description="Shot noise current, in A.")
    current_a: float = Field(description="Current of a device at G_max, in A.")
    ratio: float | None = Field(description="The setting's own noise relative to the floor; null without noise.")
    sentence: str


class Conversion(_Wire):
    """What a setting's noise is equivalent to, for one network."""

    network: str
    layers: list[LayerNoise]
    training_noise: float = Field(description="Equivalent training noise: geometric mean over layers.")
    sentence: str
    recommended: Recommendation | None = None
    tools: list[ToolTerms]
    floor: Floor | None = None
    draws: int
    training_images: int
    test_images: int
