"""A slice of a layer whose arrays are solved as circuits for every input vector, since its devices are not linear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.cells import Cells, reference_of, resistances_of, tiles
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.iv import Law
from worker.crossbar.chip.newton import Losses, column_currents
from worker.crossbar.chip.terminals import Doubles
from worker.crossbar.chip.wires import INTERLEAVED
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class SolvedCells:
    """Devices whose currents are solved. Biases on the last row always see one voltage, for which they were programmed."""

    cells: Cells
    conditions: Conditions
    full_scale: float
    """The input at which a row is at the read voltage."""
    biased: bool

    def outputs(self, inputs: Floats, rows: slice) -> Floats:
        """Return the outputs (p, n) of one tile of rows, without noise, for its inputs (m, n)."""
        cells = self.cells
        driven = np.asarray(inputs.T, np.float64) / self.full_scale
        outputs = np.empty((cells.positive.shape[1], inputs.shape[1]), np.float32)
        for tile, columns in tiles(cells.positive.shape, self.conditions):
            if tile.start == rows.start:
                linear_rows = 1 if self.biased and tile.stop >= len(cells.positive) else 0
                outputs[columns] = self._difference(driven, (tile, columns), linear_rows).T
        outputs *= np.float32(cells.to_weight * self.full_scale)
        return outputs

    def _difference(self, driven: Doubles, tile: tuple[slice, slice], linear_rows: int) -> Doubles:
        """Return the difference of the currents (n, p) of a tile's two sides, for its voltages (n, m)."""
        positive = np.asarray(self.cells.positive[tile], np.float64)
        of_negative = tile if self.cells.shared is None else reference_of(tile, self.conditions)
        negative = np.asarray(self.cells.negative[of_negative], np.float64)
        if self.cells.shared is not None:
            both = self._currents(np.concatenate([positive, negative], axis=1), driven, linear_rows)
            return both[:, :-1] - both[:, -1:]
        if self.conditions.wire_topology in INTERLEAVED:
            together = np.stack([positive, negative], axis=1).reshape(-1, positive.shape[1])
            opposite = np.stack([driven, -driven], axis=2).reshape(len(driven), -1)
            return self._currents(together, opposite, 2 * linear_rows)
        return self._currents(positive, driven, linear_rows) - self._currents(negative, driven, linear_rows)

    def _currents(self, conductances: Doubles, driven: Doubles, linear_rows: int) -> Doubles:
        rows_at_node = 2 if self.conditions.wire_topology == "interleaved_joint" else 1
        losses = Losses.of(conductances.shape, resistances_of(self.conditions), rows_at_node)
        return column_currents(conductances, driven, Law(self.conditions.iv_nonlinearity, linear_rows), losses)
