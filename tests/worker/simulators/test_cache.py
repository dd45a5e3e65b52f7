"""Which networks on images a process keeps."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from backend import datasets
from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.datasets.own.reading import Asked, read
from backend.networks import content_of, load_card, zoo_weights
from tests.backend.datasets.made_up import COLOURS, record
from tests.backend.datasets.own.files import arrays_of, npz
from worker.crossbar import Conditions
from worker.simulators.cache import KEPT, Simulators


def test_the_network_least_recently_used_is_dropped_with_what_it_had_computed() -> None:
    simulators, card = Simulators(data_path=Path()), load_card("digits/mlp-noise0")
    first, second = simulators.get(card, 20), simulators.get(card, 21)
    held = []
    for tested in (first, second):
        tested.simulator.predictions(Conditions(programming=0.1), seed=0, draw=0)
        held.append(simulators._memo.bytes)
    of_second = held[1] - held[0]
    assert held[0] > 0 and of_second > 0
    assert simulators.get(card, 20) is first
    for images in range(22, 22 + KEPT - 1):
        simulators.get(card, images)
    assert simulators.get(card, 20) is first
    assert simulators._memo.bytes == held[0]
    assert simulators.get(card, 21) is not second


def test_the_same_weights_on_two_data_sets_are_shown_the_images_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    other = type(COLOURS)(record("other", kind="image", shape=(8, 8, 1), classes=tuple("0123456789")))
    monkeypatch.setitem(datasets.SOURCES, "other", other)
    simulators, card = Simulators(data_path=Path()), load_card("digits/mlp-noise0")
    moved = card.model_copy(update={"id": "other/mine", "dataset": "other"})
    weights = zoo_weights(card)
    first, second = simulators.get(card, 20, weights=weights), simulators.get(moved, 20, weights=weights)
    np.testing.assert_array_equal(second.simulator.labels, datasets.load("other", Path()).test_labels[:20])
    assert first is simulators.get(card, 20) and first is not second


def test_another_data_set_of_the_same_name_has_other_images(tmp_path: Path) -> None:
    """A user may remove a data set, and add another under its name; answers about networks of it are kept under other names."""
    found = []
    card = load_card("digits/mlp-noise0").model_copy(update={"id": "mine/made", "dataset": "mine"})
    simulators, weights = Simulators(data_path=Path()), zoo_weights(load_card("digits/mlp-noise0"))
    for seed in (0, 1):
        content = io.BytesIO(npz(**arrays_of((8, 8), classes=10, test=20, seed=seed)))
        kept_at = tmp_path / f"{seed}.npz"
        library.use(library.Shelf([OwnSet(read(content, Asked("mine", kind="image"), kept_at), kept_at)]))
        shown = simulators.get(card, 20, weights=weights).simulator
        found.append((content_of(card), shown.predictions(Conditions(), seed=0, draw=0)))
    assert found[0][0] != found[1][0] and found[0][0].startswith(card.weights_sha256)
    assert (found[0][1] != found[1][1]).any()
    assert content_of(load_card("digits/mlp-noise0")) == card.weights_sha256
