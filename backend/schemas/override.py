"""An override: what differs in one layer from the setting of the whole network."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

LayerName = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,3}|[a-z][a-z0-9_]{0,59})$")]
"""A layer with weights: its name in the network ("dense", "dense_1"), or its index among all layers ("2")."""
Partial = dict[str, bool | int | float | str | None]
"""Some fields of one part of a setting. Their names and values are checked with the rest of that part."""
PARTS = ("internal_noise", "converters", "crossbar")
"""The parts of a setting that a layer may have of its own."""


class Override(BaseModel):
    """What differs in one layer; fields that are not given are those of the whole network."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    digital: bool = Field(
        False,
        description="Compute the layer digitally: exactly, without noise, converters or arrays, at the cost of digital MACs.",
    )
    internal_noise: Partial = Field(default_factory=dict, description="Fields of `internal_noise` in this layer.")
    converters: Partial = Field(default_factory=dict, description="Fields of `converters` in this layer.")
    crossbar: Partial = Field(default_factory=dict, description="Fields of `crossbar` in this layer.")

    @model_validator(mode="after")
    def _a_digital_layer_has_no_more(self) -> Override:
        given = [part for part in PARTS if getattr(self, part)]
        if self.digital and given:
            raise ValueError(f"{given[0]} must be left out of a digital layer, which has neither noise nor converters nor arrays")
        return self

    def holds(self, field: str) -> bool:
        """Return whether the layer has a value of its own for a field, such as "crossbar.rows", or needs none."""
        part, _, name = field.partition(".")
        return part in PARTS and (self.digital or name in getattr(self, part))
