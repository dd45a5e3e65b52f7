"""What is printed on the figures of the study's runs."""

from __future__ import annotations

import pytest

from backend.reproductions.runs import all_specs
from backend.reproductions.wording import definition

BEYOND = {
    "fashion-mnist-proportional": "error proportional to G",
    "fashion-mnist-wires": "arrays of 128 rows; arrays of 128 columns",
    "fashion-mnist-device-pcm-joshi-compensated": "drift compensated by one factor",
}


@pytest.mark.parametrize(("name", "words"), BEYOND.items())
def test_whatever_is_set_is_in_the_definition(name: str, words: str) -> None:
    assert f"; {words}. 10,000 test images, n = 5 chips a network." in definition(all_specs()[name], "5")


def test_what_is_swept_has_no_value() -> None:
    text = definition(all_specs()["mnist-programming-and-gaussian"], "5 to 24")
    assert text == (
        "Programming error, σ as a share of the layer's weight range, 2 max|w|; gaussian noise on the test images of level 0.2. "
        "10,000 test images, n = 5 to 24 chips a network."
    )
