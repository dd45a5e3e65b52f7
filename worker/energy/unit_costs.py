"""The price list: what one event costs, all in pJ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitCosts:
    """Energy per event in pJ, for given converter resolutions. What a technology does not have costs 0."""

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
    """Bits of inputs, column outputs and weights."""

    dac_bits: int
    adc_bits: int
    weight_bits: int


@dataclass(frozen=True)
class Timing:
    """Seconds per operation of all of a layer's arrays together; None where the source gives none."""

    mvm_s: float | None = None
    update_s: float | None = None
