from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.dynamics import Basins, ExtendedTime
from tests.worker.analysis.dynamics.conftest import Line
from tests.worker.crossbar.networks import FAMILIES, images
from worker.analysis.dynamics.basins import basins, parts_of_basins
from worker.analysis.dynamics.chain import chain_of
from worker.analysis.dynamics.kicks import kicked
from worker.analysis.dynamics.loop import Loop
from worker.analysis.dynamics.separation import LARGEST
from worker.crossbar import RNN, Conditions, Dense, Network, Simulator

CHAINS = ["rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru"]


def _basins(simulator: Simulator, conditions: Conditions | None = None, **chosen: object) -> Basins:
    request = {"seed": 1, "draws": 4, "steps": 60, "kicks": [0.1]} | chosen
    found = basins(simulator, conditions or Conditions(), **request)  # type: ignore[arg-type]
    assert found is not None
    return found


def _silence(found: Basins) -> ExtendedTime:
    assert [drive.drive for drive in found.drives] == ["silence", "image"]
    return found.drives[0]


@pytest.fixture(scope="module")
def latch() -> Simulator:
    """One unit h_t = clip(3 h_(t-1) + 3 x_t - 1, 0, 1), which keeps a single pixel of 0 or 1, and says which it was."""
    cell = RNN(*(np.full((1, 1), 18, np.float32) for _ in range(2)), np.array([-9], np.float32), 1, activation="hard_sigmoid")
    readout = Dense(np.array([[-2, 2]], np.float32), np.array([1, -1], np.float32), "linear")
    labels = np.arange(400) % 2
    return Simulator(Network((cell, readout), (1, 1, 1)), labels.astype(np.float32).reshape(-1, 1, 1, 1), labels)


def test_a_latch_has_a_basin_for_each_class(latch: Simulator) -> None:
    found = _silence(_basins(latch))
    assert found.kinds == {"zero": 0.5, "fixed point": 0.5, "cycle": 0, "grows": 0, "wanders": 0}
    assert [(end.images, end.purity, end.label == end.decided) for end in found.ends] == [(200, 1, True)] * 2
    assert found.all_ends == 2
    assert (found.information, found.entropy) == (pytest.approx(1), pytest.approx(1))
    assert found.accuracy.mean == [1.0] * 61 and found.accuracy.x == list(range(61))
    assert found.separation.mean == [LARGEST] * 61
    assert found.norm.mean == pytest.approx([1.0] * 61)


def test_a_latch_returns_from_kicks_that_do_not_cross_its_threshold(latch: Simulator) -> None:
    # Both states are 0.5 from the threshold; the RMS norm is sqrt(0.5). Half of the kicks go the other way.
    sizes = np.array([0.3, 0.49, 0.51, 0.9]) / np.sqrt(0.5)
    found = _silence(_basins(latch, kicks=sizes.tolist())).returns
    assert found.probability.mean[:2] == [1, 1] and found.probability.n == 400
    assert found.probability.mean[2:] == pytest.approx([0.5, 0.5], abs=0.1)
    assert found.same_class.mean == found.probability.mean
    assert found.probability.low[2] < 0.5 < found.probability.high[2]


def test_noise_on_the_image_crosses_over_as_often_as_it_turns_the_pixel(latch: Simulator) -> None:
    conditions = Conditions(image_noise="salt_pepper", image_noise_level=0.4, programming=0.001)
    found = {noise.title: noise for noise in _silence(_basins(latch, conditions, draws=8)).noise}
    assert set(found) == {"Programming error", "Test-set noise", "All together"}
    assert found["Test-set noise"].same_end.mean == pytest.approx(0.8, abs=0.04)
    assert found["Test-set noise"].same_class == found["Test-set noise"].same_end
    assert found["Programming error"].same_end.mean == 1 and found["Programming error"].same_end.n == 8
    stayed, left = found["Test-set noise"].class_if_same_end, found["Test-set noise"].class_if_other_end
    assert stayed is not None and left is not None
    assert (stayed.mean, left.mean) == (1, 0)  # the latch answers by the basin that it is in
    assert found["Programming error"].class_if_other_end is None


def test_noise_that_does_nothing_leaves_ends_and_classes_that_go_round(line: Line) -> None:
    # A direction that turns by 1 at each step, and grows: the class changes with time, and is compared at the same time.
    turn = 1.2 * np.array([[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]])
    conditions = Conditions(image_noise="gaussian", image_noise_level=1e-6, programming=1e-7)
    found = _silence(_basins(line([1.0, 0.0, 0.5], a=turn, k=[1.0, 0.5]), conditions, steps=37))
    assert found.kinds["grows"] == 1
    assert [(noise.same_end.mean, noise.same_class.mean) for noise in found.noise] == [(1, 1)] * 3


def test_one_cause_alone_has_the_answer_of_all_together(latch: Simulator) -> None:
    told: list[None] = []
    found = _basins(latch, Conditions(read=0.01), on_part=lambda: told.append(None))
    alone, together = _silence(found).noise
    assert alone.same_end == together.same_end and alone.title != together.title
    assert len(told) == parts_of_basins(Conditions(read=0.01), 4, 1)


