"""Layers with conditions of their own: each is, number by number, what it is in a network whose layers all have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.worker.crossbar.networks import cnn, gru, images, mlp, rnn
from worker.crossbar import Conditions, Network, Simulator
from worker.crossbar.simulate.inference import ForwardPass, infer, read_noise
from worker.crossbar.tools.scratch import Scratch

PICTURES, LABELS = images(40)
CALIBRATION = images(30, seed=2)[0]
NETWORKS = {"mlp": mlp(), "cnn": cnn(), "rnn": rnn(), "gru": gru()}
SETTINGS = {
    "ideal": Conditions(),
    "programming": Conditions(programming=0.1),
    "reads": Conditions(programming=0.05, read=0.05),
    "offset": Conditions(programming=0.1, mapping="offset"),
    "converters": Conditions(programming=0.05, adc_bits=5, dac_bits=4, rows=8),
    "slices": Conditions(programming=0.05, weight_bits=6, cell_bits=2, adc_bits=6, rows=16),
    "pulses": Conditions(read=0.05, dac_bits=4, input_encoding="bit_serial", adc_bits=7, bias="analog"),
    "floor": Conditions(floor=True, bandwidth_hz=1e9, on_off_ratio=20.0, law="proportional", programming=0.1),
    "faults": Conditions(stuck_low=0.1, rtn_share=0.3, rtn_amplitude=0.2),
}


def simulator(network: Network) -> Simulator:
    return Simulator(network, PICTURES, LABELS, calibration_images=CALIBRATION)


def by_hand(network: Network, conditions: dict[int, Conditions], *, seed: int, draw: int) -> np.ndarray:
    """The logits of a chip whose layers are each taken from another simulation, in which all layers have its conditions."""
    chip = {
        index: simulator(network).program(replace(own, by_layer=()), seed=seed, draw=draw)[index]
        for index, own in conditions.items()
    }
    scratch = Scratch()
    reads = read_noise(network, seed=seed, draw=draw, scratch=scratch)
    return infer(network, PICTURES, ForwardPass(chip, scratch, reads)).T.copy()


@pytest.mark.parametrize("own", SETTINGS)
@pytest.mark.parametrize("others", ["ideal", "reads", "slices", "converters"])
@pytest.mark.parametrize("kind", NETWORKS)
def test_a_layer_with_conditions_of_its_own_is_as_where_all_have_them(kind: str, own: str, others: str) -> None:
    network = NETWORKS[kind]
    for index in network.weighted:
        conditions = replace(SETTINGS[others], by_layer=((index, SETTINGS[own]),))
        expected = by_hand(
            network,
            {layer: SETTINGS[own] if layer == index else SETTINGS[others] for layer in network.weighted},
            seed=3,
            draw=2,
        )
        found = simulator(network).logits(conditions, seed=3, draw=2)
        # The product of a dense first layer is summed in another order where only weights err.
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-5 * np.abs(expected).max())


@pytest.mark.parametrize("kind", NETWORKS)
def test_digital_layers_are_exact(kind: str) -> None:
    network = NETWORKS[kind]
    noisy = replace(SETTINGS["slices"], by_layer=tuple((index, Conditions()) for index in network.weighted))
    tested = simulator(network)
    assert np.array_equal(tested.logits(noisy, seed=0, draw=1), tested.logits(Conditions(), seed=0, draw=0))


def test_all_layers_alike_are_as_no_layer_of_its_own() -> None:
    for kind, network in NETWORKS.items():
        for name, own in SETTINGS.items():
            listed = Conditions(by_layer=tuple((index, own) for index in network.weighted))
            one, other = (simulator(network).logits(conditions, seed=1, draw=4) for conditions in (listed, own))
            assert np.array_equal(one, other), (kind, name)


def test_images_are_those_of_the_whole_chip() -> None:
    noisy = Conditions(programming=0.1, image_noise="gaussian", image_noise_level=0.3)
    listed = replace(noisy, by_layer=((1, Conditions(programming=0.1)),))
    one, other = (simulator(NETWORKS["mlp"]).logits(conditions, seed=1, draw=4) for conditions in (listed, noisy))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("own", SETTINGS)
def test_chips_side_by_side_are_the_same_chips(own: str) -> None:
    conditions = Conditions(programming=0.1, read=0.02, by_layer=((0, SETTINGS[own]),))
    network = NETWORKS["rnn"]
    chosen = {draw: np.arange(draw, draw + 8) for draw in range(5)}
    together = simulator(network).predictions_of_chips(conditions, chosen, seed=1)
    alone = [simulator(network).predictions(conditions, seed=1, draw=draw, chosen=shown) for draw, shown in chosen.items()]
    assert np.array_equal(together, alone)
    plain = SETTINGS[own].is_plain
    assert (simulator(network).chips_at_once(conditions, 8) > 1) == plain


def test_layers_without_imperfections_stay_so_beside_layers_of_their_own() -> None:
    """As in an analysis of sensitivity: noise in one layer only, with whatever that layer has."""
    network = NETWORKS["mlp"]
    first, last = network.weighted
    conditions = Conditions(programming=0.1, by_layer=((first, Conditions(programming=0.3)),))
    only_first = simulator(network).logits(replace(conditions, layers=frozenset({first})), seed=0, draw=0)
    expected = simulator(network).logits(Conditions(programming=0.3, layers=frozenset({first})), seed=0, draw=0)
    assert np.array_equal(only_first, expected)
    only_last = simulator(network).logits(replace(conditions, layers=frozenset({last})), seed=0, draw=0)
    assert np.array_equal(
        only_last, simulator(network).logits(Conditions(programming=0.1, layers=frozenset({last})), seed=0, draw=0)
    )


def test_results_do_not_depend_on_what_was_computed_before() -> None:
    network = NETWORKS["mlp"]
    several = [replace(SETTINGS["converters"], by_layer=((1, own),)) for own in SETTINGS.values()]
    once = simulator(network)
    together = [once.logits(conditions, seed=0, draw=0) for conditions in several]
    assert all(
        np.array_equal(found, simulator(network).logits(one, seed=0, draw=0))
        for found, one in zip(together, several, strict=True)
    )
