"""One setting of everything physical: noise on conductances and images, converters, arrays."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Bits = Annotated[int, Field(ge=1, le=16)] | None


class Strict(BaseModel):
    """Unknown fields are refused, numbers are numbers, and nothing is NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InternalNoise(Strict):
    """What happens to the conductances."""

    programming: float = Field(
        0.025,
        ge=0,
        le=1,
        description="Standard deviation of the weight error, drawn once per draw, as a fraction of the reference.",
    )
    read: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The same, redrawn at every matrix-vector multiplication.",
    )
    reference: Literal["range", "max"] = Field(
        "range", description="What sigma is a fraction of: the layer's full weight range (w_max - w_min), or max |w|."
    )
    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] | None = Field(
        None, description="A device preset; its own programming and read noise then replace the two sigmas."
    )
    age_s: float = Field(
        0, ge=0, le=1e10, description="Seconds since programming; moves the conductances of a device preset that drifts."
    )
    drift_compensation: bool = Field(
        False, description="Divide outputs by one factor, how much the current of all devices has changed since programming."
    )
    stuck_low: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the lowest conductance.")
    stuck_high: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the highest conductance.")
    stuck_random: float = Field(
        0.0, ge=0, le=1, description="Fraction of devices stuck at a conductance anywhere in the window, all equally likely."
    )
    distribution: Literal["gaussian", "uniform"] = Field(
        "gaussian", description="Shape of the programming error; both have the same standard deviation."
    )
    law: Literal["independent", "proportional", "inverse"] = Field(
        "independent",
        description="How a conductance's error grows with it: not at all, as G / G_max, or as G_max / G. "
        "All agree at G_max, where sigma is that of a weight with both devices there.",
    )
    clip: bool = Field(
        False,
        description="Conductances are kept between G_min and G_max when they are programmed, which biases those at the ends.",
    )
    rtn_share: float = Field(0.0, ge=0, le=1, description="Fraction of devices with random telegraph noise (one trap each).")
    rtn_amplitude: float = Field(
        0.0, ge=0, le=2, description="Conductance step of that noise, between G (1 - a/2) and G (1 + a/2), as a fraction a of G."
    )
    floor: bool = Field(
        False, description="Thermal (4 k T G bandwidth) and shot noise (2 q I bandwidth) of every device, the least there can be."
    )
    bandwidth_hz: float = Field(
        5e6, gt=0, le=1e12, description="Noise bandwidth of a read in hertz: 1 / (2 t) for a current integrated over the time t."
    )
    temperature_k: float = Field(300.0, ge=0, le=1000, description="Temperature of the devices in kelvin, for the thermal noise.")
    read_voltage_v: float = Field(
        0.1, gt=0, le=10, description="Voltage in volts on a row whose input is the layer's largest, for the noise floor."
    )

    @model_validator(mode="after")
    def _faults_fit(self) -> InternalNoise:
        stuck = self.stuck_low + self.stuck_high + self.stuck_random
        if stuck > 1:
            raise ValueError(f"stuck_low + stuck_high + stuck_random must be at most 1; received {stuck:g}")
        return self

    @model_validator(mode="after")
    def _a_device_has_its_own_laws(self) -> InternalNoise:
        if self.device is not None:
            for field, only in (("law", "independent"), ("distribution", "gaussian"), ("clip", False)):
                if (value := getattr(self, field)) != only:
                    raise ValueError(f"{field} must be {only!r} with a device, whose own laws say it; received {value!r}")
        return self


class TestNoise(Strict):
    """What happens to the test images."""

    __test__ = False  # not a pytest class

    kind: Literal["none", "gaussian", "speckle", "salt_pepper"] = Field(
        "none",
        description="gaussian: x + n; speckle: x (1 + n); salt_pepper: a share of pixels forced to 0 or 1.",
    )
    level: float = Field(
        0.0, ge=0, le=2, description="Standard deviation of n (pixels are 0 to 1), or the fraction of pixels for salt_pepper."
    )
    clip: bool = Field(True, description="Whether noisy pixels are clipped to [0, 1].")

    @model_validator(mode="after")
    def _fraction(self) -> TestNoise:
        if self.kind == "salt_pepper" and self.level > 1:
            raise ValueError(f"level must be at most 1 for salt_pepper; received {self.level:g}")
        return self


