"""How weights are spread, for networks of few layers and of many."""

from __future__ import annotations

import pytest

from backend.schemas.network import Histogram
from frontend.kit.figures.weights import COLUMNS, weights_figure


@pytest.mark.parametrize("layers", [1, 4, 60])
def test_every_crossbar_has_a_figure_that_can_be_read(layers: int) -> None:
    histograms = [
        Histogram(layer=one, kind="dense", low=-1, high=1, counts=[1, 2, 1], largest=1, std=0.5) for one in range(layers)
    ]
    figure = weights_figure(histograms, scheme="light")
    assert len(figure.data) == layers
    heights = [axis.domain[1] - axis.domain[0] for axis in figure.select_yaxes()]
    assert min(heights) > 0.5 / -(-layers // COLUMNS)
