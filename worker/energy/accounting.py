"""Crossbar accounting: arrays, cells and how often one image uses them."""

from __future__ import annotations

from backend.schemas.energy import CrossbarAccount
from backend.schemas.technology import Technology
from worker.energy.pricing import columns_per_weight, layout
from worker.energy.unit_costs import Resolution
from worker.energy.workload import Workload


def crossbar_account(work: Workload, technology: Technology, bits: Resolution) -> CrossbarAccount:
    """Weights are stored once: a convolution's kernels are reused over positions, an RNN's array over time steps."""
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
