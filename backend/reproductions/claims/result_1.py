"""Result I: the three architectures at the study's internal noise, at test-set noise, and at both."""

from __future__ import annotations

from functools import partial

from backend.reproductions.charts import curves
from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import Rule, compare
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, HARDER, INTERNAL, LENET, MLP, RNN, TEST_KINDS, TEST_LEVEL
from backend.reproductions.statistics import exceeds, within
from backend.reproductions.wording import DATA_SETS
from backend.schemas.reproduction import Chart, Finding, Part

PARITY = 0.02
"""Nearer than 2 points counts as near parity: our choice."""

# Each CNN beside the RNN and the MLP that were trained alike; the study does not say how its networks were.
MORE_NOISE = "the RNN trained with more noise"
TRAININGS = {
    "trained without noise": (CNN[0], RNN[0], MLP[0]),
    "trained with noise": (CNN[1], RNN[1], MLP[1]),
    MORE_NOISE: (CNN[1], RNN[2], MLP[1]),
}

BOTH, BOTH_EXACTLY = "gaussian-and-programming", "headline-with-gaussian"
"""The sweep that is drawn, and the run of many chips that decides."""
# Run, and the words for what it chooses.
KINDS = {
    "headline": "programming error of 2.5 % of the weight range",
    "headline-of-max": "programming error of 2.5 % of max|w|",
    "read": "read noise of 2.5 % of the weight range",
}


def parts(measured: Measurements) -> list[Part]:
    return [
        part("At 2.5 % internal noise the CNN beats RNN and MLP on both tasks", _internal(measured)),
        part("With test-set noise the RNN is near parity with the CNN", _test_noise(measured)),
        part("With both, the RNN beats the CNN on Fashion-MNIST", _both(measured)),
    ]


def _internal(measured: Measurements) -> list[Finding]:
    found = []
    for run, kind in KINDS.items():
        for dataset in DATASETS:
            for training, (cnn, rnn, mlp) in TRAININGS.items():
                # The MLP has one level of training noise, so that it is met once only.
                others = (rnn,) if training == MORE_NOISE else (rnn, mlp)
                ask = partial(compare, measured, f"{dataset}-{run}", x=INTERNAL)
                found += [ask(cnn, other, choice=f"{kind}, {training}") for other in others]
            found.append(compare(measured, f"{dataset}-{run}", LENET[0], RNN[0], INTERNAL, choice=f"{kind}, LeNet-5 as the CNN"))
    return found


def _test_noise(measured: Measurements) -> list[Finding]:
    rule = partial(within, margin=PARITY)
    return _rnn_against_cnn(
        measured,
        {kind.replace("_", "-"): f"{kind.replace('_', ' and ')} of level {TEST_LEVEL:g}" for kind in TEST_KINDS},
        DATASETS,
        rule,
    )


def _both(measured: Measurements) -> list[Finding]:
    words = f"gaussian of level {TEST_LEVEL:g} and programming error of 2.5 % of the weight range"
    return _rnn_against_cnn(measured, {BOTH_EXACTLY: words}, (HARDER,), exceeds)


def _rnn_against_cnn(measured: Measurements, runs: dict[str, str], datasets: tuple[str, ...], rule: Rule) -> list[Finding]:
    found = []
    for run, words in runs.items():
        for dataset in datasets:
            for training, (cnn, rnn, _mlp) in TRAININGS.items():
                choice = f"{words}, {training}"
                found.append(compare(measured, f"{dataset}-{run}", rnn, cnn, TEST_LEVEL, choice=choice, rule=rule))
            choice = f"{words}, LeNet-5 as the CNN"
            found.append(compare(measured, f"{dataset}-{run}", RNN[0], LENET[0], TEST_LEVEL, choice=choice, rule=rule))
    return found


def charts(measured: Measurements) -> list[Chart]:
    together = {
        "trained without noise": (CNN[0], RNN[0], MLP[0], LENET[0]),
        "trained with noise": (CNN[1], RNN[1], RNN[2], MLP[1], LENET[1]),
    }
    what = {
        "programming": ("internal noise alone", "The networks on chips whose weights are programmed with error."),
        "gaussian": ("test-set noise alone", "Ideal chips, noisy images."),
        BOTH: ("both", "Noisy images on chips with a programming error of 2.5 % of the weight range."),
    }
    return [
        curves(measured, f"{dataset}-{run}", names, heading=f"{DATA_SETS[dataset]}, {heading}, {training}", caption=caption)
        for run, (heading, caption) in what.items()
        for dataset in ((HARDER,) if run == BOTH else DATASETS)
        for training, names in together.items()
    ]


CLAIM = Claim(
    id="result-1",
    runs=(
        *(f"{dataset}-{run}" for run in (*KINDS, "programming", "gaussian", "speckle", "salt-pepper") for dataset in DATASETS),
        *(f"{HARDER}-{run}" for run in (BOTH, BOTH_EXACTLY)),
    ),
    parts=parts,
    charts=charts,
)
