"""Kinds of recurrent cells against the plain RNN: temporal skips, learned skips, and gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.reproductions.charts import curves
from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import compare
from backend.reproductions.measurements import RECURRENT, Measurements
from backend.reproductions.noise_margins import margin_of
from backend.reproductions.recurrent import NetworkNumbers
from backend.reproductions.recurrent_wording import estimate, networks_of
from backend.reproductions.runs import CELLS, DATASETS, INTERNAL, TEST_LEVEL
from backend.reproductions.statistics import apart
from backend.reproductions.wording import DATA_SETS, long_title, share
from backend.schemas.reproduction import Chart, Finding, Part

PLAIN, SKIP, LEARNED, *GATED = CELLS
LEVELS = ("0", "0.1")
RUNS = {
    "recurrent-programming": ("programming error of {} of the range", (INTERNAL, 0.05)),
    "recurrent-read": ("read noise of {} of the range", (INTERNAL,)),
    "recurrent-gaussian": ("gaussian noise of level {} on the images", (TEST_LEVEL,)),
}


def _more_accurate(measured: Measurements, cells: Sequence[str]) -> list[Finding]:
    """Return whether cells are more accurate than the plain RNN under each noise."""
    return [
        compare(
            measured,
            f"{dataset}-{run}",
            f"{cell}-noise{level}",
            f"{PLAIN}-noise{level}",
            x,
            choice=words.format(f"{x:g}" if run == "recurrent-gaussian" else share(x)),
        )
        for run, (words, values) in RUNS.items()
        for dataset in DATASETS
        for cell in cells
        for level in LEVELS
        for x in values
    ]


def _wider_margin(measured: Measurements, cells: Sequence[str]) -> Iterator[Finding]:
    """Yield whether the largest programming error that keeps 95 % of the clean accuracy is larger than the plain RNN's."""
    for dataset in DATASETS:
        for level in LEVELS:
            plain = margin_of(measured, f"{dataset}/{PLAIN}-noise{level}")
            for cell in cells:
                own = margin_of(measured, f"{dataset}/{cell}-noise{level}")
                verdict = apart(own.low, own.high, plain.low, plain.high)
                evidence = f"{long_title(own.network)} {own.percent()} of the range, RNN {plain.percent()}"
                yield Finding(choice="95 % of the clean accuracy kept", verdict=verdict, evidence=evidence)


def _skip_parts(measured: Measurements) -> list[Part]:
    return [
        part("A temporal skip connection carries more of the gradient back in time", list(_gradients(measured))),
        part("With it the RNN is more accurate under noise", _more_accurate(measured, (SKIP,))),
        part("With it the RNN tolerates a larger programming error", list(_wider_margin(measured, (SKIP,)))),
        part("A learned skip (Skip RNN) makes the RNN more accurate under noise", _more_accurate(measured, (LEARNED,))),
    ]


def _gradients(measured: Measurements) -> Iterator[Finding]:
    for dataset in DATASETS:
        for level in LEVELS:
            plain, skip = _pair(measured, dataset, level)
            own, other = skip.first.gradient_rate, plain.first.gradient_rate
            yield Finding(
                choice="against the RNN without one",
                verdict=apart(own.low, own.high, other.low, other.high),
                evidence=f"{long_title(skip.network)}: {estimate(own)} a step back, RNN {estimate(other)}",
            )
            without = skip.first.gradient_rate_without_skip
            if without is not None:
                yield Finding(
                    choice="against the same network with the skip path left out of the backward pass",
                    verdict=apart(own.low, own.high, without.low, without.high),
                    evidence=f"{long_title(skip.network)}: {estimate(own)} a step back, {estimate(without)} without the path",
                )


def _pair(measured: Measurements, dataset: str, level: str) -> list[NetworkNumbers]:
    return networks_of(measured, (dataset,), [f"{cell}-noise{level}" for cell in (PLAIN, SKIP)])


def _gated_parts(measured: Measurements) -> list[Part]:
    return [
        part("LSTM and GRU are more accurate than the ReLU RNN under noise", _more_accurate(measured, GATED)),
        part("They tolerate a larger programming error", list(_wider_margin(measured, GATED))),
    ]


def _curves(measured: Measurements, cells: Sequence[str]) -> list[Chart]:
    return [
        curves(
            measured,
            f"{dataset}-{run}",
            [f"{cell}-noise{level}" for level in LEVELS for cell in cells],
            heading=f"{DATA_SETS[dataset]}, {run.removeprefix('recurrent-')}",
            caption="All networks have 128 units and 14 time steps.",
        )
        for run in RUNS
        for dataset in DATASETS
    ]


_ALL_RUNS = tuple(f"{dataset}-{run}" for run in RUNS for dataset in DATASETS)
SKIPS = Claim(
    id="rnn-skip",
    runs=_ALL_RUNS,
    parts=_skip_parts,
    charts=lambda measured: _curves(measured, (PLAIN, SKIP, LEARNED)),
    needs=(RECURRENT,),
)
GATES = Claim(id="rnn-lstm-gru", runs=_ALL_RUNS, parts=_gated_parts, charts=lambda measured: _curves(measured, (PLAIN, *GATED)))
