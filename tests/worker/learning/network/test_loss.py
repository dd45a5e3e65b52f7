from __future__ import annotations

import numpy as np

from worker.learning.network.loss import cross_entropy, cross_entropy_of_one

LABELS = np.array([2, 0, 1])


def logits() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(4, 3))


def test_gradient_is_the_derivative_of_the_loss() -> None:
    values, small = logits(), 1e-6
    _loss, gradient = cross_entropy(values.copy(), LABELS)
    for place in np.ndindex(values.shape):
        up, down = values.copy(), values.copy()
        up[place] += small
        down[place] -= small
        change = (cross_entropy(up, LABELS)[0].sum() - cross_entropy(down, LABELS)[0].sum()) / (2 * small)
        assert abs(gradient[place] - change) < 1e-7


def test_one_image_is_as_one_of_several() -> None:
    values = logits().astype(np.float32)
    losses, gradient = cross_entropy(values, LABELS)
    for image, label in enumerate(LABELS):
        loss, own = cross_entropy_of_one(values[:, image].copy(), int(label))
        np.testing.assert_allclose(loss, losses[image], rtol=1e-6)
        np.testing.assert_allclose(own, gradient[:, image], atol=1e-7)


def test_large_logits_overflow_nowhere() -> None:
    loss, gradient = cross_entropy(np.array([[1e30], [0]], np.float32), np.array([1]))
    assert loss[0] == np.float32(1e30)
    assert gradient[:, 0].tolist() == [1, -1]