def test_a_rotation_is_a_cycle_of_its_period(line: Line) -> None:
    angle = 2 * np.pi / 5
    turn = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    found = _silence(_basins(line([1.0, 0.0], a=turn, k=[1.0, 0.5])))
    assert found.kinds["cycle"] == 1 and found.all_ends == 1
    assert [end.period for end in found.ends] == [5]
    assert found.information == 0


@pytest.mark.parametrize(
    ("gain", "kind"), [(0.8, "zero"), (1.0, "fixed point"), (1.5, "grows"), (40.0, "grows"), (-1.0, "cycle")]
)
def test_linear_units_end_by_their_gain(line: Line, gain: float, kind: str) -> None:
    found = _silence(_basins(line([1.0], a=gain)))
    assert found.kinds[kind] == 1  # type: ignore[index]
    assert found.norm.mean[10] == pytest.approx(min(abs(gain) ** 10, 1e6), rel=1e-4)
    assert np.isfinite(found.norm.mean).all() and found.all_ends == 1


def test_with_the_image_again_and_again_ends_are_compared_once_an_image(line: Line) -> None:
    # h_t = h_(t-1) / 2 + x_t with a pulse in four: a cycle of four steps, the same after each image.
    found = _basins(line([1.0, 0.0, 0.0, 0.0], a=0.5), steps=80).drives[1]
    assert found.kinds["fixed point"] == 1


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_less_time_than_an_image_takes_is_enough_for_an_answer(line: Line, steps: int) -> None:
    found = _basins(line([1.0, 0.0, 0.0, 0.0], a=0.9), Conditions(read=0.01), steps=steps)
    assert found.drives[1].kinds["wanders"] + found.drives[1].kinds["grows"] == 1
    assert len(found.drives[1].accuracy.mean) == steps + 1


@pytest.mark.parametrize("family", CHAINS)
def test_going_on_step_by_step_is_what_the_network_does(family: str) -> None:
    shown, labels = images(20)
    simulator = Simulator(FAMILIES[family](), shown, labels)
    chain = chain_of(simulator.network)
    assert chain is not None
    loop = Loop(chain, simulator.program(Conditions(), seed=0, draw=0))
    states = loop.show(chain.inputs(shown, loop.arrays, {}), loop.begin(20))
    logits = chain.logits(chain.cells[-1].hidden(states[-1]).T.copy(), loop.arrays)
    assert logits == pytest.approx(simulator.logits(Conditions(), seed=0, draw=0), abs=1e-5)


@pytest.mark.parametrize("family", CHAINS)
def test_every_kind_of_cell_has_an_answer_that_a_seed_repeats(family: str) -> None:
    shown, labels = images(24)
    simulator = Simulator(FAMILIES[family](), shown, labels)
    conditions = Conditions(programming=0.05, read=0.05)
    one, other = (_basins(simulator, conditions, steps=40, kicks=[0.1, 1.0], draws=2) for _ in range(2))
    assert one == other
    for drive in one.drives:
        assert sum(drive.kinds.values()) == pytest.approx(1)
        assert drive.accuracy.mean[0] == np.mean(simulator.predictions(Conditions(), seed=0, draw=0) == labels)
        assert drive.norm.mean[0] == pytest.approx(1) and drive.returns.probability.x == [0.1, 1.0]
        assert 0 <= drive.information <= drive.entropy
        assert [noise.title for noise in drive.noise] == ["Programming error", "Read noise", "All together"]


def test_layers_that_do_not_follow_each_other_have_no_basins() -> None:
    shown, labels = images(4)
    bidirectional = Simulator(FAMILIES["bidirectional"](), shown, labels)
    assert basins(bidirectional, Conditions(), seed=0, draws=2, steps=10, kicks=[0.1]) is None


def test_kicks_have_their_size_and_leave_relus_at_zero_or_above() -> None:
    cell = FAMILIES["rnn"]().layers[0]
    state = np.full((12, 500), 3, np.float32)
    norm = 3 * np.sqrt(12)
    small, large = (kicked([cell], [state], size, seed=0)[0] for size in (0.1, 2.0))  # type: ignore[list-item]
    assert np.linalg.norm(small - state, axis=0) == pytest.approx(0.1 * norm, rel=1e-4)
    assert large.min() == 0 and not np.array_equal(small, state)
    gru = FAMILIES["gru"]().layers[0]
    assert kicked([gru], [state], 2.0, seed=0)[0].min() < 0  # type: ignore[list-item]
    skipping = FAMILIES["skip-rnn"]().layers[0]
    state = np.full((13, 5), 0.7, np.float32)
    after = kicked([skipping], [state], 1.0, seed=0)[0]  # type: ignore[list-item]
    assert (after[12] == state[12]).all() and (after[:12] != state[:12]).any()
