"""Test images, mistakes and crossbars as they are shown are those of the engine."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import load
from backend.networks import load_arrays, load_card
from backend.schemas.inspect import CrossbarPicture, CrossbarRequest, ImagesRequest, Mistakes, MistakesRequest
from tests.own_device import OWN_DEVICE
from worker.analysis.inspect.arrays import in_cells
from worker.analysis.inspect.inspector import Inspector
from worker.crossbar import Simulator
from worker.crossbar.simulate.images import noisy_images
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

MLP = "digits/mlp-noise0"


def floats(text: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


def pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(8, 8)


def test_images_are_those_that_a_chip_sees(inspector: Inspector, nowhere: Path) -> None:
    noise = {"kind": "salt_pepper", "level": 0.3}
    request = ImagesRequest.model_validate(
        {"network": MLP, "test_noise": noise, "seed": 5, "draw": 3, "indices": [499, 7], "images": 500}
    )
    answer = inspector.images(request, load_card(MLP), None)
    data = load("digits", nowhere)
    seen = noisy_images(data.test_images, conditions(request.setting), seed=5, draw=3)
    assert [item.index for item in answer.items] == [499, 7] and answer.total == 2
    for item in answer.items:
        assert item.label == data.test_labels[item.index]
        np.testing.assert_array_equal(pixels(item.before), np.rint(255 * data.test_images[item.index, ..., 0]))
        np.testing.assert_array_equal(pixels(item.after), np.rint(255 * seen[item.index, ..., 0]))
        assert item.before != item.after


def test_images_of_one_class_are_paged(inspector: Inspector, nowhere: Path) -> None:
    labels = load("digits", nowhere).test_labels
    of_class = np.flatnonzero(labels == 4)
    request = ImagesRequest.model_validate({"network": MLP, "label": 4, "offset": 10, "limit": 5})
    answer = inspector.images(request, load_card(MLP), None)
    assert [item.index for item in answer.items] == of_class[10:15].tolist()
    assert answer.total == len(of_class)
    assert all(item.before == item.after for item in answer.items), "no noise was asked for"
    with pytest.raises(ValueError, match="less than 500; received 600"):
        inspector.images(ImagesRequest.model_validate({"network": MLP, "indices": [600]}), load_card(MLP), None)


def wrong(inspector: Inspector, **fields: object) -> Mistakes:
    document = {"network": MLP, "images": 300, "draws": 6, "internal_noise": {"programming": 0.12}, **fields}
    return inspector.mistakes(MistakesRequest.model_validate(document), load_card(MLP), None)


def test_confusion_adds_up_to_what_the_simulator_answers(inspector: Inspector, nowhere: Path) -> None:
    answer = wrong(inspector)
    card, data = load_card(MLP), load("digits", nowhere)
    labels = data.test_labels[:300]
    simulator = Simulator(to_engine(card, load_arrays(card)), data.test_images[:300], labels)
    now = conditions(MistakesRequest.model_validate({"network": MLP, "internal_noise": {"programming": 0.12}}).setting)
    said = np.stack([simulator.predictions(now, seed=0, draw=draw) for draw in range(6)])
    table = np.array(answer.confusion)
    assert (answer.draws, answer.wanted, answer.images) == (6, 6, 300)
    assert table.sum() == 6 * 300
    np.testing.assert_array_equal(table.sum(axis=1), 6 * np.bincount(labels, minlength=10))
    np.testing.assert_array_equal(table.sum(axis=0), np.bincount(said.ravel(), minlength=10))
    assert table.trace() == (said == labels).sum()
    assert np.array(answer.clean_confusion).sum() == 300
    times = (said != labels).sum(axis=0)
    assert answer.total == np.count_nonzero(times)
    assert [item.wrong for item in answer.items] == sorted((int(times[item.index]) for item in answer.items), reverse=True)
    for item in answer.items:
        assert sum(item.said.values()) == item.wrong == times[item.index]
        assert item.label not in item.said


def test_mistakes_of_a_class_for_another(inspector: Inspector) -> None:
    everything = wrong(inspector, limit=60)
    label, said = next((item.label, next(iter(item.said))) for item in everything.items)
    some = wrong(inspector, label=label, said=said, limit=60)
    assert some.total == len(some.items) >= 1
    assert all(item.label == label and said in item.said for item in some.items)
    assert some.confusion == everything.confusion, "the matrix is of all images"
    second = wrong(inspector, limit=2, offset=2)
    assert [item.index for item in second.items] == [item.index for item in everything.items[2:4]]


def test_draws_come_a_few_at_a_time(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.analysis.inspect.inspector.MACS_A_CALL", 2 * 300 * load_card(MLP).macs)
    seen = [wrong(inspector, seed=8).draws for _ in range(4)]
    assert seen == [2, 4, 6, 6]
    few = wrong(inspector, seed=8, draws=3)
    assert few.draws == 3 and np.sum(few.confusion) == 900
    assert wrong(inspector, internal_noise={"programming": 0.0}).draws == 1, "without chance all chips are the same"


def test_too_many_images_are_refused(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.analysis.inspect.inspector.MOST_MACS_A_DRAW", 10 * load_card(MLP).macs)
    with pytest.raises(ValueError, match="images must be at most 10 for a network of"):
        wrong(inspector)


def crossbar(inspector: Inspector, network: str = MLP, **fields: object) -> CrossbarPicture:
    document = {"network": network, "internal_noise": {"programming": 0.04}, "draw": 2, **fields}
    return inspector.crossbar(CrossbarRequest.model_validate(document), load_card(network), None)


def test_a_crossbar_is_shown_as_the_chip_holds_it(inspector: Inspector) -> None:
    found = crossbar(inspector)
    card = load_card(MLP)
    kernel = load_arrays(card)[f"{found.layer}.kernel"]
    assert (found.rows, found.columns) == kernel.shape == (found.height, found.width)
    assert found.cell == (1, 1)
    target, held, error = (floats(text, *kernel.shape) for text in (found.target, found.programmed, found.error))
    np.testing.assert_array_equal(target, kernel)
    np.testing.assert_allclose(held - target, error, atol=1e-6)
    assert found.high == -found.low == pytest.approx(np.abs(kernel).max())
    assert found.rms_error == pytest.approx(0.04 * 2 * found.high, rel=0.05)
    assert found.rms_error == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-4)


@pytest.mark.parametrize("mapping", ["differential", "offset"])
@pytest.mark.parametrize("noise", [{"programming": 0.04}, {"device": "pcm-joshi", "age_s": 60.0}, {"stuck_high": 0.1}])
def test_the_two_devices_of_a_weight_make_the_weight(inspector: Inspector, mapping: str, noise: dict[str, object]) -> None:
    # A part of the crossbar: in an offset mapping every weight is shown with the reference of its array.
    window = {"side": 20, "top": 3, "left": 21}
    parts = {
        part: crossbar(inspector, part=part, crossbar={"mapping": mapping, "columns": 7}, internal_noise=noise, **window)
        for part in ("weights", "positive", "negative")
    }
    shown = {name: floats(found.programmed, found.height, found.width) for name, found in parts.items()}
    difference = shown["positive"] - shown["negative"]
    window = parts["positive"].high - parts["positive"].low
    top = parts["weights"].high * (2 if mapping == "offset" else 1)
    np.testing.assert_allclose(difference / window * top, shown["weights"], atol=2e-5 * top)


def test_the_targets_of_a_device_on_its_levels_are_its_levels(inspector: Inspector) -> None:
    setting = {"internal_noise": {"device": OWN_DEVICE.id}, "crossbar": {"device_levels": "table"}}
    found = crossbar(inspector, part="positive", **setting)
    assert set(np.unique(floats(found.target, found.height, found.width)).tolist()) == {0, 40, 100}
    assert "does not clip errors to the window" in found.note
    clipped = crossbar(inspector, part="positive", internal_noise={"device": OWN_DEVICE.id, "clip": True})
    assert clipped.note == ""


@pytest.mark.parametrize("noise", [{"programming": 0.04, "clip": True}, {"programming": 0.04, "law": "proportional"}])
def test_devices_looked_at_one_by_one_make_the_weight_too(inspector: Inspector, noise: dict[str, object]) -> None:
    setting = {"internal_noise": noise, "crossbar": {"on_off_ratio": 10.0, "bias": "analog"}}
    weights, positive, negative = (crossbar(inspector, part=part, **setting) for part in ("weights", "positive", "negative"))
    shown = [floats(found.programmed, found.height, found.width) for found in (positive, negative, weights)]
    assert positive.low == pytest.approx(0.1) and positive.rows == weights.rows
    np.testing.assert_allclose((shown[0] - shown[1]) / 0.9 * weights.high, shown[2], atol=2e-5)


def test_weights_with_a_range_for_each_output_are_shown_as_weights(inspector: Inspector) -> None:
    scaled = crossbar(inspector, crossbar={"scaling": "column"}, internal_noise={"programming": 0.0})
    target, held = (floats(text, scaled.height, scaled.width) for text in (scaled.target, scaled.programmed))
    np.testing.assert_allclose(target, load_arrays(load_card(MLP))[f"{scaled.layer}.kernel"], rtol=1e-5)
    np.testing.assert_allclose(held, target, atol=1e-6 * scaled.high)


@pytest.mark.parametrize("part", ["weights", "positive"])
def test_a_digital_layer_has_exact_weights_and_no_devices(inspector: Inspector, part: str) -> None:
    setting = {"internal_noise": {"programming": 0.1}, "overrides": {"dense": {"digital": True}}}
    digital = crossbar(inspector, part=part, **setting)
    assert digital.digital and digital.rms_error == 0 and digital.unit == "weight"
    other = crossbar(inspector, part=part, layer=digital.layers[1].layer, **setting)
    assert not other.digital and other.rms_error > 0


@pytest.mark.parametrize("part", ["positive", "negative"])
def test_wires_of_an_offset_mapping_have_the_reference_on_them(inspector: Inspector, part: str) -> None:
    """The last column of each array: the same for all of its weights, and with less left than any other."""
    setting = {"mapping": "offset", "columns": 8, "wire_resistance_ohm": 5.0}
    wired = crossbar(inspector, part=part, crossbar=setting, internal_noise={"programming": 0.0})
    assert wired.carried is not None
    share = floats(wired.carried, wired.height, wired.width)[:, :8]
    same = np.ptp(share, axis=1) < 1e-12
    assert same.all() if part == "negative" else not same.any()
    assert 0 < share.min() < share.max() < 1


def test_wires_let_less_through_the_farther_a_device_is(inspector: Inspector) -> None:
    wired = crossbar(inspector, crossbar={"wire_resistance_ohm": 5.0, "on_off_ratio": 10.0}, internal_noise={"programming": 0.0})
    assert wired.carried is not None
    share = floats(wired.carried, wired.height, wired.width)
    assert 0 < share.min() < share.max() < 1
    # Rows are driven from the left and columns end below: the shortest way is at the bottom left.
    assert share[-5:, :5].mean() > share.mean() > share[:5, -5:].mean()
    assert crossbar(inspector).carried is None
    sliced = {"cell_bits": 2, "weight_bits": 7}
    assert crossbar(inspector, crossbar={"wire_resistance_ohm": 5.0}, converters=sliced).carried is None
    with pytest.raises(ValueError, match="part must be weights"):
        crossbar(inspector, converters=sliced, part="negative")


def test_a_large_crossbar_is_shown_in_cells(inspector: Inspector) -> None:
    whole = crossbar(inspector, "mnist/mlp-noise0")
    assert (whole.rows, whole.columns) == (784, 300) or whole.rows == 784
    assert whole.height <= 192 and whole.width <= 192 and whole.cell[0] == 5
    kernel = load_arrays(load_card("mnist/mlp-noise0"))[f"{whole.layer}.kernel"]
    shown = floats(whole.target, whole.height, whole.width)
    assert shown[3, 5] == pytest.approx(kernel[15:20, 5 * whole.cell[1] : 6 * whole.cell[1]].mean(), abs=1e-6)
    # A cell's error is no mean, in which errors would cancel.
    assert floats(whole.error, whole.height, whole.width).mean() == pytest.approx(whole.rms_error, rel=0.1)
    window = crossbar(inspector, "mnist/mlp-noise0", top=700, left=40, side=90)
    assert (window.height, window.cell, window.top, window.left) == (84, (1, 1), 700, 40)
    np.testing.assert_array_equal(floats(window.target, window.height, window.width), kernel[700:790, 40:130])
    with pytest.raises(ValueError, match="top must be less than 784"):
        crossbar(inspector, "mnist/mlp-noise0", top=784, side=10)
    with pytest.raises(ValueError, match="layer must be one with weights"):
        crossbar(inspector, layer=0 if whole.layer else 77)


def test_cells_are_means_even_at_the_border() -> None:
    values = np.random.default_rng(0).random((7, 5))
    cells = in_cells(values, (3, 2))
    assert cells.shape == (3, 3)
    assert cells[2, 2] == pytest.approx(values[6:, 4:].mean())
    assert cells[0, 1] == pytest.approx(values[:3, 2:4].mean())
