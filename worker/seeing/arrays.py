"""One crossbar as a picture: what was to be written, what the chip holds, and the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.network import NetworkCard
from backend.schemas.seeing import MOST_SIDE, CrossbarLayer, CrossbarPicture, CrossbarRequest
from worker.crossbar import Conditions, Simulator
from worker.crossbar.conductances import largest, to_pairs
from worker.crossbar.layers import Floats, Weighted, matrix
from worker.crossbar.programming import error, on_device, programmed_pairs, to_levels
from worker.seeing.encoding import floats_text

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Written:
    """One quantity of a crossbar, (m, p): as it was to be, and as it is. `low` and `high` bound the targets."""

    target: Floats
    held: Floats
    unit: str
    low: float
    high: float
    note: str = ""


def picture(card: NetworkCard, simulator: Simulator, request: CrossbarRequest, conditions: Conditions) -> CrossbarPicture:
    """A layer's crossbar on chip number `draw`. Raises ValueError for a layer without weights, or a window outside."""
    weighted = {index: matrix(layer) for index, layer in enumerate(simulator.network.layers) if isinstance(layer, Weighted)}
    index = next(iter(weighted)) if request.layer is None else request.layer
    if index not in weighted:
        raise ValueError(f"layer must be one with weights: {', '.join(map(str, weighted))}; received {index}")
    rows, columns = weighted[index].shape
    for name, start, length in (("top", request.top, rows), ("left", request.left, columns)):
        if start >= length:
            raise ValueError(f"{name} must be less than {length}, the size of this crossbar; received {start}")
    own = conditions.in_layer(index)
    if request.part == "weights":
        levels, w_max = to_levels(weighted[index], own.weight_bits), largest(weighted[index])
        held_weights = simulator.program(conditions, seed=request.seed, draw=request.draw)[index].weights
        written = Written(levels, held_weights, "weight", -w_max, w_max)
    else:
        written = _devices(weighted[index], request, own, index)
    window = (slice(None), slice(None))
    if request.side is not None:
        window = (slice(request.top, request.top + request.side), slice(request.left, request.left + request.side))
    target, held = (np.asarray(values[window], np.float64) for values in (written.target, written.held))
    cell = (-(-target.shape[0] // MOST_SIDE), -(-target.shape[1] // MOST_SIDE))
    wrong = held - target
    shown_error = wrong if cell == (1, 1) else np.sqrt(in_cells(wrong**2, cell))
    shown = in_cells(target, cell)
    return CrossbarPicture(
        layers=[
            CrossbarLayer(layer=place, kind=card.layers[place].kind, rows=len(values), columns=values.shape[1])
            for place, values in weighted.items()
        ],
        layer=index,
        rows=rows,
        columns=columns,
        top=request.top if request.side is not None else 0,
        left=request.left if request.side is not None else 0,
        cell=cell,
        height=shown.shape[0],
        width=shown.shape[1],
        unit=written.unit,
        low=written.low,
        high=written.high,
        target=floats_text(shown),
        programmed=floats_text(in_cells(held, cell)),
        error=floats_text(shown_error),
        rms_error=float(np.sqrt(np.mean((written.held.astype(np.float64) - written.target) ** 2))),
        note=written.note,
    )


def in_cells(values: Doubles, cell: tuple[int, int]) -> Doubles:
    """Means over cells of so many rows and columns; the last cells of a row or column may be smaller."""
    for axis, size in enumerate(cell):
        starts = np.arange(0, values.shape[axis], size)
        counts = np.diff([*starts, values.shape[axis]])
        values = np.add.reduceat(values, starts, axis=axis) / (counts[:, None] if axis == 0 else counts)
    return values


def _devices(weights: Floats, request: CrossbarRequest, own: Conditions, layer: int) -> Written:
    """One of the two devices of each weight: the same draw as the weights' own."""
    place = {"seed": request.seed, "layer": layer, "draw": request.draw}
    levels = to_levels(weights, own.weight_bits)
    before = to_pairs(levels, own.mapping)
    if own.device is not None:
        low, high = own.device.low, own.device.high
        held = on_device(weights, own, own.device, **place)
        target, now = (before.positive, held.positive) if request.part == "positive" else (before.negative, held.negative)
        return Written(np.float32(low) + target * np.float32(high - low), now, "conductance", low, high)
    unit_error = error(weights.shape, shared_reference=own.mapping == "offset", **place) if own.programming else None
    sigma = own.weight_sigma(own.programming, largest(weights))
    after = programmed_pairs(levels, unit_error, sigma, own, **place)
    target, now = (before.positive, after.positive) if request.part == "positive" else (before.negative, after.negative)
    return Written(target, now, "share of the conductance window", 0.0, 1.0, NOT_CLIPPED if own.programming else "")


NOT_CLIPPED = (
    "One sigma for all devices is a law without bounds: some conductances lie outside the window, from 0 (G_min) to 1 (G_max). "
    "Devices with laws of their own are clipped to it."
)
