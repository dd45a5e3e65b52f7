"""A source that gives one figure per multiply-accumulate for a full core (SONOS, Xiao 2022).

The figure is split by `column_share` into what is paid per column (integrator,
ramp ADC) and per cell, so that a core with few rows in use costs more per
multiply-accumulate; a full core costs what the source says whatever the share.
"""

from __future__ import annotations

from collections.abc import Mapping

from worker.energy.periphery import periphery
from worker.energy.unit_costs import Resolution, Timing, UnitCosts

_FJ = 1e-3  # pJ
_SOURCE_BITS = 8


def price(constants: Mapping[str, float], bits: Resolution) -> UnitCosts:
    """Unit costs in pJ. The column's part follows a ramp ADC (2^bits), the cells' part the number of input bits."""
    c = constants
    mac_pj, share = c["mac_fj"] * _FJ, min(c["column_share"], 1.0)
    return UnitCosts(
        **periphery(c, bits),
        core_weight_pj=mac_pj * (1 - share) * bits.dac_bits / _SOURCE_BITS,
        core_output_pj=mac_pj * share * c["rows"] * 2.0 ** (bits.adc_bits - _SOURCE_BITS),
    )


def timing(constants: Mapping[str, float], bits: Resolution) -> Timing:
    """Input bits one after another, then the ramp."""
    return Timing(mvm_s=(bits.dac_bits * constants["input_bit_ns"] + 2**bits.adc_bits * constants["clock_ns"]) * 1e-9)
