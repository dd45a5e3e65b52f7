"""From a technology's published constants to unit costs and times, with one model for each way of computing.

A model takes a technology's constants by name, the resolution of the request, and whether inputs are one pulse for each bit; the
technology says which model applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from worker.energy.unit_costs import Resolution, Timing, UnitCosts

Constants = Mapping[str, float]
"""A technology's constants by name; the name ends with the unit."""

_FJ = 1e-3
"""One fJ in pJ."""
_AJ = 1e-6
"""One aJ in pJ."""
_DIGITAL_BITS = 8
_WHOLE_CORE_BITS = 8
_ISAAC_ADC_BITS = 8
_ISAAC_DATA_BITS = 16


def _periphery(constants: Constants, bits: Resolution) -> dict[str, float]:
    """Return the digital costs around the arrays, which every technology has: fields of UnitCosts, in pJ.

    Values are read at the resolution of the DAC and written at that of the ADC.
    """
    c = constants
    return {
        "add_pj": c["addition_pj"],
        "shift_add_pj": c["addition_pj"],
        "activate_pj": c["activation_pj"],
        "gate_pj": c["gate_pj"],
        "product_pj": c["product_pj"],
        "compare_pj": c["comparison_pj"],
        "softmax_pj": c["softmax_pj"],
        "buffer_read_pj": c["buffer_read_fj_per_bit"] * bits.dac_bits * _FJ,
        "buffer_write_pj": c["buffer_write_fj_per_bit"] * bits.adc_bits * _FJ,
        "repeated_reads": c["repeated_reads"],
        "wire_pj": c["wire_fj"] * _FJ,
    }


def _price_time_coded(constants: Constants, bits: Resolution, *, serial: bool = False) -> UnitCosts:
    """Return unit costs in pJ for inputs as pulse lengths, with an integrator and a ramp ADC for each column.

    `serial`: inputs are pulses of one bit instead, each of the shortest drive.

    M. J. Marinella et al., IEEE JETCAS 8 (2018), formulas as printed, with two readings that its table of components settles:
    pulses last 2^(n-1) - 1 ns but at least `minimum_drive_ns`, and a read charges the lines once for each input bit, including
    the sign. A weight is a cell of the array and its partner in the reference array.
    """
    c = constants
    whole_ns = _drive_ns(c, bits)
    drive_ns = float(c["minimum_drive_ns"]) if serial else whole_ns
    line_ff = c["column_capacitance_ff"] / c["column_cells"]
    transitions = 1 if serial else bits.dac_bits - 1 + c["sign_transitions"]
    return UnitCosts(
        **_periphery(c, bits),
        # 1/2 C V^2 in each of two arrays; two arrays with half of the bits on.
        read_charge_pj=transitions * line_ff * c["read_voltage_v"] ** 2 * _FJ,
        read_static_pj=c["read_current_na"] * c["read_voltage_v"] * drive_ns * _AJ,
        drive_row_pj=(1 if serial else bits.dac_bits) * _driver_fj_per_bit(c) * _FJ,
        integrate_pj=c["integrator_current_ua"] * c["supply_voltage_v"] * drive_ns * _FJ,
        convert_pj=c["comparator_current_ua"] * c["supply_voltage_v"] * 2**bits.adc_bits * _FJ,
        update_weight_pj=_update_pj(c, bits, whole_ns),
        update_row_pj=bits.dac_bits * _driver_fj_per_bit(c) * _FJ,
        update_column_pj=c["column_driver_fj"] * _FJ,
    )


def _time_time_coded(constants: Constants, bits: Resolution, *, serial: bool = False) -> Timing:
    """Return times: drive, then ramp (at 8 bit 128 ns, then 256 ns); an update consists of four drives."""
    clock_s = constants["clock_ns"] * 1e-9
    whole = max(2 ** (bits.dac_bits - 1), constants["minimum_drive_ns"]) * clock_s
    drive = constants["minimum_drive_ns"] * 1e-9 if serial else whole
    # A cell with its own write has its own time, which its source does not give for an outer product.
    return Timing(read_s=drive + 2**bits.adc_bits * clock_s, update_s=None if "write_fj" in constants else 4 * whole)


def _drive_ns(c: Constants, bits: Resolution) -> float:
    pulses = 2 ** (bits.dac_bits - 1) - 1
    return float(max(c["clock_ns"] * pulses, c["minimum_drive_ns"]))


def _driver_fj_per_bit(c: Constants) -> float:
    return c["row_driver_analog_fj_per_bit"] + c["row_driver_digital_fj_per_bit"]


def _update_pj(c: Constants, bits: Resolution, drive_ns: float) -> float:
    """Return one weight's share of an outer product, in pJ.

    Half of the bits are on; selected and half-selected lines are charged. A technology that gives the energy of a write as one
    figure has `write_fj` instead.
    """
    if "write_fj" in c:
        return c["write_fj"] * _FJ
    static = 0.5 * c["write_current_na"] * c["write_voltage_v"] * drive_ns * _AJ
    return static + (c["write_charge_base_fj"] + c["write_charge_fj_per_bit"] * bits.dac_bits) * _FJ


