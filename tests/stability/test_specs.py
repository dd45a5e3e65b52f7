"""A spec that anybody has gives the numbers that it gave.

Points are compared exactly, as where what ships is computed again (tests/worker/reproduce): accuracies are counts of images,
which rounding in the last place seldom changes; these cases give the same with every kernel of OpenBLAS for x86-64, from SSE3
to AVX-512. Energies are sums of products and may differ in the last places; where they follow measured activations, which
are single precision, in the seventh.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stability import asking, program, records

RECORD = records.load("specs")
COLUMNS = RECORD["columns"]
BOUNDS = ("ci_low", "ci_high")
TABLED = 0.95
"""Confidence of the intervals whose quantiles are kept to the last bit; those of another are computed to about 12 digits."""
SAME_SUM, SAME_SINGLE, SAME_QUANTILE = 1e-12, 1e-6, 1e-11


@pytest.fixture(scope="module")
def simulators() -> Any:
    for table in RECORD["device_tables"]:
        program.tell_device(table)
    return program.new_simulators()


@pytest.mark.parametrize("name", RECORD["cases"])
def test_a_spec_gives_what_it_gave(name: str, simulators: Any) -> None:
    known = RECORD["cases"][name]
    found = program.answer_to(known["spec"], simulators)
    assert found["spec_hash"] == known["spec_hash"]
    assert found["clean"] == known["clean"]
    points = records.rows(found["points"], COLUMNS)
    assert points.keys() == known["points"].keys()
    computed = known["spec"]["sampling"].get("confidence", TABLED) != TABLED
    for place, column in enumerate(COLUMNS):
        now, then = ([row[place] for rows in some.values() for row in rows] for some in (points, known["points"]))
        assert now == (pytest.approx(then, rel=SAME_QUANTILE) if computed and column in BOUNDS else then), column
    assert found["energy_pj"] == pytest.approx(known["energy_pj"], rel=SAME_SUM)
    assert found["in_explore"] or not known["in_explore"]


@pytest.mark.parametrize("name", RECORD["large_images"])
def test_a_network_for_large_images_says_what_it_said(name: str) -> None:
    known = RECORD["large_images"][name]
    assert asking.large_images(known) == known["says"]


@pytest.mark.parametrize("name", RECORD["energies"])
def test_an_inference_and_a_training_step_cost_what_they_cost(name: str) -> None:
    known, found = RECORD["energies"][name], asking.energy(name)
    if known is None:
        return  # the technology gave no costs for it; it may by now
    assert found is not None
    close = SAME_SINGLE if name.endswith("measured") else SAME_SUM
    assert found.pop("components") == pytest.approx(known["components"], rel=close)
    assert found == pytest.approx({part: value for part, value in known.items() if part != "components"}, rel=close)
