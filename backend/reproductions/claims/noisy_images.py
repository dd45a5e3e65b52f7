"""Results III and IV: noise on the test images, by training level, for the RNN and for the small CNN."""

from __future__ import annotations

from backend.reproductions.charts import curves
from backend.reproductions.claim import Claim, part
from backend.reproductions.comparing import compare
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import CNN, DATASETS, LENET, MOST_TEST_LEVEL, RNN, TEST_KINDS, TEST_LEVEL
from backend.reproductions.statistics import Mean, exceeds, percent
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Chart, Finding, Part, Verdict

COLLAPSE = 0.6
"""A network has collapsed where it keeps less than 60 % of its clean accuracy: our choice."""
RESILIENCE = 0.1
"""Strong resilience: trained at 0.1, the accuracy is at least 10 points higher than without: our choice."""
WORDS = {"gaussian": "gaussian", "speckle": "speckle", "salt_pepper": "salt and pepper"}


def run_of(dataset: str, kind: str) -> str:
    return f"{dataset}-{kind.replace('_', '-')}"


def collapsed(kept: Mean) -> Verdict:
    """Of the share of the clean accuracy that is kept."""
    return "holds" if kept.high < COLLAPSE else "fails" if kept.low > COLLAPSE else "open"


def strong(gain: Mean) -> Verdict:
    return exceeds(gain, RESILIENCE)


def kept(measured: Measurements, run: str, name: str, x: float) -> Mean:
    """Accuracy over the mean clean accuracy; the clean one's own uncertainty is far smaller and left out."""
    clean = measured.mean(run, name, 0.0).value
    noisy = measured.mean(run, name, x)
    return Mean(noisy.value / clean, noisy.variance / clean**2, noisy.freedom, noisy.seeds, noisy.draws)


def collapse(measured: Measurements, name: str, dataset: str, kind: str) -> Finding:
    share = kept(measured, run_of(dataset, kind), name, MOST_TEST_LEVEL)
    return Finding(
        choice=f"{WORDS[kind]} of level {MOST_TEST_LEVEL:g}",
        verdict=collapsed(share),
        evidence=f"{DATA_SETS[dataset]}: {title(name)} keeps {percent(share)} of its clean accuracy",
    )


def resilience(measured: Measurements, plain: str, trained: str, dataset: str, kind: str, level: float) -> Finding:
    return compare(
        measured, run_of(dataset, kind), trained, plain, level, choice=f"{WORDS[kind]} of level {level:g}", rule=strong
    )


def rnn_parts(measured: Measurements) -> list[Part]:
    falls = [collapse(measured, RNN[0], dataset, kind) for kind in ("gaussian", "salt_pepper") for dataset in DATASETS]
    gains = [
        resilience(measured, RNN[0], RNN[1], dataset, kind, level)
        for kind in ("gaussian", "speckle")
        for dataset in DATASETS
        for level in (TEST_LEVEL, MOST_TEST_LEVEL)
    ]
    return [
        part("Without regularisation the RNN collapses under gaussian noise and salt and pepper", falls),
        part("Level 0.1 already gives strong resilience to gaussian noise and speckle", gains),
    ]


def cnn_parts(measured: Measurements) -> list[Part]:
    falls = [collapse(measured, CNN[0], dataset, kind) for kind in ("gaussian", "salt_pepper") for dataset in DATASETS]
    gains = [
        resilience(measured, CNN[0], CNN[1], dataset, kind, level)
        for kind in ("gaussian", "speckle")
        for dataset in DATASETS
        for level in (TEST_LEVEL, MOST_TEST_LEVEL)
    ]
    return [
        part("Without regularisation the CNN collapses under gaussian noise and salt and pepper", falls),
        part("Level 0.1 already gives strong resilience to gaussian noise and speckle", gains),
        part("MNIST behaves nearly as Fashion-MNIST", [_alike(measured, kind) for kind in TEST_KINDS]),
    ]


def _alike(measured: Measurements, kind: str) -> Finding:
    """Whether training with noise changes the accuracy at the largest level in the same direction on both tasks."""
    gains = {
        dataset: compare(measured, run_of(dataset, kind), CNN[1], CNN[0], MOST_TEST_LEVEL, choice="", rule=exceeds)
        for dataset in DATASETS
    }
    verdicts = {finding.verdict for finding in gains.values()}
    same: Verdict = "open" if "open" in verdicts else "holds" if len(verdicts) == 1 else "fails"
    evidence = "; ".join(finding.evidence for finding in gains.values())
    return Finding(choice=f"{WORDS[kind]} of level {MOST_TEST_LEVEL:g}", verdict=same, evidence=evidence)


def _charts(measured: Measurements, names: tuple[str, ...]) -> list[Chart]:
    return [
        curves(
            measured,
            run_of(dataset, kind),
            names,
            heading=f"{DATA_SETS[dataset]}, {WORDS[kind]}",
            caption="Ideal chips, noisy test images, by training level.",
        )
        for dataset in DATASETS
        for kind in TEST_KINDS
    ]


_RUNS = tuple(run_of(dataset, kind) for dataset in DATASETS for kind in TEST_KINDS)

RESULT_3 = Claim(
    id="result-3",
    runs=_RUNS,
    parts=rnn_parts,
    charts=lambda measured: _charts(measured, RNN),
)
RESULT_4 = Claim(
    id="result-4",
    runs=_RUNS,
    parts=cnn_parts,
    charts=lambda measured: _charts(measured, (*CNN, *LENET)),
)
