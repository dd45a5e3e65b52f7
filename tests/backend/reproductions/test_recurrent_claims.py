"""Verdicts about recurrent networks, on dynamics and accuracies that a test chooses."""

from __future__ import annotations

import math

import pytest

from backend.reproductions import CLAIMS, Measurements, assess
from backend.reproductions.recurrent import CauseNumbers, EndNumbers, LayerNumbers, NetworkNumbers, RecurrentFile
from backend.reproductions.runs import CELLS, DATASETS, OVER_TIME, STACKED
from backend.schemas.dynamics import Estimate
from tests.backend.reproductions.synthetic import measured

NAMES = (*OVER_TIME, *(f"{cell}-noise{level}" for level in ("0", "0.1") for cell in (*CELLS, STACKED[1])))


def about(mean: float, width: float = 0.01) -> Estimate:
    return Estimate(mean=mean, low=mean - width, high=mean + width, n=100)


def cause(name: str, *, growth: float, distance: float, quadrature: float, coherent: float) -> CauseNumbers:
    return CauseNumbers(
        cause=name,
        measured=about(distance),
        predicted=distance,
        coherent=coherent,
        quadrature=quadrature,
        exponent=about(growth),
        relative_exponent=about(growth - 0.3),
    )


def ends(drive: str, *, information: float, stayed: float, left: float, same_end: float = 0.6) -> EndNumbers:
    return EndNumbers(
        drive=drive,
        accuracy=about(0.5),
        information=information,
        entropy=math.log2(10),
        ends=10,
        kinds={"fixed point": 1.0},
        kicks=[0.1, 1.0],
        returns=[about(0.9), about(0.4)],
        same_end={"images": about(same_end)},
        class_if_same_end={"images": about(stayed)},
        class_if_other_end={"images": about(left)},
    )


def layer(
    index: int = 0,
    *,
    steps: int = 14,
    rate: float = -0.3,
    without: float | None = None,
    gradient: float = 1.0,
    growth: float = 0.5,
    read: float = 0.2,
    information: float = 3.0,
    stayed: float = 0.9,
    left: float = 0.5,
    same_end: float = 0.6,
) -> LayerNumbers:
    return LayerNumbers(
        layer=index,
        units=128,
        time_steps=steps,
        lyapunov=about(-0.1),
        vanished=0.5,
        singular_value=1.0,
        spectral_radius=0.9,
        non_normality=0.4,
        active=0.3,
        weights_singular_value=1.5,
        weights_spectral_radius=1.1,
        gradient_rate=about(rate),
        gradient_rate_without_skip=None if without is None else about(without),
        gradient=about(gradient),
        causes=[
            cause("read", growth=growth, distance=read, quadrature=0.2, coherent=0.5),
            cause("programming", growth=growth, distance=0.45, quadrature=0.2, coherent=0.5),
        ],
        ends=[
            ends(drive, information=information, stayed=stayed, left=left, same_end=same_end) for drive in ("silence", "image")
        ],
    )


def network(name: str, *layers: LayerNumbers) -> NetworkNumbers:
    return NetworkNumbers(network=name, clean=0.9, sigma=0.025, test_level=0.2, images=200, draws=16, layers=list(layers))


def with_recurrent(base: Measurements, items: list[NetworkNumbers]) -> Measurements:
    return Measurements(base.runs, recurrent=RecurrentFile(date="2026-01-01", engine_version="0", items=items))


def steps_of(name: str) -> int:
    return int(name.split("-t")[1].split("-", maxsplit=1)[0])


def everywhere(**numbers: float) -> list[NetworkNumbers]:
    return [
        network(f"{dataset}/{name}", layer(steps=steps_of(name), **numbers))  # type: ignore[arg-type]
        for dataset in DATASETS
        for name in NAMES
    ]


@pytest.mark.parametrize(("growth", "verdict"), [(0.5, "holds"), (1.0, "open"), (1.4, "fails")])
def test_growth_is_sub_linear_below_a_power_of_one(growth: float, verdict: str) -> None:
    found = assess(CLAIMS["rnn-sublinear"], with_recurrent(Measurements(), everywhere(growth=growth)))
    assert [part.verdict for part in found.parts[:4:2]] == [verdict, verdict]
    assert [part.verdict for part in found.parts[1:4:2]] == ["fails" if growth > 1.3 else "holds"] * 2
    assert len(found.parts[0].findings) == 2 * 3 * 4  # two data sets, three training levels, T of 7, 14, 28 and 49


@pytest.mark.parametrize(("read", "verdict"), [(0.2, "holds"), (0.235, "open"), (0.5, "fails")])
def test_read_noise_is_compared_with_quadrature(read: float, verdict: str) -> None:
    found = assess(CLAIMS["rnn-sublinear"], with_recurrent(Measurements(), everywhere(read=read)))
    assert found.parts[4].verdict == verdict
    assert found.parts[5].verdict == "holds"  # 0.45 is more than 0.2


