"""Energy estimates: requests and answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.override import LayerName, Override
from backend.schemas.setting import Converters, Crossbar
from backend.schemas.spec import NetworkId

DEFAULT_TECHNOLOGY = "marinella-2018"
EnergyMode = Literal["inference", "training"]

# Every component an estimate can have, in the order of the signal's path, with the words a reader sees.
COMPONENT_TITLES: dict[str, str] = {
    "array_read": "crossbar array read",
    "row_drivers": "row drivers (DAC)",
    "integrators": "integrators (neuron activation)",
    "adc": "ADC (neuron activation)",
    "array_core": "array core, whole",
    "digital_mac": "digital multiply-accumulate",
    "weight_memory": "weight memory",
    "digital_accumulation": "digital accumulation of tiles, biases and branches",
    "output_scaling": "digital factors of outputs",
    "activation_function": "activation function",
    "gates": "look-ups and products of gates and activations",
    "max_pool": "max-pool",
    "average_pool": "average-pool",
    "softmax": "softmax",
    "buffers": "buffers",
    "interconnect": "interconnect",
    "transpose_mvm": "transpose MVM (back-propagation)",
    "outer_product_update": "outer-product update",
}


class EnergyRequest(BaseModel):
    """A request for the energy of one network on one technology."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    network: NetworkId
    technology: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = DEFAULT_TECHNOLOGY
    mode: EnergyMode = "inference"
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(
        default_factory=Crossbar,
        description="Arrays and mapping, as in a spec; what the technology fixes is not followed.",
    )
    overrides: dict[LayerName, Override] = Field(
        default_factory=dict,
        max_length=100,
        description="Layers with a circuit of their own, or digital ones, as in a spec.",
    )
    constants: dict[str, float] = Field(
        default_factory=dict,
        max_length=64,
        description="Values that replace constants of the technology and their ranges, by name.",
    )
    activations: Literal["assumed", "measured"] = Field(
        "assumed",
        description="Inputs of arrays and drivers: half-scale and never zero (assumed), or the network's real inputs on "
        "training images (measured).",
    )


class CrossbarAccount(BaseModel):
    """How many crossbars a network needs, and how often one image uses them."""

    model_config = ConfigDict(extra="forbid")

    arrays: int = Field(
        description="Number of arrays that store the weights; the two halves of a differential pair count as one array."
    )
    cells: int = Field(description="Number of memory cells that are programmed.")
    mvms: int = Field(description="Matrix-vector multiplications of one inference; those of all tiles of a layer count as one.")
    array_reads: int = Field(description="Reads of a single array in one inference, once for each pulse of the inputs.")
    column_outputs: int = Field(
        description="Conversions of one inference: every column of weights, once for each row of tiles, bit slice and pulse of "
        "the inputs."
    )


class EnergyEstimate(BaseModel):
    """Energy for one image: one inference, or one training step."""

    model_config = ConfigDict(extra="forbid")

    network: str
    technology: str
    mode: EnergyMode
    total_pj: float
    total_low_pj: float | None = Field(None, description="Total with every constant at the low end of its range.")
    total_high_pj: float | None = Field(None, description="Total with every constant at the high end of its range.")
    pj_per_mac: float
    macs: int = Field(description="Multiply-accumulates of the inference; in training also those of back-propagation and update.")
    components: dict[str, float] = Field(description="Energy of each component in pJ; they sum to the total.")
    latency_s: float | None = Field(None, description="Seconds for one image, layer after layer, if the source gives times.")
    area_mm2: float | None = Field(None, description="Area of the arrays in mm^2, if the source gives one.")
    crossbars: CrossbarAccount | None = None
    source: str = Field(description="Source of the unit costs.")
    assumptions: list[str] = Field(default_factory=list, description="Assumptions about what the source does not give.")


class ComparisonRequest(BaseModel):
    """A request for the comparison of the usual networks of all families."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    technology: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = DEFAULT_TECHNOLOGY
    mode: EnergyMode = "inference"
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(
        default_factory=Crossbar,
        description="Arrays and mapping, as in a spec; what the technology fixes is not followed.",
    )
    equal_weights: int | None = Field(
        None, ge=100, le=10_000_000, description="Number of weights for which hidden layers are sized; null: usual sizes."
    )


class ComparedNetwork(BaseModel):
    """One network of the comparison, for images of the size of MNIST's."""

    model_config = ConfigDict(extra="forbid")

    name: str
    family: str
    time_steps: int | None
    weights: int = Field(description="Weights on crossbars, each counted once, however often it is used.")
    activations: int = Field(description="ReLUs for one image.")
    look_ups: int = Field(description="Sigmoids and tanhs for one image.")
    total_pj: float
    over_first: float = Field(description="Energy relative to that of the first network.")
    crossbars: CrossbarAccount


class Comparison(BaseModel):
    """The comparison of the families."""

    items: list[ComparedNetwork]
    total: int
