"""Differences paired by draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.schemas.difference import DifferenceRequest
from backend.schemas.spec import Sampling, Spec
from backend.store import points, runs
from backend.store.migrate import upgrade
from backend.store.session import Store
from worker.sampling import Draws, difference, mean_interval, settled_at
from worker.sampling.differences import differences


def test_what_both_have_in_common_cancels() -> None:
    common = np.random.default_rng(0).normal(0, 40, 20).round().astype(int)
    first, second = (440 + common).tolist(), (430 + common).tolist()
    found = difference(Draws(first, 500), Draws(second, 500), 0.95)
    assert found
    interval, count = found
    assert count == 20 and interval.mean == pytest.approx(0.02)
    assert interval.half_width < 0.002 < mean_interval(first, 500, 0.95).half_width


def test_only_draws_that_both_have_count() -> None:
    found = difference(Draws([450, 440, 445, 1, 1], 500), Draws([440, 430, 436], 500), 0.95)
    assert found and found[1] == 3 and found[0].mean == pytest.approx(29 / 1500)
    assert difference(Draws([450, 440], 500), Draws([440], 500), 0.95) is None
    assert difference(Draws([], 500), Draws([440, 441], 500), 0.95) is None


def test_without_chance_one_draw_stands_for_all() -> None:
    exact = difference(Draws([450], 500, has_chance=False), Draws([400], 500, has_chance=False), 0.95)
    assert exact and exact[0].low == exact[0].high == pytest.approx(0.1)
    one_sided = difference(Draws([450], 500, has_chance=False), Draws([400, 410, 420], 500), 0.95)
    assert one_sided and one_sided[1] == 3 and one_sided[0].mean == pytest.approx(0.08)


def test_the_order_only_turns_the_sign() -> None:
    generator = np.random.default_rng(1)
    first, second = (Draws(generator.integers(400, 450, 30).tolist(), 500) for _ in range(2))
    there, back = difference(first, second, 0.9), difference(second, first, 0.9)
    assert there and back
    assert (there[0].mean, there[0].low, there[0].high) == pytest.approx((-back[0].mean, -back[0].high, -back[0].low))


def test_nominal_95_percent_cover_93_to_97_with_sequential_stopping() -> None:
    """Two networks whose chips go together; each stops by its own draws, the difference uses those both have."""
    generator = np.random.default_rng(2)
    sampling, truth, hits = Sampling(half_width=0.01), 0.013, []
    for _ in range(2000):
        chips = generator.normal(0.9, generator.choice([0.01, 0.02, 0.03]), 100)
        own = generator.normal(0, 0.006, (2, 100))
        first = np.round((chips + truth + own[0]) * 10_000).astype(int).tolist()
        second = np.round((chips + own[1]) * 10_000).astype(int).tolist()
        found = difference(
            *(Draws(one[: settled_at(one, 10_000, sampling)], 10_000) for one in (first, second)),  # type: ignore[arg-type]
            confidence=0.95,
        )
        assert found
        hits.append(found[0].low <= truth <= found[0].high)
    assert 0.93 <= np.mean(hits) <= 0.97, np.mean(hits)


SPEC = Spec.model_validate({"networks": ["digits/a", "digits/b"], "sweep": {"x": {"values": [0, 0.1]}}})
SUMMARY = {"accuracy": 0.9, "ci_low": 0.8, "ci_high": 1.0, "std_draws": 0.01, "p10": 0.8, "p90": 1.0, "draws": 5, "images": 500}
NOISE = {"digits/a": [450, 440, 445, 450, 442], "digits/b": [440, 431, 434, 441, 431]}


def recorded(store: Store, spec: Spec = SPEC) -> str:
    """A run whose points have draws in the store."""
    weights = {network: network for network in spec.networks}
    planned = runs.plan(spec, weights=weights, images=dict.fromkeys(spec.networks, 500))
    with store.write() as session:
        run_id = runs.create(session, spec=spec, weights=weights, points=planned)
    for position, point in enumerate(planned):
        with store.write() as session:
            leased = points.claim(session, run_id=run_id, position=position, owner="me", now=0, lease_s=10)
            assert leased
            correct = NOISE[point.network] if point.setting.has_chance else NOISE[point.network][:1]
            points.save_draws(session, key=leased.draws_key, images=500, correct=correct)
            points.save(session, leased, summary=SUMMARY, draws_expected=5, now=0, lease_s=10, then="running")
    return run_id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(made)
    return made


def test_a_run_is_compared_with_one_of_its_networks(store: Store) -> None:
    run_id = recorded(store)
    found = differences(DifferenceRequest(run=run_id, baseline="digits/b"), store)
    assert [(item.network, item.x, item.draws) for item in found.items] == [("digits/a", 0, 1), ("digits/a", 0.1, 5)]
    assert found.items[0].difference == found.items[0].ci_low == pytest.approx(0.02) and found.items[0].separate
    assert found.items[1].difference == pytest.approx(50 / 2500) and found.items[1].ci_low < 0.02 < found.items[1].ci_high
    with pytest.raises(ValueError, match="one of the run's networks"):
        differences(DifferenceRequest(run=run_id, baseline="digits/c"), store)
    with pytest.raises(ValueError, match="exactly one"):
        differences(DifferenceRequest(run=run_id), store)


def test_a_run_is_compared_with_another_where_both_have_a_place(store: Store) -> None:
    wider = SPEC.model_copy(update={"sweep": SPEC.sweep.model_validate({"x": {"values": [0.1, 0.2]}})})
    first, second = recorded(store), recorded(store, wider)
    found = differences(DifferenceRequest(run=first, other=second), store)
    assert [(item.network, item.x) for item in found.items] == [("digits/a", 0.1), ("digits/b", 0.1)]
    assert all(item.difference == 0 and not item.separate for item in found.items)
    elsewhere = recorded(store, SPEC.model_copy(update={"seed": 1}))
    with pytest.raises(ValueError, match="same seed"):
        differences(DifferenceRequest(run=first, other=elsewhere), store)
