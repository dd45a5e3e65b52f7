"""Changes of hidden states to first order in the errors of a chip and of its images: as they are, frozen, and redrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.analysis.dynamics.linear import Doubles, Errors, Linearised
from worker.analysis.dynamics.reads import ErrorsOf, Reads
from worker.analysis.dynamics.states import reads_of_block
from worker.analysis.inspect.hidden import HiddenStates
from worker.crossbar import Conditions
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.layers import Network, Recurrent
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, stream

PREDICTED, COHERENT, QUADRATURE = "predicted", "coherent", "quadrature"
Changes = dict[str, dict[int, Doubles]]
"""Changes of states (n, T, units), by PREDICTED, COHERENT or QUADRATURE and by layer index."""


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """A network without noise at one block of images (n, height, width, channels)."""

    network: Network
    images: Floats
    reads: Reads
    linearised: Linearised | None
    """None if the network has a convolution in groups, whose reads are not linearised."""
    steps: int | None
    """Time steps into which the images themselves are cut; None if other layers come before the recurrent ones."""

    @classmethod
    def of(cls, network: Network, images: Floats, ideal: Mapping[int, Crossbar]) -> FirstOrder:
        """Return a network at images; `ideal` is a chip without noise."""
        grouped = any(layer.groups > 1 for layer in network.weighted.values())
        linearised = None if grouped else Linearised.of(network, images)
        return cls(network, images, Reads.of(network, images, ideal), linearised, _steps_of_images(network))

    def changes(
        self, chip: Mapping[int, Crossbar], shown: Floats | None, conditions: Conditions, *, seed: int, draw: int, block: int
    ) -> Changes:
        """Return the changes that one chip makes of the images as it is `shown` them, and what is known of both other kinds.

        None: they have no noise.

        coherent: errors of weights that are redrawn in the chip are kept; errors of the images are at all steps those of a single
        one. quadrature: errors that are kept in the chip, or are of images, have a sign at each step of each image that is drawn
        at random, so that different steps add in quadrature.
        """
        if self.linearised is None:
            return {}
        linearised, of_images = self.linearised, None if shown is None else shown.astype(np.float64) - self.images
        frozen = self.reads.frozen_errors(chip)
        redrawn: ErrorsOf | None = None
        whole: ErrorsOf = frozen
        if conditions.has_read_noise:
            noise = reads_of_block(self.network, conditions, seed=seed, draw=draw, block=block)
            whole = self.reads.all_errors(chip, noise)
            redrawn = _combined(whole, frozen, -1.0)
        found = {PREDICTED: linearised.change(whole, of_images)}
        if of_images is not None and self.steps is None:
            return found
        generator = stream(seed, Purpose.SIGNS_OF_STEPS, draw=draw, block=block)
        if not _has_floor(conditions):
            found[COHERENT] = self._coherent(chip, frozen, redrawn, of_images, found[PREDICTED], generator, seed, draw)
        signed = self._signed(frozen, generator)
        images = None if of_images is None else self._signed_images(of_images, generator)
        found[QUADRATURE] = linearised.change(signed if redrawn is None else _combined(signed, redrawn, 1.0), images)
        return found

    def _coherent(
        self,
        chip: Mapping[int, Crossbar],
        frozen: ErrorsOf,
        redrawn: ErrorsOf | None,
        of_images: Doubles | None,
        predicted: dict[int, Doubles],
        generator: np.random.Generator,
        seed: int,
        draw: int,
    ) -> dict[int, Doubles]:
        assert self.linearised is not None
        if redrawn is None and of_images is None:
            return predicted
        errors = frozen if redrawn is None else _combined(frozen, self.reads.as_if_kept(chip, seed=seed, draw=draw), 1.0)
        return self.linearised.change(errors, None if of_images is None else self._of_one_step(of_images, generator))

    def _signed(self, errors: ErrorsOf, generator: np.random.Generator) -> ErrorsOf:
        """Return errors with a random sign for each time step of each image; those of layers without time steps are kept."""
        found = {}
        for index, of_layer in errors.items():
            layer, found[index] = self.network.layers[index], of_layer
            if isinstance(layer, Recurrent):
                signs = _signs(generator, layer.steps, len(self.images))
                found[index] = [error * signs[read // layer.reads_per_step] for read, error in enumerate(of_layer)]
        return found

    def _signed_images(self, of_images: Doubles, generator: np.random.Generator) -> Doubles:
        assert self.steps is not None
        chunks = of_images.reshape(len(of_images), self.steps, -1)
        return (chunks * _signs(generator, self.steps, len(of_images)).T[:, :, None]).reshape(of_images.shape)

    def _of_one_step(self, of_images: Doubles, generator: np.random.Generator) -> Doubles:
        """Return at all time steps the errors of one, which is drawn at random."""
        assert self.steps is not None
        chunks = of_images.reshape(len(of_images), self.steps, -1)
        kept = int(generator.integers(self.steps))
        return np.repeat(chunks[:, kept : kept + 1], self.steps, axis=1).reshape(of_images.shape)


def _signs(generator: np.random.Generator, steps: int, count: int) -> NDArray[np.float32]:
    """Return random signs (T, n)."""
    return (2 * generator.integers(2, size=(steps, count)) - 1).astype(np.float32)


def _combined(first: ErrorsOf, second: Errors, factor: float) -> ErrorsOf:
    """Return the sum of errors and of others with a factor."""
    return {
        index: [one + np.float32(factor) * other for one, other in zip(of_layer, second[index], strict=True)]
        for index, of_layer in first.items()
    }


def _has_floor(conditions: Conditions) -> bool:
    """Return whether reads have noise that is none of weights."""
    return conditions.floor or any(layer.floor for _index, layer in conditions.by_layer)


def _steps_of_images(network: Network) -> int | None:
    """Return into how many time steps images are cut, if all recurrent layers that read them cut them alike."""
    hidden = HiddenStates(network)
    found = {layer.steps for index, layer in hidden.layers.items() if hidden.reads_input(index)}
    others = [index for index in network.weighted if index not in hidden.layers and index < max(hidden.layers)]
    return found.pop() if len(found) == 1 and not others else None
