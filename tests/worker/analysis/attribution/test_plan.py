"""How much is simulated for a split of the loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.networks import load_card
from backend.schemas.spec import Sampling
from worker.analysis.attribution.plan import MOST_EXACT, Plan, images_per_draw, plan
from worker.crossbar import Conditions
from worker.simulators import Simulators

CARD = load_card("digits/mlp-noise0")
TESTED = Simulators(data_path=Path()).get(CARD, 500)
SAMPLING = Sampling(max_draws=60)
PLAIN = Conditions(programming=0.1)
WIRES = Conditions(programming=0.1, wire_resistance_ohm=1.0)


def planned(players: int, whole: Conditions = PLAIN, *, has_chance: bool = True) -> Plan:
    return plan(TESTED, whole, players, SAMPLING, has_chance=has_chance)


def test_few_causes_are_simulated_in_all_combinations() -> None:
    assert planned(6) == Plan(exact=True, images=500, fewest=5, most=60)
    assert planned(MOST_EXACT).exact and planned(MOST_EXACT).most < 60, "until the time is over"


def test_many_causes_or_slow_chips_are_sampled() -> None:
    assert not planned(MOST_EXACT + 1).exact
    slow = planned(MOST_EXACT, WIRES)
    assert not slow.exact and SAMPLING.min_draws <= slow.most < SAMPLING.max_draws


def test_without_chance_one_draw_of_all_images_is_enough() -> None:
    assert planned(3, has_chance=False) == Plan(exact=True, images=500, fewest=1, most=1)


@pytest.mark.parametrize(("of", "price", "expected"), [(10_000, 180.0, 500), (10_000, 0.0, 100), (500, 1e6, 500), (97, 1.0, 97)])
def test_subsets_divide_the_test_set(of: int, price: float, expected: int) -> None:
    assert images_per_draw(of, price) == expected
