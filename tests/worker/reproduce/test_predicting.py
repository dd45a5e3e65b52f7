"""Predictions beside simulated chips, for a small network."""

from __future__ import annotations

from backend.reproductions.measurements import committed
from backend.reproductions.predicted import PredictedNetwork, PredictionFile
from backend.schemas.version import ENGINE_VERSION, PREDICTION_METHOD
from backend.settings import Settings
from worker.reproduce.predicting import measure_predictions


def test_a_margin_is_measured_around_the_predicted_one(settings: Settings) -> None:
    network, run = "digits/mlp-noise0", "digits-programming"
    file = measure_predictions(
        {run: committed().runs[run]}, [network], data_path=settings.data_path, processes=1, date="2026-12-01"
    )
    (one,) = file.networks
    assert [point.x for point in one.runs[run]] == [0.0, 0.025, 0.05]
    assert one.runs[run][0].predicted == one.runs[run][0].measured
    assert [margin.kind for margin in one.margins] == ["programming", "read"]
    for margin in one.margins:
        assert margin.predicted is not None and margin.low is not None and margin.measured is not None and margin.high is not None
        assert margin.low <= margin.measured <= margin.high
        assert 0.7 < margin.predicted / margin.measured < 1.6
    assert one.network == network


def test_what_is_known_is_not_measured_again(settings: Settings) -> None:
    network = PredictedNetwork(network="digits/mlp-noise0", tables_s=1, curve_s=1, runs={}, left_out={}, margins=[])
    known = PredictionFile(
        date="2026-12-01", engine_version=ENGINE_VERSION, method=PREDICTION_METHOD, images=1000, networks=[network]
    )
    asked = {"data_path": settings.data_path, "processes": 1, "date": "2026-12-02"}
    assert measure_predictions({}, [network.network], known=known, **asked) == known  # type: ignore[arg-type]
