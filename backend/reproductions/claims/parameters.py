"""How much there is to store: parameters, and devices on crossbars."""

from __future__ import annotations

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, LENET, MLP, TIME_STEPS
from backend.reproductions.wording import title
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series, Verdict

DATASET = "mnist"
"""Both data sets have images of the same size, and the zoo the same networks for them."""
OTHERS = (MLP[0], CNN[0], LENET[0])
OTHER_WORDS = {CNN[0]: "the zoo's small CNN", LENET[0]: "LeNet-5"}


def parts(measured: Measurements) -> list[Part]:
    return [
        part("Fewer parameters than MLP and CNN", _fewer(measured, "parameters")),
        part("Fewer crossbar cells than MLP and CNN", _fewer(measured, "cells")),
    ]


def count(measured: Measurements, name: str, what: str) -> int:
    return int(getattr(measured.card(f"{DATASET}/{name}"), what))


def _fewer(measured: Measurements, what: str) -> list[Finding]:
    found = []
    for other in (CNN[0], LENET[0]):
        for steps in sorted(TIME_STEPS, key=lambda steps: steps != 4):
            own, mlp, cnn = (count(measured, name, what) for name in (_rnn(steps), MLP[0], other))
            verdict: Verdict = "holds" if own < min(mlp, cnn) else "fails"
            evidence = f"RNN {own:,}, MLP {mlp:,}, {title(other)} {cnn:,} {what}"
            found.append(Finding(choice=f"T = {steps}, {OTHER_WORDS[other]}", verdict=verdict, evidence=evidence))
    return found


def _rnn(steps: int) -> str:
    return f"rnn-t{steps}-noise0"


def charts(measured: Measurements) -> list[Chart]:
    names = (*OTHERS, *(_rnn(steps) for steps in TIME_STEPS))
    series = [
        Series(
            name=words.capitalize(),
            x=[title(name) for name in names],
            y=[float(count(measured, name, what)) for name in names],
        )
        for what, words in (("parameters", "parameters"), ("cells", "crossbar cells"))
    ]
    rows = [[title(name), *(f"{count(measured, name, what):,}" for what in ("parameters", "cells"))] for name in names]
    return [
        Chart(
            kind="bars",
            title="Parameters and crossbar cells",
            x_title="",
            y_title="Number",
            series=series,
            definition="Networks for 28 × 28 images. Parameters are weights and biases; two devices for each weight.",
            caption="An RNN's array is used at every time step, so that more time steps need fewer input weights. Exact counts.",
            numbers=NumbersTable(head=["Network", "Parameters", "Crossbar cells"], rows=rows),
        )
    ]


CLAIM = Claim(
    id="parameters",
    runs=(),
    parts=parts,
    charts=charts,
)
