"""The accuracy that a setting costs, split over causes or layers.

All coalitions of a draw have its random numbers (the same unit errors of the same devices, the same noisy images) and are shown
the same images, so that what they have in common cancels in their differences. Each draw then has Shapley values of its own,
and a share is their mean, with the interval of a mean over draws. If not all coalitions are simulated, each draw has random
orders of its own: its values are then unbiased, independent of other draws, and their spread holds that of orders and of chips.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from backend.schemas.spec import Sampling
from backend.student_t import t_quantile
from worker.analysis.attribution.plan import PAIRS, Plan, plan
from worker.analysis.attribution.players import Split
from worker.analysis.attribution.shapley import Numbers, sampled, shares, sum_of_squares
from worker.crossbar.tools.streams import Purpose, stream
from worker.sampling import Interval, looks
from worker.sampling.interval import interval_of_values
from worker.simulators import NetworkOnImages

Step = Callable[[], None]
"""Called before each chip is simulated; it may raise to stop."""


@dataclass(frozen=True)
class Found:
    """Losses are fractions of the images; parts and alone are in the order of the players that are on."""

    noisy: Interval
    parts: tuple[Interval, ...]
    alone: tuple[float, ...]
    exact: bool
    coalitions: int
    draws: int
    images: int


def attribute(tested: NetworkOnImages, split: Split, *, seed: int, sampling: Sampling, step: Step) -> Found:
    """Return the split of the loss against the network without noise. Raises DeviceError, and ChipFailure."""
    count = len(split.on)
    whole = (1 << count) - 1
    if not count:
        clean = tested.clean_accuracy
        return Found(Interval(clean, clean, clean, 0.0), (), (), exact=True, coalitions=1, draws=0, images=tested.images)
    how = plan(tested, split.of(whole), count, sampling, has_chance=split.has_chance(whole))
    chips = _Chips(tested, split, how, seed, step)
    # A loss comes in whole images; a share is a weighted mean of such losses.
    rounding = 1 / how.images**2 / 12
    rounded = sum_of_squares(count) if how.exact else 1 / PAIRS
    parts: list[Numbers] = []
    alone: list[Numbers] = []
    total: list[float] = []
    narrow_before = False
    for target in looks(how.fewest, how.most) if how.most > 1 else (1,):
        while len(parts) < target:
            draw = len(parts)
            loss = chips.losses(draw)
            parts.append(_shares(count, loss, how, seed, draw))
            alone.append(np.array([chips.alone(1 << place, loss) for place in range(count)]))
            total.append(loss(whole))
        by_player = np.transpose(parts)
        if how.most == 1:
            found = [_exactly(values) for values in by_player]
            break
        found = [share_interval(values, rounding=rounding * rounded, confidence=sampling.confidence) for values in by_player]
        narrow = all(one.half_width <= sampling.half_width for one in found)
        if narrow and narrow_before:
            break
        narrow_before = narrow
    # The loss of all together is the sum of the parts, draw by draw; so is its mean.
    losses = np.array(total)
    lost = _exactly(losses) if how.most == 1 else interval_of_values(losses, rounding=rounding, confidence=sampling.confidence)
    clean = tested.clean_accuracy
    noisy = Interval(clean - lost.mean, max(0.0, clean - lost.high), min(1.0, clean - lost.low), lost.std)
    means = tuple(float(value) for value in np.mean(alone, axis=0))
    return Found(noisy, tuple(found), means, how.exact, chips.known, len(parts), how.images)


def _shares(count: int, loss: Callable[[int], float], how: Plan, seed: int, draw: int) -> Numbers:
    """Return the shares of one draw, exact or from random orders of its own: (players,)."""
    if how.exact:
        return shares(np.array([loss(coalition) for coalition in range(1 << count)]))
    return sampled(count, PAIRS, loss, stream(seed, Purpose.ORDERS, draw=draw))


def share_interval(values: Numbers, *, rounding: float, confidence: float) -> Interval:
    """Return the mean of at least two draws' shares with its t interval, each rounded with an error of variance `rounding`.

    Shares have no ceiling, unlike accuracies, so that their skewness is not corrected for.
    """
    mean, variance = math.fsum(values) / len(values), float(np.var(values, ddof=1))
    half = t_quantile(len(values) - 1, 0.5 + confidence / 2) * math.sqrt((variance + rounding) / len(values))
    return Interval(mean, mean - half, mean + half, math.sqrt(variance))


def _exactly(values: Numbers) -> Interval:
    """Return the interval, without width, of what all draws agree on."""
    return Interval(float(values[0]), float(values[0]), float(values[0]), 0.0)


class _Chips:
    """Losses of coalitions on chips of the same numbers, each simulated once for a draw, or once for all without chance."""

    def __init__(self, tested: NetworkOnImages, split: Split, how: Plan, seed: int, step: Step) -> None:
        self._tested, self._split, self._how, self._seed, self._step = tested, split, how, seed, step
        self._still: dict[int, NDArray[np.bool_]] = {}
        self._seen = {0}

    @property
    def known(self) -> int:
        """How many coalitions were simulated, the empty one among them."""
        return len(self._seen)

    def losses(self, draw: int) -> Callable[[int], float]:
        """Return a function of coalitions: the accuracy that each loses in this draw, a fraction."""
        shown = None if self._how.images == self._tested.images else self._tested.sample(draw, self._how.images, seed=self._seed)
        found = {0: 0.0}

        def loss(coalition: int) -> float:
            if coalition not in found:
                self._seen.add(coalition)
                found[coalition] = self._loss(coalition, draw, shown)
            return found[coalition]

        return loss

    def alone(self, coalition: int, loss: Callable[[int], float]) -> float:
        """Return the loss of one player in a draw, of all images where chance has no part in it."""
        found = loss(coalition)
        if self._split.has_chance(coalition):
            return found
        clean = np.count_nonzero(self._tested.correct_without_noise)
        return float(clean - np.count_nonzero(self._still[coalition])) / self._tested.images

    def _loss(self, coalition: int, draw: int, shown: NDArray[np.intp] | None) -> float:
        clean = self._tested.correct_without_noise
        if self._split.has_chance(coalition):
            self._step()
            right = self._right(coalition, draw, shown)
        else:
            if coalition not in self._still:
                self._step()
                self._still[coalition] = self._right(coalition, 0, None)
            right = self._still[coalition] if shown is None else self._still[coalition][shown]
        before = clean if shown is None else clean[shown]
        return float(np.count_nonzero(before) - np.count_nonzero(right)) / len(right)

    def _right(self, coalition: int, draw: int, shown: NDArray[np.intp] | None) -> NDArray[np.bool_]:
        """Return which of the images, all or those shown, a chip classifies correctly."""
        simulator = self._tested.simulator
        predict = partial(simulator.predictions, self._split.of(coalition), seed=self._seed, draw=draw, chosen=shown)
        return np.asarray(predict() == (simulator.labels if shown is None else simulator.labels[shown]))
