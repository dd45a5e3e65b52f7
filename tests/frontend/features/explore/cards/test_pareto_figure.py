"""Accuracy against energy."""

from __future__ import annotations

from frontend.features.explore.cards.energy.pareto_callbacks import looked_at, nearest, note
from frontend.features.explore.cards.energy.pareto_figure import Tradeoff, frontier, over_time_steps, pareto_figure, tradeoffs
from frontend.kit.figures.log_axis import marks
from frontend.kit.view_run import ViewRun
from tests.frontend.examples import a_point


def place(network: str, energy: float, accuracy: float) -> Tradeoff:
    return Tradeoff(network, energy, accuracy, accuracy - 1, accuracy + 1)


MLP, RNN, CNN = place("digits/mlp-noise0", 4, 90), place("digits/rnn-t4-noise0", 12, 89), place("digits/cnn-noise0", 480, 95)


def test_the_frontier_holds_whom_nobody_beats_in_both() -> None:
    assert frontier([CNN, RNN, MLP]) == [MLP, CNN]
    assert frontier([MLP, place("digits/x", 4, 91)]) == [place("digits/x", 4, 91)]
    assert frontier([]) == []


def test_a_run_is_read_at_one_value_of_its_sweep() -> None:
    interval = {"ci_low": 0.89, "ci_high": 0.92}
    points = [a_point(network, x, 0.9, **interval) for network, x in (("a/b", 0.02), ("a/b", 0.04), ("a/c", 0.02))]
    found = tradeoffs(points, {"a/b": 7.0}, 0.02)
    assert found == [Tradeoff("a/b", 7.0, 90.0, 89.0, 92.0)]
    assert nearest([0.0, 0.02, 0.04], 2.5, 0.01) == 0.02
    assert nearest([0.0, 0.02], None, 0.01) == 0.0


def test_networks_that_differ_in_t_alone_are_joined_by_t() -> None:
    networks = ["mnist/rnn-t28-noise0", "mnist/rnn-t4-noise0", "mnist/rnn-t4-noise0.5", "mnist/mlp-noise0"]
    assert over_time_steps(networks) == [["mnist/rnn-t4-noise0", "mnist/rnn-t28-noise0"]]


def test_the_figure_has_a_mark_with_an_interval_for_each_and_the_frontier() -> None:
    figure = pareto_figure([MLP, CNN, RNN], scheme="light")
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.name for trace in marks] == ["MLP", "CNN", "RNN T=4"]
    assert marks[0].error_y.array == (1.0,) and marks[0].y == (90.0,)
    edge = next(trace for trace in figure.data if trace.name == "nobody is better in both")
    assert edge.y == (90.0, 95.0)
    assert figure.layout.xaxis.type == "log"


def test_the_note_says_where_and_who() -> None:
    points = [a_point("a/b", x, 0.9) for x in (0.0, 0.02)]
    assert looked_at(ViewRun(sweep="p", now=2.5), points) == (
        points,
        0.02,
        "At programming error 2 %, the measured value nearest to the slider",
    )
    assert note([MLP, CNN, RNN], "Here") == "Here: MLP and CNN are not beaten in accuracy and energy at once."
    assert note([], "Here") == "Here: no point yet."


def test_on_a_map_networks_are_compared_where_it_is_cut() -> None:
    points = [a_point("a/b", x, 0.9, y=y) for y in (0.0, 0.1) for x in (0.0, 0.2)]
    row, x, where = looked_at(ViewRun(sweep="p", y="r", cut=(0.2, 0.1)), points)
    assert (list(row), x) == (points[2:], 0.2)
    assert where == "At programming error 20 % and read noise 10 %, where the map is cut"


def test_marks_of_an_axis_are_whole_numbers() -> None:
    assert marks([1.4, 3.5])["ticktext"] == ["1", "1.5", "2", "3", "4"]
    assert marks([4, 500])["ticktext"] == ["2", "5", "10", "20", "50", "100", "200", "500"]
    assert marks([0.7])["ticktext"] == ["0.7"]
