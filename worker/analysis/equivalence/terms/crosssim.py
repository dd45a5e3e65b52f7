"""CrossSim 3.2: a setting as parameters of its AnalogCore."""

from __future__ import annotations

from math import hypot

from backend.schemas.setting import Setting
from worker.analysis.equivalence.terms.crosssim_converters import converter_lines, converter_trouble
from worker.analysis.equivalence.terms.crosssim_devices import CLIPS_READS, COUNTERPARTS, device_lines, device_trouble
from worker.analysis.equivalence.terms.crosssim_wires import FIELDS as WIRES
from worker.analysis.equivalence.terms.crosssim_wires import wire_lines, wire_trouble
from worker.analysis.equivalence.terms.draft import Draft, function, number, prepared
from worker.analysis.equivalence.terms.effects import effects
from worker.analysis.equivalence.terms.sizes import BELOW_ZERO, CLEAR, clear_g_min, device_sigma, uniform_width

KNOWN = frozenset(
    {
        *(f"internal_noise.{name}" for name in ("programming", "read", "device", "age_s", "law", "distribution", "clip")),
        *(f"converters.{name}" for name in ("weight_bits", "cell_bits", "dac_bits", "input_encoding")),
        *(f"converters.{name}" for name in ("adc_bits", "adc_levels", "adc_range", "adc_percentile", "adc_full_scale")),
        *(f"crossbar.{name}" for name in ("mapping", "pair", "rows", "columns", "on_off_ratio", "weight_percentile")),
        *(f"crossbar.{name}" for name in WIRES),
    }
)
"""Fields whose effect can be said there."""
IMPORTS = ("import numpy as np", "from simulator import AnalogCore, CrossSimParameters")
LAWS = {"independent": "Independent", "proportional": "Proportional", "inverse": "InverseProportional"}
R_MIN = 1e4
"""Resistance at G_max in ohm, 1 / (100 uS); only ratios count."""


def crosssim(setting: Setting, error: float, read: float) -> Draft:
    """Return a setting as a program for CrossSim.

    `error` and `read` are the measured errors of the weights and of a read, as fractions of max |w|, for devices that CrossSim
    does not have.
    """
    trouble = converter_trouble(setting) or wire_trouble(setting, _slices(setting))
    if trouble:
        return Draft("none", note=trouble)
    if setting.internal_noise.device is None:
        return _generic(setting)
    trouble = device_trouble(setting)
    if not trouble:
        wires = wire_lines(setting, COUNTERPARTS[setting.internal_noise.device].r_min_ohm)
        return Draft("equal", _program(setting, [*device_lines(setting), *wires]))
    noise = setting.internal_noise.model_copy(
        update={"device": None, "programming": error, "read": read, "reference": "max", "age_s": 0.0}
    )
    like = _generic(setting.model_copy(update={"internal_noise": noise}))
    same = f"This has the same weight error, {100 * error:.2g} % of max |w|, wherever the weight is."
    return Draft("size", like.program, f"{trouble} {same}") if like.program else Draft("none", note=trouble)


def _generic(setting: Setting) -> Draft:
    """Return a setting without a device of its own as a program."""
    noise, crossbar = setting.internal_noise, setting.crossbar
    of_max = 2.0 if noise.reference == "range" else 1.0
    programming, reading = noise.programming * of_max, noise.read * of_max
    pairing = crossbar.mapping
    if noise.law == "independent" and not noise.clip and not crossbar.resists:
        g_min = clear_g_min(hypot(programming, reading), pairing)  # where G_min is has no effect here
    else:
        g_min = 1 / crossbar.on_off_ratio if crossbar.on_off_ratio else 0.0
    magnitude = device_sigma(hypot(programming, reading), g_min=g_min, pairing=pairing)
    lines = _window(g_min, resists=crossbar.resists)
    if noise.clip:
        lines.append("params.xbar.device.clip_conductance = True")
    for name, sigma, shape in (("programming_error", programming, noise.distribution), ("read_noise", reading, "gaussian")):
        if sigma:
            of = uniform_width if shape == "uniform" else device_sigma
            model = f"{'Uniform' if shape == 'uniform' else 'Normal'}{LAWS[noise.law]}Device"
            lines += _error(name, model, of(sigma, g_min=g_min, pairing=pairing))
    trouble = _clipping(setting, g_min, magnitude, reading)
    return Draft("size" if trouble else "equal", _program(setting, [*lines, *wire_lines(setting, R_MIN)]), trouble)


