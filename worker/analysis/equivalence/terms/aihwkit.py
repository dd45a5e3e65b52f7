"""aihwkit 1.2: a setting as an inference tile with weights that were programmed by its noise model."""

from __future__ import annotations

from math import hypot

from backend.schemas.setting import InternalNoise, Setting
from worker.analysis.equivalence.terms.aihwkit_devices import PAIR, Model, device_model
from worker.analysis.equivalence.terms.draft import Draft, function, number, prepared
from worker.analysis.equivalence.terms.sizes import BELOW_ZERO, CLEAR, aihwkit_prog_coeff, clear_g_min, device_sigma

KNOWN = frozenset(
    {
        *(f"internal_noise.{name}" for name in ("programming", "read", "device", "age_s", "drift_compensation")),
        *(f"internal_noise.{name}" for name in ("law", "distribution", "clip")),
        *(f"converters.{name}" for name in ("weight_bits", "dac_bits", "input_encoding", "adc_bits", "adc_levels")),
        *(f"converters.{name}" for name in ("adc_range", "adc_percentile", "adc_full_scale")),
        *(f"crossbar.{name}" for name in ("mapping", "pair", "on_off_ratio", "weight_percentile")),
    }
)
"""Fields whose effect can be said there, or whose lack is said."""
IMPORTS = ("import numpy as np", "import torch", "from aihwkit.nn import AnalogLinear")
G_MAX_US = 25.0
ONLY = {
    ("crossbar.mapping", "offset"): "Its noise models that were compared have pairs of devices, no shared column.",
    ("crossbar.pair", "two_sided"): "Its pairs are one-sided.",
    ("converters.input_encoding", "bit_serial"): "Its inputs are not sent bit by bit.",
    ("converters.adc_levels", "mid_rise"): "Its converters have a level at 0.",
}


def aihwkit(setting: Setting, error: float, read: float) -> Draft:
    """Return a setting as a program for aihwkit; `error` and `read` are measured, as fractions of max |w|."""
    trouble = _trouble(setting)
    if trouble:
        return Draft("none", note=trouble)
    noise = setting.internal_noise
    if noise.device is None:
        return _generic(setting)
    found, trouble = device_model(noise)
    if found:
        return Draft("equal", _program(setting, found, 0.0), trouble)
    like = noise.model_copy(update={"device": None, "programming": error, "read": read, "reference": "max", "age_s": 0.0})
    draft = _generic(setting.model_copy(update={"internal_noise": like}))
    same = f"This has the same weight error, {100 * error:.2g} % of max |w|, wherever the weight is."
    return Draft("size", draft.program, f"{trouble} {same}") if draft.program else Draft("none", note=trouble)


def _trouble(setting: Setting) -> str:
    """Return what of a setting has no counterpart, or nothing."""
    for (field, choice), sentence in ONLY.items():
        part, name = field.split(".")
        if getattr(getattr(setting, part), name) == choice:
            return sentence
    converters = setting.converters
    if 1 in (converters.weight_bits, converters.adc_bits):
        return "One bit, a sign, is not among its resolutions."
    return ""


def _generic(setting: Setting) -> Draft:
    """Return a setting without a device of its own as a program."""
    noise, ratio = setting.internal_noise, setting.crossbar.on_off_ratio
    of_max = 2.0 if noise.reference == "range" else 1.0
    programming, reading = noise.programming * of_max, noise.read * of_max
    trouble = _law_trouble(noise, programming, reading)
    if trouble:
        return Draft("none", note=trouble)
    proportional = noise.law == "proportional"
    g_min = (1 / ratio if ratio else 0.0) if proportional else clear_g_min(hypot(programming, reading))
    coefficient = number(aihwkit_prog_coeff(programming, g_min_us=G_MAX_US * g_min))
    listed = f"0.0, {coefficient}" if proportional else coefficient
    pair = f"{PAIR}({G_MAX_US:g}, {number(G_MAX_US * g_min)})"
    made = f"PCMLikeNoiseModel(prog_coeff=[{listed}], g_converter={pair})"
    program = _program(setting, Model(made, (PAIR, "PCMLikeNoiseModel")) if programming else None, reading)
    if proportional and CLEAR * device_sigma(programming, g_min=g_min) > 1:
        return Draft("size", program, BELOW_ZERO)
    return Draft("equal", program)


