"""Result II: broad sweeps of internal noise, alone and with test-set noise, by training level."""

from __future__ import annotations

from functools import partial

from backend.reproductions.charts import curves
from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import Rule, compare
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, MLP, RNN
from backend.reproductions.statistics import Mean, exceeds
from backend.reproductions.wording import DATA_SETS, share
from backend.schemas.reproduction import Chart, Finding, Part, Verdict

AT = (0.025, 0.05)
SMALL = 0.01
"""An effect below 1 point counts as small, one above as clear: our choice."""
SWEEPS = {"programming": "internal noise alone", "programming-and-gaussian": "with gaussian test-set noise of level 0.2"}


def small(effect: Mean) -> Verdict:
    """Whether regularisation moves the accuracy by less than SMALL."""
    return "holds" if effect.high < SMALL else "fails" if effect.low > SMALL else "open"


def parts(measured: Measurements) -> list[Part]:
    clear = partial(exceeds, threshold=SMALL)
    return [
        part("Regularisation helps the CNN", _effects(measured, DATASETS, CNN[0], CNN[1:], exceeds)),
        part("Regularisation helps the RNN", _effects(measured, DATASETS, RNN[0], RNN[1:], exceeds)),
        part("Its effect on the RNN is small on MNIST", _effects(measured, ("mnist",), RNN[0], RNN[1:], small)),
        part("Its effect on the RNN is clear on Fashion-MNIST", _effects(measured, ("fashion-mnist",), RNN[0], RNN[1:], clear)),
    ]


def _effects(
    measured: Measurements,
    datasets: tuple[str, ...],
    plain: str,
    trained: tuple[str, ...],
    rule: Rule,
) -> list[Finding]:
    return [
        compare(
            measured,
            f"{dataset}-{run}",
            name,
            plain,
            x,
            choice=f"{words}, programming error {share(x)} of the range",
            rule=rule,
        )
        for run, words in SWEEPS.items()
        for dataset in datasets
        for name in trained
        for x in AT
    ]


def charts(measured: Measurements) -> list[Chart]:
    families = {"CNN": CNN, "RNN": RNN, "MLP": MLP}
    return [
        curves(
            measured,
            f"{dataset}-{run}",
            names,
            heading=f"{DATA_SETS[dataset]}, {family}, {words}",
            caption="With and without noise at the pre-activations while training.",
        )
        for run, words in SWEEPS.items()
        for dataset in DATASETS
        for family, names in families.items()
        if family != "MLP" or run == "programming"
    ]


CLAIM = Claim(
    id="result-2",
    runs=tuple(f"{dataset}-{run}" for run in SWEEPS for dataset in DATASETS),
    parts=parts,
    charts=charts,
)
