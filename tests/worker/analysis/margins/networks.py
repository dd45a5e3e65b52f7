"""Small networks whose predictions have closed forms."""

from __future__ import annotations

import numpy as np

from worker.crossbar import RNN, Dense, Flatten, Network, Simulator


def linear(classes: int, *, images: int = 40, inputs: int = 12, seed: int = 0) -> Simulator:
    """One linear layer with biases, on random images; labels are those of a similar network, so that some are wrong."""
    generator = np.random.default_rng(seed)
    kernel, bias = (generator.normal(size=shape).astype(np.float32) for shape in ((inputs, classes), (classes,)))
    shown = generator.random((images, inputs, 1, 1), dtype=np.float32)
    like = shown.reshape(images, inputs) @ kernel + bias + generator.normal(size=(images, classes)) / 4
    network = Network((Flatten(), Dense(kernel, bias, "linear")), (inputs, 1, 1))
    return Simulator(network, shown, np.argmax(like, axis=1), calibration_images=shown)


def scalar_recurrent(steps: int, *, images: int = 30, gain: float = 0.9) -> Simulator:
    """One linear unit h_t = w x_t + u h_(t-1) whose last state is compared with 0, and positive throughout: ReLUs never bend."""
    generator = np.random.default_rng(1)
    shown = generator.random((images, steps, 1, 1), dtype=np.float32)
    one = np.ones((1, 1), np.float32)
    rnn = RNN(one, np.float32(gain) * one, np.zeros(1, np.float32), time_steps=steps)
    read = Dense(np.array([[1.0, 0.0]], np.float32), np.array([0.0, 3.0], np.float32), "linear")
    network = Network((Flatten(), rnn, read), (steps, 1, 1))
    return Simulator(network, shown, np.zeros(images, np.int64), calibration_images=shown)
