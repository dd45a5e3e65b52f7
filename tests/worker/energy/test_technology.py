from __future__ import annotations

import pytest
from pydantic import ValidationError

from backend.schemas.technology import Constant
from backend.technologies import technologies, technology
from worker.energy.pricing import PRICES, TIMINGS
from worker.energy.unit_costs import Resolution

ALL = technologies()


def test_the_five_technologies_are_here_and_fragments_are_not() -> None:
    assert [one.id for one in ALL] == ["digital-2018", "ecram-2020", "isaac-2016", "marinella-2018", "sonos-2022"]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_constant_has_a_unit_and_a_source(one: object) -> None:
    assert one.source and one.title  # type: ignore[attr-defined]
    for name, constant in one.constants.items():  # type: ignore[attr-defined]
        assert constant.unit and len(constant.source) >= 5, name


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_constant_is_used(one: object) -> None:
    """A constant that nobody reads would be shown and edited in vain."""
    seen: set[str] = set()

    class Watched(dict[str, float]):
        def __getitem__(self, key: str) -> float:
            seen.add(key)
            return super().__getitem__(key)

    numbers = Watched(one.numbers())  # type: ignore[attr-defined]
    PRICES[one.model](numbers, Resolution(8, 8, 8))  # type: ignore[attr-defined]
    TIMINGS[one.model](numbers, Resolution(8, 8, 8))  # type: ignore[attr-defined]
    assert set(one.constants) <= seen  # type: ignore[attr-defined]


def test_null_takes_an_inherited_constant_away() -> None:
    assert "write_current_na" in technology("marinella-2018").constants
    assert "write_current_na" not in technology("ecram-2020").constants


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"value": 2, "low": 3, "high": 4}, "between low and high"),
        ({"value": 2, "assumed": True}, "must have a range"),
        ({"value": -1}, "greater than or equal to 0"),
        ({"value": float("nan")}, "finite number"),
    ],
)
def test_a_constant_outside_its_range_is_refused(fields: dict, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Constant(unit="pJ", source="somewhere", **fields)
