"""One crossbar as a picture: target, programmed values and their difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.by_layer import settings_of
from backend.schemas.inspect import MOST_SIDE, CrossbarLayer, CrossbarPicture, CrossbarRequest
from backend.schemas.network import NetworkCard
from worker.analysis.inspect.encoding import floats_text
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.cells import Cells, SliceId, program_cells, reference_of, resistances_of, tiles
from worker.crossbar.chip.conductances import for_each_weight, max_magnitude, stored_on_array, to_pairs
from worker.crossbar.chip.groups import of_groups
from worker.crossbar.chip.programming import on_device_levels, programmed_pairs, to_levels, unit_weight_errors
from worker.crossbar.chip.slices import slice_weights
from worker.crossbar.chip.wires import INTERLEAVED, equivalent_conductances
from worker.crossbar.tools.arrays import Floats

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Written:
    """One quantity of a crossbar (m, p): its target and what was programmed. `low` and `high` bound the targets."""

    target: Floats
    programmed: Floats
    unit: str
    low: float
    high: float
    note: str = ""


def picture(card: NetworkCard, simulator: Simulator, request: CrossbarRequest, conditions: Conditions) -> CrossbarPicture:
    """Return the picture of a layer's crossbar on chip number `draw`.

    A digital layer has no devices: its exact weights are returned, whatever part is requested.

    Raises ValueError for a layer without weights, a window outside of the crossbar, or single devices of weights in several
    slices.
    """
    layers = simulator.network.weighted
    weighted = {index: layer.matrix() for index, layer in layers.items()}
    index = _checked_layer(request, weighted)
    own = of_groups(conditions.in_layer(index), layers[index].groups, weighted[index].shape[1])
    digital = settings_of(request.setting, card)[index] is None
    layer = _Layer(weighted[index], None if own.bias == "digital" else layers[index].bias_row(), own)
    cells = None
    if request.part == "weights" or digital:
        chip = simulator.program(conditions, seed=request.seed, draw=request.draw)
        written = Written(layer.levels, chip[index].weights, "weight", -layer.w_max, layer.w_max)
    else:
        cells = layer.cells(SliceId(request.seed, request.draw, index))
        written = layer.devices(cells, request.part)
    resistances = resistances_of(own)
    shows_carried = bool(resistances) and resistances.topology not in INTERLEAVED and layer.in_one_slice
    if shows_carried:
        cells = cells or layer.cells(SliceId(request.seed, request.draw, index))
    window = _window(request)
    target, programmed = (np.asarray(values[window], np.float64) for values in (written.target, written.programmed))
    cell = (-(-target.shape[0] // MOST_SIDE), -(-target.shape[1] // MOST_SIDE))
    error = programmed - target
    shown_error = error if cell == (1, 1) else np.sqrt(in_cells(error**2, cell))
    shown = in_cells(target, cell)
    carried_share = None
    if cells is not None and shows_carried:
        before, after = (in_cells(values[: len(weighted[index])][window], cell) for values in carried(cells, own, request.part))
        carried_share = np.divide(after, before, out=np.full_like(before, np.nan), where=before > 1e-9)
    return CrossbarPicture(
        layers=[
            CrossbarLayer(layer=layer_index, kind=card.layers[layer_index].kind, rows=len(values), columns=values.shape[1])
            for layer_index, values in weighted.items()
        ],
        layer=index,
        rows=weighted[index].shape[0],
        columns=weighted[index].shape[1],
        top=request.top if request.side is not None else 0,
        left=request.left if request.side is not None else 0,
        cell=cell,
        height=shown.shape[0],
        width=shown.shape[1],
        unit=written.unit,
        low=written.low,
        high=written.high,
        target=floats_text(shown),
        programmed=floats_text(in_cells(programmed, cell)),
        error=floats_text(shown_error),
        carried=None if carried_share is None else floats_text(carried_share),
        rms_error=float(np.sqrt(np.mean((written.programmed.astype(np.float64) - written.target) ** 2))),
        note=written.note,
        digital=digital,
    )


def _checked_layer(request: CrossbarRequest, weighted: Mapping[int, Floats]) -> int:
    """Return the index of the requested layer. Raises ValueError without weights, or for a window outside of its crossbar."""
    index = next(iter(weighted)) if request.layer is None else request.layer
    if index not in weighted:
        raise ValueError(f"layer must be one with weights: {', '.join(map(str, weighted))}; received {index}")
    rows, columns = weighted[index].shape
    for name, start, length in (("top", request.top, rows), ("left", request.left, columns)):
        if start >= length:
            raise ValueError(f"{name} must be less than {length}, the size of this crossbar; received {start}")
    return index


def _window(request: CrossbarRequest) -> tuple[slice, slice]:
    """Return the requested rows and columns; all of them without a side."""
    if request.side is None:
        return slice(None), slice(None)
    return slice(request.top, request.top + request.side), slice(request.left, request.left + request.side)


def in_cells(values: Doubles, cell: tuple[int, int]) -> Doubles:
    """Return means over cells of so many rows and columns; the last cells of a row or column may be smaller."""
    for axis, size in enumerate(cell):
        starts = np.arange(0, values.shape[axis], size)
        counts = np.diff([*starts, values.shape[axis]])
        values = np.add.reduceat(values, starts, axis=axis) / (counts[:, None] if axis == 0 else counts)
    return values


class _Layer:
    """A layer's weights (m, p), their targets and devices; `bias` (p,) is stored on one more row, or None."""

    def __init__(self, weights: Floats, bias: Floats | None, conditions: Conditions) -> None:
        stored = stored_on_array(weights, bias, conditions.weight_percentile, conditions.scaling)
        self._conditions, self._rows, self._factors = conditions, len(weights), stored.factors
        self.w_max = max_magnitude(stored.weights)
        self._levels = to_levels(stored.weights, conditions.weight_bits)

    @property
    def levels(self) -> Floats:
        """The targets of the weights (m, p), without the row of biases."""
        levels = self._levels[: self._rows]
        return levels if self._factors is None else levels * self._factors

    @property
    def in_one_slice(self) -> bool:
        """Whether each weight is stored on one pair of devices."""
        return len(slice_weights(self._levels, self.w_max, self._conditions.weight_bits, self._conditions.cell_bits)) == 1

    def cells(self, slice_id: SliceId) -> Cells:
        """Return the programmed devices, the same as on the chip of a run. Raises ValueError if weights are in several slices."""
        if not self.in_one_slice:
            raise ValueError("part must be weights where a weight's bits are spread over several devices")
        conditions = self._conditions
        if not conditions.one_error_per_weight or conditions.device is not None:
            return program_cells(self._levels, self.w_max, conditions, slice_id)
        names = {"seed": slice_id.seed, "layer": slice_id.layer, "draw": slice_id.draw}
        shape = (len(self._levels), self._levels.shape[1])
        unit_error = None
        if conditions.programming:
            unit_error = unit_weight_errors(shape, shared=conditions.shared, **names)
        sigma = conditions.weight_sigma(conditions.programming, self.w_max)
        pairs = programmed_pairs(self._levels, unit_error, sigma, conditions, **names)
        return Cells(pairs.positive, pairs.negative, pairs.unit, shared=pairs.shared)

    def devices(self, cells: Cells, part: str) -> Written:
        """Return one device of each weight, shared or not, in its own unit or else in units of G_max."""
        conditions = self._conditions
        pairs = to_pairs(self._levels, conditions.mapping, conditions.pair, self.w_max, conditions.columns)
        if conditions.device is not None:
            pairs = on_device_levels(pairs, conditions, conditions.device)
        target, programmed = pairs.positive, cells.positive
        if part == "negative":
            target, programmed = (_at_weights(side, pairs.shared, target.shape) for side in (pairs.negative, cells.negative))
        low, high, unit = conditions.g_min_over_g_max, 1.0, "G / G_max"
        note = NOT_CLIPPED if conditions.programming else ""
        if conditions.device is not None:
            low, high, unit = conditions.device.low, conditions.device.high, "the device's unit of conductance"
            note = "" if conditions.device.clips == "window" else DEVICE_NOT_CLIPPED
        scale = np.float32(high)
        targets = np.float32(low) + target * np.float32(high - low)
        return Written(targets[: self._rows], programmed[: self._rows] * scale, unit, low, high, "" if conditions.clip else note)


