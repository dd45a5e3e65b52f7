"""A sample of every file that ships is what the program computes today."""

from __future__ import annotations

import pytest

from backend.datasets import Dataset, DataSetMissing, load
from backend.networks import load_card
from backend.reproductions import committed
from backend.reproductions.measurements import RunFile
from backend.schemas.network import dataset_of
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.reproduce.measuring import WHOLE, growths_of, preactivations_of
from worker.runs.offline import compute

ROUNDING = 1e-4
"""Processors with other vector units add products in another order: an image whose two largest logits are equal to the last
digit may change its class, one among 10,000 in some draws."""
CHEAP = "-noise0"
"""Networks trained without noise, whose points move most with the noise."""


def data_of(network: str) -> Dataset:
    """Return the data set of a network; a machine without it skips the test."""
    try:
        return load(dataset_of(network), Settings().data_path)
    except DataSetMissing as reason:
        pytest.skip(str(reason))


def sample_of(run: RunFile) -> tuple[Spec, str]:
    """Return the spec of one point of a run, and its network: the cheapest one, at the last value of each axis."""
    cards = {name: load_card(name) for name in run.spec.networks}
    plain = [name for name in cards if name.endswith(CHEAP)] or list(cards)
    network = min(plain, key=lambda name: cards[name].macs)
    axes = {
        name: {**axis.model_dump(), "values": [axis.values[-1]]}
        for name, axis in (("x", run.spec.sweep.x), ("y", run.spec.sweep.y))
        if axis
    }
    return Spec.model_validate({**run.spec.model_dump(), "networks": [network], "sweep": axes}), network


@pytest.mark.parametrize("name", sorted(committed().runs))
def test_a_point_of_every_shipped_run(name: str) -> None:
    run = committed().runs[name]
    spec, network = sample_of(run)
    data_of(network)
    again = compute(spec, {network: load_card(network)}, data_path=Settings().data_path, processes=1)
    x, y = spec.sweep.x.values[0], spec.sweep.y.values[0] if spec.sweep.y else None
    known = [point for point in run.all_points() if (point.network, point.x, point.y) == (network, x, y)]
    (found,), (shipped,) = again.points, known
    assert found.draws == shipped.draws and found.images == shipped.images
    for part in ("accuracy", "p10", "p90"):
        assert getattr(found, part) == pytest.approx(getattr(shipped, part), abs=ROUNDING)
    assert again.clean[network] == pytest.approx(run.clean[network], abs=ROUNDING)


@pytest.mark.parametrize("network", ["mnist/rnn-t4-noise0", "fashion-mnist/mlp-noise0"])
def test_the_pre_activations_of_shipped_networks(network: str) -> None:
    known = [one for one in committed().preactivations if one.network == network]
    again = list(preactivations_of(network, data_of(network), WHOLE))
    assert [(one.layer, one.kind) for one in again] == [(one.layer, one.kind) for one in known]
    for found, shipped in zip(again, known, strict=True):
        assert found.measured == pytest.approx(shipped.measured, rel=1e-6)
        assert found.predicted == pytest.approx(shipped.predicted, rel=1e-6)


def test_the_hidden_states_of_a_shipped_network() -> None:
    network = "mnist/rnn-t4-noise0"
    known = [one for one in committed().growth if one.network == network]
    again = list(growths_of(network, data_of(network), WHOLE))
    assert len(again) == len(known) == 2
    for found, shipped in zip(again, known, strict=True):
        assert found.kind == shipped.kind
        for draw, known_draw in zip(found.errors, shipped.errors, strict=True):
            assert draw == pytest.approx(known_draw, rel=1e-5)
