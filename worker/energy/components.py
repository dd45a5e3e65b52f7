"""Work times unit costs: the energy of each component for one image, in pJ, and the crossbars that are used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.schemas.energy import CrossbarAccount
from worker.energy.activity import HALF_SCALE, Activities, Activity
from worker.energy.circuit import Circuit, Counts
from worker.energy.unit_costs import UnitCosts
from worker.energy.workload import LayerWork


@dataclass(frozen=True)
class Placed:
    """The work of one layer, the circuit that does it, and what its events cost."""

    layer: LayerWork
    circuit: Circuit
    costs: UnitCosts


def inference_components(placed: Sequence[Placed], classes: int, activities: Activities) -> dict[str, float]:
    """Return the energy of one inference by component, in pJ."""
    parts = dict.fromkeys(_FORWARD, 0.0)
    for one in placed:
        _forward(parts, one.layer, one.costs, one.circuit, activities.get(one.layer.index, Activity()))
    parts["softmax"] = classes * placed[-1].costs.softmax_pj
    return parts


def training_components(placed: Sequence[Placed], classes: int, activities: Activities) -> dict[str, float]:
    """Return the energy of a forward pass, back-propagation and update for one image by component, in pJ."""
    parts = inference_components(placed, classes, activities)
    parts |= {"transpose_mvm": 0.0, "outer_product_update": 0.0}
    parts["digital_accumulation"] += classes * placed[-1].costs.add_pj  # output minus label
    for one in placed:
        _backward(parts, one.layer, one.costs, one.circuit)
    return parts


_FORWARD = (
    "array_read",
    "row_drivers",
    "integrators",
    "adc",
    "array_core",
    "digital_mac",
    "weight_memory",
    "digital_accumulation",
    "output_scaling",
    "activation_function",
    "gates",
    "max_pool",
    "average_pool",
    "softmax",
    "buffers",
    "interconnect",
)


def _forward(parts: dict[str, float], layer: LayerWork, costs: UnitCosts, circuit: Circuit, activity: Activity) -> None:
    counts = circuit.of(layer)
    charge = costs.read_charge_pj * activity.nonzero
    static = costs.read_static_pj * activity.mean / HALF_SCALE
    parts["array_read"] += counts.weights_read * (charge + static)
    parts["row_drivers"] += counts.row_drives * costs.drive_row_pj * activity.nonzero
    parts["integrators"] += counts.conversions * costs.integrate_pj
    parts["adc"] += counts.conversions * costs.convert_pj
    parts["array_core"] += layer.macs * costs.core_weight_pj + counts.conversions * costs.core_output_pj
    parts["digital_mac"] += layer.macs * costs.digital_mac_pj
    parts["weight_memory"] += layer.macs * costs.weight_memory_pj
    parts["digital_accumulation"] += _additions(counts, costs, circuit)
    if circuit.bias_row:  # the first tile starts no sum with a digital bias
        parts["digital_accumulation"] -= layer.outputs * layer.mvms * costs.add_pj
    parts["digital_accumulation"] += layer.sums * costs.add_pj
    parts["output_scaling"] += circuit.scaled * layer.results * layer.mvms * costs.product_pj
    parts["activation_function"] += layer.activations * costs.activate_pj
    parts["gates"] += layer.gates * costs.gate_pj + layer.gate_products * costs.product_pj
    parts["max_pool"] += layer.pool_comparisons * costs.compare_pj
    parts["average_pool"] += layer.pool_additions * costs.add_pj
    repeated = max(layer.driven_rows * layer.mvms - layer.input_values, 0) * costs.repeated_reads
    fetched = layer.input_values + repeated + layer.fetched_again
    parts["buffers"] += fetched * costs.buffer_read_pj + layer.stored_values * costs.buffer_write_pj
    parts["interconnect"] += (counts.values_in + counts.values_out) * costs.wire_pj


def _additions(counts: Counts, costs: UnitCosts, circuit: Circuit) -> float:
    """Return the energy of digital sums in pJ: of slices and pulses, then of tiles, the first of which is added to the bias."""
    within = counts.conversions * costs.shift_add_pj if circuit.sums else 0.0
    return within + counts.tile_sums * costs.add_pj


def _backward(parts: dict[str, float], layer: LayerWork, costs: UnitCosts, circuit: Circuit) -> None:
    """Add the cost of the transposed array, whose columns are driven with the errors and whose rows are converted."""
    back, counts = circuit.transposed(layer), circuit.of(layer)
    products = layer.back_rows * layer.outputs * layer.back_mvms
    transposed = (
        back.weights_read * (costs.read_charge_pj + costs.read_static_pj)
        + products * (costs.core_weight_pj + costs.digital_mac_pj + costs.weight_memory_pj)
        + back.row_drives * costs.drive_row_pj
        + back.conversions * (costs.integrate_pj + costs.convert_pj + costs.core_output_pj)
        + (back.values_in + back.values_out) * costs.wire_pj
    )
    parts["transpose_mvm"] += transposed
    parts["outer_product_update"] += (
        counts.written * costs.update_weight_pj
        + counts.values_in * (costs.update_row_pj + costs.wire_pj)
        + counts.written_columns * (costs.update_column_pj + costs.wire_pj)
    )
    errors = layer.outputs * layer.mvms
    parts["buffers"] += (layer.input_values + errors) * costs.buffer_read_pj + errors * costs.buffer_write_pj
    parts["digital_accumulation"] += _additions(back, costs, circuit)
    parts["output_scaling"] += circuit.scaled * layer.outputs * layer.back_mvms * costs.product_pj
    # The ReLU's derivative is a gate on each error; gated cells have as many again.
    parts["activation_function"] += layer.activations * costs.activate_pj
    parts["gates"] += layer.gates * costs.gate_pj + layer.gate_products * costs.product_pj


def crossbar_account(placed: Sequence[Placed]) -> CrossbarAccount:
    """Return how many arrays, cells, reads and column outputs a network uses; the last two are for one image.

    Weights are stored once: a convolution uses its kernels at all positions, a recurrent layer its array at all time steps.
    """
    counts = [one.circuit.of(one.layer) for one in placed]
    return CrossbarAccount(
        arrays=sum(one.arrays for one in counts),
        cells=sum(one.cells for one in counts),
        mvms=sum(one.layer.mvms for one in placed),
        array_reads=sum(one.reads for one in counts),
        column_outputs=sum(one.conversions for one in counts),
    )
