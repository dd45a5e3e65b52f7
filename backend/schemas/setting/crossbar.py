"""Arrays: how weights lie on them, and their circuit."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from backend.schemas.setting.strict import Strict

NARROWEST_WINDOW = 1.001
"""Least ratio of G_max to G_min that 32-bit conductances resolve.

Weights then err by 0.003 % of w_max, rms, in an offset mapping (0.002 % in pairs), ten times as much for a tenth of the
distance to 1: 7 % at 1.000001.
"""
RESISTANCES = ("wire_resistance_ohm", "source_resistance_ohm", "sense_resistance_ohm")
"""Fields of the crossbar that are resistances beside those of the devices."""
UNLIKE_IDEAL = (*RESISTANCES, "iv_nonlinearity")
"""Fields of the crossbar that are 0 for linear devices between ideal wires."""
MOST_SOLVED = 10**8
"""Largest number of weights times input vectors whose circuits are solved for one chip: 0.3 to 1 s a million."""


class Crossbar(Strict):
    """How the weights of a layer are stored on arrays."""

    mapping: Literal["differential", "offset"] = Field(
        "differential",
        description="Two devices for each weight, or one and a reference column that all weights of an array share.",
    )
    rows: int = Field(
        1024, ge=2, le=65536, description="Rows of one array; larger layers are split over several arrays and summed digitally."
    )
    columns: int = Field(
        1024,
        ge=2,
        le=65536,
        description="Columns of weights of one array; with an offset mapping its reference column is one more.",
    )
    wire_resistance_ohm: float = Field(
        0.0, ge=0, le=1000, description="Resistance of one wire segment between neighbouring devices, in ohm."
    )
    wire_topology: Literal["both", "rows", "columns", "interleaved", "interleaved_joint"] = Field(
        "both",
        description="Which wires resist: rows (driven at one end) and columns (sensed at the end far from the drivers), "
        "only one of them, or both with the two devices of a pair on one column, where their currents cancel: each with a "
        "segment of the column of its own (interleaved), or both at one place of it (interleaved_joint).",
    )
    iv_nonlinearity: float = Field(
        0.0,
        ge=0,
        le=10,
        description="Non-linear devices: k of I = G V_read sinh(k V / V_read) / sinh(k), with V_read the voltage of a layer's "
        "largest input; 0: I = G V.",
    )
    iv_solver: Literal["equivalent", "newton"] = Field(
        "equivalent",
        description="Non-linear devices among resistances: equivalent conductances of linear devices, driven by the devices' "
        "law of the inputs (an approximation), or Newton's method for every input vector (exact, and slow).",
    )
    source_resistance_ohm: float = Field(
        0.0, ge=0, le=1e6, description="Resistance between the driver of each row and its wire, in ohm."
    )
    sense_resistance_ohm: float = Field(
        0.0, ge=0, le=1e6, description="Resistance between the sensed end of each column and its amplifier, in ohm."
    )
    pair: Literal["one_sided", "two_sided"] = Field(
        "one_sided",
        description="One-sided: the idle device of a pair is at G_min. Two-sided: both devices are symmetric about the "
        "middle of the window.",
    )
    device_levels: Literal["continuous", "table"] = Field(
        "continuous",
        description="Which conductances a device of your own takes: any in its window, with errors interpolated between the "
        "levels of its table (continuous), or only these levels, each device the one nearest to its target (table).",
    )
    on_off_ratio: float | None = Field(
        None,
        gt=1,
        le=1e9,
        description="G_max / G_min, at least 1.001: nearer to 1, numbers of 32 bits would lose the weights; null: G_min = 0.",
    )
    g_max_us: float | None = Field(
        None,
        gt=0,
        le=1e6,
        description="G_max in microsiemens, for wires and for thermal and shot noise; null: that of the device, or 100 "
        "without one.",
    )
    weight_percentile: float = Field(
        100.0,
        ge=50,
        le=100,
        description="Percentile of the layer's |w| (without zeros) that G_max represents; larger weights are clipped.",
    )
    scaling: Literal["array", "column"] = Field(
        "array",
        description="Range of weights that conductances represent: one for the whole layer, or one for each of its outputs, "
        "with a digital factor after conversion.",
    )
    bias: Literal["digital", "analog"] = Field(
        "digital", description="Biases are added digitally after conversion, or stored on one more row of the array, driven by 1."
    )

    @model_validator(mode="after")
    def _the_window_is_resolved(self) -> Crossbar:
        ratio = self.on_off_ratio
        if ratio is not None and ratio < NARROWEST_WINDOW:
            allowed = f"must be at least {NARROWEST_WINDOW:g}, below which numbers of 32 bits lose the weights"
            raise ValueError(f"on_off_ratio {allowed}; received {ratio!r}")
        return self

    @model_validator(mode="after")
    def _only_pairs_have_sides(self) -> Crossbar:
        if self.mapping == "offset":
            for field, values in (("pair", ("two_sided",)), ("wire_topology", ("interleaved", "interleaved_joint"))):
                if (value := getattr(self, field)) in values:
                    raise ValueError(f"mapping must be 'differential' for {field} {value!r}; received 'offset'")
        return self

    @property
    def resists(self) -> bool:
        """Whether anything but the devices resists between the drivers and the sense amplifiers."""
        return any(getattr(self, name) for name in RESISTANCES)

    @property
    def is_solved(self) -> bool:
        """Whether the circuit of each array is solved for every input vector."""
        return bool(self.iv_nonlinearity) and self.resists and self.iv_solver == "newton"
