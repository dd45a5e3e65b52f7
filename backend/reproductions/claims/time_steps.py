"""Result I, continued: the RNN over its number of time steps, and how errors grow while it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from backend.reproductions.charts import line
from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import compare
from backend.reproductions.measurements import GROWTH, Growth, Measurements
from backend.reproductions.runs import DATASETS, TIME_STEPS
from backend.reproductions.statistics import Mean, over_draws, over_seeds, percent
from backend.reproductions.wording import DATA_SETS, long_title, share, title
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series, Verdict

FEW, MANY = 4, 28
LEVELS = ("0", "0.1", "0.5")
SIGMAS = (0.025, 0.05)
KINDS = {"programming": "programming error", "read": "read noise"}


class Spread(NamedTuple):
    """A geometric mean and the ends of its interval."""

    value: float
    low: float
    high: float
    draws: int


def parts(measured: Measurements) -> list[Part]:
    best = [
        compare(
            measured,
            f"{dataset}-time-steps-{kind}",
            _name(FEW, level),
            _name(MANY, level),
            sigma,
            choice=f"{words} of {share(sigma)} of the range",
        )
        for kind, words in KINDS.items()
        for dataset in DATASETS
        for level in LEVELS
        for sigma in SIGMAS
    ]
    return [
        part(f"With internal noise the RNN does better at few time steps (T = {FEW}) than at many (T = {MANY})", best),
        *(
            part(f"Over time steps the error from {words} grows less than linearly", _growths(measured, kind))
            for kind, words in (("read", "read noise"), ("programming", "programming error"))
        ),
    ]


def _name(steps: int, level: str) -> str:
    return f"rnn-t{steps}-noise{level}"


def _growths(measured: Measurements, kind: str) -> list[Finding]:
    return [_growth(one) for one in measured.growth if one.kind == kind]


def _growth(one: Growth) -> Finding:
    share_of_sum = geometric(shares_of_sum(one)[-1])
    return Finding(
        choice=f"{KINDS[one.kind]} of {share(one.sigma)} of the range",
        verdict=sub_linear(share_of_sum),
        evidence=(
            f"{long_title(one.network)}: after the last step the error is {share_of_sum.value:.3f} "
            f"[{share_of_sum.low:.3f}, {share_of_sum.high:.3f}] of the sum of what each step alone adds (geometric mean of "
            f"{share_of_sum.draws} chips)"
        ),
    )


def shares_of_sum(one: Growth) -> list[list[float]]:
    """Error of h_t over the sum of the errors that steps 1 ... t make alone: for each t that has any, a number for each draw.

    1: errors add up linearly. Less: they cancel in part, or are forgotten. More: the recurrence makes them larger.
    """
    sums = [list(accumulate(alone)) for alone in one.alone]
    return [
        [errors[step] / total[step] for errors, total in zip(one.errors, sums, strict=True)]
        for step in range(len(one.state))
        if all(total[step] for total in sums)
    ]


def geometric(ratios: Sequence[float]) -> Spread:
    """Geometric mean over chips and its 95 % t interval: some chips err many times more than most."""
    logs = over_draws([math.log(ratio) for ratio in ratios])
    return Spread(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high), logs.draws)


def sub_linear(share_of_sum: Spread) -> Verdict:
    return "holds" if share_of_sum.high < 1 else "fails" if share_of_sum.low > 1 else "open"


def charts(measured: Measurements) -> list[Chart]:
    return [_over_time_steps(measured, dataset, level) for dataset in DATASETS for level in LEVELS] + [
        _over_steps(measured, dataset) for dataset in DATASETS
    ]


def _over_time_steps(measured: Measurements, dataset: str, level: str) -> Chart:
    series, rows = [], []
    for kind, words in KINDS.items():
        run = f"{dataset}-time-steps-{kind}"
        for sigma in (0.0, *SIGMAS) if kind == "programming" else SIGMAS:
            # One training seed for every T, so that all points of a line have the same kind of interval.
            found = [_first_seed(measured, run, steps, level, sigma) for steps in TIME_STEPS]
            name = f"{words}, {share(sigma)}" if sigma else "no noise"
            series.append(line(name, [float(steps) for steps in TIME_STEPS], found))
            rows += [[name, str(steps), percent(mean), str(mean.draws)] for steps, mean in zip(TIME_STEPS, found, strict=True)]
    images = measured.run(f"{dataset}-time-steps-programming").spec.images
    trained = "trained without noise" if level == "0" else f"trained at {level}"
    return Chart(
        title=f"{DATA_SETS[dataset]}, {trained}",
        x_title="Time steps T",
        y_title="Accuracy (%)",
        x_scale="log",
        series=series,
        definition=(
            f"{DATA_SETS[dataset]}. σ as a share of the layer's weight range, 2 max|w|; {images:,} test images, "
            "one training seed."
        ),
        caption="An RNN of 128 units for every T. Bands are 95 % t intervals of the mean over chips.",
        numbers=NumbersTable(head=["Noise", "T", "Accuracy and 95 % interval", "Chips"], rows=rows),
    )


def _first_seed(measured: Measurements, run: str, steps: int, level: str, sigma: float) -> Mean:
    dataset = measured.dataset(run)
    return over_seeds([measured.point(run, f"{dataset}/{_name(steps, level)}", sigma)])


def _over_steps(measured: Measurements, dataset: str) -> Chart:
    series, rows, images = [], [], 0
    for one in measured.growth:
        if dataset_of(one.network) != dataset:
            continue
        images = one.images
        name = f"{title(one.network)}, {KINDS[one.kind]}"
        # A first step that sees nothing but black pixels errs by nothing.
        seen = [step for step in range(len(one.state)) if all(errors[step] for errors in one.errors)]
        times = [float(step + 1) for step in seen]
        means = [geometric([errors[step] / one.state[step] for errors in one.errors]) for step in seen]
        series.append(
            Series(
                name=name,
                x=times,
                y=[mean.value for mean in means],
                low=[mean.low for mean in means],
                high=[mean.high for mean in means],
            )
        )
        rows += [
            [name, f"{t:g}", f"{mean.value:.4f}", f"{mean.low:.4f} to {mean.high:.4f}", str(mean.draws)]
            for t, mean in zip(times, means, strict=True)
        ]
    sigma = next((one.sigma for one in measured.growth), 0.0)
    return Chart(
        title=f"{DATA_SETS[dataset]}, error of the hidden state",
        x_title="Time step t",
        y_title="RMS error of h over RMS of h",
        x_scale="log",
        y_scale="log",
        series=series,
        definition=(
            f"{DATA_SETS[dataset]}. σ = {share(sigma)} of the layer's weight range, 2 max|w|; "
            f"the first {images:,} test images, in the networks themselves."
        ),
        caption=(
            "How far the hidden state is from that of an ideal chip, step after step. On these axes linear growth is a straight "
            "line of slope 1. Geometric means with 95 % t intervals over chips."
        ),
        numbers=NumbersTable(head=["Network and noise", "t", "Relative error", "95 % interval", "Chips"], rows=rows),
    )


CLAIM = Claim(
    id="result-1-timesteps",
    runs=tuple(f"{dataset}-time-steps-{kind}" for kind in KINDS for dataset in DATASETS),
    parts=parts,
    charts=charts,
    needs=(GROWTH,),
)
