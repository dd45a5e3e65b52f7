"""How well accuracies are predicted without simulating chips: over the committed runs, and around every noise margin."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from backend.networks import load_card, zoo_cards
from backend.reproductions.measurements import RunFile
from backend.reproductions.predicted import KEPT, Compared, NoiseMargin, PredictedNetwork, PredictionFile
from backend.schemas.run import Point
from backend.schemas.setting import InternalNoise, Setting
from backend.schemas.spec import Sampling, Spec
from backend.schemas.version import ENGINE_VERSION, PREDICTION_METHOD
from worker.analysis.margins import InMemory, predict
from worker.analysis.margins.answering import ready_tables
from worker.analysis.margins.making import IMAGES
from worker.reproduce.crossing import crossing
from worker.runs.point import as_point, extend
from worker.sampling import summarise
from worker.simulators import EVERY_IMAGE, NetworkOnImages, Simulators

KINDS = ("programming", "read")
SIGMAS = tuple(float(sigma) for sigma in np.geomspace(5e-4, 0.3, 64).round(7))
"""Where accuracies are predicted to find the predicted margin, which is interpolated."""
AROUND = (0.7, 1.0, 1.4)
"""Where chips are simulated first: these multiples of the predicted margin."""
FURTHER = 1.6
"""If the interval of the margin is not between them, on by this factor."""
MOST_FURTHER = 6
"""So often at most."""
CHIPS = Sampling(half_width=0.004, min_draws=8, max_draws=60, images_per_draw="auto")
CURVE_POINTS = 20
"""Of a curve whose time is taken."""


def measure_predictions(
    runs: dict[str, RunFile],
    networks: Sequence[str] | None = None,
    *,
    data_path: Path,
    processes: int,
    date: str,
    known: PredictionFile | None = None,
    on_file: Callable[[PredictionFile], None] = lambda _file: None,
) -> PredictionFile:
    """Return predictions beside what was measured, for these networks: by default, all of the zoo but further seeds.

    Runs give their committed points; around margins, chips are simulated. Networks that are `known`, by this engine and method,
    are not measured again; `on_file` is told the file so far after each network. Raises DataSetMissing.
    """
    chosen = _all_but_seeds() if networks is None else list(networks)
    also = {network for run in runs.values() for network in run.spec.networks} if networks is None else set[str]()
    order = [*chosen, *sorted(also.difference(chosen))]
    file = PredictionFile(date=date, engine_version=ENGINE_VERSION, method=PREDICTION_METHOD, images=IMAGES, networks=[])
    if known is not None and (known.engine_version, known.method) == (ENGINE_VERSION, PREDICTION_METHOD):
        file = known
    there = {one.network for one in file.networks}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        margins = set(chosen)
        missing = sorted((one for one in order if one not in there), key=lambda one: load_card(one).macs)
        pending = [pool.submit(_of_network, one, runs, str(data_path), margins=one in margins) for one in missing]
        for future in as_completed(pending):
            found = {one.network: one for one in (*file.networks, future.result())}
            file = file.model_copy(update={"date": date, "networks": [found[one] for one in order if one in found]})
            on_file(file)
    return file


def _all_but_seeds() -> list[str]:
    """Return the networks of the zoo, of those that differ in the seed of their training alone the first."""
    return [card.id for card in zoo_cards().values() if not card.seed]


def _of_network(network: str, runs: dict[str, RunFile], data_path: str, *, margins: bool) -> PredictedNetwork:
    """Return all of one network; in a process of its own."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        tested = Simulators(data_path=Path(data_path)).get(load_card(network), EVERY_IMAGE)
        kept = InMemory()
        tables_s, curve_s = _timed(tested, kept)
        compared: dict[str, list[Compared]] = {}
        left_out: dict[str, list[str]] = {}
        for name, run in runs.items():
            if network in run.spec.networks:
                curve = predict(run.spec.model_copy(update={"networks": [network]}), tested, kept)
                if curve.accuracy is None:
                    left_out[name] = curve.left_out
                else:
                    points = [point for point in run.all_points() if point.network == network]
                    compared[name] = [_beside(point, one) for point, one in zip(points, curve.accuracy, strict=True)]
        found = [_margin(tested, kind, kept) for kind in KINDS] if margins else []
    return PredictedNetwork(network=network, tables_s=tables_s, curve_s=curve_s, runs=compared, left_out=left_out, margins=found)


