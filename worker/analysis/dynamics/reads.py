"""Every read of a network on one chip, and the errors that another chip makes of the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.layers import Network
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals, Purpose, normals, stream

ErrorsOf = dict[int, list[Floats]]
"""Errors (p, n) of each read in its order, by layer index."""


@dataclass(frozen=True, eq=False)
class Reads:
    """Inputs (m, n) and outputs (p, n) of all reads of each layer in their order, by layer index."""

    inputs: dict[int, list[Floats]] = field(default_factory=dict)
    outputs: dict[int, list[Floats]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, network: Network, images: Floats, chip: Mapping[int, Crossbar], noise: Mapping[int, Normals] | None = None
    ) -> Reads:
        """Return the reads of images (n, height, width, channels) on a chip; without `noise` its reads are free of noise."""
        found = cls()
        infer(network, images, ForwardPass(chip, Scratch(), noise or {}, found._see))
        return found

    def _see(self, index: int, inputs: Floats, outputs: Floats) -> None:
        # Both are overwritten later.
        self.inputs.setdefault(index, []).append(inputs.copy())
        self.outputs.setdefault(index, []).append(outputs.copy())

    def frozen_errors(self, chip: Mapping[int, Crossbar]) -> ErrorsOf:
        """Return what a chip that is read without noise gives for the same inputs, less the outputs."""
        return {
            index: [chip[index].multiply(x, None) - y for x, y in zip(inputs, self.outputs[index], strict=True)]
            for index, inputs in self.inputs.items()
        }

    def all_errors(self, chip: Mapping[int, Crossbar], noise: Mapping[int, Normals]) -> ErrorsOf:
        """Return what a chip that is read with this noise gives for the same inputs, less the outputs."""
        return {
            index: [chip[index].multiply(x, noise.get(index)) - y for x, y in zip(inputs, self.outputs[index], strict=True)]
            for index, inputs in self.inputs.items()
        }

    def as_if_kept(self, chip: Mapping[int, Crossbar], *, seed: int, draw: int) -> ErrorsOf:
        """Return the errors of weights which err as in one read with noise, but are the same in all reads.

        Errors of different weights are independent.
        """
        found = {}
        for index, inputs in self.inputs.items():
            array = chip[index]
            unit = normals(stream(seed, Purpose.KEPT_READS, layer=index, draw=draw), array.weights.shape)
            errors = unit * np.sqrt(array.weight_read_variance).astype(np.float32)
            found[index] = [errors.T @ x for x in inputs]
        return found
