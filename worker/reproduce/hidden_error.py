"""How far the hidden state of a noisy RNN is from that of an ideal chip, time step after time step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.reproductions.measurements import Growth
from worker.analysis.dynamics.reads import Reads
from worker.crossbar import RNN, Conditions, Simulator
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.simulate.inference import read_noise
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Normals


@dataclass(frozen=True, eq=False)
class Trace:
    """What the array of an RNN saw and what became of it: inputs [x_t; h_(t-1)] (T, m, n) and states h_t (T, p, n)."""

    inputs: Floats
    states: Floats


def growth(simulator: Simulator, images: Floats, *, network: str, kind: str, sigma: float, draws: int, seed: int) -> Growth:
    """Errors of a network whose first layer is a ReLU RNN, over some draws. `kind` is "programming" or "read".

    Beside the error of h_t, which all steps until t have made, stands the error of step t alone: the state before it
    is that of an ideal chip. All are RMS over images and units.
    """
    index, layer = _recurrent(simulator)
    ideal = _trace(simulator, index, layer, simulator.program(Conditions(), seed=seed, draw=0), images, None)
    noisy = Conditions(programming=sigma) if kind == "programming" else Conditions(read=sigma)
    errors, alone = [], []
    for draw in range(draws):
        arrays = simulator.program(noisy, seed=seed, draw=draw)
        whole, single = (read_noise(simulator.network, seed=seed, draw=draw, block=block)[index] for block in (0, 1))
        errors.append(_rms(_trace(simulator, index, layer, arrays, images, whole).states - ideal.states))
        alone.append(
            [_rms_of(_step(arrays[index], layer, x, single) - h) for x, h in zip(ideal.inputs, ideal.states, strict=True)]
        )
    return Growth(
        network=network, kind=kind, sigma=sigma, images=len(images), errors=errors, alone=alone, state=_rms(ideal.states)
    )


def _recurrent(simulator: Simulator) -> tuple[int, RNN]:
    for index, layer in enumerate(simulator.network.layers):
        if isinstance(layer, RNN):
            return index, layer
    raise ValueError("the network has no ReLU RNN layer")


def _trace(
    simulator: Simulator, index: int, layer: RNN, arrays: dict[int, Crossbar], images: Floats, read: Normals | None
) -> Trace:
    reads = Reads.of(simulator.network, images, arrays, None if read is None else {index: read})
    states = np.maximum(np.stack(reads.outputs[index]) + layer.bias[:, None], 0)
    return Trace(np.stack(reads.inputs[index]), states)


def _step(array: Crossbar, layer: RNN, inputs: Floats, read: Normals) -> Floats:
    """One time step of a noisy chip on some inputs (m, n): states (p, n)."""
    states: Floats = np.maximum(array.multiply(inputs, read) + layer.bias[:, None], 0)
    return states


def _rms_of(values: NDArray[np.float32]) -> float:
    """To six digits: the file that ships stays small, and a last bit more would say nothing."""
    return float(f"{np.sqrt(np.mean(np.square(values, dtype=np.float64))):.6g}")


def _rms(values: NDArray[np.float32]) -> list[float]:
    """Of each step."""
    return [_rms_of(step) for step in values]
