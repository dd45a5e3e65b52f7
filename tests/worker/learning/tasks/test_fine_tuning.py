"""A trained network of the zoo that learns on after it was programmed with errors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest

from backend.networks import load_arrays, load_card
from tests.worker.learning.kinds import CONSTANT, device
from tests.worker.learning.networks import digits
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.layers import Network
from worker.learning.network.settings import Settings
from worker.learning.network.training import Training
from worker.learning.tasks.changes import with_permuted_classes
from worker.learning.tasks.course import follow, stops_of
from worker.learning.tasks.examples import Examples
from worker.learning.tasks.fine_tuning import deployed, layers_that_learn, programmed, windows
from worker.translate.networks import to_engine

EXAMPLES = Examples(*digits())
DEVICE = device(CONSTANT, 1000, write_noise=0.3)


def zoo(name: str) -> Network:
    card = load_card(name)
    return to_engine(card, load_arrays(card))


MLP = zoo("digits/mlp-noise0")


def tuned(
    network: Network,
    conditions: Conditions,
    examples: Examples = EXAMPLES,
    *,
    learns: Collection[int] | None = None,
    stuck: float = 0.0,
) -> tuple[Training, list[float]]:
    settings = Settings(replace(DEVICE, stuck=stuck), rate=0.01)
    training = deployed(network, settings, conditions, examples, seed=0, learns=learns)
    return training, [report.accuracy for report in follow(training, examples, stops_of(training, 1))]


@pytest.mark.parametrize("which", ["all", "last"])
@pytest.mark.parametrize("name", ["digits/mlp-noise0", "digits/rnn-t4-noise0"])
def test_learning_on_the_chip_makes_up_for_programming_error(name: str, which: str) -> None:
    network = zoo(name)
    _training, (before, after) = tuned(network, Conditions(programming=0.1), learns=layers_that_learn(network, which))
    assert before < 0.85
    assert after > 0.88


def test_stuck_devices_are_in_all_layers_and_are_made_up_for_by_the_others() -> None:
    starts = [tuned(MLP, Conditions(), learns=layers_that_learn(MLP, which), stuck=0.15)[1] for which in ("all", "last")]
    assert starts[0][0] == starts[1][0] < 0.95, "the same chip, whatever learns on it"
    assert min(accuracies[1] for accuracies in starts) > starts[0][0] + 0.02


def test_a_changed_task_is_learned() -> None:
    changed = with_permuted_classes(EXAMPLES, seed=0)
    _training, (before, after) = tuned(MLP, Conditions(), changed, learns=layers_that_learn(MLP, "last"))
    assert before < 0.05
    assert after > 0.85


def test_a_perfect_chip_is_the_network_itself() -> None:
    training, (before, _after) = tuned(MLP, Conditions())
    for index, weights in programmed(MLP, Conditions(), seed=0, draw=0).items():
        assert (weights == MLP.weighted[index].matrix()).all()
        assert windows(MLP)[index] == pytest.approx(2.5 * np.abs(weights).max())
    assert before > 0.95
    assert training.network.settings.window == windows(MLP)


def test_layers_that_do_not_learn_keep_their_programmed_weights() -> None:
    (last,) = layers_that_learn(MLP, "last")
    training, _accuracies = tuned(MLP, Conditions(programming=0.1), learns=[last])
    chip = programmed(MLP, Conditions(programming=0.1), seed=0, draw=0)
    for index, layer in training.network.layers.items():
        within = np.abs(chip[index]) < windows(MLP)[index] / 2 * 0.999
        moved = np.abs(layer.weights - chip[index])[within] > 1e-4
        assert moved.any() == (index == last)


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="stuck"):
        tuned(MLP, Conditions(stuck_low=0.1))
    with pytest.raises(ValueError, match="'first'"):
        layers_that_learn(MLP, "first")
