"""Samples and statistics of a data set are those of its arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend import datasets
from backend.schemas.dataset_view import DatasetStatistics, Samples
from tests.backend.datasets.made_up import COLOURS, SIGNALS
from worker.analysis.data import samples as samples_module
from worker.analysis.data.questions import answer


@pytest.fixture(autouse=True)
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (COLOURS, SIGNALS):
        monkeypatch.setitem(datasets.SOURCES, source.record.name, source)


def ask_samples(folder: Path, **asked: object) -> Samples:
    found = answer("samples", {"dataset": "colours", **asked}, data_path=folder)
    assert isinstance(found, Samples)
    return found


def test_samples_of_a_class_in_their_order(tmp_path: Path) -> None:
    data = datasets.load("colours", tmp_path)
    found = ask_samples(tmp_path, **{"class": 2, "count": 3, "start": 1})
    assert [item.index for item in found.items] == np.flatnonzero(data.test_labels == 2)[1:4].tolist()
    assert {item.label for item in found.items} == {2} and found.total == 20 and found.shape == (6, 10, 3)
    np.testing.assert_allclose(found.items[0].values, data.test_images[found.items[0].index].ravel(), atol=5e-5)


def test_an_order_is_drawn_once_and_paged(tmp_path: Path) -> None:
    whole = [item.index for item in ask_samples(tmp_path, part="train", seed=3, count=20).items]
    pages = [item.index for start in (0, 10) for item in ask_samples(tmp_path, part="train", seed=3, count=10, start=start).items]
    assert whole == pages and whole != sorted(whole)
    assert whole != [item.index for item in ask_samples(tmp_path, part="train", seed=4, count=20).items]


def test_large_images_come_in_smaller_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples_module, "MOST_VALUES", 500)
    assert len(ask_samples(tmp_path, count=12).items) == 2
    monkeypatch.setattr(samples_module, "MOST_VALUES", 1)
    assert len(ask_samples(tmp_path, count=12).items) == 1


def test_a_class_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="class must be at most 3; received 4"):
        ask_samples(tmp_path, **{"class": 4})
    with pytest.raises(datasets.UnknownDataset):
        answer("statistics", {"dataset": "nobody"}, data_path=tmp_path)


@pytest.mark.parametrize(("name", "axes"), [("colours", (0, 1, 2)), ("signals", (0, 1, 3))])
def test_statistics_are_of_channels_or_features(name: str, axes: tuple[int, ...], tmp_path: Path) -> None:
    found = answer("statistics", {"dataset": name}, data_path=tmp_path)
    assert isinstance(found, DatasetStatistics)
    data = datasets.load(name, tmp_path)
    for part, images, labels in zip(
        found.parts, (data.test_images, data.train_images), (data.test_labels, data.train_labels), strict=True
    ):
        assert part.count == len(labels) and part.by_class == tuple(np.bincount(labels))
        assert sum(part.histogram) == images.size and len(part.edges) == len(part.histogram) + 1
        assert (part.mean, part.std) == pytest.approx((images.mean(), images.std()), rel=1e-4)
        assert (part.low, part.high) == pytest.approx((images.min(), images.max()))
        np.testing.assert_allclose([one.mean for one in part.channels], images.mean(axes), rtol=1e-4)
        np.testing.assert_allclose([one.std for one in part.channels], images.std(axes), rtol=1e-4)
        np.testing.assert_allclose([one.high for one in part.channels], images.max(axes), rtol=1e-6)
