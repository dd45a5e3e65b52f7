"""Predictions beside simulated chips, for a small network."""

from __future__ import annotations

from backend.reproductions.measurements import committed
from backend.settings import Settings
from worker.reproduce.predicting import measure_predictions


def test_a_margin_is_measured_around_the_predicted_one(settings: Settings) -> None:
    network, run = "digits/mlp-noise0", "digits-programming"
    file = measure_predictions(
        {run: committed().runs[run]}, [network], data_path=settings.data_path, processes=1, date="2026-12-01"
    )
    (of_run,) = file.runs
    assert [(point.network, point.x) for point in of_run.points] == [(network, x) for x in (0.0, 0.025, 0.05)]
    assert of_run.points[0].predicted == of_run.points[0].measured
    assert [margin.kind for margin in file.margins] == ["programming", "read"]
    for margin in file.margins:
        assert margin.predicted is not None and margin.low is not None and margin.measured is not None and margin.high is not None
        assert margin.low <= margin.measured <= margin.high
        assert 0.7 < margin.predicted / margin.measured < 1.6
    assert list(file.seconds) == [network]
