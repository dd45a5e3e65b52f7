"""How well accuracies are predicted without simulating chips, from what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from backend.reproductions.measurements import RunFile, committed
from backend.reproductions.predicted import KEPT, NoiseMargin, PredictionFile, committed_predictions
from backend.reproductions.ranks import spearman
from backend.schemas.prediction_quality import BandAgreement, MarginAgreement, MarginPair, PredictionQuality
from backend.schemas.spec import Spec

BANDS = ((0.95, 1.0), (0.85, 0.95), (0.7, 0.85), (0.0, 0.7))
"""Shares of the clean accuracy, from low to high."""
INTERNAL, DEVICES, CONVERTERS, IMAGES = "Programming error and read noise", "Devices", "Output converters", "Test-set noise"
FAILURES = 8
Numbers = NDArray[np.float64]


@lru_cache(maxsize=1)
def prediction_quality() -> PredictionQuality | None:
    """Return what the committed measurement says of predictions; None where there is none."""
    measured = committed_predictions()
    return None if measured is None else quality_of(measured, committed().runs)


def quality_of(measured: PredictionFile, runs: Mapping[str, RunFile]) -> PredictionQuality:
    """Return what a measurement says of predictions; `runs` are those that it compares with, by name."""
    pairs = [pair for one in measured.networks for margin in one.margins if (pair := _pair(one.network, margin)) is not None]
    margins = [margin for one in measured.networks for margin in one.margins]
    tables, curves = (np.array([getattr(one, name) for one in measured.networks]) for name in ("tables_s", "curve_s"))
    return PredictionQuality(
        date=measured.date,
        images=measured.images,
        margins=[_agreement(kind, margins) for kind in dict.fromkeys(one.kind for one in margins)],
        bands=_bands(measured, runs),
        pairs=pairs,
        failures=sorted(pairs, key=lambda pair: -abs(np.log(pair.predicted / pair.measured)))[:FAILURES],
        left_out=list(dict.fromkeys(words for one in measured.networks for said in one.left_out.values() for words in said)),
        tables_s=float(np.median(tables)),
        most_tables_s=float(tables.max()),
        curve_s=float(np.median(curves)),
        most_curve_s=float(curves.max()),
    )


def _pair(network: str, margin: NoiseMargin) -> MarginPair | None:
    if margin.predicted is None or margin.measured is None:
        return None
    numbers = margin.model_dump(include={"kind", "predicted", "measured", "low", "high"})
    return MarginPair(network=network, **numbers)


def _agreement(kind: str, margins: Sequence[NoiseMargin]) -> MarginAgreement:
    every = [margin for margin in margins if margin.kind == kind]
    both = [margin for margin in every if margin.predicted is not None and margin.measured is not None]
    predicted, measured = (np.array([getattr(margin, name) for margin in both], np.float64) for name in ("predicted", "measured"))
    errors = np.array([(margin.at_measured or 0.0) - KEPT * margin.clean for margin in both])
    rank = spearman(predicted.tolist(), measured.tolist(), fewest=1)
    ratio_10, ratio, ratio_90 = np.quantile(predicted / measured, [0.1, 0.5, 0.9])
    return MarginAgreement(
        kind=kind,
        networks=len(both),
        left=len(every) - len(both),
        rank_correlation=rank.value,
        low=rank.low,
        high=rank.high,
        ratio=float(ratio),
        ratio_10=float(ratio_10),
        ratio_90=float(ratio_90),
        error=float(errors.mean()),
        rms=_rms(errors),
    )


def _bands(measured: PredictionFile, runs: Mapping[str, RunFile]) -> list[BandAgreement]:
    """Return the agreement of accuracies by group of settings and band, without points at which nothing is lost by noise."""
    errors: dict[tuple[str, tuple[float, float]], list[float]] = {}
    for network, name, points in ((one.network, *of_run) for one in measured.networks for of_run in one.runs.items()):
        run = runs[name]
        for point in points:
            clean = run.clean[network]
            if point.predicted != point.measured:
                band = next(band for band in BANDS if point.measured / clean >= band[0])
                errors.setdefault((_group(run.spec), band), []).append(point.predicted - point.measured)
    order = [(group, band) for group in (INTERNAL, DEVICES, CONVERTERS, IMAGES) for band in BANDS]
    return [
        BandAgreement(group=group, low=band[0], high=band[1], points=len(found), error=float(np.mean(found)), rms=_rms(found))
        for group, band in order
        if (found := errors.get((group, band)))
    ]


def _group(spec: Spec) -> str:
    if spec.test_noise.kind != "none":
        return IMAGES
    if spec.internal_noise.device is not None:
        return DEVICES
    return CONVERTERS if spec.sweep.x.parameter.startswith("converters.") else INTERNAL


def _rms(errors: Sequence[float] | Numbers) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))
