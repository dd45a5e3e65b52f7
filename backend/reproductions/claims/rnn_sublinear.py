"""Whether internal noise adds up sub-linearly over the time steps of recurrent networks, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import RECURRENT, Measurements
from backend.reproductions.recurrent import CauseNumbers, NetworkNumbers
from backend.reproductions.recurrent_wording import estimate, networks_of, number
from backend.reproductions.runs import DATASETS, OVER_TIME
from backend.reproductions.statistics import apart
from backend.reproductions.wording import DATA_SETS, long_title, share
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series

FEWEST_STEPS = 7
"""Growth is asked of networks with at least so many time steps."""
CAUSES = {"read": "read noise", "programming": "programming error"}
SUBJECTS = {False: "The error from {}", True: "The error from {} as a share of the states"}
"""What grows; hidden states themselves may grow over time steps, and carry errors with them."""
CLOSE = 0.2
"""A measured distance within this share of a law follows it: our choice."""


def parts(measured: Measurements) -> list[Part]:
    return [
        *(
            part(f"{subject.format(words)} grows less than linearly over time steps", list(_exponents(measured, cause, relative)))
            for cause, words in CAUSES.items()
            for relative, subject in SUBJECTS.items()
        ),
        part("Read noise, redrawn at every step, adds in quadrature and not coherently", list(_laws(measured))),
        part("Programming error, frozen, does more than the same error redrawn would", list(_frozen(measured))),
    ]


def _numbers(measured: Measurements, cause: str) -> Iterator[tuple[NetworkNumbers, CauseNumbers]]:
    """Yield the plain RNNs of many time steps with what a cause does to them."""
    for one in networks_of(measured, DATASETS, OVER_TIME):
        found = one.first.cause(cause)
        if one.first.time_steps >= FEWEST_STEPS and found is not None:
            yield one, found


def _exponents(measured: Measurements, cause: str, relative: bool) -> Iterator[Finding]:
    for one, found in _numbers(measured, cause):
        exponent = found.relative_exponent if relative else found.exponent
        if exponent is None:
            continue
        verdict = apart(1, 1, exponent.low, exponent.high)
        yield Finding(
            choice=f"{CAUSES[cause]} of {share(one.sigma)} of the range",
            verdict=verdict,
            evidence=f"{long_title(one.network)}: the error grows as t to the power {estimate(exponent)}",
        )


def _laws(measured: Measurements) -> Iterator[Finding]:
    for one, found in _numbers(measured, "read"):
        if found.quadrature is None or found.coherent is None:
            continue
        ends = [value / found.quadrature for value in (found.measured.low, found.measured.high)]
        near = max(abs(end - 1) for end in ends) < CLOSE
        apart = ends[0] > 1 + CLOSE or ends[1] < 1 - CLOSE
        yield Finding(
            choice=f"read noise of {share(one.sigma)} of the range",
            verdict="holds" if near else "fails" if apart else "open",
            evidence=(
                f"{long_title(one.network)}: {estimate(found.measured)} of the state after the last step, "
                f"{number(found.quadrature)} in quadrature, {number(found.coherent)} if it were frozen"
            ),
        )


def _frozen(measured: Measurements) -> Iterator[Finding]:
    for one, found in _numbers(measured, "programming"):
        if found.quadrature is None:
            continue
        verdict = apart(found.measured.low, found.measured.high, found.quadrature, found.quadrature)
        yield Finding(
            choice=f"programming error of {share(one.sigma)} of the range",
            verdict=verdict,
            evidence=(
                f"{long_title(one.network)}: {estimate(found.measured)} of the state after the last step, "
                f"{number(found.quadrature)} if it were redrawn at every step"
            ),
        )


def charts(measured: Measurements) -> list[Chart]:
    return [_over_steps(measured, dataset) for dataset in DATASETS]


def _over_steps(measured: Measurements, dataset: str) -> Chart:
    series, rows = [], []
    asked = networks_of(measured, (dataset,), OVER_TIME)
    for cause, words in CAUSES.items():
        for level in sorted({_level(one.network) for one in asked}):
            found = [(one, one.first.cause(cause)) for one in asked if _level(one.network) == level]
            there = sorted(((one, numbers) for one, numbers in found if numbers), key=lambda pair: pair[0].first.time_steps)
            series.append(_series(f"{words}, trained at {level}" if level != "0" else words, there))
            rows += [_row(words, one, numbers) for one, numbers in there]
    first = asked[0]
    return Chart(
        title=f"{DATA_SETS[dataset]}, error of the last hidden state",
        x_title="Time steps T",
        y_title="RMS error of h over RMS of h",
        x_scale="log",
        y_scale="log",
        series=series,
        definition=(
            f"{DATA_SETS[dataset]}. σ = {share(first.sigma)} of the layer's weight range, 2 max|w|; the first {first.images:,} "
            f"test images, {first.draws} chips."
        ),
        caption="A network of its own for every T. Bands are 95 % t intervals over chips.",
        numbers=NumbersTable(
            head=["Noise", "Network", "Error", "To first order", "If frozen", "If redrawn", "Growth exponent"], rows=rows
        ),
    )


def _level(network: str) -> str:
    return network.rsplit("noise", 1)[1]


def _series(name: str, found: Sequence[tuple[NetworkNumbers, CauseNumbers]]) -> Series:
    return Series(
        name=name,
        x=[float(one.first.time_steps) for one, _numbers in found],
        y=[numbers.measured.mean for _one, numbers in found],
        low=[numbers.measured.low for _one, numbers in found],
        high=[numbers.measured.high for _one, numbers in found],
    )


def _row(words: str, one: NetworkNumbers, numbers: CauseNumbers) -> list[str]:
    law = [number(value) for value in (numbers.predicted, numbers.coherent, numbers.quadrature)]
    return [words, long_title(one.network), estimate(numbers.measured), *law, estimate(numbers.exponent)]


CLAIM = Claim(id="rnn-sublinear", runs=(), parts=parts, charts=charts, needs=(RECURRENT,))
