"""A network and its test images, measured on one simulated chip after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.array import Array, Crossbar, Ranges
from worker.crossbar.blocks import block_size, blocks
from worker.crossbar.calibration import Calibration
from worker.crossbar.cells import Chip
from worker.crossbar.conditions import Conditions
from worker.crossbar.conductances import largest
from worker.crossbar.core import analog_biases, held_by
from worker.crossbar.errors import ChipFailure
from worker.crossbar.images import by_pixel, noisy_images
from worker.crossbar.inference import Pass, infer
from worker.crossbar.layers import Dense, Flatten, Floats, Network, Weighted, matrix
from worker.crossbar.memo import Memo
from worker.crossbar.programming import error, on_device, programmed, to_levels
from worker.crossbar.scratch import Scratch
from worker.crossbar.streams import Purpose, stream

OF_WEIGHTS = (
    "reference",
    "rows",
    "columns",
    "g_max_us",
    "bandwidth_hz",
    "temperature_k",
    "read_voltage_v",
    "wire_topology",
    "rtn_share",
    "rtn_amplitude",
)
"""Settings that have no effect, or the same law, where one random number for each weight says it all."""


class Simulator:
    """Counts what a noisy chip gets right.

    Images (n, h, w, c) float32 in [0, 1]; labels (n,). `calibration_images` set the converters' ranges and
    are needed only where a condition has adc_bits or dac_bits; `pixels` are the images `by_pixel`, where simulators
    share them. Images are worked on in blocks whose size depends on the network alone, so that results do not depend
    on who computes them. Simulators may share a memo; none serves two threads at a time.
    """

    def __init__(
        self,
        network: Network,
        images: Floats,
        labels: NDArray[np.int64],
        *,
        calibration_images: Floats | None = None,
        pixels: Floats | None = None,
        memo: Memo | None = None,
    ) -> None:
        self.network = network
        self._images = images
        self._pixels = by_pixel(images) if pixels is None else pixels
        self._labels = labels
        self._matrices = {index: matrix(layer) for index, layer in enumerate(network.layers) if isinstance(layer, Weighted)}
        self._w_max = {index: largest(weights) for index, weights in self._matrices.items()}
        self._block = block_size(network)
        self._memo = memo or Memo()
        self._scratch = Scratch()
        self.calibration = Calibration(network, self._matrices, calibration_images, self._scratch)
        self._first = first_dense(network)
        self._products: dict[int | None, list[Floats]] = {}

    @property
    def labels(self) -> NDArray[np.int64]:
        """What the images show: (n,)."""
        return self._labels

    def correct(self, conditions: Conditions, *, seed: int, draw: int) -> int:
        """Images that chip number `draw` gets right."""
        return int(np.count_nonzero(self.predictions(conditions, seed=seed, draw=draw) == self._labels))

    def correct_many(self, conditions: Sequence[Conditions], *, seed: int, draw: int) -> list[int]:
        """The same chip under several conditions: common random numbers."""
        return [self.correct(one, seed=seed, draw=draw) for one in conditions]

    def predictions(
        self, conditions: Conditions, *, seed: int, draw: int, chosen: NDArray[np.intp] | None = None
    ) -> NDArray[np.int64]:
        """The chip's answer to every image, or to those chosen: (n,)."""
        answers: NDArray[np.int64] = np.argmax(self.logits(conditions, seed=seed, draw=draw, chosen=chosen), axis=1)
        return answers

    def logits(self, conditions: Conditions, *, seed: int, draw: int, chosen: NDArray[np.intp] | None = None) -> Floats:
        """(n, classes), before the softmax, which does not change the answer; of all images, or of those chosen.

        Noise on chosen images, and the noise of reading them, is that of a test set of these alone.
        """
        arrays = self.program(conditions, seed=seed, draw=draw)
        if chosen is None:
            images = self._seen(conditions, seed, draw)
            products = self._first_products(conditions, seed, draw)
        else:
            images = noisy_images(self._images[chosen], conditions, seed=seed, draw=draw)
            products = None
        result = []
        for block, part in enumerate(blocks(images, self._block)):
            way = Pass(
                arrays, self._scratch, self._reads(conditions, seed, draw, block), product=products(block) if products else None
            )
            result.append(infer(self.network, part, way).T.copy())
            if not np.isfinite(result[-1]).all():
                self._find_failure(arrays, part, self._reads(conditions, seed, draw, block), draw)
        return np.concatenate(result)

    def _reads(self, conditions: Conditions, seed: int, draw: int, block: int) -> dict[int, np.random.Generator]:
        """The streams of read noise for one block of images."""
        if not conditions.reads_are_noisy:
            return {}
        return {index: stream(seed, Purpose.READ, layer=index, draw=draw, block=block) for index in self._matrices}

    def _find_failure(
        self, arrays: Mapping[int, Crossbar], images: Floats, reads: Mapping[int, np.random.Generator], draw: int
    ) -> None:
        """Go the same way once more, and raise ChipFailure where numbers stop being finite."""

        def observe(index: int, _inputs: Floats, outputs: Floats) -> None:
            if not np.isfinite(outputs).all():
                raise ChipFailure(
                    self._name(index), draw, "its outputs are no finite numbers; its weights or noise are too large"
                )

        infer(self.network, images, Pass(arrays, self._scratch, reads, observe=observe))
        raise ChipFailure("the last layer", draw, "its outputs are no finite numbers")

    def _seen(self, conditions: Conditions, seed: int, draw: int) -> Floats:
        """The images as this draw shows them to every network and chip."""
        if conditions.image_noise == "none" or conditions.image_noise_level == 0:
            # A dense layer is given its product; only the lengths of inputs are left to find, image by image.
            return self._pixels if self._first is None else self._images
        # The memo holds the images too, so that nothing else can have their id.
        key = (
            "images",
            id(self._images),
            seed,
            draw,
            conditions.image_noise,
            conditions.image_noise_level,
            conditions.image_clip,
        )
        return self._memo.get(
            key,
            lambda: (noisy_images(self._images, conditions, seed=seed, draw=draw), self._images),
            draw=draw,
            size=self._images.nbytes,
        )[0]

    def _first_products(self, conditions: Conditions, seed: int, draw: int) -> Callable[[int], Floats] | None:
        """Of a block, what a first dense layer makes of its images: X (W + s E) = X W + s X E.

        X W is the same for all chips and X E for all values of s, so most of a sweep's work at the first layer is
        done once. Where the law holds, the layer is always computed so: no number depends on what is known already.
        """
        index = self._first
        if index is None or not only_gaussian(conditions):
            return None
        own = conditions.in_layer(index)
        bits = own.weight_bits
        if bits not in self._products:
            weights = to_levels(self._matrices[index], bits)
            self._products[bits] = [_product(weights, part) for part in blocks(self._pixels, self._block)]
        ideal = self._products[bits]
        sigma = np.float32(own.weight_sigma(own.programming, self._w_max[index]))
        buffer = self._scratch.floats
        if sigma == 0:
            return lambda block: _copied(ideal[block], buffer("product", *ideal[block].shape))

        parts, shared = blocks(self._pixels, self._block), conditions.mapping == "offset"
        key = ("products", self, seed, draw, shared)
        size = sum(part.nbytes for part in ideal)
        moved: list[Floats] | None = None
        unit = self._error(seed, draw, shared)[index]
        if self._memo.keeps(key, draw=draw, size=size):
            moved = self._memo.get(key, lambda: [_product(unit, part) for part in parts], draw=draw, size=size)

        def product(block: int) -> Floats:
            outputs = buffer("product", *ideal[block].shape)
            if moved is not None:
                np.multiply(moved[block], sigma, out=outputs)
            else:  # fresh memory for what nobody will ask for again would cost more than it is worth
                outputs = _product(unit, parts[block], out=outputs)
                outputs *= sigma
            outputs += ideal[block]
            return outputs

        return product

    def program(self, conditions: Conditions, *, seed: int, draw: int) -> dict[int, Crossbar]:
        """The crossbar of each layer with weights, as chip number `draw` holds it."""
        errors = (
            self._error(seed, draw, conditions.mapping == "offset")
            if conditions.programming and conditions.device is None
            else {}
        )
        ranges = self.calibration.ranges(conditions)
        scales = self.calibration.full_scales(conditions)
        biases = analog_biases(self.network, conditions)
        arrays: dict[int, Crossbar] = {}
        for index, weights in self._matrices.items():
            own = conditions.in_layer(index)
            if not own.by_weights:
                chip = Chip(seed, draw, index)
                arrays[index] = self._core(chip, own, biases.get(index), ranges.get(index), scales.get(index, ()))
                continue
            if own.device is not None:
                held = on_device(weights, own, own.device, seed=seed, layer=index, draw=draw)
                arrays[index] = Array(
                    held.weights, 0.0, own, ranges.get(index), read_variance=held.read_variance, scratch=self._scratch
                )
                continue
            arrays[index] = Array(
                weights=programmed(weights, errors.get(index), own, seed=seed, layer=index, draw=draw, w_max=self._w_max[index]),
                read_sigma=own.weight_sigma(own.read, self._w_max[index]),
                conditions=own,
                ranges=ranges.get(index),
                scratch=self._scratch,
            )
        return arrays

    def _core(
        self, chip: Chip, conditions: Conditions, bias: Floats | None, ranges: Ranges | None, scales: Sequence[float]
    ) -> Crossbar:
        """One layer's devices one by one."""
        try:
            return held_by(self._matrices[chip.layer], conditions, chip, bias=bias, ranges=ranges, full_scales=scales)
        except (np.linalg.LinAlgError, ValueError) as error:
            raise ChipFailure(self._name(chip.layer), chip.draw, str(error)) from error

    def _name(self, index: int) -> str:
        return f"layer {index + 1} ({type(self.network.layers[index]).__name__})"

    def _error(self, seed: int, draw: int, shared_reference: bool) -> dict[int, Floats]:
        """Unit errors of a chip, kept for the next conditions: all values of a sweep see the same chips."""

        def drawn() -> dict[int, Floats]:
            return {
                index: error(weights.shape, shared_reference=shared_reference, seed=seed, layer=index, draw=draw)
                for index, weights in self._matrices.items()
            }

        size = sum(weights.nbytes for weights in self._matrices.values())
        return self._memo.get(("errors", self, seed, draw, shared_reference), drawn, draw=draw, size=size)


def first_dense(network: Network) -> int | None:
    """The layer that sees the images themselves, if it is dense."""
    for index, layer in enumerate(network.layers):
        if not isinstance(layer, Flatten):
            return index if isinstance(layer, Dense) else None
    return None


def only_gaussian(conditions: Conditions) -> bool:
    """Whether a chip is its weights plus sigma times a unit error, and sees the images as they are.

    Whatever has no place in that law, now or later, must be at its default.
    """
    if not conditions.by_weights:
        return False
    if conditions.image_noise_level == 0:
        conditions = replace(conditions, image_noise="none", image_clip=True)
    ideal = Conditions()
    allowed = {name: getattr(ideal, name) for name in (*OF_WEIGHTS, "programming", "read", "weight_bits", "mapping", "layers")}
    return replace(conditions, **allowed) == ideal


def _product(weights: Floats, images: Floats, out: Floats | None = None) -> Floats:
    """weights.T @ x for images (n, h, w, c): (p, n)."""
    return np.matmul(weights.T, images.transpose(1, 2, 3, 0).reshape(-1, len(images)), out=out)


def _copied(values: Floats, out: Floats) -> Floats:
    out[...] = values
    return out
