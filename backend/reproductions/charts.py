"""Figures as data, made of runs: curves over the swept value, a mean over training seeds each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.options.spec_field import SpecField
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import seeds
from backend.reproductions.statistics import Mean
from backend.reproductions.wording import DATA_SETS, definition, title
from backend.schemas.fields import FIELDS
from backend.schemas.reproduction import Chart, NumbersTable, Series

BANDS = "Bands are 95 % t intervals: over training seeds and chips where there are three seeds, over chips where there is one."


def curves(measured: Measurements, run: str, names: Sequence[str], *, heading: str, caption: str) -> Chart:
    """Accuracy against what a run sweeps, a line for each architecture and training level."""
    spec = measured.run(run).spec
    dataset = measured.dataset(run)
    swept = FIELDS[spec.sweep.x.parameter]
    values = list(spec.sweep.x.values)
    means = {name: [measured.mean(run, name, x) for x in values] for name in names}
    return Chart(
        title=heading,
        x_title=swept.axis_title,
        y_title="Accuracy (%)",
        series=[line(title(name), [swept.shown(x) for x in values], found) for name, found in means.items()],
        definition=f"{DATA_SETS[dataset]}. {definition(spec, chips(measured, run))}",
        caption=f"{caption} {BANDS}",
        numbers=_numbers(measured, run, dataset, means, values, swept),
    )


def line(name: str, x: Sequence[float] | Sequence[str], means: Sequence[Mean]) -> Series:
    return Series(
        name=name,
        x=list(x),
        y=[100 * mean.value for mean in means],
        low=[100 * mean.low for mean in means],
        high=[100 * mean.high for mean in means],
    )


def chips(measured: Measurements, run: str) -> str:
    """How many draws the points of a run have, such as "5 to 24"."""
    points = [point for point in measured.run(run).all_points() if point.ci_high > point.ci_low]
    counts = sorted({point.draws for point in points}) or [1]
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _numbers(
    measured: Measurements,
    run: str,
    dataset: str,
    means: Mapping[str, Sequence[Mean]],
    values: Sequence[float],
    swept: SpecField,
) -> NumbersTable:
    """Each mean with its interval, and each training seed with that of its chips."""
    rows = []
    for name, found in means.items():
        known = [network for network in seeds(dataset, name) if network in measured.run(run).spec.networks]
        for x, mean in zip(values, found, strict=True):
            shown = f"{swept.shown(x):g}"
            if len(known) > 1:
                rows.append([f"{title(name)}, mean of {mean.seeds} seeds", shown, *_cells(mean.value, mean.low, mean.high), ""])
            for seed, network in enumerate(known):
                point = measured.point(run, network, x)
                cells = _cells(point.accuracy, point.ci_low, point.ci_high)
                rows.append([f"{title(name)}, seed {seed}", shown, *cells, str(point.draws)])
    return NumbersTable(head=["Network", swept.axis_title, "Accuracy", "95 % interval", "Chips"], rows=rows)


def _cells(value: float, low: float, high: float) -> tuple[str, str]:
    return f"{100 * value:.2f} %", f"{100 * low:.2f} to {100 * high:.2f} %"
