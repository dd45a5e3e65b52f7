"""Training noise that imperfect weights amount to: prediction against closed forms and against simulated chips."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images
from worker.analysis.equivalence.convert import geometric_mean, sentence
from worker.analysis.equivalence.preactivations import preactivation_noise
from worker.crossbar import Conditions
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.layers import Weighted


@pytest.mark.parametrize("kind", ["programming", "read"])
def test_one_sigma_amounts_to_sigma_times_the_norm_of_the_inputs(kind: str) -> None:
    """s_train = s_w sqrt(E||x||^2), with the pixels of the images as the first layer's inputs."""
    network, (pictures, _) = FAMILIES["mlp"](), images(60)
    found = preactivation_noise(
        network,
        Conditions(**{kind: 0.05}),  # type: ignore[arg-type]
        training_images=pictures,
        test_images=pictures,
        draws=60,
    )[1]
    w_max = max_magnitude(network.layers[1].kernel)  # type: ignore[union-attr]
    norm = np.sqrt(np.square(pictures, dtype=np.float64).sum(axis=(1, 2, 3)).mean())
    assert found.inputs.norm == pytest.approx(norm, rel=1e-5)
    assert found.predicted == pytest.approx(0.1 * w_max * norm, rel=0.02)
    assert found.measured == pytest.approx(0.1 * w_max * norm, rel=0.04)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_what_is_predicted_is_measured_on_every_family(family: str) -> None:
    pictures, _ = images(40)
    conditions = Conditions(programming=0.03, read=0.02, stuck_low=0.01, dac_bits=6)
    found = preactivation_noise(FAMILIES[family](), conditions, training_images=pictures, test_images=pictures, draws=40)
    network = FAMILIES[family]()
    assert set(found) == {index for index, layer in enumerate(network.layers) if isinstance(layer, Weighted)}
    for layer in found.values():
        assert layer.measured == pytest.approx(layer.predicted, rel=0.12)


ODD = {
    "bits": Conditions(read=0.05, dac_bits=4, input_encoding="bit_serial", rtn_share=0.5, rtn_amplitude=0.2),
    "biases": Conditions(programming=0.05, read=0.03, bias="analog", law="proportional", on_off_ratio=10.0),
    "floor": Conditions(floor=True, bandwidth_hz=1e9, g_max_us=1.0),
    "slices": Conditions(programming=0.03, weight_bits=6, cell_bits=2, pair="two_sided", distribution="uniform", clip=True),
}


@pytest.mark.parametrize("name", sorted(ODD))
@pytest.mark.parametrize("family", ["mlp", "rnn"])
def test_every_way_to_send_hold_and_read_is_in_the_prediction(name: str, family: str) -> None:
    pictures, _ = images(40)
    found = preactivation_noise(FAMILIES[family](), ODD[name], training_images=pictures, test_images=pictures, draws=60)
    for layer in found.values():
        assert layer.measured == pytest.approx(layer.predicted, rel=0.1)


def test_a_recurrent_layer_counts_its_state_among_its_inputs() -> None:
    network, (pictures, _) = FAMILIES["rnn"](), images(40)
    found = preactivation_noise(network, Conditions(), training_images=pictures, test_images=pictures, draws=2)[0]
    pixels_alone = np.square(pictures, dtype=np.float64).sum(axis=(1, 2, 3)).mean() / 4  # a chunk of each of four steps
    assert found.inputs.squares[:16].sum() == pytest.approx(pixels_alone, rel=1e-5)
    assert found.inputs.norm**2 > 1.05 * pixels_alone
    assert (found.predicted, found.measured) == (0.0, 0.0)


def test_weights_errors_are_those_of_the_chips() -> None:
    network, (pictures, _) = FAMILIES["mlp"](), images(4)
    wanted = network.weighted[1].matrix()

    def errors(conditions: Conditions) -> object:
        return preactivation_noise(network, conditions, training_images=pictures, test_images=pictures, draws=40)[1].errors

    noisy = errors(Conditions(programming=0.05, read=0.02))
    assert noisy.root_mean_square == pytest.approx(0.1, rel=0.02)  # type: ignore[attr-defined]
    assert noisy.spread == pytest.approx(0.1, rel=0.02) and noisy.read == pytest.approx(0.04)  # type: ignore[attr-defined]
    assert noisy.gain == pytest.approx(1, abs=0.03) and abs(noisy.bias) < 0.01  # type: ignore[attr-defined]
    gone = errors(Conditions(stuck_low=1.0))
    rms = np.sqrt(np.square(wanted).mean()) / max_magnitude(wanted)
    assert (gone.gain, gone.spread) == (0.0, 0.0) and gone.root_mean_square == pytest.approx(rms)  # type: ignore[attr-defined]


def test_levels_are_said_layer_by_layer() -> None:
    assert geometric_mean([0.1, 0.4]) == pytest.approx(0.2)
    assert geometric_mean([0.0, 0.4]) == geometric_mean([]) == 0.0
    assert "no training noise" in sentence([], 0.0)
