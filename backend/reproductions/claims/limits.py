"""What the comparison leaves open, with numbers where there are some."""

from __future__ import annotations

from functools import partial

from backend.reproductions.charts import curves
from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, DIGITS, HARDER, INTERNAL, MLP, ON_DEVICES, RNN, WIRES
from backend.reproductions.statistics import percent, points, within
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Chart, Finding, Part, Verdict

MARGIN = 0.005
BITS = (8, 6, 4)
NARROW = 0.01
"""Three training seeds suffice where their interval is at most 1 point to each side: our choice."""


def parts(measured: Measurements) -> list[Part]:
    return [
        part("Converters would change nothing", [_adc(measured, name, bits) for bits in BITS for name in ON_DEVICES]),
        part("More training seeds would change little", [_seeds(measured, *place) for place in _headline()]),
        part("Harder tasks would show the same", [_tasks(measured)]),
        part("Wires would change nothing", [_wires(measured, name, ohms) for ohms in WIRES for name in ON_DEVICES]),
        part("Errors that grow with the weight would change nothing", [_proportional(measured, name) for name in ON_DEVICES]),
    ]


def _headline() -> list[tuple[str, str]]:
    return [(dataset, name) for dataset in DATASETS for name in (*CNN, *RNN, *MLP)]


def _adc(measured: Measurements, name: str, bits: int) -> Finding:
    return _without(measured, f"{HARDER}-adc", name, float(bits), other="with ideal converters", choice=f"{bits}-bit ADC")


def _wires(measured: Measurements, name: str, ohms: float) -> Finding:
    choice = f"{ohms:g} ohm a segment, arrays of 128 x 128 devices of up to 100 microsiemens"
    return _without(measured, f"{HARDER}-wires", name, ohms, other="with ideal wires", choice=choice)


def _proportional(measured: Measurements, name: str) -> Finding:
    choice = "errors of 2.5 % of each weight's size"
    return _without(measured, f"{HARDER}-proportional", name, INTERNAL, other="of the weight range", choice=choice)


def _without(measured: Measurements, run: str, name: str, x: float, *, other: str, choice: str) -> Finding:
    """Whether something leaves the accuracy at 2.5 % programming error within a point of what it is without it."""
    plain_run = f"{HARDER}-headline"
    own, plain = measured.mean(run, name, x), measured.mean(plain_run, name, INTERNAL)
    gap = measured.change(name, (run, x), (plain_run, INTERNAL))
    evidence = f"{DATA_SETS[HARDER]}: {title(name)} {percent(own)}, {other} {percent(plain)}, {points(gap)}"
    return Finding(choice=choice, verdict=partial(within, margin=2 * MARGIN)(gap), evidence=evidence)


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
        f"{DATA_SETS[measured.dataset(run)]} {', '.join(f'{100 * value:.1f}' for value in values)}"
        for run, values in lost.items()
    )
    return Finding(
        choice="",
        verdict="open",
        evidence=f"2.5 % programming error costs CNN, RNN and MLP so many points: {said}; no harder task was measured",
    )


def _lost(measured: Measurements, run: str, name: str) -> float:
    return measured.mean(run, name, 0.0).value - measured.mean(run, name, INTERNAL).value


def charts(measured: Measurements) -> list[Chart]:
    what = {
        "adc": ("ADC", "Chips with a programming error of 2.5 % of the weight range, read through converters of few bits."),
        "wires": ("wires", "The same chips as arrays of 128 x 128 devices of up to 100 microsiemens, whose wires resist."),
    }
    return [
        curves(measured, f"{HARDER}-{run}", ON_DEVICES, heading=f"{DATA_SETS[HARDER]}, {heading}", caption=caption)
        for run, (heading, caption) in what.items()
    ]


CLAIM = Claim(
    id="limits",
    runs=(
        *(f"{HARDER}-{run}" for run in ("adc", "wires", "proportional", "headline")),
        DIGITS,
        *(f"{dataset}-programming" for dataset in DATASETS),
    ),
    parts=parts,
    charts=charts,
)
