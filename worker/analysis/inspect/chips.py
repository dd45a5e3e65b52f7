"""Programmed chips of one setting, which are kept and read for one image after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.simulate.images import BLOCK, with_noise
from worker.crossbar.simulate.inference import ForwardPass, Observer, infer, read_noise
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

MOST_CELLS = 50_000_000
"""Largest number of weights on all kept chips: 200 MB, or twice that if reads have variances of their own."""


class Chips:
    """Chips 0, 1, 2 ... of one network at one setting: the chips of a run with this seed."""

    def __init__(self, simulator: Simulator, conditions: Conditions, *, seed: int) -> None:
        self._simulator, self._conditions, self._seed = simulator, conditions, seed
        self._programmed: list[dict[int, Crossbar]] = []
        self._scratch = Scratch()
        self._ideal = simulator.program(Conditions(), seed=seed, draw=0)

    def program(self, draws: int, *, enough: Callable[[], bool]) -> int:
        """Program chips until there are `draws`, or at least one and `enough` returns true. Return how many of `draws` there are.

        Raises ValueError if so many are too much to keep.
        """
        weights = sum(array.weights.size for array in self._ideal.values())
        if weights * draws > MOST_CELLS:
            raise ValueError(
                f"draws must be at most {MOST_CELLS // weights} for a network of {weights:,} weights; received {draws}"
            )
        while len(self._programmed) < draws and not (self._programmed and enough()):
            self._programmed.append(self._simulator.program(self._conditions, seed=self._seed, draw=len(self._programmed)))
        return min(draws, len(self._programmed))

    def logits(self, seen: Sequence[Floats], observers: Sequence[Observer | None]) -> Floats:
        """Return the logits (D, classes) of the first D chips, where chip d is shown image `seen[d]` (height, width, channels).

        Read noise is that of a test set which consists of this image alone.
        """
        chips = self._programmed[: len(seen)]
        return np.stack(
            [
                self._read(chip, image, draw, observer)
                for draw, (chip, image, observer) in enumerate(zip(chips, seen, observers, strict=True))
            ]
        )

    def clean_logits(self, image: Floats, observer: Observer | None) -> Floats:
        """Return the logits (classes,) for an image without any noise and with ideal converters."""
        return infer(self._simulator.network, image[None], ForwardPass(self._ideal, self._scratch, observe=observer)).flatten()

    def seen(self, images: Floats, index: int, draws: int, instead: Floats | None = None) -> list[Floats]:
        """Return one of the images (n, height, width, channels) as each of the first `draws` chips is shown it.

        `instead` (height, width, channels) stands in its place, and gets the same noise.
        """
        block, position = divmod(index, BLOCK)
        around = images[block * BLOCK : (block + 1) * BLOCK]
        if instead is not None:
            around = around.copy()
            around[position] = instead
        noise = {"seed": self._seed, "block": block}
        return [with_noise(around, self._conditions, draw=draw, **noise)[position] for draw in range(draws)]

    def _read(self, chip: Mapping[int, Crossbar], image: Floats, draw: int, observer: Observer | None) -> Floats:
        network = self._simulator.network
        reads = read_noise(network, seed=self._seed, draw=draw) if self._conditions.has_read_noise else {}
        return infer(network, image[None], ForwardPass(chip, self._scratch, reads, observer)).flatten()
