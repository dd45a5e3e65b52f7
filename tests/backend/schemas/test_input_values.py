"""What can be said of a network's inputs, and what follows for stored values."""

from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.input_values import conversion, in_words, standardised


@pytest.mark.parametrize(
    ("values", "black", "white"),
    [("unit", 0, 1), ("bytes", 0, 255), ("symmetric", -1, 1), ("0.25,0.5", -0.5, 1.5), ("0,0.0625", 0, 16)],
)
def test_black_and_white_become_what_is_said(values: str, black: float, white: float) -> None:
    found = conversion(values)
    assert found is not None
    assert (found.shift[0], found.scale[0] + found.shift[0]) == pytest.approx((black, white))


def test_every_channel_has_numbers_of_its_own() -> None:
    images = np.random.default_rng(0).random((50, 4, 3)) * (1.0, 0.5, 0.25)
    means, deviations = images.mean(axis=(0, 1)), images.std(axis=(0, 1))
    found = conversion(standardised(means.tolist(), deviations.tolist()), 3)
    assert found is not None
    converted = images * found.scale + found.shift
    np.testing.assert_allclose(converted.mean(axis=(0, 1)), 0, atol=1e-3)
    np.testing.assert_allclose(converted.std(axis=(0, 1)), 1, rtol=1e-3)


def test_auto_is_not_known_yet() -> None:
    assert conversion("auto", 3) is None
    assert in_words("auto") == "not known yet"


@pytest.mark.parametrize("values", ["", "half", "0.5", "1,2,3", "0,0", "0,-1", "0,nan", "inf,1", "0,1e-9", "1,2,3,4"])
def test_anything_else_is_refused_in_one_sentence(values: str) -> None:
    with pytest.raises(ValueError, match="received") as refusal:
        conversion(values, 3)
    assert "\n" not in str(refusal.value)
