"""Which numbers of a recurrent network go with the programming error that it tolerates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backend.networks import zoo_cards
from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import RECURRENT, Measurements, NotMeasured
from backend.reproductions.noise_margins import RUNS, Margin, margin_of
from backend.reproductions.ranks import Rank, spearman
from backend.reproductions.recurrent import NetworkNumbers
from backend.reproductions.runs import DIGITS_RECURRENT
from backend.reproductions.wording import DATA_SETS, long_title, title
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series

DATA = ("fashion-mnist", "mnist", "digits")


@dataclass(frozen=True)
class Predictor:
    """A number of a network that may go with its noise margin, and the sign that theory expects of the correlation."""

    title: str
    sign: int
    of: Callable[[NetworkNumbers], float | None]


def _after(drive: str) -> Callable[[NetworkNumbers], float | None]:
    def information(one: NetworkNumbers) -> float | None:
        found = one.last.after(drive)
        return None if found is None else found.information / found.entropy

    return information


def _distance(one: NetworkNumbers) -> float | None:
    found = one.last.cause("programming")
    return None if found is None else found.predicted


def _coherence(one: NetworkNumbers) -> float | None:
    found = one.last.cause("programming")
    return None if found is None or not found.quadrature or found.coherent is None else found.coherent / found.quadrature


PREDICTORS = (
    Predictor("Predicted distance of hidden states", -1, _distance),
    Predictor("Coherence: frozen over redrawn", -1, _coherence),
    Predictor("Largest Lyapunov exponent", -1, lambda one: one.first.lyapunov.mean),
    Predictor("Largest singular value of the Jacobian", -1, lambda one: one.first.singular_value),
    Predictor("Spectral radius of the Jacobian", -1, lambda one: one.first.spectral_radius),
    Predictor("Non-normality of the Jacobian", -1, lambda one: one.first.non_normality),
    Predictor("Share of active units", -1, lambda one: one.first.active),
    Predictor("Change of the gradient a step back", -1, lambda one: one.first.gradient_rate.mean),
    Predictor("Class told by the end, image again and again", 1, _after("image")),
    Predictor("Time steps", -1, lambda one: float(one.first.time_steps)),
)


@dataclass(frozen=True)
class Pair:
    """A network's margin, clean accuracy and the number that may go with the margin."""

    margin: Margin
    clean: float
    value: float


def parts(measured: Measurements) -> list[Part]:
    found = {predictor.title: list(_findings(measured, predictor)) for predictor in PREDICTORS}
    return [
        part(f"{name} goes with the noise margin as theory expects", findings) for name, findings in found.items() if findings
    ]


def _findings(measured: Measurements, predictor: Predictor) -> Iterator[Finding]:
    for dataset in DATA:
        pairs = pairs_of(measured, predictor, dataset)
        try:
            plain, partial = ranks(pairs)
        except ValueError:
            continue
        yield Finding(
            choice=f"{DATA_SETS[dataset]}, partial given the clean accuracy",
            verdict=partial.decides(predictor.sign),
            evidence=f"rank correlation {plain} networks; partial {partial}",
        )


def ranks(pairs: list[Pair]) -> tuple[Rank, Rank]:
    """Return the rank correlation of the number and the margin, and the partial one given the clean accuracy."""
    x, clean = [pair.value for pair in pairs], [pair.clean for pair in pairs]
    y = [pair.margin.value for pair in pairs]
    return spearman(x, y), spearman(x, y, given=clean)


def pairs_of(measured: Measurements, predictor: Predictor, dataset: str) -> list[Pair]:
    """Return the networks of a data set whose margin and number are known."""
    found = []
    for one in measured.recurrent.values():
        value = predictor.of(one)
        if dataset_of(one.network) != dataset or value is None:
            continue
        try:
            margin = margin_of(measured, one.network)
        except NotMeasured:
            continue
        found.append(Pair(margin, zoo_cards()[one.network].clean_accuracy, value))
    return found


def charts(measured: Measurements) -> list[Chart]:
    return [_scatter(measured, predictor) for predictor in PREDICTORS]


def _scatter(measured: Measurements, predictor: Predictor) -> Chart:
    series, rows = [], []
    for dataset in DATA:
        pairs = pairs_of(measured, predictor, dataset)
        series.append(
            Series(
                name=DATA_SETS[dataset],
                x=[pair.value for pair in pairs],
                y=[100 * pair.margin.value for pair in pairs],
                low=[100 * pair.margin.low for pair in pairs],
                high=[100 * pair.margin.high for pair in pairs],
                labels=[title(pair.margin.network) for pair in pairs],
            )
        )
        rows += [
            [long_title(pair.margin.network), f"{pair.value:.3g}", pair.margin.percent(), f"{100 * pair.clean:.2f} %"]
            for pair in pairs
        ]
    return Chart(
        kind="scatter",
        title=predictor.title,
        x_title=predictor.title,
        y_title="Noise margin (% of the range)",
        series=series,
        definition=(
            "Noise margin: largest programming error, σ as a share of the layer's weight range, 2 max|w|, with which 95 % of the "
            "clean accuracy are kept. Each mark is a recurrent network of the zoo."
        ),
        caption="Bars: where the interval of the accuracy, over chips, crosses 95 %.",
        numbers=NumbersTable(head=["Network", predictor.title, "Noise margin", "Clean accuracy"], rows=rows),
    )


CLAIM = Claim(
    id="noise-margins",
    runs=(
        DIGITS_RECURRENT,
        *(f"{dataset}-{run}" for run in RUNS for dataset in ("fashion-mnist", "mnist")),
    ),
    parts=parts,
    charts=charts,
    needs=(RECURRENT,),
)
