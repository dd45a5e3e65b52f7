"""One point: simulated chips (draws), one after another, until the interval of their mean accuracy is narrow enough."""

from __future__ import annotations

from collections.abc import Iterator

from backend.schemas.by_layer import has_chance
from backend.schemas.run import Point
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling
from worker.sampling import Looks, Summary
from worker.simulators import NetworkOnImages, noise_in_layers


def extend(
    tested: NetworkOnImages,
    setting: Setting,
    *,
    seed: int,
    sampling: Sampling,
    correct: list[int],
    layers: frozenset[int] | None = None,
) -> Iterator[bool]:
    """Append draws to `correct`, which may hold known ones, until they suffice.

    Yields False before each draw, or before a few that are quicker together, and True once at the end. `layers` are
    those with internal noise, None is all.
    """
    noisy = noise_in_layers(setting, tested.card, layers)
    if not has_chance(setting, tested.card) or layers == frozenset():
        if not correct:
            yield False
            correct.append(tested.simulator.correct(noisy, seed=seed, draw=0))
        yield True
        return
    subset = tested.subset(setting, seed=seed, sampling=sampling, layers=layers)
    chips_at_once = tested.simulator.chips_at_once(noisy, subset.images) if subset else 1
    looks = Looks(tested.images, sampling, shown=subset.images if subset else None)
    while looks.settled(correct) is None:
        yield False
        draw = len(correct)
        if subset is None:
            correct.append(tested.simulator.correct(noisy, seed=seed, draw=draw))
        else:
            correct += tested.estimates(noisy, subset, seed=seed, draws=range(draw, min(draw + chips_at_once, looks.next)))
    yield True


def as_point(summary: Summary, *, network: str, x: float, y: float | None, images: int) -> Point:
    """Return a summary in the form of the API; `images` is how many images each chip was shown."""
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