def carried(cells: Cells, conditions: Conditions, part: str) -> tuple[Doubles, Doubles]:
    """Return the conductances (m, p) of one side in units of G_max, and what is left of them between resistive wires."""
    negative = _at_weights(cells.negative, cells.shared, cells.positive.shape)
    side = np.maximum(np.asarray(negative if part == "negative" else cells.positive, np.float64), 0)
    resistances = resistances_of(conditions)
    remaining = np.empty_like(side)
    for tile in tiles(side.shape, conditions):
        if cells.shared is None:
            remaining[tile] = equivalent_conductances(side[tile], resistances)
            continue
        # The reference is one more column of the same array.
        array = np.maximum(np.concatenate([cells.positive[tile], cells.negative[reference_of(tile, conditions)]], axis=1), 0)
        both = equivalent_conductances(array, resistances)
        remaining[tile] = both[:, -1:] if part == "negative" else both[:, :-1]
    return side, remaining


def _at_weights(side: Floats, shared: int | None, shape: tuple[int, ...]) -> Floats:
    """Return a device of each weight (m, p), from those that `shared` weights may have in common."""
    return np.broadcast_to(for_each_weight(side, shared, shape[1]), shape)


NOT_CLIPPED = (
    "One sigma for all devices is a law without bounds unless they are clipped: some conductances lie outside the window."
)
DEVICE_NOT_CLIPPED = "The device's source does not clip errors to the window: some conductances lie outside of it."
