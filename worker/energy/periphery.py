"""Digital costs that every technology has around its arrays."""

from __future__ import annotations

from collections.abc import Mapping

from worker.energy.unit_costs import Resolution

_FJ = 1e-3  # pJ


def periphery(constants: Mapping[str, float], bits: Resolution) -> dict[str, float]:
    """The fields of UnitCosts, in pJ, that do not depend on the array. Values are read at DAC and written at ADC resolution."""
    c = constants
    return {
        "add_pj": c["addition_pj"],
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
