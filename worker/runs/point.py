"""One point: draws, one after another, until the interval of their mean is narrow enough."""

from __future__ import annotations

from collections.abc import Iterator

from backend.schemas.run import Point
from backend.schemas.spec import Sampling, Setting
from worker.runs.laboratory import Bench
from worker.sampling import Summary, summarise


def extend(bench: Bench, setting: Setting, *, seed: int, sampling: Sampling, correct: list[int]) -> Iterator[Summary | None]:
    """Append draws to `correct`, which may hold known ones, until they suffice.

    Yields the summary before each draw (None while there is too little to say), and at the end the settled one.
    """
    has_chance = setting.has_chance
    while True:
        summary = summarise(correct, bench.images, sampling, has_chance=has_chance) if correct else None
        yield summary
        if summary is not None and summary.settled:
            return
        correct.append(bench.correct(setting, seed=seed, draw=len(correct)))


def as_point(summary: Summary, *, network: str, x: float, y: float | None, images: int) -> Point:
    return Point(
        network=network,
        x=x,
        y=y,
        accuracy=summary.accuracy,
        ci_low=summary.ci_low,
        ci_high=summary.ci_high,
        std_draws=summary.std_draws,
        p10=summary.p10,
        p90=summary.p90,
        draws=summary.draws,
        images=images,
        complete=summary.settled,
    )
