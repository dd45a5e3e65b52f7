"""How much of the gradient of the margin reaches the states of a recurrent layer, on ideal weights.

The margin is the logit of the right class less the largest other one. Its gradient with respect to the state after step t has
all ways to the logits in it, and is taken in double precision. The state is h_t; of an LSTM h_t and c_t together, since both
carry what it remembers; of a Skip RNN the state behind its binary gate, whose own gradient is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Band, Estimate, GradientCurve, Gradients
from worker.analysis.dynamics.estimates import estimate
from worker.crossbar.layers import RNN, Network, Recurrent
from worker.crossbar.simulate.backward import Recording, backpropagate, record
from worker.crossbar.tools.arrays import Floats

Doubles = NDArray[np.float64]
IMAGES_AT_A_TIME = 100
"""A recorded pass keeps every read of every layer."""
AS_IT_IS, WITHOUT_SKIP = "as it is", "without its skip connection"
"""Titles of curves."""


def gradients(
    network: Network, index: int, images: Floats, labels: NDArray[np.int64], on_block: Callable[[], None] = lambda: None
) -> Gradients:
    """Return the gradients of the recurrent layer of this index for images (n, h, w, c) and their right classes.

    Without its skip connection means: the states are those of the network as it is, and only the way back leaves out the
    weights over `lag` steps of this layer. `on_block` is called after each `IMAGES_AT_A_TIME` images.
    """
    layer = network.recurrent[index]
    skips = isinstance(layer, RNN) and layer.skip is not None
    weights = {AS_IT_IS: layer.matrix().astype(np.float64)}
    if skips:
        weights[WITHOUT_SKIP] = weights[AS_IT_IS].copy()
        weights[WITHOUT_SKIP][len(layer.kernel) + layer.units :] = 0
    norms: dict[str, list[Doubles]] = {title: [] for title in weights}
    for begin in range(0, len(images), IMAGES_AT_A_TIME):
        block = slice(begin, begin + IMAGES_AT_A_TIME)
        recording = record(network, images[block].astype(np.float64))
        of_outputs = _gradient_of_outputs(recording, index, labels[block])
        for title, matrix in weights.items():
            norms[title].append(_norms(layer, of_outputs, recording, index, matrix))
        on_block()
    found = {title: np.concatenate(of_blocks) for title, of_blocks in norms.items()}
    return Gradients(
        through_time=[curve(values, title, skips=skips and title == AS_IT_IS) for title, values in found.items()],
        at_layer=estimate(np.linalg.norm(found[AS_IT_IS], axis=1)),
        images=len(images),
    )


def _gradient_of_outputs(recording: Recording, index: int, labels: NDArray[np.int64]) -> Floats:
    """Return the gradient of each image's margin with respect to what a layer gives (p, n)."""
    logits = recording.logits
    right = (labels, np.arange(len(labels)))
    others = logits.copy()
    others[right] = -np.inf
    of_logits = np.zeros_like(logits)
    of_logits[right] = 1
    of_logits[others.argmax(axis=0), right[1]] = -1
    seen: dict[int, Floats] = {}
    backpropagate(recording, of_logits, see_outputs=seen.__setitem__)
    return seen[index] if index in seen else np.zeros_like(recording.values[index])


def _norms(layer: Recurrent, of_outputs: Floats, recording: Recording, index: int, weights: Doubles) -> Doubles:
    """Return the norm of the gradient with respect to each state (n, T)."""
    found = []

    def back(_read: int, gradient: Floats) -> Floats:
        return cast("Floats", weights @ gradient)  # the engine's types say float32

    for _of_x, of_state in layer.through_time(of_outputs, recording.reads[index], back):
        # What an RNN keeps besides h are copies of older states, each of which counts at its own time.
        found.append(np.linalg.norm(layer.hidden(of_state) if isinstance(layer, RNN) else of_state, axis=0))
    return np.array(found[::-1], np.float64).T


def curve(norms: Doubles, title: str, *, skips: bool) -> GradientCurve:
    """Return the curve of norms (n, T) as fractions of those at T; images whose gradient is 0 at t are counted, and left out."""
    vanished = (norms == 0).mean(axis=0)
    norms = norms[norms[:, -1] > 0]
    with np.errstate(divide="ignore"):
        logs = np.log(norms / norms[:, -1:])
    return GradientCurve(
        title=title,
        skips=skips,
        norms=_geometric_means(logs),
        vanished=vanished.tolist(),
        rate=_estimate(_rates(logs)),
    )


def _geometric_means(logs: Doubles) -> Band:
    """Return geometric means with intervals at t = 1 ... T from logarithms (n, T), over those that are finite; 0 of none."""
    found = [_estimate(column[np.isfinite(column)]) for column in logs.T]
    means, lows, highs = (
        [float(np.exp(getattr(one, name))) if one.n else 0.0 for one in found] for name in ("mean", "low", "high")
    )
    x = [float(step) for step in range(1, len(found) + 1)]
    return Band(x=x, mean=means, low=lows, high=highs, n=min(one.n for one in found))


def _rates(logs: Doubles) -> Doubles:
    """Return for each image the mean change of the logarithm for each step back, from T to the first state it reaches."""
    rates = []
    for values in logs:
        lost = np.flatnonzero(~np.isfinite(values))
        first = int(lost[-1]) + 1 if len(lost) else 0
        if first < len(values) - 1:
            rates.append((values[first] - values[-1]) / (len(values) - 1 - first))
    return np.array(rates)


def _estimate(values: Doubles) -> Estimate:
    return estimate(values) if len(values) else Estimate(mean=0, low=0, high=0, n=0)