def _law_trouble(noise: InternalNoise, programming: float, reading: float) -> str:
    """Return why the errors of a setting have no counterpart, or nothing."""
    if reading and noise.law != "independent":
        return "Its read noise is the same for every weight, whatever its conductance."
    if not programming:
        return ""
    if noise.law == "inverse":
        return "Its errors are polynomials of the conductance, which 1/G is not."
    if noise.distribution == "uniform":
        return "Its errors are normal, not uniform."
    return "It clips conductances at 0 alone, not at the ends of the window." if noise.clip else ""


def _program(setting: Setting, model: Model | None, reading: float) -> str:
    """Return the function `layer`, which makes the programmed array of one layer."""
    converters = setting.converters
    config = "InferenceRPUConfig" if reading else "TorchInferenceRPUConfig"
    imports = [*IMPORTS, f"from aihwkit.simulator.configs import {config}"]
    if reading:
        imports.append("from aihwkit.simulator.parameters.enums import WeightNoiseType")
    if reading or converters.adc_bits or converters.dac_bits:
        imports.append("from aihwkit.simulator.parameters.enums import BoundManagementType, NoiseManagementType")
    if model:
        imports.append(f"from aihwkit.inference import {', '.join(sorted(model.names))}")
    arguments, about, io = _io(setting, reading)
    body = [
        *([] if model is None else [f"noise_model = {model.made}"]),
        "weights = np.array(weights, np.float32)",
        *prepared(converters.weight_bits, setting.crossbar.weight_percentile),
        f"config = {config}()",
        f"config.drift_compensation = {'GlobalDriftCompensation()' if model and model.compensated else None}",
        "config.mapping.weight_scaling_omega = 1.0",
        "config.mapping.weight_scaling_columnwise = False",
        "config.mapping.max_input_size = config.mapping.max_output_size = 0",
        *io,
        "array = AnalogLinear(*weights.shape[::-1], bias=False, rpu_config=config)",
        "array.set_weights(torch.tensor(weights, dtype=torch.float32))",
        "array.eval()",
        *([] if model is None else model.programming),
        "return array",
    ]
    docstring = f"The programmed array of one layer with weights (outputs, inputs); call it with inputs (n, inputs).{about}"
    return function(imports, f"layer(weights{arguments})", docstring, body)


def _io(setting: Setting, reading: float) -> tuple[str, str, list[str]]:
    """Return arguments of a program, what they are, and the lines that set noise and converters of a read."""
    converters = setting.converters
    if not (reading or converters.adc_bits or converters.dac_bits):
        return "", "", ["config.forward.is_perfect = True"]
    lines = [
        "io = config.forward",
        "io.inp_res = io.out_res = -1",
        "io.inp_noise = io.out_noise = 0.0",
        "io.inp_bound = io.out_bound = float('inf')" if not reading else "io.inp_bound = io.out_bound = 1e6",
        "io.noise_management = NoiseManagementType.NONE",
        "io.bound_management = BoundManagementType.NONE",
    ]
    arguments, about = "", ""
    if reading:
        lines += ["io.w_noise_type = WeightNoiseType.ADDITIVE_CONSTANT", f"io.w_noise = {number(reading)}"]
    if converters.dac_bits or converters.adc_bits:
        arguments, about = ", x_max, signed", "x_max is the largest |input| of the layer; signed whether inputs fall below 0"
    if converters.dac_bits:
        # Its range is symmetric, so that inputs of one sign use half of it.
        lines += [
            f"steps = {2**converters.dac_bits - 2} if signed else {2 * (2**converters.dac_bits - 1)}",
            "io.inp_bound, io.inp_res = x_max, 1 / steps",
        ]
    if converters.adc_bits:
        arguments += ", full_scales"
        about += "; full_scales (one number) that of its ADC, in the unit of the outputs"
        lines += [
            "io.out_bound = float(full_scales[0] / np.abs(weights).max())",
            f"io.out_res = 1 / {2**converters.adc_bits - 2}",
        ]
    return arguments, f"\n\n    {about}.\n    " if about else "", lines
