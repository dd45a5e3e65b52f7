"""The predicted curve of a network of the zoo, with what is kept of it."""

from __future__ import annotations

import numpy as np
import pytest

from backend.networks import load_card
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.analysis.margins import InMemory, answering, left_out, making, predict
from worker.crossbar import Conditions
from worker.simulators import NetworkOnImages, Simulators

SIGMAS = [0.0, 0.01, 0.02]


def spec_of(network: str, **fields: object) -> Spec:
    sweep = {"x": {"parameter": "internal_noise.programming", "values": SIGMAS}}
    return Spec.model_validate({"networks": [network], "sweep": sweep, **fields})


@pytest.fixture(scope="module")
def simulators(request: pytest.FixtureRequest) -> Simulators:
    return Simulators(data_path=request.getfixturevalue("tmp_path_factory").mktemp("data"))


@pytest.fixture(autouse=True)
def _nothing_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_ready", {})


def digits(simulators: Simulators, name: str, images: int = 10_000) -> NetworkOnImages:
    return simulators.get(load_card(f"digits/{name}"), images)


@pytest.mark.parametrize(
    "name",
    [
        *("mlp-noise0.1", "cnn-noise0.1", "rnn-t8-noise0.1", "rnn-stacked-t4-noise0.1", "rnn-skip-t8-noise0.1"),
        *("skip-rnn-t8-noise0.1", "lstm-t8-noise0.1", "gru-t8-noise0.1"),
    ],
)
def test_every_family_is_predicted_nearly_as_it_is_simulated_while_errors_are_small(simulators: Simulators, name: str) -> None:
    tested = digits(simulators, name)
    curve = predict(spec_of(f"digits/{name}"), tested, InMemory())
    assert curve.accuracy is not None and curve.left_out == []
    assert curve.accuracy[0] == curve.clean == tested.card.clean_accuracy
    for sigma, predicted in zip(SIGMAS[1:], curve.accuracy[1:], strict=True):
        conditions = Conditions(programming=sigma)
        shares = [tested.simulator.correct(conditions, seed=2, draw=draw) / tested.images for draw in range(24)]
        assert abs(predicted - np.mean(shares)) < 0.012 + 3 * np.std(shares) / np.sqrt(24)


def test_what_is_left_out_is_named_and_gives_no_accuracy(simulators: Simulators) -> None:
    spec = spec_of("digits/mlp-noise0", crossbar={"wire_resistance_ohm": 1.0})
    curve = predict(spec, digits(simulators, "mlp-noise0"), InMemory())
    assert curve.accuracy is None
    assert curve.left_out == [left_out.RESISTANCES]


def test_tables_are_made_once_and_kept_for_other_processes(simulators: Simulators, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, tested, spec = InMemory(), digits(simulators, "mlp-noise0"), spec_of("digits/mlp-noise0")
    noisy = spec_of("digits/mlp-noise0", test_noise={"kind": "gaussian", "level": 0.1})
    first = [predict(one, tested, kept) for one in (spec, noisy)]
    assert len(kept) == 2
    monkeypatch.setattr(answering, "_ready", {})
    for name in ("make_tables", "noisy_tables"):
        monkeypatch.setattr(answering, name, None)
    assert [predict(one, tested, kept) for one in (spec, noisy)] == first


def test_fewer_images_have_tables_and_a_clean_accuracy_of_their_own(simulators: Simulators) -> None:
    kept = InMemory()
    predict(spec_of("digits/mlp-noise0"), digits(simulators, "mlp-noise0"), kept)
    few = digits(simulators, "mlp-noise0", 60)
    curve = predict(spec_of("digits/mlp-noise0", images=60), few, kept)
    assert len(kept) == 2
    assert (curve.images, curve.clean) == (60, few.clean_accuracy)
    assert curve.half_width == 0.0


def test_the_door_predicts_without_a_server() -> None:
    import mhoscope

    (curve,) = mhoscope.predict({"networks": ["digits/mlp-noise0"], "images": 200})
    assert curve.accuracy is not None
    assert curve.accuracy[0] == curve.clean > curve.accuracy[-1]


def test_a_network_that_is_not_here_is_said(settings: Settings) -> None:
    import mhoscope

    assert settings
    with pytest.raises(LookupError, match="mlp-noise00"):
        mhoscope.predict({"networks": ["digits/mlp-noise00"]})


def test_large_networks_are_shown_fewer_images() -> None:
    assert [making.images_for(macs) for macs in (0, 700_000, 5_000_000, 10_000_000, 10**12)] == [1000, 1000, 1000, 500, 60]
