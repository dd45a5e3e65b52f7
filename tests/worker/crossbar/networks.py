"""Small networks with random weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from worker.crossbar import GRU, LSTM, RNN, Conv2D, Dense, Flatten, Layer, MaxPool2D, Network, SkipRNN
from worker.crossbar.layers import Add, Concatenate, Flip, Multiply, Reshape


def weights(generator: np.random.Generator, *shape: int) -> np.ndarray:
    return (generator.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]))).astype(np.float32)


def mlp(seed: int = 0, pixels: int = 8) -> Network:
    g = np.random.default_rng(seed)
    return Network(
        (Flatten(), Dense(weights(g, pixels**2, 20), weights(g, 20)), Dense(weights(g, 20, 10), weights(g, 10), "linear")),
        (pixels, pixels, 1),
    )


def cnn(seed: int = 0, padding: str = "valid") -> Network:
    g = np.random.default_rng(seed)
    side = 3 if padding == "valid" else 4
    return Network(
        (
            Conv2D(weights(g, 3, 3, 1, 4), weights(g, 4), padding),  # type: ignore[arg-type]
            MaxPool2D(2),
            Conv2D(weights(g, 2, 2, 4, 6), weights(g, 6), padding, "relu"),  # type: ignore[arg-type]
            Flatten(),
            Dense(weights(g, (side - 1 if padding == "valid" else side) ** 2 * 6, 10), weights(g, 10), "linear"),
        ),
        (8, 8, 1),
    )


def rnn(seed: int = 0, steps: int = 4, units: int = 12) -> Network:
    g = np.random.default_rng(seed)
    return Network(
        (
            RNN(weights(g, 64 // steps, units), weights(g, units, units), weights(g, units), steps),
            Dense(weights(g, units, 10), weights(g, 10), "linear"),
        ),
        (8, 8, 1),
    )


def _read_out(g: np.random.Generator, units: int, *recurrent: Layer) -> Network:
    return Network((*recurrent, Dense(weights(g, units, 10), weights(g, 10), "linear")), (8, 8, 1))


def stacked(seed: int = 0, steps: int = 4, units: int = 12) -> Network:
    g = np.random.default_rng(seed)
    first = RNN(weights(g, 64 // steps, units), weights(g, units, units), weights(g, units), steps, return_sequences=True)
    return _read_out(g, units, first, RNN(weights(g, units, units), weights(g, units, units), weights(g, units), steps))


def lagged(seed: int = 0, steps: int = 8, units: int = 12) -> Network:
    g = np.random.default_rng(seed)
    skip = weights(g, units, units)
    cell = RNN(weights(g, 64 // steps, units), weights(g, units, units), weights(g, units), steps, skip=skip, lag=3)
    return _read_out(g, units, cell)


def skipping(seed: int = 0, steps: int = 8, units: int = 12) -> Network:
    """The gate's bias lets about half of the steps pass."""
    g = np.random.default_rng(seed)
    gate, bias = weights(g, units, 1), np.array([-0.3], np.float32)
    cell = SkipRNN(weights(g, 64 // steps, units), weights(g, units, units), weights(g, units), gate, bias, steps)
    return _read_out(g, units, cell)


def lstm(seed: int = 0, steps: int = 4, units: int = 12) -> Network:
    g = np.random.default_rng(seed)
    cell = LSTM(weights(g, 64 // steps, 4 * units), weights(g, units, 4 * units), weights(g, 4 * units), steps)
    return _read_out(g, units, cell)


def gru(seed: int = 0, steps: int = 4, units: int = 12) -> Network:
    g = np.random.default_rng(seed)
    kernel, recurrent = weights(g, 64 // steps, 3 * units), weights(g, units, 3 * units)
    return _read_out(g, units, GRU(kernel, recurrent, weights(g, 3 * units), weights(g, 3 * units), steps))


def branches(seed: int = 0) -> Network:
    """A dense layer and the images themselves are needed again much later."""
    g = np.random.default_rng(seed)
    layers = (
        Flatten(),
        Dense(weights(g, 64, 20), weights(g, 20)),
        Dense(weights(g, 64, 20), weights(g, 20), "linear"),
        Add(),
        Dense(weights(g, 20, 20), weights(g, 20)),
        Multiply(),
        Dense(weights(g, 20, 16), weights(g, 16)),
        Concatenate(),
        Dense(weights(g, 120, 10), weights(g, 10), "linear"),
        Add(),
    )
    inputs = ((-1,), (0,), (0,), (1, 2), (3,), (4, 1, 1), (5,), (6, 1, 0, 5), (7,), (8, 8))
    return Network(layers, (8, 8, 1), inputs)


def residual(seed: int = 0) -> Network:
    """A pool that its convolution absorbs, across another branch, and one that it must not, since a sum needs all values."""
    g = np.random.default_rng(seed)
    layers = (
        Conv2D(weights(g, 3, 3, 1, 4), weights(g, 4), "same"),
        Conv2D(weights(g, 3, 3, 4, 4), weights(g, 4), "same", "linear"),
        Conv2D(weights(g, 1, 1, 4, 4), weights(g, 4), "same"),
        MaxPool2D(2),
        Add(),
        MaxPool2D(2),
        MaxPool2D(2),
        Concatenate(),
        Conv2D(weights(g, 3, 3, 12, 6), weights(g, 6)),
        Flatten(),
        Dense(weights(g, 24, 10), weights(g, 10), "linear"),
    )
    inputs = ((-1,), (0,), (0,), (1,), (2, 0), (4,), (2,), (3, 5, 6), (7,), (8,), (9,))
    return Network(layers, (8, 8, 1), inputs)


def bidirectional(seed: int = 0, steps: int = 4, units: int = 6) -> Network:
    """Two LSTMs from either end side by side, then a GRU with the reset gate before the product, and an RNN of tanhs."""
    g = np.random.default_rng(seed)

    def lstm_of(**chosen: Any) -> LSTM:
        arrays = weights(g, 64 // steps, 4 * units), weights(g, units, 4 * units), weights(g, 4 * units)
        return LSTM(*arrays, steps, return_sequences=True, **chosen)

    gru_arrays = weights(g, 2 * units, 3 * units), weights(g, units, 3 * units), weights(g, 3 * units)
    layers = (
        lstm_of(),
        lstm_of(go_backwards=True, activation="relu", recurrent_activation="hard_sigmoid"),
        Reshape((1, steps, units)),
        Reshape((1, steps, units)),
        Flip(2),
        Concatenate(),
        GRU(*gru_arrays, time_steps=steps, reset_after=False, return_sequences=True),
        RNN(weights(g, units, units), weights(g, units, units), weights(g, units), steps, go_backwards=True, activation="tanh"),
        Dense(weights(g, units, 10), weights(g, 10), "linear"),
    )
    return Network(layers, (8, 8, 1), ((-1,), (-1,), (0,), (1,), (3,), (2, 4), (5,), (6,), (7,)))


FAMILIES = {
    "mlp": mlp,
    "cnn": cnn,
    "rnn": rnn,
    "rnn-stacked": stacked,
    "rnn-skip": lagged,
    "skip-rnn": skipping,
    "lstm": lstm,
    "gru": gru,
    "branches": branches,
    "residual": residual,
    "bidirectional": bidirectional,
}


def images(count: int = 40, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    g = np.random.default_rng(seed)
    return g.random((count, 8, 8, 1), dtype=np.float32), g.integers(0, 10, count)
