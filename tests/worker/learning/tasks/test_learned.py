"""What is learned from scratch: digits on devices that are ideal, and on asymmetric ones."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.worker.learning.kinds import IDEAL, device
from tests.worker.learning.networks import cnn, digits, mlp, rnn
from worker.analysis.attribution.shapley import shares
from worker.crossbar.layers import Network
from worker.learning import SGD, Exact, PulsedDevice, Rule, StraightLaw, TikiTaka
from worker.learning.network.settings import Settings
from worker.learning.tasks.causes import NAMES, Causes, SmallTask, over_map, split
from worker.learning.tasks.course import Report, follow, stops_of
from worker.learning.tasks.examples import Examples
from worker.learning.tasks.scratch import from_scratch

EXAMPLES = Examples(*digits())
EPOCHS = 3


@cache
def course(kind: PulsedDevice, rule: Rule, network: Network, rate: float = 0.03, epochs: int = EPOCHS) -> list[Report]:
    training = from_scratch(network, Settings(kind, rule, rate=rate, window=2.0), EXAMPLES, seed=0)
    return list(follow(training, EXAMPLES, stops_of(training, epochs)))


NETWORK = mlp(64, 24, 10, shape=(8, 8, 1))
ASYMMETRIC = Causes(asymmetry=5.0).device(200)


def test_ideal_devices_learn_digits() -> None:
    """0.96 when this was written."""
    reports = course(device(IDEAL, 200), SGD(), NETWORK)
    assert [report.samples for report in reports] == [0, *(epoch * len(EXAMPLES.labels) for epoch in (1, 2, 3))]
    assert reports[0].accuracy < 0.3
    assert reports[0].learned_loss is None
    assert reports[-1].accuracy > 0.93
    assert reports[-1].loss < 0.3 < reports[0].loss
    assert reports[-1].learned_accuracy is not None
    assert reports[-1].learned_accuracy > 0.9
    assert reports[-1].pulses.up > reports[1].pulses.up > 0
    assert {index: shown.shape for index, shown in reports[-1].film.items()} == {1: (32, 24), 2: (24, 10)}
    assert (reports[-1].film[1] != reports[0].film[1]).mean() > 0.5


def test_asymmetric_devices_do_much_worse_unless_they_learn_by_tiki_taka() -> None:
    """0.55 and 0.94 when this was written."""
    plain = course(ASYMMETRIC, SGD(), NETWORK)[-1].accuracy
    with_two_arrays = course(ASYMMETRIC, TikiTaka(), NETWORK)[-1].accuracy
    assert plain < 0.75
    assert with_two_arrays > 0.88


@pytest.mark.parametrize("network", [rnn(8, 24, 8, 10, (8, 8, 1)), cnn(4, 10)], ids=["rnn", "cnn"])
def test_recurrent_layers_and_convolutions_learn(network: Network) -> None:
    """Accuracies of 0.6 and 0.8 after one epoch when this was written; a tenth is chance."""
    reports = course(device(IDEAL), SGD(Exact()), network, 0.01, 1)
    assert reports[-1].accuracy > 0.5
    assert reports[-1].accuracy > reports[0].accuracy + 0.3


def small_task() -> SmallTask:
    chosen = Examples(EXAMPLES.images[:300], EXAMPLES.labels[:300], EXAMPLES.test_images, EXAMPLES.test_labels)
    settings = Settings(device(IDEAL), rate=0.05, window=2.0)
    return SmallTask(mlp(64, 10, shape=(8, 8, 1)), settings, chosen, epochs=1, states=200)


def test_a_map_goes_over_all_combinations() -> None:
    points = list(over_map(small_task(), [0.0], [0.0, 8.0], [0.0, 0.02], seed=0, chips=2))
    assert [point.causes for point in points] == [Causes(0, a, w) for a in (0.0, 8.0) for w in (0.0, 0.02)]
    assert all(point.accuracies.shape == (2,) for point in points)
    assert points[0].accuracies.min() > points[-1].accuracies.max()


def test_shares_of_causes_sum_to_what_is_lost_and_absent_causes_take_nothing() -> None:
    found = split(small_task(), Causes(asymmetry=8.0, write_noise=0.02), seed=0, chips=2)
    of_causes = dict(zip(NAMES, shares(found.losses), strict=True))
    np.testing.assert_allclose(sum(of_causes.values()), found.lost, atol=1e-12)
    assert (found.lost > 0.1).all()
    assert not of_causes["nonlinearity"].any()
    assert not found.alone[NAMES.index("nonlinearity")].any()
    assert (found.alone[NAMES.index("asymmetry")] > 0).all()


def test_causes_are_the_devices_that_they_say() -> None:
    """Symmetric: a pulse down undoes one up. Asymmetric: steps up shrink towards the top, steps down towards the bottom."""
    symmetric, asymmetric = Causes(nonlinearity=3.0).device(100).law, Causes(asymmetry=3.0).device(100).law
    assert isinstance(symmetric, StraightLaw)
    assert isinstance(asymmetric, StraightLaw)
    for u in (0.0, 0.3, 0.9):
        above = u + np.interp(u, [0, 1], symmetric.up) / 100
        assert above - np.interp(above, [0, 1], symmetric.down) / 100 == pytest.approx(u)
    np.testing.assert_allclose(asymmetric.up, asymmetric.down[::-1])
    assert symmetric.up[0] > 5 * symmetric.up[1]
    assert asymmetric.up[0] > 5 * asymmetric.up[1]
    assert Causes().device(100).law == StraightLaw((1, 1), (1, 1))
