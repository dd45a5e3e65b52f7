"""What a technology model gives: energies of single events in pJ, times, and the layout of weights on arrays."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from backend.schemas.setting import Converters
from backend.schemas.technology import Technology


@dataclass(frozen=True)
class UnitCosts:
    """Energy of single events in pJ, at given resolutions of the converters. What a technology does not have costs 0."""

    read_charge_pj: float = 0.0  # per weight and MVM: charging its wires and cells
    read_static_pj: float = 0.0  # per weight and MVM: current through it, at half-scale inputs
    drive_row_pj: float = 0.0  # per row and MVM
    integrate_pj: float = 0.0  # per column output
    convert_pj: float = 0.0  # per column output
    core_weight_pj: float = 0.0  # per weight and MVM, where a source gives only whole cores
    core_output_pj: float = 0.0  # per column output, likewise
    digital_mac_pj: float = 0.0
    weight_memory_pj: float = 0.0  # per weight fetched
    add_pj: float = 0.0  # per digital addition
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

    mvm_s: float | None = None
    update_s: float | None = None


@dataclass(frozen=True)
class Layout:
    """How weight matrices are divided among arrays."""

    rows: int
    """Rows of one array."""
    outputs: int
    """Outputs of one array: columns of weights, not of bit slices."""

    def row_tiles(self, rows: int) -> int:
        """Return how many arrays below each other hold this number of rows."""
        return ceil(rows / self.rows)

    def column_tiles(self, outputs: int) -> int:
        """Return how many arrays side by side hold this number of outputs."""
        return ceil(outputs / self.outputs)


def resolution(technology: Technology, converters: Converters) -> Resolution:
    """Return the resolution of the request; what it leaves open is that of the technology's source."""
    return Resolution(
        dac_bits=converters.dac_bits or technology.dac_bits,
        adc_bits=converters.adc_bits or technology.adc_bits,
        weight_bits=converters.weight_bits or technology.weight_bits,
    )


def columns_per_weight(technology: Technology, bits: Resolution) -> int:
    """Return over how many columns the bits of one weight are spread."""
    return ceil(bits.weight_bits / technology.cell_bits) if technology.cell_bits else 1


def layout(technology: Technology, bits: Resolution) -> Layout:
    """Return how a technology divides weight matrices among arrays at this resolution."""
    return Layout(rows=technology.rows, outputs=technology.columns // columns_per_weight(technology, bits))