class Converters(Strict):
    """Resolution of weights and of the converters around the crossbar; null is ideal."""

    weight_bits: Bits = Field(None, description="Weight levels, 2**bits - 1 over the full range, one of them at 0.")
    adc_bits: Bits = Field(None, description="Output (ADC) resolution.")
    dac_bits: Bits = Field(None, description="Input (DAC) resolution.")
    cell_bits: Annotated[int, Field(ge=1, le=8)] | None = Field(
        None,
        description="Bits that one device holds; the bits of a weight are spread over several, whose sums are added digitally.",
    )
    input_encoding: Literal["parallel", "bit_serial"] = Field(
        "parallel",
        description="One voltage per input, or one pulse for each of its dac_bits, read (and converted) one after another.",
    )
    adc_range: Literal["calibrated", "fixed"] = Field(
        "calibrated",
        description="Full scale of the ADC: what training images need, or the most an array can give "
        "(its rows, all inputs and weights at their largest).",
    )
    adc_percentile: float = Field(
        99.9, ge=50, le=100, description="Percentage of outputs on training images that lie inside a calibrated full scale."
    )

    @model_validator(mode="after")
    def _bits_are_there_to_be_split(self) -> Converters:
        if self.cell_bits is not None and self.weight_bits is None:
            raise ValueError("weight_bits must be given, to be split over devices of cell_bits; received None")
        if self.input_encoding == "bit_serial" and (self.dac_bits is None or self.dac_bits < 2):
            raise ValueError(f"dac_bits must be at least 2, to be sent bit by bit; received {self.dac_bits}")
        return self


class Crossbar(Strict):
    """How a layer's weights lie on arrays."""

    mapping: Literal["differential", "offset"] = Field(
        "differential", description="Two devices per weight, or one and a shared offset column."
    )
    rows: int = Field(1024, ge=2, le=65536, description="Rows of one array; larger layers are split and summed digitally.")
    columns: int = Field(1024, ge=2, le=65536, description="Columns of one array.")
    wire_resistance_ohm: float = Field(
        0.0, ge=0, le=1000, description="Resistance in ohms of one wire segment between neighbouring devices."
    )
    wire_topology: Literal["both", "rows", "columns", "interleaved"] = Field(
        "both",
        description="Which wires resist: rows (driven at one end) and columns (sensed at the far end from the drivers), only one "
        "of them, or both with the two devices of a pair on one column, where their currents cancel on the way.",
    )
    pair: Literal["one_sided", "two_sided"] = Field(
        "one_sided", description="A pair's idle device at G_min, or both devices symmetric about the middle of the window."
    )
    on_off_ratio: float | None = Field(None, gt=1, le=1e9, description="G_max / G_min; null is G_min = 0.")
    g_max_us: float | None = Field(
        None,
        gt=0,
        le=1e6,
        description="G_max in microsiemens, for wires and the noise floor; null is that of the device preset, 100 without one.",
    )
    weight_percentile: float = Field(
        100.0,
        ge=50,
        le=100,
        description="w_max as a percentile of the layer's |w| (zeros left out); larger weights are clipped to it.",
    )
    bias: Literal["digital", "analog"] = Field(
        "digital", description="Biases are added after conversion, or lie on one more row of the array, driven by 1."
    )

    @model_validator(mode="after")
    def _only_pairs_have_sides(self) -> Crossbar:
        if self.mapping == "offset":
            for field, value in (("pair", "two_sided"), ("wire_topology", "interleaved")):
                if getattr(self, field) == value:
                    raise ValueError(f"mapping must be 'differential' for {field} {value!r}; received 'offset'")
        return self


class Setting(Strict):
    """Everything, besides network, images and seed, that a point's numbers depend on."""

    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    test_noise: TestNoise = Field(default_factory=TestNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)

    @model_validator(mode="after")
    def _the_window_fits(self) -> Setting:
        noise, ratio = self.internal_noise, self.crossbar.on_off_ratio
        if noise.law == "inverse" and ratio is None:
            raise ValueError(
                "crossbar.on_off_ratio must be given for internal_noise.law 'inverse', which has no bound at G = 0; received None"
            )
        if noise.device is not None and ratio is not None:
            raise ValueError(f"crossbar.on_off_ratio must be null with a device, which has its own window; received {ratio:g}")
        return self

    @property
    def has_chance(self) -> bool:
        """Whether two draws can differ."""
        noise = self.internal_noise
        return bool(
            noise.programming
            or noise.read
            or noise.device
            or noise.stuck_low
            or noise.stuck_high
            or noise.stuck_random
            or (noise.rtn_share and noise.rtn_amplitude)
            or noise.floor
            or (self.test_noise.kind != "none" and self.test_noise.level)
        )

    def with_value(self, parameter: str, value: float) -> Setting:
        """This setting with one number replaced, validated again."""
        part, field = parameter.split(".")
        document = self.model_dump()
        whole = _holds(type(getattr(self, part)).model_fields[field].annotation, int)
        document[part][field] = int(value) if whole and float(value).is_integer() else value
        return Setting.model_validate(document)


def _holds(annotation: Any, kind: type) -> bool:
    """Whether an annotation is of a type, or names it among others."""
    return annotation is kind or any(_holds(inner, kind) for inner in get_args(annotation))