def _clipping(setting: Setting, g_min: float, magnitude: float, reading: float) -> str:
    """Return why conductances are clipped there and not here, or otherwise; empty if they are treated alike."""
    law, clip = setting.internal_noise.law, setting.internal_noise.clip
    if clip:
        return CLIPS_READS if reading else ""
    if law == "independent" and magnitude * CLEAR > g_min:
        return BELOW_ZERO
    if law == "proportional" and magnitude * CLEAR > 1:
        return BELOW_ZERO
    if law == "inverse" and magnitude * CLEAR > g_min**2:
        return BELOW_ZERO
    return ""


def _window(g_min: float, *, resists: bool) -> list[str]:
    """Return the lines that set the window; its resistances count only beside others, or for what G_min is to G_max."""
    if g_min:
        return [f"params.xbar.device.Rmin, params.xbar.device.Rmax = {R_MIN:g}, {number(R_MIN / g_min)}"]
    return [*([f"params.xbar.device.Rmin = {R_MIN:g}"] if resists else []), "params.xbar.device.infinite_on_off_ratio = True"]


def _error(name: str, model: str, magnitude: float) -> list[str]:
    field = f"params.xbar.device.{name}"
    return [f"{field}.enable = True", f'{field}.model = "{model}"', f"{field}.magnitude = {number(magnitude)}"]


def _program(setting: Setting, device: list[str]) -> str:
    """Return the function `core`, which makes the array of one layer."""
    crossbar, converters = setting.crossbar, setting.converters
    slices = _slices(setting)
    native = bool(slices) or (crossbar.mapping == "differential" and crossbar.pair == "one_sided")
    style = "BITSLICED" if slices else "BALANCED" if crossbar.mapping == "differential" else "OFFSET"
    arguments, about, converting = converter_lines(setting, slices)
    body = [
        "weights = np.array(weights, np.float32)",
        *prepared(None if native else converters.weight_bits, crossbar.weight_percentile),
        "params = CrossSimParameters()",
        f'params.core.style = "{style}"',
        f"params.core.rows_max, params.core.cols_max = {crossbar.rows}, {crossbar.columns}",
        'params.core.mapping.weights.row_partition_strategy = "MAX"',
        'params.core.mapping.weights.col_partition_strategy = "MAX"',
    ]
    if crossbar.mapping == "offset":
        body.append('params.core.offset.style = "UNIT_COLUMN_SUBTRACTION"')
    if crossbar.pair == "two_sided":
        body.append('params.core.balanced.style = "TWO_SIDED"')
    if slices:
        body += [f"params.core.weight_bits = {converters.weight_bits}", f"params.core.bit_sliced.num_slices = {slices}"]
    elif native and converters.weight_bits:
        body.append(f"params.xbar.device.cell_bits = {converters.weight_bits - 1}")
    body += [*device, *converting, "return AnalogCore(weights.astype(np.float32), params)"]
    docstring = f"The array of one layer with weights (outputs, inputs); its product is core(...) @ inputs.{about}"
    return function(IMPORTS, f"core(weights{arguments})", docstring, body)


def _slices(setting: Setting) -> int:
    """Return the number of bit slices, or 0 if weights are not split."""
    if "converters.cell_bits" not in effects(setting):
        return 0
    converters = setting.converters
    assert converters.weight_bits is not None and converters.cell_bits is not None
    magnitude = converters.weight_bits - 1
    return 0 if magnitude <= converters.cell_bits else -(-magnitude // converters.cell_bits)