def test_a_gradient_that_shrinks_to_a_tenth_has_vanished() -> None:
    """exp(-0.3 * 13) = 0.02 at 14 steps; exp(-0.05 * 48) = 0.09 at 49, but 0.52 at 14."""
    base = measured(lambda _run, _name, _x: 0.9, CLAIMS["rnn-vanishing"].runs)
    for rate, verdict in ((-0.3, "holds"), (-0.05, "fails"), (0.2, "fails")):
        found = assess(CLAIMS["rnn-vanishing"], with_recurrent(base, everywhere(rate=rate)))
        assert found.parts[0].verdict == verdict or (rate == -0.05 and found.parts[0].verdict in ("partly", "fails"))


@pytest.mark.parametrize(("first", "verdict"), [(0.05, "holds"), (0.9, "fails")])
def test_blocks_are_compared_by_their_gradients(first: float, verdict: str) -> None:
    base = measured(lambda _run, _name, _x: 0.9, CLAIMS["rnn-vanishing"].runs)
    stacked = [
        network(f"{dataset}/rnn-stacked-t4-noise{level}", layer(0, steps=4, gradient=first), layer(1, steps=4, gradient=1.0))
        for dataset in DATASETS
        for level in ("0", "0.1")
    ]
    plain = [one for one in everywhere() if "stacked" not in one.network]
    found = assess(CLAIMS["rnn-vanishing"], with_recurrent(base, [*plain, *stacked]))
    assert found.parts[1].verdict == verdict
    assert "second" in found.parts[1].findings[0].evidence


def test_basins_separate_classes_where_ends_tell_them() -> None:
    base = measured(lambda _run, _name, x: 0.9 - x, CLAIMS["rnn-basins"].runs)
    for information, verdict in ((3.0, "holds"), (0.5, "fails")):
        found = assess(CLAIMS["rnn-basins"], with_recurrent(base, everywhere(information=information)))
        assert [part.verdict for part in found.parts[:2]] == [verdict, verdict]


@pytest.mark.parametrize(("stayed", "left", "verdict"), [(0.9, 0.5, "holds"), (0.7, 0.7, "open"), (0.4, 0.8, "fails")])
def test_staying_is_compared_with_leaving(stayed: float, left: float, verdict: str) -> None:
    base = measured(lambda _run, _name, x: 0.9 - x, CLAIMS["rnn-basins"].runs)
    found = assess(CLAIMS["rnn-basins"], with_recurrent(base, everywhere(stayed=stayed, left=left)))
    assert found.parts[2].verdict == verdict


def test_basins_explain_accuracies_that_go_with_them() -> None:
    """Networks of longer sequences stay less and keep less of their accuracy."""
    base = measured(lambda _run, name, x: 0.9 - x * steps_of(name) / 50, CLAIMS["rnn-basins"].runs)
    items = [
        network(f"{dataset}/{name}", layer(steps=steps_of(name), same_end=1 - steps_of(name) / 50))
        for dataset in DATASETS
        for name in NAMES
        if "stacked" not in name
    ]
    found = assess(CLAIMS["rnn-basins"], with_recurrent(base, items))
    assert found.parts[3].verdict == "holds"
    assert all("rank correlation 1.00" in one.evidence for one in found.parts[3].findings)


@pytest.mark.parametrize(("gain", "verdict"), [(0.05, "holds"), (0.0, "open"), (-0.05, "fails")])
def test_gates_help_where_accuracies_are_higher(gain: float, verdict: str) -> None:
    def accuracy(_run: str, name: str, x: float) -> float:
        return 0.9 - 2 * x + (gain if name.startswith(("lstm", "gru")) and x else 0.0)

    found = assess(CLAIMS["rnn-lstm-gru"], measured(accuracy, CLAIMS["rnn-lstm-gru"].runs))
    assert found.parts[0].verdict == verdict
    assert found.verdict == verdict


def test_a_skip_is_asked_for_gradients_accuracy_and_margin() -> None:
    def accuracy(_run: str, name: str, x: float) -> float:
        return 0.9 - (1 if name.startswith("rnn-skip") else 3) * x

    base = measured(accuracy, CLAIMS["rnn-skip"].runs)
    items = [
        network(
            f"{dataset}/{name}",
            layer(steps=14, rate=-0.1 if "skip-t" in name else -0.4, without=-0.4 if "skip-t" in name else None),
        )
        for dataset in DATASETS
        for name in NAMES
        if "stacked" not in name
    ]
    found = assess(CLAIMS["rnn-skip"], with_recurrent(base, items))
    assert [part.verdict for part in found.parts[:3]] == ["holds", "holds", "holds"]
    assert len(found.parts[0].findings) == 8


def test_a_number_tells_margins_where_ranks_agree() -> None:
    claim = CLAIMS["noise-margins"]
    base = measured(lambda _run, name, x: 0.9 - x * (1 + steps_of(name) / 10 if "-t" in name else 1), claim.runs)
    found = assess(claim, with_recurrent(base, everywhere()))
    steps = next(part for part in found.parts if part.statement.startswith("Time steps"))
    assert all("rank correlation \N{MINUS SIGN}1.00" in one.evidence for one in steps.findings)


def test_what_was_not_measured_is_open() -> None:
    for name in ("rnn-sublinear", "rnn-basins", "rnn-vanishing", "rnn-skip", "rnn-lstm-gru", "noise-margins"):
        found = assess(CLAIMS[name], Measurements())
        assert found.verdict == "open" and found.evidence.startswith("Not measured")
