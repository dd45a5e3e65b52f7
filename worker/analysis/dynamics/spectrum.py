"""How a recurrent layer stretches and forgets small changes of its state, on ideal weights.

The space is that of all that the layer keeps between two steps. It is h of an RNN or a GRU; h above c of an LSTM; the last `lag`
states of an RNN with a temporal skip connection, of which a step replaces the oldest and moves on the others, so that their
singular value is at least 1; the state and the running gate value of a Skip RNN, whose binary gate is constant. A unit of an
LSTM therefore has two directions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Estimate, Spectrum
from worker.analysis.dynamics.estimates import band, estimate
from worker.analysis.dynamics.lyapunov import Doubles, exponents
from worker.crossbar.layers import Network, Recurrent
from worker.crossbar.simulate.backward import record
from worker.crossbar.tools.arrays import Floats

MOST_IMAGES, FEWEST_IMAGES = 64, 8
WORK = 4e9
"""Images are chosen so that images * T * s^3 is about this, for s values that are kept between steps: some seconds."""
SATURATED = 0.1
"""A unit whose slope is at most this is not active."""


def spectrum(network: Network, index: int, images: Floats, on_image: Callable[[], None] = lambda: None) -> Spectrum:
    """Return the spectrum of the recurrent layer of this index along the clean states of some of these images (n, h, w, c).

    The images are spread evenly over those that are given. `on_image` is called after each of them.
    """
    layer = network.recurrent[index]
    shown = images[chosen(layer, len(images))]
    reads = record(network, shown.astype(np.float64)).reads[index]
    states, each, chunk = layer.states(reads), layer.reads_per_step, len(layer.kernel)
    by_step = [reads[first : first + each] for first in range(0, len(reads), each)]
    active = [
        (layer.slopes(state, [outputs for _inputs, outputs in of_step]) > SATURATED).mean(axis=0)
        for state, of_step in zip(states, by_step, strict=True)
    ]
    found, numbers = [], []
    for image in range(len(shown)):
        one = slice(image, image + 1)
        inputs = [of_step[0][0][:chunk, one] for of_step in by_step]
        jacobians = [layer.jacobian(x, state[:, one])[0] for x, state in zip(inputs, states, strict=True)]
        found.append(exponents(cast("Sequence[Doubles]", jacobians)))
        numbers.append([_numbers(cast("Doubles", jacobian)) for jacobian in jacobians])
        on_image()
    return _answer(layer, np.array(found), np.array(numbers), np.array(active, np.float64).T)


def chosen(layer: Recurrent, count: int) -> NDArray[np.intp]:
    """Return which of so many images are looked at, so that the work is bounded: as many as WORK allows, spread evenly."""
    wanted = int(WORK / (layer.time_steps * layer.kept**3))
    wanted = min(count, MOST_IMAGES, max(FEWEST_IMAGES, wanted))
    return np.linspace(0, count, wanted, endpoint=False).astype(np.intp)


def _numbers(jacobian: Doubles) -> tuple[float, float, float]:
    """Return largest singular value, spectral radius and departure from normality of one Jacobian (s, s)."""
    live = jacobian[jacobian.any(axis=1)]
    frobenius = float(np.linalg.norm(live))
    if frobenius == 0:
        return 0.0, 0.0, 0.0
    moduli = np.abs(np.linalg.eigvals(without_lost(jacobian)))
    # The rest, which no eigenvalue has, is 0 to rounding in a normal matrix.
    rest = max(0.0, 1 - float(np.square(moduli / frobenius).sum()))
    largest = float(np.sqrt(np.linalg.eigvalsh(live @ live.T)[-1]))
    return largest, float(moduli.max(initial=0.0)), float(np.sqrt(rest))


def without_lost(jacobian: Doubles) -> Doubles:
    """Return the part of a matrix (s, s) that has all its eigenvalues but 0: without units whose row or column is 0."""
    while True:
        live = jacobian.any(axis=0) & jacobian.any(axis=1)
        if live.all():
            return jacobian
        jacobian = jacobian[np.ix_(live, live)]


def _answer(layer: Recurrent, found: Doubles, numbers: Doubles, active: Doubles) -> Spectrum:
    """Return the schema from exponents (n, s), `_numbers` (n, T, 3) and shares of active units (n, T)."""
    finite = np.isfinite(found)
    counts = finite.sum(axis=0)
    means = np.where(finite, found, 0).sum(axis=0)[counts > 0] / counts[counts > 0]
    steps = [float(step) for step in range(1, layer.time_steps + 1)]
    largest, weights = found[finite[:, 0], 0], recurrent_weights(layer)
    return Spectrum(
        exponents=means.tolist(),
        largest=estimate(largest) if len(largest) else Estimate(mean=0, low=0, high=0, n=0),
        vanished=float(1 - finite.mean()),
        singular_value=band(numbers[:, :, 0], steps),
        spectral_radius=band(numbers[:, :, 1], steps),
        non_normality=band(numbers[:, :, 2], steps),
        active=band(active, steps),
        weights_singular_value=float(np.linalg.norm(weights, 2)),
        weights_spectral_radius=float(np.abs(np.linalg.eigvals(weights)).max()),
        images=len(found),
    )


def recurrent_weights(layer: Recurrent) -> Doubles:
    """Return the recurrent weights (units, units); of an LSTM or a GRU those of the candidate, the third of its parts."""
    columns = slice(2 * layer.units, None) if layer.recurrent.shape[1] > layer.units else slice(None)
    return layer.recurrent[:, columns][:, : layer.units].astype(np.float64)
