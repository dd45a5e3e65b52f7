"""Votes are the answers of the chips of a run."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import DataSetMissing, load
from backend.networks import load_arrays, load_card
from backend.schemas.inspect import Votes, VotesRequest
from tests.worker.crossbar.networks import FAMILIES, images
from worker.analysis.inspect.chips import Chips
from worker.analysis.inspect.hidden import HiddenStates
from worker.analysis.inspect.inspector import Inspector
from worker.crossbar import Conditions, Simulator
from worker.crossbar.layers import Scale
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

SETTINGS = {
    "programming": {"internal_noise": {"programming": 0.08}},
    "converters": {"internal_noise": {"programming": 0.05}, "converters": {"adc_bits": 5, "dac_bits": 4, "weight_bits": 4}},
    "faults": {"internal_noise": {"programming": 0.03, "stuck_low": 0.05, "stuck_high": 0.02}},
    "images": {"internal_noise": {"programming": 0.05}, "test_noise": {"kind": "gaussian", "level": 0.5}},
    "device": {"internal_noise": {"device": "pcm-joshi", "age_s": 3600.0}},
}


def ask(inspector: Inspector, network: str = "digits/rnn-t8-noise0.1", **fields: object) -> Votes:
    return inspector.votes(VotesRequest.model_validate({"network": network, "draws": 7, **fields}), load_card(network), None)


def numbers(text: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("network", ["digits/mlp-noise0", "digits/cnn-noise0", "digits/rnn-t8-noise0.1"])
def test_votes_are_what_a_run_gives(inspector: Inspector, nowhere: Path, name: str, network: str) -> None:
    image, seed = 271, 3
    answer = ask(inspector, network, image=image, seed=seed, images=500, **SETTINGS[name])
    card, data = load_card(network), load("digits", nowhere)
    simulator = Simulator(
        to_engine(card, load_arrays(card)), data.test_images, data.test_labels, calibration_images=data.train_images[:512]
    )
    now = conditions(VotesRequest.model_validate({"network": network, "image": 0, **SETTINGS[name]}).setting)
    expected = [int(simulator.predictions(now, seed=seed, draw=draw)[image]) for draw in range(7)]
    assert answer.answers == expected
    assert answer.votes == np.bincount(expected, minlength=10).tolist()
    assert answer.clean == simulator.predictions(Conditions(), seed=0, draw=0)[image]
    assert answer.label == data.test_labels[image]
    assert sum(answer.shares) == pytest.approx(1, abs=1e-4) and sum(answer.clean_shares) == pytest.approx(1, abs=1e-4)
    assert answer.worked_ms > 0


def test_some_chips_differ_where_the_noise_is_large(inspector: Inspector) -> None:
    assert len(set(ask(inspector, image=5, internal_noise={"programming": 0.3}).answers)) > 1


def test_a_drawing_is_a_test_set_of_one_image(inspector: Inspector) -> None:
    drawing = np.zeros((64, 64), np.uint8)
    drawing[5:60, 28:36] = 255
    given = {"side": 64, "ink": base64.b64encode(drawing.tobytes()).decode()}
    noise = {"internal_noise": {"programming": 0.02, "read": 0.02}, "test_noise": {"kind": "speckle", "level": 0.3}}
    answer = ask(inspector, drawing=given, **noise)
    pixels = np.frombuffer(base64.b64decode(answer.pixels), np.uint8).reshape(1, 8, 8, 1) / np.float32(255)
    card = load_card("digits/rnn-t8-noise0.1")
    image = np.rint(pixels * 16) / np.float32(16)
    alone = Simulator(to_engine(card, load_arrays(card)), image.astype(np.float32), np.zeros(1, np.int64))
    now = conditions(VotesRequest.model_validate({"network": card.id, "image": 0, **noise}).setting)
    assert answer.answers == [int(alone.predictions(now, seed=0, draw=draw)[0]) for draw in range(7)]
    assert answer.label is None
    assert ask(inspector, drawing=given, **noise).answers == answer.answers, "asked again, the same"


def test_a_drawing_needs_no_data_set(inspector: Inspector) -> None:
    ink = {"side": 8, "ink": base64.b64encode(bytes([255] * 64)).decode()}
    answer = ask(inspector, "mnist/rnn-t4-noise0", drawing=ink)
    assert answer.shape == (28, 28) and sum(answer.votes) == 7
    with pytest.raises(DataSetMissing, match="fetch mnist"):
        ask(inspector, "mnist/rnn-t4-noise0", image=1)
    with pytest.raises(DataSetMissing, match="fetch mnist"):
        ask(inspector, "mnist/rnn-t4-noise0", drawing=ink, converters={"adc_bits": 6})


def test_hidden_states_are_told_for_the_chip_asked_for(inspector: Inspector) -> None:
    first = ask(inspector, image=3, internal_noise={"programming": 0.1}, chip=2).hidden[0]
    assert (first.time_steps, first.values_per_step, first.kind) == (8, 8, "rnn")
    clean, chip = (numbers(text, first.units, 8) for text in (first.clean, first.chip))
    assert clean.min() >= 0 and clean.max() > 0
    assert np.abs(chip - clean).max() > 0
    assert numbers(first.spread, first.units, 8).max() > 0
    other = ask(inspector, image=3, internal_noise={"programming": 0.1}, chip=4).hidden[0]
    assert other.clean == first.clean and other.chip != first.chip and other.spread == first.spread
    assert ask(inspector, image=3, hidden=False).hidden == []
    assert ask(inspector, "digits/mlp-noise0", image=3).hidden == []


RECURRENT = ("rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru")


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("family", RECURRENT)
def test_hidden_states_end_in_what_the_network_answers_from(family: str, backwards: bool) -> None:
    """h_T times the read-out is the logits; a prefix of T of the same layer ends in h_t."""
    network = FAMILIES[family]()
    *cells, read_out = network.layers
    network = replace(network, layers=(*(replace(cell, go_backwards=backwards) for cell in cells), read_out))
    pictures, labels = images(3)
    chips = Chips(Simulator(network, pictures, labels), Conditions(), seed=0)
    heard = HiddenStates(network)
    logits = chips.clean_logits(pictures[1], heard)
    last = list(heard.layers)[-1]
    np.testing.assert_allclose(heard.of(last)[0, -1] @ read_out.kernel + read_out.bias, logits, rtol=1e-4, atol=1e-5)
    for index, layer in heard.layers.items():
        states = heard.of(index)
        assert states.shape == (1, layer.time_steps, layer.recurrent.shape[0])
        assert np.abs(np.diff(states, axis=1)).max() > 0


def test_hidden_states_before_a_digital_layer_are_the_states() -> None:
    """What comes between a recurrent layer and the next array, such as a normalisation, does not change the last one."""
    plain = FAMILIES["lstm"]()
    scaled = replace(plain, layers=(*plain.layers[:-1], Scale((3.0,), (-1.0,)), plain.layers[-1]))
    pictures, labels = images(2)
    found = []
    for network in (plain, scaled):
        heard = HiddenStates(network)
        Chips(Simulator(network, pictures, labels), Conditions(), seed=0).clean_logits(pictures[0], heard)
        found.append(heard.of(list(heard.layers)[-1]))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("family", RECURRENT)
def test_hidden_states_are_the_outputs_of_a_layer_that_gives_all_of_them(family: str) -> None:
    *before, cell, _read_out = FAMILIES[family]().layers
    network = replace(FAMILIES[family](), layers=(*before, replace(cell, return_sequences=True)))
    pictures, labels = images(2)
    chips = Chips(Simulator(network, pictures, labels), Conditions(), seed=0)
    heard = HiddenStates(network)
    outputs = chips.clean_logits(pictures[0], heard)
    np.testing.assert_array_equal(heard.of(len(before)).reshape(-1), outputs)


def test_only_what_reads_the_input_value_by_value_marks_pixels() -> None:
    plain = FAMILIES["rnn-stacked"]()
    assert [HiddenStates(plain).reads_input(index) for index in (0, 1)] == [True, False]
    scaled = replace(plain, layers=(Scale((3.0,), (-1.0,)), *plain.layers))
    assert [HiddenStates(scaled).reads_input(index) for index in (1, 2)] == [True, False]


def test_an_rnn_follows_its_equation() -> None:
    network = FAMILIES["rnn-stacked"]()
    pictures, labels = images(2)
    heard = HiddenStates(network)
    Chips(Simulator(network, pictures, labels), Conditions(), seed=0).clean_logits(pictures[0], heard)
    first, second = network.layers[0], network.layers[1]
    state, above = np.zeros(12, np.float32), np.zeros(12, np.float32)
    for step in range(4):
        chunk = pictures[0].reshape(-1)[16 * step : 16 * (step + 1)]
        state = np.maximum(chunk @ first.kernel + state @ first.recurrent + first.bias, 0)
        above = np.maximum(state @ second.kernel + above @ second.recurrent + second.bias, 0)
        np.testing.assert_allclose(heard.of(0)[0, step], state, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(heard.of(1)[0, step], above, rtol=1e-4, atol=1e-5)


def test_too_much_to_keep_is_refused(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.analysis.inspect.chips.MOST_CELLS", 20_000)
    with pytest.raises(ValueError, match="draws must be at most 3 for a network of"):
        ask(inspector, image=0, seed=99, draws=4)
    with pytest.raises(ValueError, match="image must be less than 500; received 500"):
        ask(inspector, image=500, draws=3)


def test_chips_that_take_long_to_write_come_a_few_at_a_time(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.analysis.inspect.inspector.PROGRAMMING_S", 0.0015)  # the clock here ticks by a millisecond
    answers = [ask(inspector, image=0, seed=123, draws=5, chip=4).answers for _ in range(4)]
    assert [len(found) for found in answers] == [2, 3, 4, 5]
    assert answers[3][:4] == answers[2] and answers[2][:2] == answers[0]


def test_ink_of_another_size_is_refused(inspector: Inspector) -> None:
    with pytest.raises(ValueError, match="16 x 16 bytes"):
        ask(inspector, drawing={"side": 16, "ink": base64.b64encode(b"1234").decode()})
    with pytest.raises(ValueError, match="must be base64"):
        ask(inspector, drawing={"side": 16, "ink": "?"})
