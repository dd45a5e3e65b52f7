"""The circuit that an estimate counts for: arrays, bit slices and pulses, as the spec or the technology's source has them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import ceil

from backend.schemas.setting import Converters, Crossbar
from backend.schemas.technology import Technology
from worker.energy.unit_costs import Resolution
from worker.energy.workload import LayerWork

CELL_BITS, ENCODING = "converters.cell_bits", "converters.input_encoding"
ROWS, COLUMNS, MAPPING = "crossbar.rows", "crossbar.columns", "crossbar.mapping"
BIAS, SCALING = "crossbar.bias", "crossbar.scaling"


@dataclass(frozen=True, kw_only=True)
class Circuit:
    """How weights lie on arrays and how often one multiplication reads them."""

    rows: int
    """Rows of one array."""
    columns: int
    """Columns of one array; the second columns of pairs, and an offset's reference column, are not counted."""
    slices: int = 1
    """Bit slices of a weight, each with devices and conversions of its own."""
    side_by_side: bool = False
    """Whether the slices of a weight are columns of one array; otherwise each slice has arrays of its own, as simulated."""
    pulses: int = 1
    """Reads of an array for one multiplication."""
    signed_pulses: int = 1
    """The same for inputs with a sign."""
    offset: bool = False
    """Whether a weight is one cell against a reference column that all columns of an array share."""
    cells_per_column: int = 2
    """Cells at each crossing of row and column, without an offset: 2 for a differential pair."""
    bias_row: bool = False
    """Whether biases lie on one more row of the arrays."""
    scaled: bool = False
    """Whether each output is multiplied by a digital factor of its own."""

    @property
    def bit_serial(self) -> bool:
        """Whether one multiplication is several reads."""
        return max(self.pulses, self.signed_pulses) > 1

    @property
    def copies(self) -> int:
        """How many arrays of slices stand for each array of weights."""
        return 1 if self.side_by_side else self.slices

    @property
    def sums(self) -> bool:
        """Whether one sum of an array's rows is put together from several conversions."""
        return self.slices > 1 or self.bit_serial

    def of(self, layer: LayerWork) -> Counts:
        """Return what one image makes of a layer on this circuit."""
        if layer.parts:
            whole = replace(layer, parts=())
            parts = [self.of(replace(whole, rows=driven, outputs=converted)) for driven, converted in layer.parts]
            totals = {name: sum(getattr(part, name) for part in parts) for name in OF_A_READ}
            return replace(self.of(whole), **totals)
        if layer.groups > 1:
            return self.of(_of_a_group(layer)).times(layer.groups)
        rows = layer.rows + self.bias_row
        row_tiles, column_tiles = self.row_tiles(rows), self.column_tiles(layer.outputs)
        pulses = self.signed_pulses if layer.signed else self.pulses
        arrays = row_tiles * column_tiles * self.copies
        cells = self._cells(rows, layer.outputs, column_tiles)
        return Counts(
            arrays=arrays,
            cells=cells,
            weights_read=cells / self.cells_per_column * pulses * layer.mvms,
            reads=arrays * pulses * layer.mvms,
            values_in=rows * column_tiles * self.copies * layer.mvms,
            row_drives=rows * column_tiles * self.copies * pulses * layer.mvms,
            conversions=layer.outputs * self.slices * row_tiles * pulses * layer.mvms,
            values_out=layer.outputs * row_tiles * self.copies * layer.mvms,
            tile_sums=layer.outputs * row_tiles * layer.mvms,
            pulses=pulses,
            written=rows * layer.outputs * self.slices * layer.mvms,
            written_columns=layer.outputs * row_tiles * self.slices * layer.mvms,
        )

    def transposed(self, layer: LayerWork) -> Counts:
        """Return the same for back-propagation: columns are driven with errors, which have a sign, and rows are converted."""
        if layer.groups > 1:
            return self.transposed(_of_a_group(layer)).times(layer.groups)
        row_tiles, column_tiles = self.row_tiles(layer.back_rows), self.column_tiles(layer.outputs)
        pulses, mvms = self.signed_pulses, layer.back_mvms
        arrays = row_tiles * column_tiles * self.copies
        cells = self._cells(layer.back_rows, layer.outputs, column_tiles)
        return Counts(
            arrays=arrays,
            cells=cells,
            weights_read=cells / self.cells_per_column * pulses * mvms,
            reads=arrays * pulses * mvms,
            values_in=layer.outputs * row_tiles * self.copies * mvms,
            row_drives=layer.outputs * row_tiles * self.slices * pulses * mvms,
            conversions=layer.back_rows * column_tiles * self.slices * pulses * mvms,
            values_out=layer.back_rows * column_tiles * self.copies * mvms,
            tile_sums=layer.back_rows * column_tiles * mvms,
            pulses=pulses,
        )

    def row_tiles(self, rows: int) -> int:
        """Return how many arrays below each other hold this number of rows."""
        return ceil(rows / self.rows)

    def column_tiles(self, outputs: int) -> int:
        """Return how many arrays side by side hold this number of outputs, those of other slices not counted."""
        return ceil(outputs / max(1, self.columns // self.slices if self.side_by_side else self.columns))

    def _cells(self, rows: int, outputs: int, column_tiles: int) -> int:
        if self.offset:
            return rows * (outputs + column_tiles) * self.slices
        return rows * outputs * self.slices * self.cells_per_column


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What one image makes of one layer's arrays; the first two are there once, whatever the image does."""

    arrays: int
    """Arrays; the two halves of differential pairs count as one."""
    cells: int
    """Memory cells that are programmed."""
    weights_read: float
    """Reads of a whole weight as the technology's source stores it; a pair of which one cell is there counts half."""
    reads: int
    """Reads of single arrays."""
    values_in: int
    """Values that enter arrays."""
    row_drives: int
    """Rows driven, once for each pulse."""
    conversions: int
    """Column outputs converted."""
    values_out: int
    """Values that leave arrays."""
    tile_sums: int
    """Sums over the rows of an array, of all slices and pulses together."""
    pulses: int
    """Reads of an array for one multiplication."""
    written: int = 0
    """Weights written, each slice counted, with one outer product for each multiplication."""
    written_columns: int = 0
    """Columns driven for these."""

    def times(self, groups: int) -> Counts:
        """Return the counts of so many groups, which are read at the same time."""
        totals = {one.name: getattr(self, one.name) * groups for one in fields(self)}
        return Counts(**totals | {"pulses": self.pulses})


def _of_a_group(layer: LayerWork) -> LayerWork:
    return replace(layer, groups=1, outputs=layer.outputs // layer.groups)


OF_A_READ = ("reads", "values_in", "row_drives", "conversions", "values_out", "tile_sums")
"""Counts that each read of a part of an array has of its own; every weight is read once by all parts together."""


def circuit_of(technology: Technology, bits: Resolution, converters: Converters, crossbar: Crossbar) -> Circuit:
    """Return the circuit of a spec on a technology, at this resolution."""
    fixed = technology.fixed
    slices = columns_per_weight(technology, bits) if CELL_BITS in fixed else _slices(converters)
    serial = technology.model == "bit-serial" if ENCODING in fixed else converters.input_encoding == "bit_serial"
    pulses = bits.dac_bits if serial else 1
    return Circuit(
        rows=technology.rows if ROWS in fixed else crossbar.rows,
        columns=technology.columns if COLUMNS in fixed else crossbar.columns,
        slices=slices,
        side_by_side=CELL_BITS in fixed,
        pulses=pulses,
        # A technology with pulses of its own sends the sign as one of them.
        signed_pulses=pulses if ENCODING in fixed else max(1, pulses - 1),
        offset=MAPPING not in fixed and crossbar.mapping == "offset",
        cells_per_column=technology.cells_per_column,
        bias_row=BIAS not in fixed and crossbar.bias == "analog",
        scaled=SCALING not in fixed and crossbar.scaling == "column",
    )


def columns_per_weight(technology: Technology, bits: Resolution) -> int:
    """Return over how many columns a technology with its own cells spreads the bits of one weight."""
    return ceil(bits.weight_bits / technology.cell_bits) if technology.cell_bits else 1


def _slices(converters: Converters) -> int:
    """Return the number of slices that are simulated: the bits of the magnitude over those of a cell."""
    if converters.cell_bits is None or converters.weight_bits is None:
        return 1
    return max(1, ceil((converters.weight_bits - 1) / converters.cell_bits))