def _price_bit_serial(constants: Constants, bits: Resolution, *, serial: bool = True) -> UnitCosts:
    """Return unit costs in pJ of ISAAC: bit-serial inputs, weights sliced over columns, one conversion for each slice and cycle.

    The source gives powers and rates of units at work; energies are power times time at full load, so that a full array costs
    what the whole chip spends on it. Values are as wide as the inputs; ADCs are of the successive-approximation kind (energy ~
    B 2^B).
    """
    c = constants
    cell_reads = c["rows"] * c["columns"]
    adc_scale = bits.adc_bits * 2**bits.adc_bits / (_ISAAC_ADC_BITS * 2**_ISAAC_ADC_BITS)
    shared = _periphery(c, bits)
    shared["shift_add_pj"] = c["shift_add_fj"] * _FJ
    shared["buffer_write_pj"] = c["buffer_write_fj_per_bit"] * bits.dac_bits * _FJ
    shared["wire_pj"] *= bits.dac_bits / _ISAAC_DATA_BITS
    return UnitCosts(
        **shared,
        read_static_pj=c["array_power_mw"] * c["cycle_ns"] / cell_reads,
        drive_row_pj=c["dac_power_uw"] * c["cycle_ns"] * _FJ,
        integrate_pj=c["sample_hold_power_uw"] * c["cycle_ns"] * _FJ / c["columns"],
        convert_pj=c["adc_power_mw"] / c["adc_rate_gsps"] * adc_scale,
    )


def _time_bit_serial(constants: Constants, bits: Resolution, *, serial: bool = True) -> Timing:
    """Return times: one cycle for each pulse, while the conversions of the cycle before take place."""
    return Timing(read_s=constants["cycle_ns"] * 1e-9)


def _price_whole_core(constants: Constants, bits: Resolution, *, serial: bool = False) -> UnitCosts:
    """Return unit costs in pJ where the source gives one figure for each multiply-accumulate of a full core (SONOS, Xiao 2022).

    `column_share` splits the figure into costs of columns (integrator, ramp ADC) and of cells, so that a core with few rows in
    use costs more for each multiply-accumulate; a full core costs what the source says, whatever the share. The cost of columns
    grows as that of a ramp ADC (2^bits), the cost of cells with the number of input bits.
    """
    c = constants
    mac_pj, share = c["mac_fj"] * _FJ, min(c["column_share"], 1.0)
    return UnitCosts(
        **_periphery(c, bits),
        core_weight_pj=mac_pj * (1 - share) * bits.dac_bits / _WHOLE_CORE_BITS,
        core_output_pj=mac_pj * share * c["rows"] * 2.0 ** (bits.adc_bits - _WHOLE_CORE_BITS),
    )


def _time_whole_core(constants: Constants, bits: Resolution, *, serial: bool = False) -> Timing:
    """Return times: input bits one after another, then the ramp."""
    return Timing(read_s=(bits.dac_bits * constants["input_bit_ns"] + 2**bits.adc_bits * constants["clock_ns"]) * 1e-9)


def _price_digital(constants: Constants, bits: Resolution, *, serial: bool = False) -> UnitCosts:
    """Return unit costs in pJ of the digital baseline, a multiply-accumulate unit that reads its weights from SRAM.

    A product grows with both widths, memory with that of the weights.
    """
    c = constants
    weight_scale = bits.weight_bits / _DIGITAL_BITS
    return UnitCosts(
        **_periphery(c, bits),
        digital_mac_pj=c["mac_pj"] * weight_scale * bits.dac_bits / _DIGITAL_BITS,
        weight_memory_pj=c["weight_memory_pj"] * weight_scale,
        update_weight_pj=c["update_pj"] * weight_scale,
    )


def _time_digital(constants: Constants, bits: Resolution, *, serial: bool = False) -> Timing:
    """Return no times: those of the source belong to its own number of units."""
    return Timing()


class Price(Protocol):
    """Unit costs from constants."""

    def __call__(self, constants: Constants, bits: Resolution, *, serial: bool = ...) -> UnitCosts:
        """`serial`: whether a read is a pulse of one bit; what a source fixes is as the source has it."""


class Times(Protocol):
    """Times from constants."""

    def __call__(self, constants: Constants, bits: Resolution, *, serial: bool = ...) -> Timing:
        """`serial` as for prices."""


PRICES: dict[str, Price] = {
    "time-coded": _price_time_coded,
    "bit-serial": _price_bit_serial,
    "whole-core": _price_whole_core,
    "digital": _price_digital,
}
"""Models of unit costs by the name that a technology gives."""
TIMINGS: dict[str, Times] = {
    "time-coded": _time_time_coded,
    "bit-serial": _time_bit_serial,
    "whole-core": _time_whole_core,
    "digital": _time_digital,
}
"""Models of times by the name that a technology gives."""
LAWS: dict[str, str] = {
    "time-coded": "Energy grows with the bits of outputs as 2^bits (a ramp ADC), with those of inputs as 2^(bits - 1) - 1 in "
    "integrators and the current of cells (lengths of pulses) and as bits in drivers and lines",
    "bit-serial": "Energy grows with the bits of outputs as bits x 2^bits (a successive-approximation ADC), with those of inputs "
    "as bits (one read for each), with those of weights as the number of columns",
    "whole-core": "Energy grows with the bits of outputs as 2^bits (a ramp ADC and its integrator), with those of inputs as bits",
    "digital": "Energy of a product grows as bits of inputs x bits of weights, that of weight memory as bits of weights",
}
"""How energy depends on resolution, by the name of the model: formulas behind unit costs at other bits than the source's."""
