"""Work times unit costs: the energy of each component for one image, in pJ, and the crossbars that are used."""

from __future__ import annotations

from backend.schemas.energy import CrossbarAccount
from backend.schemas.technology import Technology
from worker.energy.activity import HALF_SCALE, Activities, Activity
from worker.energy.unit_costs import Layout, Resolution, UnitCosts, columns_per_weight, layout
from worker.energy.workload import LayerWork, Workload


def inference_components(work: Workload, costs: UnitCosts, layout: Layout, activities: Activities) -> dict[str, float]:
    """Return the energy of one inference by component, in pJ."""
    parts = dict.fromkeys(_FORWARD, 0.0)
    for layer in work.layers:
        _forward(parts, layer, costs, layout, activities.get(layer.index, Activity()))
    parts["softmax"] = work.classes * costs.softmax_pj
    return parts


def training_components(work: Workload, costs: UnitCosts, layout: Layout, activities: Activities) -> dict[str, float]:
    """Return the energy of a forward pass, back-propagation and update for one image by component, in pJ."""
    parts = inference_components(work, costs, layout, activities)
    parts |= {"transpose_mvm": 0.0, "outer_product_update": 0.0}
    parts["digital_accumulation"] += work.classes * costs.add_pj  # output minus label
    for layer in work.layers:
        _backward(parts, layer, costs, layout)
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
    "activation_function",
    "gates",
    "max_pool",
    "softmax",
    "buffers",
    "interconnect",
)


def _forward(parts: dict[str, float], layer: LayerWork, costs: UnitCosts, layout: Layout, activity: Activity) -> None:
    row_tiles, column_tiles = layout.row_tiles(layer.rows), layout.column_tiles(layer.outputs)
    driven = layer.rows * column_tiles * layer.mvms
    converted = layer.outputs * row_tiles * layer.mvms
    charge = costs.read_charge_pj * activity.nonzero
    static = costs.read_static_pj * activity.mean / HALF_SCALE
    parts["array_read"] += layer.macs * (charge + static)
    parts["row_drivers"] += driven * costs.drive_row_pj * activity.nonzero
    parts["integrators"] += converted * costs.integrate_pj
    parts["adc"] += converted * costs.convert_pj
    parts["array_core"] += layer.macs * costs.core_weight_pj + converted * costs.core_output_pj
    parts["digital_mac"] += layer.macs * costs.digital_mac_pj
    parts["weight_memory"] += layer.macs * costs.weight_memory_pj
    # Every tile but the first is added to a sum that starts with the bias.
    parts["digital_accumulation"] += converted * costs.add_pj
    parts["activation_function"] += layer.activations * costs.activate_pj
    parts["gates"] += layer.gates * costs.gate_pj + layer.gate_products * costs.product_pj
    parts["max_pool"] += layer.pool_comparisons * costs.compare_pj
    repeated = max(layer.rows * layer.mvms - layer.input_values, 0) * costs.repeated_reads
    parts["buffers"] += (layer.input_values + repeated) * costs.buffer_read_pj + layer.stored_values * costs.buffer_write_pj
    parts["interconnect"] += (driven + converted) * costs.wire_pj


def _backward(parts: dict[str, float], layer: LayerWork, costs: UnitCosts, layout: Layout) -> None:
    """Add the cost of the transposed array, whose columns are driven with the errors and whose rows are converted."""
    row_tiles, column_tiles = layout.row_tiles(layer.rows), layout.column_tiles(layer.outputs)
    driven = layer.outputs * layout.row_tiles(layer.back_rows) * layer.back_mvms
    converted = layer.back_rows * column_tiles * layer.back_mvms
    products = layer.back_rows * layer.outputs * layer.back_mvms
    transposed = (
        products
        * (costs.read_charge_pj + costs.read_static_pj + costs.core_weight_pj + costs.digital_mac_pj + costs.weight_memory_pj)
        + driven * (costs.drive_row_pj + costs.wire_pj)
        + converted * (costs.integrate_pj + costs.convert_pj + costs.core_output_pj + costs.wire_pj)
    )
    parts["transpose_mvm"] += transposed
    written_rows, written_columns = layer.rows * column_tiles * layer.mvms, layer.outputs * row_tiles * layer.mvms
    parts["outer_product_update"] += (
        layer.macs * costs.update_weight_pj
        + written_rows * (costs.update_row_pj + costs.wire_pj)
        + written_columns * (costs.update_column_pj + costs.wire_pj)
    )
    errors = layer.outputs * layer.mvms
    parts["buffers"] += (layer.input_values + errors) * costs.buffer_read_pj + errors * costs.buffer_write_pj
    parts["digital_accumulation"] += converted * costs.add_pj
    # The ReLU's derivative is a gate on each error; gated cells have as many again.
    parts["activation_function"] += layer.activations * costs.activate_pj
    parts["gates"] += layer.gates * costs.gate_pj + layer.gate_products * costs.product_pj


def crossbar_account(work: Workload, technology: Technology, bits: Resolution) -> CrossbarAccount:
    """Return how many arrays, cells, reads and column outputs a network uses; the last two are for one image.

    Weights are stored once: a convolution uses its kernels at all positions, a recurrent layer its array at all time steps.
    """
    tiling = layout(technology, bits)
    cells_per_weight = technology.cells_per_column * columns_per_weight(technology, bits)
    tiles = [tiling.row_tiles(layer.rows) * tiling.column_tiles(layer.outputs) for layer in work.layers]
    return CrossbarAccount(
        arrays=sum(tiles),
        cells=cells_per_weight * sum(layer.rows * layer.outputs for layer in work.layers),
        mvms=sum(layer.mvms for layer in work.layers),
        array_reads=sum(count * layer.mvms for count, layer in zip(tiles, work.layers, strict=True)),
        column_outputs=sum(layer.outputs * tiling.row_tiles(layer.rows) * layer.mvms for layer in work.layers),
    )
