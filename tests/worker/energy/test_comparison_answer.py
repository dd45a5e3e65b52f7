"""The families side by side, as the API gives them."""

from __future__ import annotations

from backend.schemas.energy import ComparisonRequest
from worker.energy.comparison import TIME_STEPS, comparison


def test_every_family_is_there_and_rnn_energy_grows_with_t() -> None:
    found = comparison(ComparisonRequest())
    assert {row.family for row in found.items} == {"cnn", "lenet5", "mlp", "rnn", "lstm", "gru"}
    assert found.items[0].over_first == 1
    rnn = [row for row in found.items if row.family == "rnn"]
    assert [row.time_steps for row in rnn] == list(TIME_STEPS)
    assert all(row.look_ups == 0 for row in rnn), "a ReLU RNN needs no gates"
    late = [row.total_pj for row in rnn if row.time_steps and row.time_steps >= 14]
    assert late == sorted(late)
    lstm = {row.time_steps: row for row in found.items if row.family == "lstm"}
    assert all(lstm[row.time_steps].total_pj > row.total_pj and lstm[row.time_steps].look_ups > 0 for row in rnn)


def test_equal_weights_are_equal() -> None:
    found = comparison(ComparisonRequest(equal_weights=40_000))
    assert {row.family for row in found.items} == {"mlp", "rnn", "lstm", "gru"}
    assert all(abs(row.weights - 40_000) < 2000 for row in found.items)
