"""Converters of CrossSim: its parameters for a setting, and what they cannot say."""

from __future__ import annotations

from backend.schemas.setting import Setting

ABOUT = {
    "x_max": "x_max is the largest |input| of the layer",
    "signed": "signed whether inputs fall below 0",
    "full_scales": "full_scales those of its ADC, in the unit of the outputs, one for each bit slice from the least significant",
}
"""What the arguments of a program are."""


def converter_trouble(setting: Setting) -> str:
    """Return why the converters or weight bits of a setting have no counterpart, or nothing."""
    converters, crossbar = setting.converters, setting.crossbar
    if converters.weight_bits == 1:
        return "Weights of one bit, a sign, are not among its mappings."
    if crossbar.mapping == "offset" and converters.adc_bits:
        return "Its offset core converts every column before the unit column is subtracted."
    if converters.cell_bits and converters.weight_bits:
        magnitude = converters.weight_bits - 1
        if magnitude > converters.cell_bits and (magnitude % converters.cell_bits or crossbar.mapping == "offset"):
            return (
                "Its bit slices all have the same bits, of pairs; here the most significant one has fewer, or devices are single."
            )
        if magnitude > converters.cell_bits and crossbar.pair == "two_sided":
            return "Its bit slices are one-sided."
    return ""


def converter_lines(setting: Setting, slices: int) -> tuple[str, str, list[str]]:
    """Return arguments of a program, what they are, and the lines that set the converters."""
    converters = setting.converters
    arguments = [*(["x_max", "signed"] if converters.dac_bits or converters.adc_bits else [])]
    lines = []
    if arguments:
        lines += [
            "inputs = params.core.mapping.inputs.mvm",
            "inputs.min, inputs.max = (-x_max if signed else 0.0), x_max",
            "params.xbar.dac.mvm.signed = signed",
        ]
    if converters.dac_bits:
        lines += [
            'params.xbar.dac.mvm.model = "SignMagnitudeDAC" if signed else "QuantizerDAC"',
            f"params.xbar.dac.mvm.bits = {converters.dac_bits}",
        ]
        if converters.input_encoding == "bit_serial":
            lines.append("params.xbar.dac.mvm.input_bitslicing = True")
    if converters.adc_bits:
        arguments.append("full_scales")
        lines += _adc(setting, slices)
    about = "; ".join(ABOUT[name] for name in arguments)
    return "".join(f", {name}" for name in arguments), f"\n\n    {about}.\n    " if about else "", lines


def _adc(setting: Setting, slices: int) -> list[str]:
    converters = setting.converters
    zero = converters.adc_levels == "mid_tread" and converters.adc_bits != 1
    lines = [
        # From the unit of outputs to currents of a device at G_max with the largest input.
        "window = params.xbar.device.Grange_norm",
        "ends = [scale * window / (np.abs(weights).max() * x_max) for scale in full_scales]",
        f'params.xbar.adc.mvm.model = "{"SignMagnitudeADC" if zero else "QuantizerADC"}"',
        f"params.xbar.adc.mvm.bits = {converters.adc_bits}",
    ]
    if converters.input_encoding == "bit_serial" and converters.dac_bits:
        lines.append("params.xbar.adc.mvm.adc_per_ibit = True")
    lines.append(
        "params.xbar.adc.mvm.calibrated_range = [[-end, end] for end in ends]"
        if slices
        else "params.xbar.adc.mvm.calibrated_range = [-ends[0], ends[0]]"
    )
    return lines
