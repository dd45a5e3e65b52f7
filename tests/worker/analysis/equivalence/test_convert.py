"""A whole answer, on the network and images of the digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.networks import zoo_cards
from backend.schemas.equivalence import Conversion, ConversionRequest
from backend.schemas.override import Override
from worker.analysis.equivalence.convert import convert


def answer(tmp_path: Path, network: str = "digits/rnn-t4-noise0", **noise: object) -> Conversion:
    request = ConversionRequest.model_validate({"network": network, "internal_noise": noise})
    return convert(request, zoo_cards()[network], None, zoo_cards().values(), data_path=tmp_path)


def test_the_answer_names_layers_level_network_and_tools(tmp_path: Path) -> None:
    found = answer(tmp_path, programming=0.025)
    assert [(layer.kind, layer.rows, layer.columns) for layer in found.layers] == [("rnn", 80, 64), ("dense", 64, 10)]
    for layer in found.layers:
        assert layer.weight_error == pytest.approx(0.05, rel=0.05)
        assert layer.measured == pytest.approx(layer.predicted, rel=0.15)
        assert 0 < layer.predicted < layer.signal
    assert found.sentence.startswith("Like training noise ") and "in layer 2" in found.sentence
    assert found.recommended and found.recommended.network.startswith("digits/rnn-t4-noise")
    assert [terms.tool.split()[0] for terms in found.tools] == ["CrossSim", "aihwkit", "NeuroSim"]
    assert Conversion.model_validate_json(found.model_dump_json()) == found


def test_twice_the_noise_is_like_twice_the_training_noise(tmp_path: Path) -> None:
    once, twice = (answer(tmp_path, programming=sigma).training_noise for sigma in (0.01, 0.02))
    assert twice == pytest.approx(2 * once, rel=1e-3)


def test_a_device_that_drifts_has_shrunk_and_one_without_noise_is_like_none(tmp_path: Path) -> None:
    aged = answer(tmp_path, device="pcm-joshi", age_s=86_400.0)
    assert all(layer.gain < 0.75 for layer in aged.layers)
    assert answer(tmp_path, programming=0.0).training_noise == 0


def test_digital_layers_have_no_part_in_what_the_others_amount_to(tmp_path: Path) -> None:
    network = "digits/mlp-noise0"
    request = ConversionRequest.model_validate({"network": network, "internal_noise": {"programming": 0.025}})
    digital = request.model_copy(update={"overrides": {"dense": Override(digital=True)}})
    plain, found = (
        convert(one, zoo_cards()[network], None, zoo_cards().values(), data_path=tmp_path) for one in (request, digital)
    )
    assert found.layers[0].predicted == 0
    later = [layer.predicted for layer in plain.layers][1:]
    assert [layer.predicted for layer in found.layers][1:] == pytest.approx(later, rel=1e-6)
    assert found.training_noise == pytest.approx((later[0] * later[1]) ** 0.5, rel=1e-6)
    assert "over the 2 with noise" in found.sentence
    assert found.tools[0].setting == plain.tools[0].setting and "layer dense: digital" in found.tools[0].note
