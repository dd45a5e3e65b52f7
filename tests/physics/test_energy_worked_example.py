"""MLP, RNN over T, CNN and LeNet-5 on 28 x 28 images, at 8 bit: counts times unit costs, worked by hand.

The hand-worked figures hold array, row drivers and column outputs only, and no
tiling. The first tests compare these parts alone (2 %); the totals carry
buffers, wires and digital parts too, which add 3 to 13 %.
"""

from __future__ import annotations

import pytest

from backend.layers import Layer
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.setting import Converters
from backend.technologies import technology
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, cnn, lenet5, mlp, rnn
from worker.energy.workload import workload

CORE = ("array_read", "row_drivers", "integrators", "adc")


def of(layers: tuple[Layer, ...], mode: EnergyMode = "inference") -> EnergyEstimate:
    return estimate_work(
        workload(layers, IMAGE), network="x/y", technology=technology("marinella-2018"), mode=mode, converters=Converters()
    )


def core_nj(layers: tuple[Layer, ...]) -> float:
    components = of(layers).components
    return sum(components[name] for name in CORE) / 1e3


@pytest.mark.parametrize(
    ("layers", "outputs", "worked_nj"),
    [
        (mlp(), 310, 4.0),
        (rnn(7), 906, 11.2),
        (rnn(14), 1_802, 22.1),
        (rnn(28), 3_594, 43.9),
        (rnn(56), 7_178, 87.5),
        (cnn(), 37_770, 465.0),
        (lenet5(), 4_694, 61.0),
    ],
)
def test_neuron_activations_and_core_energy(layers: tuple[Layer, ...], outputs: int, worked_nj: float) -> None:
    assert sum(layer.outputs * layer.mvms for layer in workload(layers, IMAGE).layers) == outputs
    assert core_nj(layers) == pytest.approx(worked_nj, rel=0.02)
    assert worked_nj <= of(layers).total_pj / 1e3 <= 1.15 * worked_nj


@pytest.mark.parametrize(("time_steps", "ratio"), [(7, 42), (14, 21), (28, 11)])
def test_cnn_over_rnn(time_steps: int, ratio: float) -> None:
    assert core_nj(cnn()) / core_nj(rnn(time_steps)) == pytest.approx(ratio, rel=0.03)
    assert of(cnn()).total_pj / of(rnn(time_steps)).total_pj == pytest.approx(ratio, rel=0.10)


@pytest.mark.parametrize("layers", [mlp(), rnn(7), rnn(28), cnn(), lenet5()])
@pytest.mark.parametrize("mode", ["inference", "training"])
def test_below_one_pj_per_mac(layers: tuple[Layer, ...], mode: EnergyMode) -> None:
    assert 0 < of(layers, mode).pj_per_mac < 1


@pytest.mark.parametrize("mode", ["inference", "training"])
def test_order_of_the_families(mode: EnergyMode) -> None:
    energies = [of(layers, mode).total_pj for layers in (mlp(), rnn(7), rnn(14), rnn(28), cnn())]
    assert energies == sorted(energies)


def test_neuron_activation_dominates_and_pooling_is_negligible() -> None:
    whole = of(cnn())
    assert (whole.components["integrators"] + whole.components["adc"]) / whole.total_pj > 0.9
    assert (whole.components["max_pool"] + whole.components["softmax"]) / whole.total_pj < 0.01
