from __future__ import annotations

import numpy as np
import pytest

from backend.devices import presets
from tests.worker.learning.kinds import IDEAL, device
from worker.learning import SGD, Exact, PulsedDevice
from worker.learning.network.reads import Reads
from worker.learning.tasks.gates import GATES, PATTERNS, GateSettings, Lesson, learn
from worker.translate.update_laws import to_pulsed_device

EPOCHS = 50
LESSONS = pytest.mark.parametrize("lesson", [GATES, PATTERNS], ids=["gates", "patterns"])


def preset(name: str) -> PulsedDevice:
    update = next(one for one in presets() if one.id == name).update
    assert update is not None
    return to_pulsed_device(update)


def test_lessons_say_what_their_columns_are_called() -> None:
    for (a, b, one), (and_, or_, nand) in zip(GATES.inputs, GATES.targets, strict=True):
        assert one == 1
        assert (and_, or_, nand) == (min(a, b), max(a, b), 1 - min(a, b))
    for pattern, answer in zip(PATTERNS.inputs, PATTERNS.targets, strict=True):
        assert "".join(f"{pixel:.0f}" for pixel in pattern) == PATTERNS.columns[int(answer.argmax())]


@LESSONS
def test_ecram_learns_with_every_of_twenty_seeds(lesson: Lesson) -> None:
    """All were learned within 15 epochs when this was written."""
    settings = GateSettings(preset("ecram"), epochs=EPOCHS)
    films = [learn(lesson, settings, seed=seed) for seed in range(20)]
    learned = [film.learned_after for film in films]
    assert all(epoch is not None and epoch <= 25 for epoch in learned), learned
    assert max(film.errors[-1] for film in films) < 0.25


def test_a_device_of_many_unequal_steps_learns_gates_seldom() -> None:
    settings = GateSettings(preset("reram-neurram"), epochs=EPOCHS)
    assert sum(learn(GATES, settings, seed=seed).learned_after is not None for seed in range(10)) <= 5


def test_film_shows_what_happened() -> None:
    settings = GateSettings(device(IDEAL), SGD(Exact()), epochs=10)
    film = learn(GATES, settings, seed=0)
    assert film.conductances.shape == (11, 3, 3)
    assert film.outputs.shape == (11, 4, 3)
    weights = film.conductances * settings.window
    np.testing.assert_allclose(film.outputs, 1 / (1 + np.exp(-settings.gain * (GATES.inputs @ weights))), atol=1e-5)
    assert film.errors[-1] == pytest.approx(np.sqrt(((film.outputs[-1] - GATES.targets) ** 2).mean()))
    assert film.errors[-1] < film.errors[0]
    assert film.pulses == (0, 0)


def test_one_seed_is_one_film_and_chips_differ() -> None:
    settings = GateSettings(preset("ecram"), epochs=5, reads=Reads(noise=0.01))
    first, again, other = (learn(GATES, settings, seed=1, draw=draw) for draw in (0, 0, 1))
    assert (first.conductances == again.conductances).all()
    assert (first.conductances[1:] != other.conductances[1:]).any()


def test_what_is_wrong_at_the_end_was_not_learned() -> None:
    film = learn(GATES, GateSettings(device(IDEAL), rate=0.0, epochs=3), seed=0)
    assert film.learned_after is None
    assert (film.wrong == film.wrong[0]).all()
