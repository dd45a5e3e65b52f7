"""A network and its test images, measured on one simulated chip after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.array import Array, Ranges
from worker.crossbar.conditions import Conditions
from worker.crossbar.conductances import largest
from worker.crossbar.images import noisy_images
from worker.crossbar.inference import infer
from worker.crossbar.layers import Conv2D, Dense, Floats, Network, Weighted, matrix
from worker.crossbar.programming import error, on_device, programmed
from worker.crossbar.streams import Purpose, stream

ADC_PERCENTILE = 99.9
"""Share of calibration outputs inside the converter's range: rare large ones would cost resolution for all others."""
BLOCK_VALUES = 1 << 18
"""Float32 values of a block's largest layer: about what the second-level cache holds."""
KEPT_DRAWS = 4


class Simulator:
    """Counts what a noisy chip gets right.

    Images (n, h, w, c) float32 in [0, 1]; labels (n,). `calibration_images` set the converters' ranges and
    are needed only where a condition has adc_bits or dac_bits. Images are worked on in blocks whose size
    depends on the network alone, so that results do not depend on who computes them.
    """

    def __init__(
        self, network: Network, images: Floats, labels: NDArray[np.int64], *, calibration_images: Floats | None = None
    ) -> None:
        self.network = network
        self._images = images
        self._labels = labels
        self._calibration = calibration_images
        self._matrices = {index: matrix(layer) for index, layer in enumerate(network.layers) if isinstance(layer, Weighted)}
        self._block = block_size(network)
        self._ranges: dict[int, dict[int, Ranges]] = {}
        self._errors: dict[tuple[int, int, bool], dict[int, Floats]] = {}

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

    def predictions(self, conditions: Conditions, *, seed: int, draw: int) -> NDArray[np.int64]:
        """The chip's answer to every image: (n,)."""
        answers: NDArray[np.int64] = np.argmax(self.logits(conditions, seed=seed, draw=draw), axis=1)
        return answers

    def logits(self, conditions: Conditions, *, seed: int, draw: int) -> Floats:
        """(n, classes), before the softmax, which does not change the answer."""
        arrays = self.program(conditions, seed=seed, draw=draw)
        images = noisy_images(self._images, conditions, seed=seed, draw=draw)
        parts = []
        for block, start in enumerate(range(0, len(images), self._block)):
            reads = {}
            if conditions.reads_are_noisy:
                reads = {index: stream(seed, Purpose.READ, layer=index, draw=draw, block=block) for index in arrays}
            parts.append(infer(self.network, arrays, images[start : start + self._block], reads))
        return np.concatenate(parts)

    def program(self, conditions: Conditions, *, seed: int, draw: int) -> dict[int, Array]:
        """The crossbar of each layer with weights, as chip number `draw` holds it."""
        errors = (
            self._error(seed, draw, conditions.mapping == "offset")
            if conditions.programming and conditions.device is None
            else {}
        )
        ranges = self._converter_ranges(conditions)
        arrays = {}
        for index, weights in self._matrices.items():
            own = conditions.in_layer(index)
            if own.device is not None:
                held = on_device(weights, own, own.device, seed=seed, layer=index, draw=draw)
                arrays[index] = Array(held.weights, 0.0, own, ranges.get(index), read_variance=held.read_variance)
                continue
            arrays[index] = Array(
                weights=programmed(weights, errors.get(index), own, seed=seed, layer=index, draw=draw),
                read_sigma=own.weight_sigma(own.read, largest(weights)),
                conditions=own,
                ranges=ranges.get(index),
            )
        return arrays

    def _error(self, seed: int, draw: int, shared_reference: bool) -> dict[int, Floats]:
        """Unit errors of a chip, kept for the next conditions: all values of a sweep see the same chips."""
        key = (seed, draw, shared_reference)
        if key not in self._errors:
            while len(self._errors) >= KEPT_DRAWS:
                self._errors.pop(next(iter(self._errors)))
            self._errors[key] = {
                index: error(weights.shape, shared_reference=shared_reference, seed=seed, layer=index, draw=draw)
                for index, weights in self._matrices.items()
            }
        return self._errors[key]

    def _converter_ranges(self, conditions: Conditions) -> dict[int, Ranges]:
        if conditions.adc_bits is None and conditions.dac_bits is None:
            return {}
        if conditions.rows not in self._ranges:
            if self._calibration is None:
                raise ValueError("adc_bits and dac_bits need calibration images")
            self._ranges[conditions.rows] = self._calibrate(conditions.rows)
        return self._ranges[conditions.rows]

    def input_statistics(self) -> dict[int, tuple[float, float]]:
        """Of the inputs of each array on the calibration images: mean |x| over the largest |x|, and the share that is not 0."""
        if self._calibration is None:
            raise ValueError("statistics of inputs need calibration images")
        ideal = Conditions()
        arrays = {index: Array(weights, 0.0, ideal, None) for index, weights in self._matrices.items()}
        totals = {index: np.zeros(3) for index in arrays}  # sum of |x|, values that are not 0, values
        top = dict.fromkeys(arrays, 0.0)

        def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
            sizes = np.abs(inputs)
            totals[index] += np.array([sizes.sum(dtype=np.float64), np.count_nonzero(sizes), sizes.size], np.float64)
            top[index] = max(top[index], float(sizes.max(initial=0.0)))

        for start in range(0, len(self._calibration), self._block):
            infer(self.network, arrays, self._calibration[start : start + self._block], {}, observe)
        return {
            index: (float(size / count / top[index]) if top[index] else 0.0, float(nonzero / count))
            for index, (size, nonzero, count) in totals.items()
        }

    def _calibrate(self, rows: int) -> dict[int, Ranges]:
        """Converter ranges from what the ideal chip does with the calibration images."""
        assert self._calibration is not None
        ideal = Conditions()
        arrays = {index: Array(weights, 0.0, ideal, None) for index, weights in self._matrices.items()}
        top: dict[int, float] = dict.fromkeys(arrays, 0.0)
        signed = dict.fromkeys(arrays, False)
        sums: dict[int, list[float]] = {index: [] for index in arrays}

        def observe(index: int, inputs: Floats, outputs: Floats) -> None:
            lowest, highest = float(inputs.min(initial=0.0)), float(inputs.max(initial=0.0))
            top[index] = max(top[index], highest, -lowest)
            signed[index] |= lowest < 0  # a gated cell's state
            weights = self._matrices[index]
            for start in range(0, len(weights), rows):
                part = outputs if len(weights) <= rows else inputs[:, start : start + rows] @ weights[start : start + rows]
                sums[index].append(float(np.percentile(np.abs(part), ADC_PERCENTILE)))

        for start in range(0, len(self._calibration), self._block):
            infer(self.network, arrays, self._calibration[start : start + self._block], {}, observe)
        return {index: Ranges(inputs=top[index], outputs=max(sums[index]), signed=signed[index]) for index in arrays}


def block_size(network: Network) -> int:
    """Images worked on at a time: as many as the cache takes of the largest layer."""
    height, width, channels = network.input_shape
    largest_layer = height * width * channels
    for layer in network.layers:
        if isinstance(layer, Conv2D):
            rows, columns, inputs, filters = layer.kernel.shape
            if layer.padding == "valid":
                height, width = height - rows + 1, width - columns + 1
            largest_layer = max(largest_layer, height * width * max(rows * columns * inputs, filters))
        elif not hasattr(layer, "kernel") and hasattr(layer, "size"):
            height, width = height // layer.size, width // layer.size
        elif isinstance(layer, Dense):
            largest_layer = max(largest_layer, layer.kernel.shape[1])
    return max(1, min(500, BLOCK_VALUES // largest_layer))
