"""What is said of predictions, from made-up measurements and from what ships."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from backend.reproductions.measurements import committed
from backend.reproductions.predicted import Compared, NoiseMargin, PredictedNetwork, PredictionFile
from backend.reproductions.prediction_quality import INTERNAL, prediction_quality, quality_of
from backend.reproductions.ranks import spearman

RUN = "digits-programming"


NETWORK = "digits/mlp-noise0"


def margin(predicted: float | None, measured: float | None) -> NoiseMargin:
    return NoiseMargin(
        kind="read", clean=1.0, predicted=predicted, measured=measured, low=measured, high=measured, at_measured=0.96, points=[]
    )


def file(margins: list[NoiseMargin], points: list[Compared] | None = None) -> PredictionFile:
    networks = [
        PredictedNetwork(
            network=NETWORK if points else f"digits/n{number}",
            tables_s=float(number),
            curve_s=0.1 * number,
            runs={RUN: points} if points and number == 1 else {},
            left_out={"wires": ["wires"]},
            margins=[one],
        )
        for number, one in enumerate(margins, start=1)
    ]
    return PredictionFile(date="2026-12-01", engine_version="6", method=1, images=10, networks=networks)


def test_margins_in_the_same_order_have_a_rank_correlation_of_1() -> None:
    found = quality_of(file([margin(0.01 * i, 0.02 * i) for i in range(1, 9)] + [margin(None, 0.1)]), committed().runs)
    (reads,) = found.margins
    assert (reads.networks, reads.left) == (8, 1)
    assert (reads.rank_correlation, reads.low, reads.high) == pytest.approx((1, 1, 1))
    assert (reads.ratio, reads.ratio_10) == pytest.approx((0.5, 0.5))
    assert (reads.error, reads.rms) == pytest.approx((0.01, 0.01))
    assert (found.tables_s, found.most_tables_s, found.left_out) == (5.0, 9.0, ["wires"])


def test_those_that_differ_most_come_first() -> None:
    found = quality_of(file([margin(0.02, 0.02), margin(0.01, 0.04), margin(0.03, 0.01)]), committed().runs)
    assert [pair.network for pair in found.failures] == ["digits/n2", "digits/n3", "digits/n1"]


def test_points_are_sorted_by_what_is_left_of_the_clean_accuracy() -> None:
    clean = committed().runs[RUN].clean[NETWORK]
    points = [
        Compared(x=x, predicted=share * clean + 0.02, measured=share * clean, ci_low=0, ci_high=1)
        for x, share in ((0.01, 0.99), (0.02, 0.96), (0.03, 0.9), (0.1, 0.3))
    ]
    untouched = Compared(x=0.0, predicted=clean, measured=clean, ci_low=clean, ci_high=clean)
    found = quality_of(file([margin(0.1, 0.1), margin(0.2, 0.3)], [untouched, *points]), committed().runs)
    assert [(band.group, band.low, band.points) for band in found.bands] == [
        (INTERNAL, 0.95, 2),
        (INTERNAL, 0.85, 1),
        (INTERNAL, 0.0, 1),
    ]
    assert all(band.error == pytest.approx(0.02) and band.rms == pytest.approx(0.02) for band in found.bands)


def test_the_rank_correlation_is_that_of_scipy_and_inside_its_interval() -> None:
    generator = np.random.default_rng(0)
    first = generator.integers(0, 12, 40).astype(float)
    second = first + generator.normal(size=40) * 5
    expected = spearmanr(first, second).statistic
    found = spearman(first.tolist(), second.tolist())
    assert found.value == pytest.approx(expected)
    assert found.low < expected < found.high
    assert 0.1 < found.high - found.low < 0.8


def test_what_ships_covers_both_kinds_of_noise_and_every_group() -> None:
    found = prediction_quality()
    assert found is not None
    assert [one.kind for one in found.margins] == ["programming", "read"]
    assert all(one.networks >= 50 and one.low > 0.8 for one in found.margins)
    assert {band.group for band in found.bands} >= {INTERNAL}
