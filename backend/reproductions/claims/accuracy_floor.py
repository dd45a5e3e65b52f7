"""The typical accuracies that the study names, without noise."""

from __future__ import annotations

from functools import partial

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, LENET, MLP
from backend.reproductions.statistics import Mean, at_least, percent
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series

FLOORS = {("mnist", MLP[0]): 0.96, ("mnist", CNN[0]): 0.98, ("fashion-mnist", MLP[0]): 0.83, ("fashion-mnist", CNN[0]): 0.91}


def parts(measured: Measurements) -> list[Part]:
    found = []
    for (dataset, name), floor in FLOORS.items():
        findings = [_reaches(measured, dataset, name, floor, "the zoo's small CNN" if name == CNN[0] else "")]
        if name == CNN[0]:
            findings.append(_reaches(measured, dataset, LENET[0], floor, "LeNet-5 as the CNN"))
        found.append(part(f"{DATA_SETS[dataset]}, {title(name)}: {100 * floor:g} % and more", findings))
    return found


def _clean(measured: Measurements, dataset: str, name: str) -> Mean:
    return measured.mean(f"{dataset}-programming", name, 0.0)


def _reaches(measured: Measurements, dataset: str, name: str, floor: float, choice: str) -> Finding:
    mean = _clean(measured, dataset, name)
    each = ", ".join(f"{100 * value:.2f}" for value in mean.of_seeds)
    evidence = f"{title(name)} {percent(mean)}" + (f" (training seeds: {each})" if mean.seeds > 1 else " (one training seed)")
    return Finding(choice=choice, verdict=partial(at_least, threshold=floor)(mean), evidence=evidence)


def charts(measured: Measurements) -> list[Chart]:
    names = (MLP[0], CNN[0], LENET[0])
    series, rows = [], []
    for dataset in DATASETS:
        means = [_clean(measured, dataset, name) for name in names]
        series.append(
            Series(
                name=DATA_SETS[dataset],
                x=[title(name) for name in names],
                y=[100 * mean.value for mean in means],
                low=[100 * mean.low for mean in means],
                high=[100 * mean.high for mean in means],
            )
        )
        rows += [
            [DATA_SETS[dataset], title(name), percent(mean), ", ".join(f"{100 * value:.2f} %" for value in mean.of_seeds)]
            for name, mean in zip(names, means, strict=True)
        ]
    return [
        Chart(
            kind="bars",
            title="Clean accuracy",
            x_title="",
            y_title="Accuracy (%)",
            series=series,
            definition="No noise, ideal converters, 10,000 test images.",
            caption="Bars end at the mean over training seeds; whiskers are its 95 % t interval where there are three.",
            numbers=NumbersTable(head=["Data set", "Network", "Mean and 95 % interval", "Training seeds"], rows=rows),
        )
    ]


CLAIM = Claim(
    id="accuracy-floor",
    runs=tuple(f"{dataset}-programming" for dataset in DATASETS),
    parts=parts,
    charts=charts,
)
