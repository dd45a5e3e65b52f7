"""The digital baseline: a multiply-accumulate unit fed from SRAM."""

from __future__ import annotations

from collections.abc import Mapping

from worker.energy.periphery import periphery
from worker.energy.unit_costs import Resolution, Timing, UnitCosts

_SOURCE_BITS = 8


def price(constants: Mapping[str, float], bits: Resolution) -> UnitCosts:
    """Unit costs in pJ. A product grows with both widths, memory with the weight's."""
    c = constants
    weight_scale = bits.weight_bits / _SOURCE_BITS
    return UnitCosts(
        **periphery(c, bits),
        digital_mac_pj=c["mac_pj"] * weight_scale * bits.dac_bits / _SOURCE_BITS,
        weight_memory_pj=c["weight_memory_pj"] * weight_scale,
        update_weight_pj=c["update_pj"] * weight_scale,
    )


def timing(constants: Mapping[str, float], bits: Resolution) -> Timing:
    """The source's times belong to its own number of units; none is taken over."""
    return Timing()
