"""What ships is what the program computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.examples import shipped_results
from backend.networks import load_card
from backend.reproductions import committed
from backend.reproductions.measurements import Measurements
from backend.schemas.spec import Spec
from backend.schemas.version import ENGINE_VERSION
from worker.energy import estimate
from worker.reproduce.energies import energies
from worker.reproduce.measuring import compute_run
from worker.runs.offline import compute


def test_a_committed_run_gives_the_same_numbers_bit_for_bit() -> None:
    """The run on digits, which needs no download: two of its networks at its largest noise, computed again."""
    shipped = committed().runs["digits-programming"]
    networks, x = ["digits/rnn-t4-noise0", "digits/cnn-noise0"], shipped.spec.sweep.x.values[-1]
    document = {**shipped.spec.model_dump(), "networks": networks}
    document["sweep"] = {"x": {**shipped.spec.sweep.x.model_dump(), "values": [x]}}
    spec = Spec.model_validate(document)
    again = compute(spec, {network: load_card(network) for network in networks}, data_path=Path(), processes=2)
    known = {(point.network, point.x): point for point in shipped.all_points()}
    assert again.points == [known[network, x] for network in networks]
    assert again.clean == {network: shipped.clean[network] for network in networks}
    assert any(point.std_draws > 0 for point in again.points)


def test_the_example_is_of_this_engine() -> None:
    """Otherwise a first visit would have to wait for what ships."""
    (example,) = shipped_results()
    cards = {network: load_card(network) for network in example.spec.networks}
    assert example.engine_version == ENGINE_VERSION
    assert compute(example.spec, cards, data_path=Path(), processes=2).points == example.points


def test_a_known_run_is_not_computed_again() -> None:
    shipped = committed().runs["digits-programming"]
    assert compute_run(shipped.spec, shipped, data_path=Path("/nowhere"), processes=1, date="2026-01-01") is shipped
    stale = shipped.model_copy(update={"engine_version": "an older one", "points": []})
    few = Spec.model_validate({**shipped.spec.model_dump(), "networks": ["digits/mlp-noise0"]})
    fresh = compute_run(few, stale, data_path=Path(), processes=1, date="2026-01-01")
    assert fresh is not stale and fresh.points


def test_the_energies_that_ship_are_those_that_are_computed() -> None:
    shipped: Measurements = committed()
    again = energies()
    assert len(again) == len(shipped.energies)
    for one in again:
        known = shipped.energies[one.network, one.technology, one.mode]
        assert one.total_pj == pytest.approx(known.total_pj, rel=1e-12) and one.components == pytest.approx(known.components)


def test_a_shipped_run_carries_the_energy_of_each_of_its_networks() -> None:
    from backend.reproductions import committed_results

    for _date, result in committed_results():
        network = result.spec.networks[-1]
        own = estimate(load_card(network), mode="inference", converters=result.spec.converters)
        assert result.energy[network].network == network
        if network.startswith("mnist/"):
            assert result.energy[network].total_pj == pytest.approx(own.total_pj)
