"""A setting: all physical parameters of noise on conductances and images, converters and arrays."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from backend.schemas.explain import explain
from backend.schemas.override import PARTS, LayerName, Override

NARROWEST_WINDOW = 1.001
"""Least ratio of G_max to G_min that 32-bit conductances resolve.

Weights then err by 0.003 % of w_max, rms, in an offset mapping (0.002 % in pairs), ten times as much for a tenth of the
distance to 1: 7 % at 1.000001.
"""
Bits = Annotated[int, Field(ge=1, le=16)] | None


RESISTANCES = ("wire_resistance_ohm", "source_resistance_ohm", "sense_resistance_ohm")
"""Fields of the crossbar that are resistances beside those of the devices."""
UNLIKE_IDEAL = (*RESISTANCES, "iv_nonlinearity")
"""Fields of the crossbar that are 0 for linear devices between ideal wires."""
MOST_SOLVED = 10**8
"""Largest number of weights times input vectors whose circuits are solved for one chip: 0.3 to 1 s a million."""


class Strict(BaseModel):
    """Base of models that refuse unknown fields, numbers given as text, and NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InternalNoise(Strict):
    """Noise of the conductances: programming error, read noise, drift and faults."""

    programming: float = Field(
        0.025,
        ge=0,
        le=1,
        description="Programming error: standard deviation of the error of a weight, drawn once per draw (simulated "
        "chip), as a fraction of the reference.",
    )
    read: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Read noise: standard deviation of the error of a weight, redrawn at every matrix-vector "
        "multiplication, as a fraction of the reference.",
    )
    reference: Literal["range", "max"] = Field(
        "range", description="What the two sigmas are fractions of: the layer's full weight range (w_max - w_min), or max |w|."
    )
    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] | None = Field(
        None, description="A device with laws of its own, which replace the two sigmas."
    )
    age_s: float = Field(0, ge=0, le=1e10, description="Seconds since programming, for devices that drift.")
    drift_compensation: bool = Field(
        False,
        description="Divide outputs by the change of the total current of all of a layer's devices since programming; stuck "
        "devices, which do not drift, are among them.",
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
        description="How the error of a conductance depends on it: not at all, as G / G_max, or as G_max / G. All laws "
        "agree at G_max; sigma is that of a weight whose two devices are both there.",
    )
    clip: bool = Field(
        False,
        description="Clip conductances to the range from G_min to G_max when they are programmed, which biases those at "
        "the ends. Without it, a device is clipped to what its source says.",
    )
    rtn_share: float = Field(0.0, ge=0, le=1, description="Fraction of devices with random telegraph noise (one trap each).")
    rtn_amplitude: float = Field(
        0.0, ge=0, le=2, description="Amplitude a of telegraph noise: the conductance is G (1 - a/2) or G (1 + a/2)."
    )
    floor: bool = Field(
        False,
        description="Add thermal noise (4 k T G bandwidth) and shot noise (2 q I bandwidth) of every device, the physical "
        "minimum.",
    )
    bandwidth_hz: float = Field(
        5e6, gt=0, le=1e12, description="Noise bandwidth of a read in Hz: 1 / (2 t) for a current integrated over the time t."
    )
    temperature_k: float = Field(300.0, ge=0, le=1000, description="Temperature of the devices in K, for the thermal noise.")
    read_voltage_v: float = Field(
        0.1, gt=0, le=10, description="Voltage in V on a row whose input is the layer's largest, for thermal and shot noise."
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
            for field, only in (("law", "independent"), ("distribution", "gaussian")):
                if (value := getattr(self, field)) != only:
                    raise ValueError(f"{field} must be {only!r} with a device, whose own laws say it; received {value!r}")
        return self


class TestNoise(Strict):
    """Noise on the test images."""

    __test__ = False  # not a pytest class

    kind: Literal["none", "gaussian", "speckle", "salt_pepper"] = Field(
        "none",
        description="gaussian: x + n; speckle: x (1 + n); salt_pepper: a share of pixels forced to 0 or 1.",
    )
    level: float = Field(
        0.0, ge=0, le=2, description="Standard deviation of n, for pixels from 0 to 1; for salt_pepper, the fraction of pixels."
    )
    clip: bool = Field(
        True,
        description="Whether noisy pixels are clipped to [0, 1]. Otherwise a DAC has a sign for them, and converters are "
        "calibrated on training images with this noise.",
    )

    @property
    def has_chance(self) -> bool:
        """Whether the images of two draws can differ."""
        return bool(self.kind != "none" and self.level)

    @model_validator(mode="after")
    def _fraction(self) -> TestNoise:
        if self.kind == "salt_pepper" and self.level > 1:
            raise ValueError(f"level must be at most 1 for salt_pepper; received {self.level:g}")
        return self


class Converters(Strict):
    """Resolution of weights and of the converters around the crossbar; null is ideal."""

    weight_bits: Bits = Field(
        None, description="Resolution of the weights: 2**bits - 1 levels over the full range, one of them at 0."
    )
    adc_bits: Bits = Field(None, description="Resolution of the output converters (ADC).")
    adc_levels: Literal["mid_tread", "mid_rise"] = Field(
        "mid_tread",
        description="Levels of the ADC between minus full scale and full scale: 2**bits - 1, one of them at 0 (mid_tread), or "
        "2**bits, none of them at 0 (mid_rise). One bit is the sign in both. A DAC for signed inputs is always mid_tread.",
    )
    dac_bits: Bits = Field(
        None,
        description="Resolution of the input converters (DAC): 2**bits levels from 0, or 2**bits - 1 levels, one of them at 0, "
        "where inputs have a sign.",
    )
    cell_bits: Annotated[int, Field(ge=1, le=8)] | None = Field(
        None,
        description="Bits that one device stores; the bits of a weight are spread over several devices, whose outputs are "
        "added digitally.",
    )
    input_encoding: Literal["parallel", "bit_serial"] = Field(
        "parallel",
        description="One voltage for each input, or one pulse for each of its dac_bits, read (and converted) one after another.",
    )
    adc_range: Literal["calibrated", "fixed", "manual"] = Field(
        "calibrated",
        description="Full scale of the ADC: from training images (calibrated); the largest output that an array can give "
        "(fixed): all of its rows, used or not, with the largest input and the largest weight; or adc_full_scale (manual).",
    )
    adc_full_scale: float | None = Field(
        None,
        gt=0,
        le=65536,
        description="Full scale of the ADC with adc_range manual, in units of the layer's w_max x_max: the output of one row "
        "with the largest weight and the largest input on training images.",
    )
    adc_percentile: float = Field(
        99.9, ge=50, le=100, description="Percentage of the outputs on training images that a calibrated full scale covers."
    )

    @model_validator(mode="after")
    def _bits_are_there_to_be_split(self) -> Converters:
        if self.cell_bits is not None and self.weight_bits is None:
            raise ValueError("weight_bits must be given, to be split over devices of cell_bits; received None")
        if self.input_encoding == "bit_serial" and (self.dac_bits is None or self.dac_bits < 2):
            raise ValueError(f"dac_bits must be at least 2, to be sent bit by bit; received {self.dac_bits}")
        return self

    @model_validator(mode="after")
    def _a_manual_range_has_a_number(self) -> Converters:
        given = self.adc_full_scale is not None
        if given != (self.adc_range == "manual"):
            allowed = "must be null unless adc_range is 'manual'" if given else "must be given with adc_range 'manual'"
            raise ValueError(f"adc_full_scale {allowed}; received {self.adc_full_scale}")
        return self


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


class Setting(Strict):
    """Everything that the numbers of a point depend on, besides network, images and seed."""

    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    test_noise: TestNoise = Field(default_factory=TestNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)
    overrides: dict[LayerName, Override] = Field(
        default_factory=dict,
        max_length=100,
        description="Layers with settings of their own, by name or index. An override holds in the networks that have its layer.",
    )

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

    @model_validator(mode="after")
    def _overrides_fit(self) -> Setting:
        for name, override in self.overrides.items():
            try:
                self.overridden(override)
            except ValidationError as error:
                raise ValueError(f"overrides.{name}.{explain(error)}") from None
        return self

    def overridden(self, override: Override) -> Setting:
        """Return the setting of a layer with this override, which must not be digital to matter; it has no overrides itself.

        Raises ValidationError if the values do not fit together.
        """
        document = {part: getattr(self, part).model_dump() | getattr(override, part) for part in PARTS}
        return Setting.model_validate({**document, "test_noise": self.test_noise})

    def everywhere(self) -> list[Setting]:
        """Return the setting without its overrides, then that of each override that is not digital."""
        if not self.overrides:
            return [self]
        analog = [override for override in self.overrides.values() if not override.digital]
        return [self.overridden(override) for override in (Override(), *analog)]

    @property
    def has_chance(self) -> bool:
        """Whether two draws can differ, in networks that have a layer without an override or with any of them."""
        return any(layer._draws_differ for layer in self.everywhere()) if self.overrides else self._draws_differ

    @property
    def _draws_differ(self) -> bool:
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
            or self.test_noise.has_chance
        )

    def with_value(self, parameter: str, value: float) -> Setting:
        """Return this setting with one number replaced; overrides that give this number keep theirs.

        Raises ValidationError if the result is not allowed.
        """
        part, field = parameter.split(".")
        document = self.model_dump()
        whole = _holds(type(getattr(self, part)).model_fields[field].annotation, int)
        document[part][field] = int(value) if whole and float(value).is_integer() else value
        return Setting.model_validate(document)


def _holds(annotation: Any, kind: type) -> bool:
    """Return whether an annotation is a type, or a union that contains it."""
    return annotation is kind or any(_holds(inner, kind) for inner in get_args(annotation))
