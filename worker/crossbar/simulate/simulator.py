"""A network and its test images, measured on one simulated chip after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Array, Crossbar, Ranges
from worker.crossbar.chip.cells import Chip
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import largest
from worker.crossbar.chip.core import analog_biases, held_by
from worker.crossbar.chip.programming import error, on_device, programmed
from worker.crossbar.layers import Network
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.calibration import Calibration
from worker.crossbar.simulate.first_layer import FirstLayer, first_dense
from worker.crossbar.simulate.images import by_pixel, noisy_images
from worker.crossbar.simulate.inference import Pass, infer, read_noise
from worker.crossbar.simulate.side_by_side import CHIPS, ProgrammedChip, can_be_side_by_side, infer_side_by_side
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.errors import ChipFailure
from worker.crossbar.tools.memo import Memo
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals


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
        self._matrices = {index: layer.matrix() for index, layer in network.weighted.items()}
        self._w_max = {index: largest(weights) for index, weights in self._matrices.items()}
        self._block = block_size(network)
        self._memo = memo or Memo()
        self._scratch = Scratch()
        self.calibration = Calibration(network, self._matrices, calibration_images, self._scratch)
        first = first_dense(network)
        self._first = None if first is None else self._first_layer(first)

    def _first_layer(self, index: int) -> FirstLayer:
        return FirstLayer(index, self._matrices[index], self._pixels, size=self._block, memo=self._memo, scratch=self._scratch)

    @property
    def labels(self) -> NDArray[np.int64]:
        """What the images show: (n,)."""
        return self._labels

    def forget(self) -> None:
        """Leave the memo to other simulators."""
        self._memo.forget(self)
        self._memo.forget(self._first)

    def correct(self, conditions: Conditions, *, seed: int, draw: int) -> int:
        """Images that chip number `draw` gets right."""
        return int(np.count_nonzero(self.predictions(conditions, seed=seed, draw=draw) == self._labels))

    def predictions(
        self, conditions: Conditions, *, seed: int, draw: int, chosen: NDArray[np.intp] | None = None
    ) -> NDArray[np.int64]:
        """The chip's answer to every image, or to those chosen: (n,)."""
        answers: NDArray[np.int64] = np.argmax(self.logits(conditions, seed=seed, draw=draw, chosen=chosen), axis=1)
        return answers

    def at_once(self, conditions: Conditions, images: int) -> int:
        """How many chips are best measured together, each shown so many images."""
        if not (can_be_side_by_side(self.network) and conditions.is_plain):
            return 1
        return max(1, min(CHIPS, self._block // max(1, images)))

    def predictions_of_some(
        self, conditions: Conditions, chosen: Mapping[int, NDArray[np.intp]], *, seed: int
    ) -> list[NDArray[np.int64]]:
        """The answers of several chips to images of their own, as many for each, by draw: those of one after another."""
        draws = list(chosen)
        answers: list[NDArray[np.int64]] = []
        while draws:
            now = draws[: self.at_once(conditions, len(chosen[draws[0]]))]
            del draws[: len(now)]
            logits = self._side_by_side(conditions, {draw: chosen[draw] for draw in now}, seed) if len(now) > 1 else None
            if logits is None:
                answers += [self.predictions(conditions, seed=seed, draw=draw, chosen=chosen[draw]) for draw in now]
            else:
                answers += [np.argmax(one, axis=1) for one in logits]
        return answers

    def _side_by_side(self, conditions: Conditions, chosen: Mapping[int, NDArray[np.intp]], seed: int) -> list[Floats] | None:
        """Logits of each; None if one of them fails, which it says itself when it is asked alone."""
        images = self._images[np.stack(list(chosen.values()))]
        chips = []
        for place, (draw, some) in enumerate(chosen.items()):
            own = images[place]
            seen = noisy_images(own, conditions, seed=seed, draw=draw)
            if seen is not own:
                own[...] = seen
            programmed = self.program(conditions, seed=seed, draw=draw)
            arrays = {index: array for index, array in programmed.items() if isinstance(array, Array)}
            product = self._first.of_some(conditions, some, own, seed=seed, draw=draw) if self._first else None
            chips.append(ProgrammedChip(arrays, self._reads(conditions, seed, draw, block=0, place=place), product))
        logits = infer_side_by_side(self.network, images, chips, self._scratch)
        return logits if all(np.isfinite(one).all() for one in logits) else None

    def logits(self, conditions: Conditions, *, seed: int, draw: int, chosen: NDArray[np.intp] | None = None) -> Floats:
        """(n, classes), before the softmax, which does not change the answer; of all images, or of those chosen.

        Noise on chosen images, and the noise of reading them, is that of a test set of these alone.
        """
        arrays = self.program(conditions, seed=seed, draw=draw)
        if chosen is None:
            images = self._seen(conditions, seed, draw)
            product = self._first.of_all(conditions, seed=seed, draw=draw) if self._first else None
        else:
            images = noisy_images(self._images[chosen], conditions, seed=seed, draw=draw)
            product = self._first.of_some(conditions, chosen, images, seed=seed, draw=draw) if self._first else None
        result = []
        for block, part in enumerate(blocks(images, self._block)):
            known = None
            if product is not None:
                known = self._scratch.floats("product", product.outputs, len(part))
                product.write(block, known)
            reads = self._reads(conditions, seed, draw, block)
            result.append(infer(self.network, part, Pass(arrays, self._scratch, reads, product=known)).T.copy())
            if not np.isfinite(result[-1]).all():
                self._find_failure(arrays, part, self._reads(conditions, seed, draw, block), draw)
        return np.concatenate(result)

    def _reads(self, conditions: Conditions, seed: int, draw: int, block: int, place: int = 0) -> dict[int, Normals]:
        if not conditions.reads_are_noisy:
            return {}
        return read_noise(self.network, seed=seed, draw=draw, block=block, scratch=self._scratch, place=place)

    def _find_failure(self, arrays: Mapping[int, Crossbar], images: Floats, reads: Mapping[int, Normals], draw: int) -> None:
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

    def program(self, conditions: Conditions, *, seed: int, draw: int) -> dict[int, Crossbar]:
        """The crossbar of each layer with weights, as chip number `draw` holds it."""
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
                arrays[index] = Array.of(
                    held.weights, 0.0, own, ranges.get(index), read_variance=held.read_variance, scratch=self._scratch
                )
                continue
            arrays[index] = Array(
                partial(self._programmed, index, own, seed, draw),
                own.weight_sigma(own.read, self._w_max[index]),
                own,
                ranges.get(index),
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

    def _programmed(self, index: int, conditions: Conditions, seed: int, draw: int) -> Floats:
        """Weights of a layer with one random number each: the same numbers for all values of a sweep."""
        weights, unit = self._matrices[index], None
        if conditions.programming:
            shared = conditions.mapping == "offset"
            unit = error(weights.shape, shared_reference=shared, seed=seed, layer=index, draw=draw)
        return programmed(weights, unit, conditions, seed=seed, layer=index, draw=draw, w_max=self._w_max[index])
