"""Method: noise in training and noise on devices are one thing, through the length of a layer's input."""

from __future__ import annotations

from collections.abc import Sequence

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import PREACTIVATIONS, Measurements, NotMeasured, Preactivation
from backend.reproductions.runs import DATASETS, INTERNAL
from backend.reproductions.statistics import Mean, difference
from backend.reproductions.wording import DATA_SETS, definition, long_title, share, title, training_level
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series, Verdict

TOLERANCE = 0.1
"""Predicted (on training images) and measured (on test images, few chips) may differ by 10 %: our choice."""
FACTOR = 2.0
LADDERS = {
    "CNN": ("cnn-noise0", "cnn-noise0.05", "cnn-noise0.1", "cnn-noise0.2", "cnn-noise0.5"),
    "RNN T=4": ("rnn-t4-noise0", "rnn-t4-noise0.1", "rnn-t4-noise0.2", "rnn-t4-noise0.5"),
    "MLP": ("mlp-noise0", "mlp-noise0.1", "mlp-noise0.2", "mlp-noise0.5"),
}
KINDS = {"read": "read noise", "programming": "programming error"}


def parts(measured: Measurements) -> list[Part]:
    return [
        part("A weight error of standard deviation s moves a pre-activation by s times the input's length", _predicted(measured)),
        part("The best training level rises with the deployed level", [_rises(measured, *place) for place in _maps()]),
        part(
            "At 2.5 % the best training level is what the norms predict, within a factor of 2",
            [_matches(measured, *place) for place in _maps()],
        ),
    ]


def _maps() -> list[tuple[str, str]]:
    return [(dataset, family) for dataset in DATASETS for family in LADDERS]


def _predicted(measured: Measurements) -> list[Finding]:
    networks = sorted({(one.network, one.kind) for one in measured.preactivations}, key=lambda pair: (pair[1] != "read", pair[0]))
    return [_ratio([one for one in measured.preactivations if (one.network, one.kind) == pair]) for pair in networks]


def _ratio(layers: Sequence[Preactivation]) -> Finding:
    ratios = [one.measured / one.predicted for one in layers]
    evidence = (
        f"{long_title(layers[0].network)}: measured over predicted {min(ratios):.3f} to {max(ratios):.3f} in {len(ratios)} layers"
    )
    return Finding(choice=KINDS[layers[0].kind], verdict=agrees(ratios), evidence=evidence)


def agrees(ratios: Sequence[float]) -> Verdict:
    return "holds" if all(abs(ratio - 1) <= TOLERANCE for ratio in ratios) else "fails"


def grid(measured: Measurements, dataset: str, family: str) -> dict[str, list[Mean]]:
    """Training level to accuracies at each deployed sigma."""
    values = measured.values(f"{dataset}-programming")
    return {name: [_mean(measured, dataset, name, x) for x in values] for name in LADDERS[family]}


def _mean(measured: Measurements, dataset: str, name: str, x: float) -> Mean:
    try:
        return measured.mean(f"{dataset}-programming", name, x)
    except NotMeasured:
        return measured.mean(f"{dataset}-levels", name, x)


def best_levels(accuracies: dict[str, list[Mean]]) -> list[list[float]]:
    """At each deployed sigma the levels that may be the best: those that are not worse than the highest mean for sure."""
    found = []
    for at in range(len(next(iter(accuracies.values())))):
        column = {training_level(name): means[at] for name, means in accuracies.items()}
        highest = max(column.values(), key=lambda mean: mean.value)
        found.append([level for level, mean in column.items() if mean is highest or difference(highest, mean).low <= 0])
    return found


def rises(levels: Sequence[Sequence[float]]) -> Verdict:
    """Whether every level that may be the best at the largest sigma is above every one that may be without noise."""
    first, last = levels[0], levels[-1]
    if min(last) > max(first):
        return "holds"
    return "fails" if max(last) <= min(first) else "open"


def _rises(measured: Measurements, dataset: str, family: str) -> Finding:
    levels = best_levels(grid(measured, dataset, family))
    values = measured.values(f"{dataset}-programming")
    said = ", ".join(f"{_listed(some)} at {share(x)}" for x, some in zip(values, levels, strict=True))
    return Finding(choice=f"{DATA_SETS[dataset]}, {family}", verdict=rises(levels), evidence=f"best level {said}")


