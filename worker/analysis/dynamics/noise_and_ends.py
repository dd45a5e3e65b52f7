"""Whether noise takes states out of their basins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Estimate, NoiseAndEnds
from worker.analysis.dynamics.causes import Cause
from worker.analysis.dynamics.ends import Ends
from worker.analysis.dynamics.estimates import estimate
from worker.analysis.dynamics.extended import Extended
from worker.analysis.dynamics.loop import Loop, States
from worker.analysis.dynamics.states import reads_of_block
from worker.crossbar import Simulator
from worker.crossbar.simulate.images import noisy_images

Truths = NDArray[np.bool_]
MOST_CHIPS = 8
"""Chips on which noise is tried."""


def noise_and_ends(
    simulator: Simulator,
    cause: Cause,
    extended: Extended,
    ends: Ends,
    *,
    seed: int,
    draws: int,
    on_chip: Callable[[], object],
) -> NoiseAndEnds:
    """Return how many images end where they end without noise, over chips 0, 1, ... of a run, MOST_CHIPS at most.

    Noise acts while the image is shown and, unless it is on the image, in all steps afterwards. Then the network goes on without
    noise for as many steps, which shows in whose basin it is: the ends of a noisy chip itself are elsewhere, or none. `ends` are
    those without noise after as many steps altogether. Raises ChipFailure.
    """
    scale = ends.scale()
    same_end, same_class, same_in_time = [], [], []
    decided, decided_in_time = extended.decided(ends.last), extended.decided(extended.loop.hidden(extended.start))
    for draw in range(min(draws, MOST_CHIPS)):
        loop, in_time = _shown_with_noise(simulator, cause, extended, seed, draw)
        after = extended.ends(extended.gone_on(loop, in_time))
        same_end.append(after.same(ends, scale))
        same_class.append(extended.decided(after.last) == decided)
        same_in_time.append(extended.decided(extended.loop.hidden(in_time)) == decided_in_time)
        on_chip()
    pairs = list(zip(same_in_time, same_end, strict=True))
    return NoiseAndEnds(
        cause=cause.id,
        title=cause.title,
        same_end=_share([chip.mean() for chip in same_end]),
        same_class=_share([chip.mean() for chip in same_class]),
        class_if_same_end=_share_among([(same, stayed) for same, stayed in pairs]),
        class_if_other_end=_share_among([(same, ~stayed) for same, stayed in pairs]),
    )


def _share_among(of_chips: Sequence[tuple[Truths, Truths]]) -> Estimate | None:
    """Return the mean share of images that have something, among those that are asked (n,); None of fewer than two chips."""
    shares = [float(has[asked].mean()) for has, asked in of_chips if asked.any()]
    return _share(shares) if len(shares) > 1 else None


def _share(of_chips: Sequence[float]) -> Estimate:
    """Return the mean of shares, whose interval does not leave 0 to 1."""
    found = estimate(np.array(of_chips))
    return found.model_copy(update={"low": max(0.0, found.low), "high": min(1.0, found.high)})


def _shown_with_noise(simulator: Simulator, cause: Cause, extended: Extended, seed: int, draw: int) -> tuple[Loop, States]:
    """Return the network on a chip, and its states at the image's last step."""
    chip = simulator.program(cause.conditions, seed=seed, draw=draw)
    reads = reads_of_block(simulator.network, cause.conditions, seed=seed, draw=draw, block=0)
    loop = Loop(extended.loop.chain, chip, reads, extended.loop.on_step)
    images = noisy_images(simulator.images, cause.conditions, seed=seed, draw=draw)
    return loop, loop.show(loop.chain.inputs(images, chip, reads), loop.begin(len(images)))
