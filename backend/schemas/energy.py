"""Energy estimates: what is asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.spec import Converters, NetworkId

DEFAULT_TECHNOLOGY = "marinella-2018"


class EnergyRequest(BaseModel):
    """One network on one technology."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    network: NetworkId
    technology: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = DEFAULT_TECHNOLOGY
    mode: Literal["inference", "training"] = "inference"
    converters: Converters = Field(default_factory=Converters)


class EnergyEstimate(BaseModel):
    """Energy of one image: one inference, or one training step of one image."""

    model_config = ConfigDict(extra="forbid")

    network: str
    technology: str
    mode: Literal["inference", "training"]
    total_pj: float
    pj_per_mac: float
    macs: int
    components: dict[str, float] = Field(description="Component name to pJ; they sum to the total.")
    source: str = Field(description="Where the unit costs come from.")
    assumptions: list[str] = Field(default_factory=list, description="What the source does not give and was assumed.")
