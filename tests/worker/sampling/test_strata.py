"""Samples that have each class's share of the images."""

from __future__ import annotations

import numpy as np
import pytest

from worker.sampling.strata import by_class, sample, variance_in_groups

generator = np.random.default_rng(5)
labels = generator.integers(0, 10, 1000)


def test_images_lie_class_by_class() -> None:
    order = by_class(labels)
    assert sorted(order) == list(range(1000))
    assert (np.diff(labels[order]) >= 0).all()


@pytest.mark.parametrize("count", [10, 100, 250, 1000])
def test_every_image_is_as_likely_as_any_other(count: int) -> None:
    order, times = by_class(labels), 400
    seen = np.bincount(np.concatenate([sample(order, count, generator) for _ in range(times)]), minlength=1000)
    expected = times * count / 1000
    assert abs(seen - expected).max() <= 5.5 * np.sqrt(expected * (1 - count / 1000)) + 1e-9


@pytest.mark.parametrize("count", [100, 97, 300])
def test_a_sample_has_no_image_twice_and_each_class_as_often_as_the_images(count: int) -> None:
    chosen = sample(by_class(labels), count, generator)
    assert len(set(chosen)) == count
    share = np.bincount(labels[chosen], minlength=10) - np.bincount(labels, minlength=10) * count / 1000
    assert abs(share).max() < 2


def test_all_images_are_a_sample_of_themselves() -> None:
    order = by_class(labels)
    np.testing.assert_array_equal(sample(order, 1000, generator), order)


def test_the_mean_of_a_sample_varies_as_the_values_of_a_group() -> None:
    """Values that depend on the class vary less from sample to sample than their own variance says."""
    values = np.where(generator.random(1000) < 0.1 * labels, -1, 0)
    order = by_class(labels)
    samples = [values[sample(order, 100, generator)] for _ in range(3000)]
    seen = np.var([one.mean() for one in samples])
    assert seen == pytest.approx(np.mean([variance_in_groups(one) for one in samples]) * (1 / 100 - 1 / 1000), rel=0.1)
    assert seen < 0.8 * values.var() * (1 / 100 - 1 / 1000)
