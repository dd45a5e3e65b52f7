from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images, rnn
from worker.analysis.dynamics.plane import Plane
from worker.analysis.dynamics.trajectories import MOST_PATHS, few_of_each_class, trajectories
from worker.crossbar import Conditions, Network, Simulator


@pytest.mark.parametrize("family", ["rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru"])
def test_at_the_last_step_the_network_decides_as_it_does(family: str) -> None:
    shown, labels = images(60)
    simulator = Simulator(FAMILIES[family](), shown, labels)
    answers = simulator.predictions(Conditions(), seed=0, draw=0)
    for layer in trajectories(simulator, Conditions(programming=0.1), seed=0).values():
        assert layer.images == 60 and len(layer.paths) <= MOST_PATHS
        for path in layer.paths:
            assert path.label == labels[path.image]
            assert path.decided is not None and path.decided[-1] == answers[path.image]
            assert len(path.decided) == len(path.clean) == len(path.noisy[0])
            assert path.noisy[0] != path.clean and path.noisy[0] != path.noisy[1]


def test_without_noise_noisy_paths_are_the_clean_ones_and_means_are_of_classes() -> None:
    shown, labels = images(8)[0], np.arange(8) % 2
    found = trajectories(Simulator(rnn(), shown, labels), Conditions(), seed=0)[0]
    assert all(noisy == path.clean for path in found.paths for noisy in path.noisy)
    every = {path.image: path.clean for path in found.paths}
    for label in (0, 1):
        mean = np.mean([every[image] for image in np.flatnonzero(labels == label)], axis=0)
        assert mean == pytest.approx(np.array(found.class_means[label]), rel=1e-4)


def test_a_network_that_reads_all_states_decides_only_at_the_end() -> None:
    network = rnn()
    cell, dense = network.layers
    everything = Network(
        (replace(cell, return_sequences=True), replace(dense, kernel=np.ones((48, 10), np.float32))), network.input_shape
    )
    shown, labels = images(10)
    found = trajectories(Simulator(everything, shown, labels), Conditions(), seed=0)[0]
    assert all(path.decided is None for path in found.paths)


def test_the_plane_is_that_of_the_largest_variances() -> None:
    g = np.random.default_rng(0)
    states = (g.standard_normal((500, 3, 4)) * [0.1, 5, 1, 0.1] + 7).astype(np.float32)
    plane = Plane.of(states)
    assert np.abs(plane.axes[1, 0]) == pytest.approx(1, abs=0.01) and np.abs(plane.axes[2, 1]) == pytest.approx(1, abs=0.01)
    assert plane.variance[0] == pytest.approx(25 / 26, abs=0.01)
    assert plane.place(states).mean(axis=(0, 1)) == pytest.approx([0, 0], abs=1e-5)
    alone = Plane.of(states[..., 1:2])
    assert alone.variance == (1, 0) and (alone.place(states[..., 1:2])[..., 1] == 0).all()


def test_paths_are_few_and_of_all_classes() -> None:
    many = np.arange(300) % 100
    assert len(few_of_each_class(many)) == MOST_PATHS
    ten = few_of_each_class(np.arange(300) % 10)
    assert len(ten) == 40 and sorted(ten) == list(ten)
