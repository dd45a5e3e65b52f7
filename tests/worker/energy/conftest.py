from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from backend.layers import Layer
from backend.schemas.network import NetworkCard
from worker.energy.workload import workload

MakeCard = Callable[..., NetworkCard]


@pytest.fixture(scope="session")
def make_card() -> MakeCard:
    """A card with these layers; what the energy model does not read is left plain."""

    def make(layers: Sequence[Layer], shape: tuple[int, ...] = (28, 28, 1), name: str = "mnist/example") -> NetworkCard:
        return NetworkCard(
            id=name,
            dataset="mnist",
            family="custom",
            time_steps=None,
            training_noise=0.0,
            parameters=1,
            cells=2,
            clean_accuracy=0.5,
            origin="zoo",
            input_shape=shape,
            layers=tuple(layers),
            macs=workload(layers, shape).macs,
            weights_sha256="0" * 64,
        )

    return make
