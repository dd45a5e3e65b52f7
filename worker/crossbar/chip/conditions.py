"""Every physical setting of a simulated chip and of its input images."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from worker.crossbar.chip.devices import Device


IMPERFECTION = "imperfection"
"""Tag of a field that is set to its default in layers whose conductances are to be perfect."""
CELL_BY_CELL = "cell by cell"
"""Tag of a field that requires every device to be simulated on its own unless the field is at its default."""
FULL_SCALE = "full scale"
"""Tag of a field that the full scales of the output converters depend on."""
ONE_ERROR = "one error"
"""Tag of a field that has no effect, or the same law, as long as one random number for each weight is exact."""

IMAGES = "images"
"""Tag of a field of the images, which are the same for all layers."""


def tagged(default: Any, *tags: str) -> Any:
    """Return a dataclass field with a default and with these tags in its metadata."""
    return field(default=default, metadata=dict.fromkeys(tags, True))


@dataclass(frozen=True)
class Conditions:
    """All settings of a simulated chip, named as in the spec; the default is an ideal chip that is shown the images as they are.

    `programming` and `read` are standard deviations of the error of a weight, as a fraction of `reference`: the layer's full
    weight range 2 w_max ("range"), or w_max = max |w| ("max"). Shares and amplitudes are fractions of 1.
    """

    programming: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    """Standard deviation of the programming error, drawn once per chip; a fraction of `reference`."""
    read: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    """Standard deviation of the read noise, redrawn at every read; a fraction of `reference`."""
    reference: Literal["range", "max"] = tagged("range", ONE_ERROR)
    """What `programming` and `read` are fractions of: 2 max |w| of the layer ("range") or max |w| ("max")."""
    stuck_low: float = tagged(0.0, IMPERFECTION)
    """Share of devices stuck at G_min."""
    stuck_high: float = tagged(0.0, IMPERFECTION)
    """Share of devices stuck at G_max."""
    weight_bits: int | None = tagged(None, FULL_SCALE, ONE_ERROR)
    """Resolution of the weights, 2^bits - 1 levels, one of them 0; None: unlimited."""
    adc_bits: int | None = None
    """Resolution of the output converters; None: ideal."""
    adc_levels: Literal["mid_tread", "mid_rise"] = tagged("mid_tread", ONE_ERROR)
    """Levels of the output converters: 2^bits - 1, one of them 0 ("mid_tread"), or 2^bits, none of them 0 ("mid_rise")."""
    dac_bits: int | None = tagged(None, FULL_SCALE)
    """Resolution of the input converters; None: ideal."""
    mapping: Literal["differential", "offset"] = tagged("differential", ONE_ERROR)
    """Two devices for each weight ("differential"), or one and a reference column that all of its array share ("offset")."""
    rows: int = tagged(1024, FULL_SCALE, ONE_ERROR)
    """Largest number of rows of a tile, which has output converters of its own."""
    device: Device | None = tagged(None, IMPERFECTION)  # noqa: RUF009 - it makes a field
    """A device with laws of its own, in place of `programming` and `read`, which then have no effect."""
    age_s: float = 0.0
    """Seconds since the devices were programmed."""
    drift_compensation: bool = False
    """Whether outputs are divided by the change of the total current of a layer's devices, also stuck ones, since programming."""
    layers: frozenset[int] | None = tagged(None, ONE_ERROR)
    """Layers whose conductances are imperfect, by their index in the network; None: all."""
    distribution: Literal["gaussian", "uniform"] = tagged("gaussian", CELL_BY_CELL)
    """Distribution of the programming error of a device."""
    law: Literal["independent", "proportional", "inverse"] = tagged("independent", CELL_BY_CELL)
    """How the error of a conductance, programmed or read, grows with the conductance; all laws agree at G_max."""
    clip: bool = tagged(False, IMPERFECTION, CELL_BY_CELL)
    """Whether programmed conductances are clipped to the window from G_min to G_max."""
    stuck_random: float = tagged(0.0, IMPERFECTION)
    """Share of devices stuck at a conductance anywhere in the window."""
    rtn_share: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    """Share of devices with random telegraph noise."""
    rtn_amplitude: float = tagged(0.0, ONE_ERROR)
    """Distance between the two states of a device with telegraph noise, as a fraction of its conductance."""
    floor: bool = tagged(False, IMPERFECTION, CELL_BY_CELL)
    """Whether thermal and shot noise of every device are added, computed from its conductance and the next three fields."""
    bandwidth_hz: float = tagged(5e6, ONE_ERROR)
    """Bandwidth of a read, in Hz."""
    temperature_k: float = tagged(300.0, ONE_ERROR)
    """Temperature of the devices, in K."""
    read_voltage_v: float = tagged(0.1, ONE_ERROR)
    """Voltage on a row whose input is the layer's largest, in V."""
    cell_bits: int | None = tagged(None, CELL_BY_CELL, FULL_SCALE)
    """Bits of a weight that one device stores (bit slicing); None: all."""
    input_encoding: Literal["parallel", "bit_serial"] = tagged("parallel", CELL_BY_CELL, FULL_SCALE)
    """One voltage for each input ("parallel"), or one pulse for each of its bits ("bit_serial")."""
    adc_range: Literal["calibrated", "fixed", "manual"] = tagged("calibrated", CELL_BY_CELL, FULL_SCALE)
    """Full scale of the output converters: from training images, the largest that an array can give, or `adc_full_scale`."""
    adc_full_scale: float | None = tagged(None, ONE_ERROR, FULL_SCALE)
    """Full scale of the output converters with `adc_range` "manual", in units of a layer's w_max x_max; None otherwise."""
    adc_percentile: float = tagged(99.9, CELL_BY_CELL, FULL_SCALE)
    """Percentage of the outputs on training images that a calibrated full scale covers."""
    columns: int = tagged(1024, ONE_ERROR)
    """Largest number of columns of weights of a tile; with an offset mapping its reference is one more."""
    pair: Literal["one_sided", "two_sided"] = tagged("one_sided", CELL_BY_CELL)
    """Differential pairs with the idle device at G_min ("one_sided"), or symmetric about the middle ("two_sided")."""
    device_levels: Literal["continuous", "table"] = tagged("continuous", ONE_ERROR)
    """Whether a device takes any conductance of its window, or only the levels at which it was measured ("table")."""
    on_off_ratio: float | None = tagged(None, CELL_BY_CELL)
    """G_max / G_min; None: G_min is 0."""
    g_max_us: float = tagged(100.0, ONE_ERROR)
    """G_max in microsiemens."""
    weight_percentile: float = tagged(100.0, CELL_BY_CELL, FULL_SCALE)
    """Percentile of a layer's |w| that G_max represents; larger weights are clipped. 100: no weight is."""
    scaling: Literal["array", "column"] = tagged("array", CELL_BY_CELL, FULL_SCALE)
    """Whether G_max represents the largest |w| of the layer, or of each output, which then has a digital factor."""
    bias: Literal["digital", "analog"] = tagged("digital", CELL_BY_CELL, FULL_SCALE)
    """Whether biases are added digitally without error, or stored on one more row of the crossbar ("analog")."""
    wire_resistance_ohm: float = tagged(0.0, IMPERFECTION, CELL_BY_CELL)
    """Resistance of one segment of wire, from one device to the next, in ohm."""
    wire_topology: Literal["both", "rows", "columns", "interleaved", "interleaved_joint"] = tagged("both", ONE_ERROR)
    """Which wires resist: those of rows, of columns, both, or both with positive and negative rows interleaved.

    Interleaved rows have a column segment each, or one for each pair ("interleaved_joint").
    """
    iv_nonlinearity: float = tagged(0.0, IMPERFECTION, CELL_BY_CELL)
    """The parameter k of the law I = G V_read sinh(k V / V_read) / sinh(k) of the devices; 0: I = G V."""
    iv_solver: Literal["equivalent", "newton"] = tagged("equivalent", ONE_ERROR)
    """How non-linear devices among resistances are computed: by the equivalent conductances of linear devices, on which the
    inputs act as they would without resistances ("equivalent"), or exactly, for every input vector ("newton").
    """
    source_resistance_ohm: float = tagged(0.0, IMPERFECTION, CELL_BY_CELL)
    """Resistance between the driver of each row and its wire, in ohm."""
    sense_resistance_ohm: float = tagged(0.0, IMPERFECTION, CELL_BY_CELL)
    """Resistance between the sensed end of each column and its amplifier, in ohm."""
    image_noise: Literal["none", "gaussian", "speckle", "salt_pepper"] = tagged("none", IMAGES)
    """Kind of test-set noise."""
    image_noise_level: float = tagged(0.0, IMAGES)
    """Standard deviation of n in x + n (gaussian) and x (1 + n) (speckle), or share of pixels forced to 0 or 1 (salt_pepper)."""
    image_clip: bool = tagged(True, IMAGES)
    """Whether noisy pixels are clipped to [0, 1]."""
    by_layer: tuple[tuple[int, Conditions], ...] = ()
    """Layers with conditions of their own, by their index in the network; their fields of images and `layers` are not used.

    A layer that is computed digitally has those of an ideal chip, `Conditions()`.
    """

    def own(self, index: int) -> Conditions:
        """Return the conditions of the layer of this index as if all layers had them, whether or not `layers` contains it."""
        return _own(self, index) if self.by_layer else self

    def in_layer(self, index: int) -> Conditions:
        """Return the conditions that hold in the layer of this index: without imperfections if `layers` does not contain it."""
        own = self.own(index)
        if self.layers is None or index in self.layers:
            return own
        return replace(own, **defaults(IMPERFECTION))

    @property
    def has_read_noise(self) -> bool:
        """Whether reads of any layer have noise."""
        from_setting = self.device.has_read_noise if self.device else bool(self.read)
        here = from_setting or self.has_telegraph_noise or self.floor
        return here or any(layer.has_read_noise for _index, layer in self.by_layer)

    @property
    def has_telegraph_noise(self) -> bool:
        """Whether some devices have random telegraph noise."""
        return bool(self.rtn_share and self.rtn_amplitude)

    @property
    def has_stuck_devices(self) -> bool:
        """Whether some devices are stuck."""
        return bool(self.stuck_low or self.stuck_high or self.stuck_random)

    @property
    def resists(self) -> bool:
        """Whether anything but the devices resists between the drivers and the sense amplifiers."""
        return bool(self.wire_resistance_ohm or self.source_resistance_ohm or self.sense_resistance_ohm)

    @property
    def is_solved(self) -> bool:
        """Whether the circuit of each array is solved for every input vector."""
        return bool(self.iv_nonlinearity) and self.resists and self.iv_solver == "newton"

    @property
    def is_bent(self) -> bool:
        """Whether currents are not proportional to inputs. The pulses of bit-serial inputs all have one voltage."""
        return bool(self.iv_nonlinearity) and self.input_encoding == "parallel"

    @property
    def g_min_over_g_max(self) -> float:
        """The ratio G_min / G_max."""
        if self.device is not None:
            return self.device.low / self.device.high
        return 0.0 if self.on_off_ratio is None else 1 / self.on_off_ratio

    @property
    def splits_weights(self) -> bool:
        """Whether the bits of a weight, a sign and weight_bits - 1 bits of magnitude, need more than one device (bit slicing)."""
        return self.cell_bits is not None and self.weight_bits is not None and self.weight_bits - 1 > self.cell_bits

    @property
    def shared(self) -> int | None:
        """How many outputs share one reference column, that of their array; None: every weight has both of its devices."""
        return self.columns if self.mapping == "offset" else None

    @property
    def one_error_per_weight(self) -> bool:
        """Whether one random number for each weight is exact; otherwise its devices have to be simulated one by one."""
        return not self.has_telegraph_noise and all(
            getattr(self, name) == value or (name == "cell_bits" and not self.splits_weights)
            for name, value in defaults(CELL_BY_CELL).items()
        )

    @property
    def is_plain(self) -> bool:
        """Whether the outputs of all arrays are a product plus read noise, without converters or simulated devices."""
        here = self.one_error_per_weight and self.adc_bits is None and self.dac_bits is None
        return here and all(layer.is_plain for _index, layer in self.by_layer)

    def weight_sigma(self, sigma: float, w_max: float) -> float:
        """Return a sigma, given as a fraction of `reference`, in the unit of the weights of a layer with this w_max = max |w|."""
        return sigma * w_max * (2.0 if self.reference == "range" else 1.0)


@lru_cache(maxsize=512)
def _own(conditions: Conditions, index: int) -> Conditions:
    """Return the conditions of one layer, which has the images and `layers` of the whole chip."""
    own = dict(conditions.by_layer).get(index, conditions)
    shared = {name: getattr(conditions, name) for name in defaults(IMAGES)}
    return replace(own, by_layer=(), layers=conditions.layers, **shared)


@cache
def defaults(tag: str) -> dict[str, Any]:
    """Return the defaults of all fields of `Conditions` with this tag, by name."""
    return {condition.name: condition.default for condition in fields(Conditions) if tag in condition.metadata}
