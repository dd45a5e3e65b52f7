"""Which predictions are the same."""

from __future__ import annotations

import pytest

from backend.jobs.predictions import answer_key
from backend.schemas.spec import Spec
from backend.schemas.version import PREDICTION_METHOD

SPEC = Spec(networks=["digits/mlp-noise0"])
WEIGHTS = {"digits/mlp-noise0": "0" * 64}


@pytest.mark.parametrize(("name", "other"), [("PREDICTION_METHOD", PREDICTION_METHOD + 1), ("ENGINE_VERSION", "another")])
def test_a_prediction_does_not_outlive_its_method(monkeypatch: pytest.MonkeyPatch, name: str, other: object) -> None:
    before = answer_key(SPEC, WEIGHTS)
    assert answer_key(SPEC, WEIGHTS) == before
    monkeypatch.setattr(f"backend.jobs.predictions.{name}", other)
    assert answer_key(SPEC, WEIGHTS) != before