def _listed(levels: Sequence[float]) -> str:
    return " or ".join(f"{level:g}" for level in levels)


def _matches(measured: Measurements, dataset: str, family: str) -> Finding:
    at = measured.values(f"{dataset}-programming").index(INTERNAL)
    best = best_levels(grid(measured, dataset, family))[at]
    network = f"{dataset}/{LADDERS[family][0]}"
    layers = [one for one in measured.preactivations if one.network == network and one.kind == "programming"]
    if not layers:
        raise NotMeasured(f"the noise at the pre-activations of {network}")
    predicted = [one.predicted * INTERNAL / one.sigma for one in layers]
    evidence = f"norms predict {min(predicted):.2g} to {max(predicted):.2g} by layer, the best of the levels is {_listed(best)}"
    return Finding(choice=f"{DATA_SETS[dataset]}, {family}", verdict=matches(best, predicted), evidence=evidence)


def matches(best: Sequence[float], predicted: Sequence[float]) -> Verdict:
    """Of the levels that may be the best: whether all, none or some are what the norms predict."""
    near = [min(predicted) / FACTOR <= level <= max(predicted) * FACTOR for level in best]
    return "holds" if all(near) else "open" if any(near) else "fails"


def charts(measured: Measurements) -> list[Chart]:
    return [_scatter(measured), *(_map(measured, dataset, family) for dataset, family in _maps())]


def _scatter(measured: Measurements) -> Chart:
    layers = list(measured.preactivations)
    series, rows = [], []
    for dataset in DATASETS:
        for kind, words in KINDS.items():
            own = sorted(
                (one for one in layers if dataset_of(one.network) == dataset and one.kind == kind),
                key=lambda one: one.predicted,
            )
            name = f"{DATA_SETS[dataset]}, {words}"
            series.append(Series(name=name, x=[one.predicted for one in own], y=[one.measured for one in own]))
            rows += [
                [
                    title(one.network),
                    DATA_SETS[dataset],
                    str(one.layer),
                    words,
                    f"{one.predicted:.4f}",
                    f"{one.measured:.4f}",
                ]
                for one in own
            ]
    sigma = layers[0].sigma
    return Chart(
        kind="points",
        title="Predicted and measured noise",
        x_title="Predicted from the norms",
        y_title="Measured",
        x_scale="log",
        y_scale="log",
        series=series,
        definition=(
            f"Standard deviation at pre-activations, a point for each layer; "
            f"σ = {share(sigma)} of the layer's weight range, 2 max|w|."
        ),
        caption="Predicted: s times the root mean square of the input's length, s the standard deviation of a weight's error. "
        "On the diagonal both agree.",
        numbers=NumbersTable(head=["Network", "Data set", "Layer", "Noise", "Predicted", "Measured"], rows=rows),
    )


def _map(measured: Measurements, dataset: str, family: str) -> Chart:
    run = measured.run(f"{dataset}-programming")
    values = [round(100 * x, 6) for x in run.spec.sweep.x.values]
    accuracies = grid(measured, dataset, family)
    series = [
        Series(name=f"{training_level(name):g}", x=values, y=[100 * mean.value for mean in means])
        for name, means in accuracies.items()
    ]
    rows = [
        [
            f"{training_level(name):g}",
            f"{x:g} %",
            f"{100 * mean.value:.2f} %",
            f"{100 * mean.low:.2f} to {100 * mean.high:.2f} %",
            str(mean.seeds),
            str(mean.draws),
        ]
        for name, means in accuracies.items()
        for x, mean in zip(values, means, strict=True)
    ]
    return Chart(
        kind="map",
        title=f"{DATA_SETS[dataset]}, {family}: training against deployment",
        x_title="Programming error on the device (%)",
        y_title="Noise in training",
        series=series,
        definition=f"{DATA_SETS[dataset]}. {definition(run.spec, 'up to 24')}",
        caption="Mean accuracy (%): noise at the pre-activations in training (rows), programming error on the chip (columns).",
        numbers=NumbersTable(
            head=["Noise in training", "Programming error", "Accuracy", "95 % interval", "Training seeds", "Chips"], rows=rows
        ),
    )


CLAIM = Claim(
    id="method-equivalence",
    runs=tuple(f"{dataset}-{run}" for run in ("programming", "levels") for dataset in DATASETS),
    parts=parts,
    charts=charts,
    needs=(PREACTIVATIONS,),
)
