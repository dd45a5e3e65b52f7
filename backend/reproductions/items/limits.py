"""What the comparison leaves open, with numbers where there are some."""

from __future__ import annotations

from functools import partial

from backend.reproductions.charts import curves
from backend.reproductions.claims import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, DIGITS, HARDER, INTERNAL, MLP, ON_DEVICES, RNN
from backend.reproductions.statistics import difference, percent, points, within
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Chart, Finding, Part, Verdict

MARGIN = 0.005
BITS = (8, 6, 4)
NARROW = 0.01
"""Three training seeds suffice where their interval is at most 1 point to each side: our choice."""


def parts(measured: Measurements) -> list[Part]:
    return [
        part("Converters would change nothing", [_adc(measured, *place) for place in _places()]),
        part("More training seeds would change little", [_seeds(measured, *place) for place in _headline()]),
        part("Harder tasks would show the same", [_tasks(measured)]),
        part("Wires would change nothing", [NO_WIRES]),
    ]


def _places() -> list[tuple[str, str, int]]:
    return [(HARDER, name, bits) for bits in BITS for name in ON_DEVICES]


def _headline() -> list[tuple[str, str]]:
    return [(dataset, name) for dataset in DATASETS for name in (*CNN, *RNN, *MLP)]


def _adc(measured: Measurements, dataset: str, name: str, bits: int) -> Finding:
    own = measured.mean(f"{dataset}-adc", name, float(bits))
    ideal = measured.mean(f"{dataset}-programming", name, INTERNAL)
    gap = difference(own, ideal)
    evidence = f"{DATA_SETS[dataset]}: {title(name)} {percent(own)}, with ideal converters {percent(ideal)}, {points(gap)}"
    return Finding(choice=f"{bits}-bit ADC", verdict=partial(within, margin=2 * MARGIN)(gap), evidence=evidence)


def _seeds(measured: Measurements, dataset: str, name: str) -> Finding:
    mean = measured.mean(f"{dataset}-programming", name, INTERNAL)
    each = ", ".join(f"{100 * value:.2f}" for value in mean.of_seeds)
    evidence = f"{DATA_SETS[dataset]}: {title(name)} {percent(mean)}, seeds {each}"
    return Finding(choice="at 2.5 % programming error", verdict=narrow(mean.half_width), evidence=evidence)


def narrow(half_width: float) -> Verdict:
    return "holds" if half_width <= NARROW else "open"


def _tasks(measured: Measurements) -> Finding:
    """Nothing harder than Fashion-MNIST was measured; how the loss grows from task to task is all there is."""
    runs = (DIGITS, *(f"{dataset}-programming" for dataset in reversed(DATASETS)))
    lost = {run: [_lost(measured, run, name) for name in (CNN[0], RNN[0], MLP[0])] for run in runs}
    said = "; ".join(
        f"{DATA_SETS[run.rsplit('-', 1)[0]]} {', '.join(f'{100 * value:.1f}' for value in values)}"
        for run, values in lost.items()
    )
    return Finding(
        choice="",
        verdict="open",
        evidence=f"2.5 % programming error costs CNN, RNN and MLP so many points: {said}; no harder task was measured",
    )


def _lost(measured: Measurements, run: str, name: str) -> float:
    return measured.mean(run, name, 0.0).value - measured.mean(run, name, INTERNAL).value


NO_WIRES = Finding(choice="", verdict="open", evidence="the voltage that wires lose is not part of these runs")


def charts(measured: Measurements) -> list[Chart]:
    return [
        curves(
            measured,
            f"{HARDER}-adc",
            ON_DEVICES,
            heading=f"{DATA_SETS[HARDER]}, ADC",
            caption="Chips with a programming error of 2.5 % of the weight range, read through converters of few bits.",
        )
    ]


CLAIM = Claim(
    id="limits",
    runs=(f"{HARDER}-adc", DIGITS, *(f"{dataset}-programming" for dataset in DATASETS)),
    parts=parts,
    charts=charts,
)
