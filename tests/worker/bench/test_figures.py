"""The pure parts: slopes, turns, ratios, goals, products."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from worker.bench.machine import this_machine
from worker.bench.networks import NETWORKS, contest, mlp, read_contest, synthetic_images, write_contest
from worker.bench.products import macs, multiply_all, shapes
from worker.bench.report import Goal, LeftOut, Report, Row
from worker.bench.slope import slope
from worker.bench.timing import Spread, ratio, take_turns
from worker.crossbar import Conditions, Simulator


def test_a_slope_is_the_exponent_with_its_interval() -> None:
    sizes = [1, 2, 4, 8, 16]
    exact = slope(sizes, [3 * size**1.5 for size in sizes])
    assert (exact.value, exact.low, exact.high) == pytest.approx((1.5, 1.5, 1.5))
    noisy = slope(sizes, [1.1, 1.9, 4.3, 7.8, 16.2])
    assert noisy.low < 1 < noisy.high < 1.2
    with pytest.raises(ValueError, match="three sizes"):
        slope([1, 2], [1, 2])


def test_jobs_take_turns_and_none_is_always_first() -> None:
    heard: list[str] = []

    def job(name: str) -> float:
        heard.append(name)
        return float(len(heard))

    given = take_turns({"a": lambda: job("a"), "b": lambda: job("b")}, repeats=3)
    assert "".join(heard) == "abbaab"
    assert given == {"a": [1, 4, 5], "b": [2, 3, 6]}


def test_a_ratio_is_taken_round_by_round() -> None:
    # The second round was twice as slow for both.
    assert ratio([10, 5, 12], [5, 2.5, 4]) == Spread(2, 2, 3)


def test_goals_and_what_is_no_judge_of_them() -> None:
    row = Row("speed", "MLP", "frozen noise over aihwkit", Spread(1.3, 1.1, 1.5), "x", Goal(1.2))
    assert row.met
    assert not Row("memory", "worker", "most", Spread.single(2000), "MiB", Goal(1024, "most")).met
    quick = Report(this_machine(), 2, 2, quick=True, images="few")
    quick.add(row)
    quick.add(LeftOut("aihwkit", "it is not here"))
    document = quick.as_json()
    assert document["rows"][0]["met"] is None
    assert document["left_out"] == [{"what": "aihwkit", "why": "it is not here"}]


@pytest.mark.parametrize(("name", "expected"), [("MLP", 234_752), ("CNN", 566_144), ("RNN", 560_384)])
def test_multiply_accumulates_of_an_image(name: str, expected: int) -> None:
    assert macs(NETWORKS[name]()) == expected


@pytest.mark.parametrize("name", ["MLP", "CNN", "RNN"])
def test_the_products_are_those_of_all_images(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = 0
    product = np.matmul

    def count(left: np.ndarray, right: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        nonlocal done
        done += left.shape[0] * right.size
        return product(left, right, out=out)

    monkeypatch.setattr(np, "matmul", count)
    network = NETWORKS[name]()
    multiply_all(shapes(network), images=37)
    assert done == 37 * macs(network)


def test_synthetic_images_have_the_statistics_of_mnist() -> None:
    images = synthetic_images(200)
    assert images.mean() == pytest.approx(0.131, abs=0.003)
    assert images.std() == pytest.approx(0.31, abs=0.04)
    assert images.min() == 0 and images.max() <= 1


@pytest.mark.parametrize("name", ["MLP", "CNN", "RNN"])
def test_a_contest_survives_its_file_and_its_ideal_network_is_always_right(name: str, tmp_path: Path) -> None:
    made = contest(NETWORKS[name](), synthetic_images(100))
    write_contest(tmp_path / "contest.npz", made)
    read = read_contest(tmp_path / "contest.npz")
    simulator = Simulator(read.network, read.images, read.labels)
    assert simulator.correct(Conditions(), seed=0, draw=0) == 100
    assert len(np.unique(read.labels)) >= 8
    noisy = Conditions(programming=0.05, reference="max")
    assert simulator.correct(noisy, seed=0, draw=0) == Simulator(made.network, made.images, made.labels).correct(
        noisy, seed=0, draw=0
    )


def test_weights_are_always_the_same() -> None:
    one, other = (mlp().layers[1].kernel for _ in range(2))  # type: ignore[union-attr]
    np.testing.assert_array_equal(one, other)
