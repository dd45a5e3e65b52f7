"""When two sets of measurements agree."""

from __future__ import annotations

from math import nextafter

from backend.reproductions import CLAIMS, assess
from tests.backend.reproductions import synthetic
from worker.reproduce.agreement import compared, same_numbers

RUNS = CLAIMS["result-3"].runs


def collapses(_run: str, name: str, x: float) -> float:
    return 0.95 - (1.5 * x if name.endswith("noise0") else 0.2 * x)


def steady(_run: str, _name: str, x: float) -> float:
    return 0.95 - 0.1 * x


def test_the_same_agrees_and_the_opposite_differs() -> None:
    claim = CLAIMS["result-3"]
    one, other = (assess(claim, synthetic.measured(accuracy, RUNS)) for accuracy in (collapses, steady))
    assert compared(one, one).agreement == "agrees" and compared(one, one).unlike == 0
    assert compared(one, other).agreement == "differs"


def test_too_few_chips_cannot_tell() -> None:
    claim = CLAIMS["result-3"]
    exact, vague = (assess(claim, synthetic.measured(collapses, RUNS, spread=spread)) for spread in (0.002, 5.0))
    found = compared(exact, vague)
    assert found.agreement == "cannot tell" and found.unlike == 0 and found.undecided


def test_numbers_are_the_same_bit_for_bit_or_not() -> None:
    name = RUNS[0]
    run = synthetic.run(name, collapses)
    row = run.points[0]
    nearly = run.model_copy(update={"points": [[*row[:3], nextafter(row[3], 1.0), *row[4:]], *run.points[1:]]})
    assert same_numbers({name: run}, {name: synthetic.run(name, collapses)}) == {name: True}
    assert same_numbers({name: run}, {name: nearly}) == {name: False}
    assert same_numbers({name: run}, {name: run.model_copy(update={"engine_version": "other"})}) == {}