def _timed(tested: NetworkOnImages, kept: InMemory) -> tuple[float, float]:
    """Return the processor seconds of making tables, and of a curve once they are there."""
    _ = tested.clean_accuracy
    began = time.process_time()
    ready_tables(tested, kept)
    made = time.process_time()
    predict(_spec(tested.card.id, "programming", SIGMAS[::3][:CURVE_POINTS]), tested, kept)
    return _rounded(made - began), _rounded(time.process_time() - made)


def _margin(tested: NetworkOnImages, kind: str, kept: InMemory) -> NoiseMargin:
    """Return the predicted and the measured margin of one network."""
    network, clean = tested.card.id, tested.clean_accuracy
    predicted = predict(_spec(network, kind, SIGMAS), tested, kept).accuracy or []
    curve = list(zip(SIGMAS, predicted, strict=True))
    threshold = crossing(curve, KEPT * clean, clean)
    points = [_simulated(tested, kind, sigma, curve) for sigma in _first(threshold)]
    for _ in range(MOST_FURTHER):
        if points[0].ci_low < KEPT * clean:
            points.insert(0, _simulated(tested, kind, points[0].x / FURTHER, curve))
        elif points[-1].ci_high >= KEPT * clean and points[-1].x < SIGMAS[-1]:
            points.append(_simulated(tested, kind, min(points[-1].x * FURTHER, SIGMAS[-1]), curve))
        else:
            break

    def measured(name: str) -> float | None:
        return crossing([(point.x, getattr(point, name)) for point in points], KEPT * clean, clean)

    margin = measured("measured")
    return NoiseMargin(
        kind=kind,
        clean=clean,
        predicted=_rounded_or_none(threshold),
        measured=_rounded_or_none(margin),
        low=_rounded_or_none(measured("ci_low")),
        high=_rounded_or_none(measured("ci_high")),
        at_measured=None if margin is None else _rounded(float(np.interp(margin, SIGMAS, predicted))),
        points=points,
    )


def _first(threshold: float | None) -> list[float]:
    """Return where chips are simulated first."""
    if threshold is None:
        return [SIGMAS[-1] / AROUND[-1], SIGMAS[-1]]
    return [min(round(threshold * factor, 6), SIGMAS[-1]) for factor in AROUND]


def _simulated(tested: NetworkOnImages, kind: str, sigma: float, curve: Sequence[tuple[float, float]]) -> Compared:
    """Return the accuracy of simulated chips at one sigma, beside the predicted one."""
    noise = InternalNoise(programming=sigma) if kind == "programming" else InternalNoise(programming=0.0, read=sigma)
    setting = Setting(internal_noise=noise)
    correct: list[int] = []
    for _settled in extend(tested, setting, seed=0, sampling=CHIPS, correct=correct):
        pass
    subset = tested.subset(setting, seed=0, sampling=CHIPS)
    summary = summarise(correct, tested.images, CHIPS, has_chance=True, subset=subset)
    point = as_point(summary, network=tested.card.id, x=sigma, y=None, images=subset.images if subset else tested.images)
    sigmas, predicted = zip(*curve, strict=True)
    return _beside(point, float(np.interp(sigma, sigmas, predicted)))


def _spec(network: str, kind: str, sigmas: Sequence[float]) -> Spec:
    noise = {"programming": 0.0} if kind == "read" else {}
    sweep = {"x": {"parameter": f"internal_noise.{kind}", "values": list(sigmas)}}
    return Spec.model_validate({"networks": [network], "internal_noise": noise, "sweep": sweep})


def _beside(point: Point, predicted: float) -> Compared:
    return Compared(
        x=point.x,
        predicted=_rounded(predicted),
        measured=_rounded(point.accuracy),
        ci_low=_rounded(point.ci_low),
        ci_high=_rounded(point.ci_high),
    )


def _rounded(value: float) -> float:
    """To five digits: the file that ships stays small."""
    return float(f"{value:.5g}")


def _rounded_or_none(value: float | None) -> float | None:
    return None if value is None else _rounded(value)
