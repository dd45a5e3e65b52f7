"""ISAAC: one input bit per read cycle, weights sliced over columns, one conversion per slice and cycle.

The source gives powers and rates of units at work; energies are power times
time at full load, so that a full array costs what the whole chip spends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from worker.energy.periphery import periphery
from worker.energy.unit_costs import Resolution, Timing, UnitCosts

_FJ = 1e-3  # pJ
_SOURCE_ADC_BITS = 8
_SOURCE_DATA_BITS = 16


def price(constants: Mapping[str, float], bits: Resolution) -> UnitCosts:
    """Unit costs in pJ. Values are as wide as the inputs; ADCs are of the successive-approximation kind (energy ~ B 2^B)."""
    c = constants
    cycles = bits.dac_bits
    reads = cycles * ceil(bits.weight_bits / c["cell_bits"])
    cell_reads = c["rows"] * c["columns"]
    adc_scale = bits.adc_bits * 2**bits.adc_bits / (_SOURCE_ADC_BITS * 2**_SOURCE_ADC_BITS)
    shared = periphery(c, bits)
    shared["add_pj"] += reads * c["shift_add_fj"] * _FJ
    shared["buffer_write_pj"] = c["buffer_write_fj_per_bit"] * bits.dac_bits * _FJ
    shared["wire_pj"] *= bits.dac_bits / _SOURCE_DATA_BITS
    return UnitCosts(
        **shared,
        read_static_pj=reads * c["array_power_mw"] * c["cycle_ns"] / cell_reads,
        drive_row_pj=cycles * c["dac_power_uw"] * c["cycle_ns"] * _FJ,
        integrate_pj=reads * c["sample_hold_power_uw"] * c["cycle_ns"] * _FJ / c["columns"],
        convert_pj=reads * c["adc_power_mw"] / c["adc_rate_gsps"] * adc_scale,
    )


def timing(constants: Mapping[str, float], bits: Resolution) -> Timing:
    """One cycle per input bit; conversions of a cycle run during the next."""
    return Timing(mvm_s=bits.dac_bits * constants["cycle_ns"] * 1e-9)
