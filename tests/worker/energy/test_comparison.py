from __future__ import annotations

import pytest

from worker.energy.circuit import Circuit
from worker.energy.comparison import as_usual, at_equal_weights, compare
from worker.energy.reference_networks import IMAGE, Cell, gated, rnn
from worker.energy.workload import workload


def test_rows_name_each_family_and_relate_to_the_cnn() -> None:
    rows = {row.name: row for row in compare(as_usual([7, 28]))}
    assert list(rows) == ["CNN", "LeNet-5", "MLP", "RNN T=7", "LSTM T=7", "GRU T=7", "RNN T=28", "LSTM T=28", "GRU T=28"]
    assert rows["CNN"].over_first == 1
    assert rows["RNN T=7"].over_first == pytest.approx(1 / 42, rel=0.1)
    assert rows["MLP"].over_first < rows["RNN T=7"].over_first < rows["RNN T=28"].over_first < 1


def test_gates_cost_more_than_a_relu_and_need_look_ups() -> None:
    rows = {row.name: row for row in compare(as_usual([7]))}
    plain, lstm, gru = rows["RNN T=7"], rows["LSTM T=7"], rows["GRU T=7"]
    assert plain.look_ups == 0 and plain.activations == 7 * 128
    assert (lstm.look_ups, gru.look_ups) == (5 * 7 * 128, 3 * 7 * 128)
    assert lstm.estimate.total_pj > gru.estimate.total_pj > 3 * plain.estimate.total_pj
    assert "gates" not in plain.estimate.components


@pytest.mark.parametrize(("cell", "columns"), [("lstm", 4), ("gru", 3)])
def test_a_gated_cell_converts_four_columns_per_unit(cell: Cell, columns: int) -> None:
    """A GRU has three, and reads those of its candidate twice: with the input, and with the state."""
    made = workload(gated(cell, 7, 32), IMAGE).layers[0]
    plain = workload(rnn(7, 32), IMAGE).layers[0]
    assert (made.rows, made.outputs, made.mvms) == (plain.rows, columns * plain.outputs, plain.mvms)
    counts = Circuit(rows=1024, columns=1024).of(made)
    assert counts.conversions == 7 * 4 * 32 and counts.cells == 2 * made.rows * columns * 32
    assert counts.row_drives == 7 * made.rows * (2 if cell == "gru" else 1)
    assert counts.reads == 7 * (3 if cell == "gru" else 1) and counts.weights_read == 7 * made.rows * columns * 32
    assert made.stored_values == (2 if cell == "lstm" else 1) * plain.stored_values


def test_time_steps_must_divide_the_pixels() -> None:
    with pytest.raises(ValueError, match=r"time_steps must divide the number of pixels \(784\)"):
        workload(gated("lstm", 5, 8), IMAGE)


@pytest.mark.parametrize("weights", [20_000, 100_000, 400_000])
def test_equal_weights_are_equal_to_one_unit(weights: int) -> None:
    for name, _, work in at_equal_weights(weights, [7, 28]):
        assert work.weights == pytest.approx(weights, rel=0.03), name


def test_fewer_weights_do_more_work_in_an_rnn() -> None:
    """At equal weights an RNN of 28 steps reads its one array 28 times."""
    rows = {row.name: row for row in compare(at_equal_weights(100_000, [28]))}
    assert rows["RNN T=28"].estimate.macs > 20 * rows["MLP"].estimate.macs
    assert rows["RNN T=28"].over_first > 1
