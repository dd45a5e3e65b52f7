"""Whether gradients vanish through time, and through stacked blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import compare
from backend.reproductions.measurements import RECURRENT, Measurements
from backend.reproductions.recurrent import LayerNumbers
from backend.reproductions.recurrent_wording import estimate, networks_of, number
from backend.reproductions.runs import CELLS, DATASETS, INTERNAL, OVER_TIME, STACKED
from backend.reproductions.statistics import apart, at_least
from backend.reproductions.wording import DATA_SETS, long_title, share, title
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series

VANISHED = 0.1
"""A gradient below a tenth of what it was has vanished: our choice."""
MANY = 14
LEVELS = ("0", "0.1")
RUN = "recurrent-programming"


def parts(measured: Measurements) -> list[Part]:
    return [
        part(
            f"The gradient of RNNs of {MANY} and more time steps falls below a tenth on its way to the first step",
            list(_time(measured)),
        ),
        part("In stacked blocks the gradient of the first falls below a tenth of that of the second", list(_blocks(measured))),
        part("Two blocks do no better than one", list(_accuracy(measured))),
    ]


def _time(measured: Measurements) -> Iterator[Finding]:
    for one in networks_of(measured, DATASETS, OVER_TIME):
        layer = one.first
        if layer.time_steps < MANY:
            continue
        steps, rate = layer.time_steps - 1, layer.gradient_rate
        kept = [math.exp(steps * value) for value in (rate.mean, rate.low, rate.high)]
        yield Finding(
            choice="gradient of the margin with respect to the states",
            verdict=apart(VANISHED, VANISHED, kept[1], kept[2]),
            evidence=(
                f"{long_title(one.network)}: {number(kept[0])} [{number(kept[1])}, {number(kept[2])}] of it is left after "
                f"{steps} steps, a factor of {math.exp(rate.mean):.3f} a step"
            ),
        )


def _blocks(measured: Measurements) -> Iterator[Finding]:
    for one in networks_of(measured, DATASETS, [f"{STACKED[1]}-noise{level}" for level in LEVELS]):
        first, last = one.first.gradient, one.last.gradient
        low, high = first.low / last.high, first.high / last.low
        yield Finding(
            choice="gradient of the margin with respect to all states of a block",
            verdict=apart(VANISHED, VANISHED, low, high),
            evidence=f"{long_title(one.network)}: {estimate(first)} at the first block, {estimate(last)} at the second",
        )


def _accuracy(measured: Measurements) -> Iterator[Finding]:
    for dataset in DATASETS:
        for level in LEVELS:
            for sigma in (0.0, INTERNAL):
                yield compare(
                    measured,
                    f"{dataset}-{RUN}",
                    f"{STACKED[0]}-noise{level}",
                    f"{STACKED[1]}-noise{level}",
                    sigma,
                    choice=f"programming error of {share(sigma)} of the range" if sigma else "without noise",
                    rule=lambda gap: at_least(gap, 0.0),
                )


def charts(measured: Measurements) -> list[Chart]:
    names = [*OVER_TIME, *(f"{cell}-noise{level}" for level in LEVELS for cell in (*CELLS[1:], STACKED[1]))]
    return [_rates(measured, dataset, names) for dataset in DATASETS]


def _rates(measured: Measurements, dataset: str, names: list[str]) -> Chart:
    found = networks_of(measured, (dataset,), names)
    layers = [(one, layer) for one in found for layer in one.layers]
    x = [_name(title(one.network), layer, len(one.layers)) for one, layer in layers]
    rates = [layer.gradient_rate for _one, layer in layers]
    return Chart(
        kind="bars",
        title=f"{DATA_SETS[dataset]}, gradients through time",
        x_title="",
        y_title="Change of the logarithm of the gradient a step back",
        series=[
            Series(
                name="gradient of the margin",
                x=x,
                y=[rate.mean for rate in rates],
                low=[rate.low for rate in rates],
                high=[rate.high for rate in rates],
            )
        ],
        definition=f"{DATA_SETS[dataset]}, the first {found[0].images:,} test images; networks without noise.",
        caption="Below 0 a gradient shrinks on its way back in time, above 0 it grows. Bars are 95 % intervals over images.",
        numbers=NumbersTable(
            head=["Network", "Rate a step", "Without the skip", "Gradient at the layer", "Largest Lyapunov exponent"],
            rows=[_row(name, layer) for name, (_one, layer) in zip(x, layers, strict=True)],
        ),
    )


def _name(network: str, layer: LayerNumbers, layers: int) -> str:
    return f"{network}, block {layer.layer + 1}" if layers > 1 else network


def _row(name: str, layer: LayerNumbers) -> list[str]:
    found = (layer.gradient_rate, layer.gradient_rate_without_skip, layer.gradient, layer.lyapunov)
    return [name, *(estimate(one) for one in found)]


CLAIM = Claim(
    id="rnn-vanishing", runs=tuple(f"{dataset}-{RUN}" for dataset in DATASETS), parts=parts, charts=charts, needs=(RECURRENT,)
)
