"""Marinella 2018: inputs as pulse lengths, an integrator and a ramp ADC per column.

E. g. at 8 bit: 128 ns of drive, then 256 ns of ramp. Formulas: M. J. Marinella et al.,
IEEE JETCAS 8 (2018), as printed, with two readings that its table of
components settles: pulses last 2^(n-1) - 1 ns but at least `minimum_drive_ns`,
and a read charges the lines once per input bit, sign included.
"""

from __future__ import annotations

from collections.abc import Mapping

from worker.energy.periphery import periphery
from worker.energy.unit_costs import Resolution, Timing, UnitCosts

_FJ = 1e-3  # pJ
_AJ = 1e-6  # pJ


def price(constants: Mapping[str, float], bits: Resolution) -> UnitCosts:
    """Unit costs in pJ. A weight is a cell of the array and its partner in the reference array."""
    c = constants
    drive_ns = _drive_ns(c, bits)
    line_ff = c["column_capacitance_ff"] / c["column_cells"]
    transitions = bits.dac_bits - 1 + c["sign_transitions"]
    return UnitCosts(
        **periphery(c, bits),
        # 1/2 C V^2 in each of two arrays; two arrays with half of the bits on.
        read_charge_pj=transitions * line_ff * c["read_voltage_v"] ** 2 * _FJ,
        read_static_pj=c["read_current_na"] * c["read_voltage_v"] * drive_ns * _AJ,
        drive_row_pj=bits.dac_bits * _driver_fj_per_bit(c) * _FJ,
        integrate_pj=c["integrator_current_ua"] * c["supply_voltage_v"] * drive_ns * _FJ,
        convert_pj=c["comparator_current_ua"] * c["supply_voltage_v"] * 2**bits.adc_bits * _FJ,
        update_weight_pj=_update_pj(c, bits, drive_ns),
        update_row_pj=bits.dac_bits * _driver_fj_per_bit(c) * _FJ,
        update_column_pj=c["column_driver_fj"] * _FJ,
    )


def timing(constants: Mapping[str, float], bits: Resolution) -> Timing:
    """Drive, then ramp; an update has four phases of drive."""
    clock_s = constants["clock_ns"] * 1e-9
    drive = max(2 ** (bits.dac_bits - 1), constants["minimum_drive_ns"]) * clock_s
    # A cell with its own write has its own time, which its source does not give for an outer product.
    return Timing(mvm_s=drive + 2**bits.adc_bits * clock_s, update_s=None if "write_fj" in constants else 4 * drive)


def _drive_ns(c: Mapping[str, float], bits: Resolution) -> float:
    pulses = 2 ** (bits.dac_bits - 1) - 1
    return float(max(c["clock_ns"] * pulses, c["minimum_drive_ns"]))


def _driver_fj_per_bit(c: Mapping[str, float]) -> float:
    return c["row_driver_analog_fj_per_bit"] + c["row_driver_digital_fj_per_bit"]


def _update_pj(c: Mapping[str, float], bits: Resolution, drive_ns: float) -> float:
    """One weight's share of an outer product: half of the bits on, plus the charging of selected and half-selected lines.

    A technology that gives the energy of a write as one figure has `write_fj` instead.
    """
    if "write_fj" in c:
        return c["write_fj"] * _FJ
    static = 0.5 * c["write_current_na"] * c["write_voltage_v"] * drive_ns * _AJ
    return static + (c["write_charge_base_fj"] + c["write_charge_fj_per_bit"] * bits.dac_bits) * _FJ
