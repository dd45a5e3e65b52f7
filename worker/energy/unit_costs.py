"""What a technology model gives: energies of single events in pJ, and times."""

from __future__ import annotations

from dataclasses import dataclass

from backend.schemas.setting import Converters
from backend.schemas.technology import Technology


@dataclass(frozen=True)
class UnitCosts:
    """Energy of single events in pJ, at given resolutions of the converters. What a technology does not have costs 0.

    A read is one pulse of inputs; a multiplication is one read, or one for each bit of its inputs.
    """

    read_charge_pj: float = 0.0  # per weight and read: charging its wires and cells
    read_static_pj: float = 0.0  # per weight and read: current through it, at half-scale inputs
    drive_row_pj: float = 0.0  # per row and read
    integrate_pj: float = 0.0  # per conversion
    convert_pj: float = 0.0  # per conversion
    core_weight_pj: float = 0.0  # per weight and MVM, where a source gives only whole cores
    core_output_pj: float = 0.0  # per conversion, likewise
    digital_mac_pj: float = 0.0
    weight_memory_pj: float = 0.0  # per weight fetched
    add_pj: float = 0.0  # per digital addition
    shift_add_pj: float = 0.0  # per conversion, where a sum is put together from those of slices and pulses
    activate_pj: float = 0.0  # per ReLU
    gate_pj: float = 0.0  # per sigmoid or tanh
    product_pj: float = 0.0  # per digital element-wise product
    compare_pj: float = 0.0  # per comparison
    softmax_pj: float = 0.0  # per class
    buffer_read_pj: float = 0.0  # per value
    buffer_write_pj: float = 0.0  # per value
    repeated_reads: float = 0.0  # share of a window's repeated values that are fetched again
    wire_pj: float = 0.0  # per value that enters or leaves an array
    update_weight_pj: float = 0.0  # per weight and outer product
    update_row_pj: float = 0.0  # per row and outer product
    update_column_pj: float = 0.0  # per column and outer product


@dataclass(frozen=True)
class Resolution:
    """Numbers of bits of inputs (DAC), column outputs (ADC) and weights."""

    dac_bits: int
    adc_bits: int
    weight_bits: int


@dataclass(frozen=True)
class Timing:
    """Seconds for one operation of all arrays of a layer together; None if the source gives none."""

    read_s: float | None = None
    update_s: float | None = None


def resolution(technology: Technology, converters: Converters) -> Resolution:
    """Return the resolution of the request; what it leaves open is that of the technology's source."""
    return Resolution(
        dac_bits=converters.dac_bits or technology.dac_bits,
        adc_bits=converters.adc_bits or technology.adc_bits,
        weight_bits=converters.weight_bits or technology.weight_bits,
    )
