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
    """Simulates chips that hold one network, and classifies its test images on each of them.

    A chip is identified by the run's seed and its number, the draw: the same pair gives the same numbers, bit for bit, whatever
    was computed before. Simulators may share a memo; none may be used by two threads at a time.
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
        """Simulate a network on images (n, height, width, channels), float32 in [0, 1], with labels (n,).

        `calibration_images` (any number, height, width, channels) set the full scales of the converters; they are needed only
        for conditions with `adc_bits`, `dac_bits` or thermal noise. `pixels` are the same images as stored by `by_pixel`, if
        several simulators share them. `memo` caches results of chips; without one the simulator has a memo of its own.
        """
        self.network = network
        """The network that is simulated."""
        self._images = images
        self._pixels = by_pixel(images) if pixels is None else pixels
        self._labels = labels
        self._matrices = {index: layer.matrix() for index, layer in network.weighted.items()}
        self._w_max = {index: largest(weights) for index, weights in self._matrices.items()}
        self._block = block_size(network)
        self._memo = memo or Memo()
        self._scratch = Scratch()
        self.calibration = Calibration(network, self._matrices, calibration_images, self._scratch)
        """Full scales of the converters."""
        first = first_dense(network)
        self._first = None if first is None else self._first_layer(first)

    def _first_layer(self, index: int) -> FirstLayer:
        return FirstLayer(index, self._matrices[index], self._pixels, size=self._block, memo=self._memo, scratch=self._scratch)

    @property
    def labels(self) -> NDArray[np.int64]:
        """The class that each image shows: (n,)."""
        return self._labels

    def forget(self) -> None:
        """Remove everything that this simulator has cached in its memo."""
        self._memo.forget(self)
        self._memo.forget(self._first)

    def correct(self, conditions: Conditions, *, seed: int, draw: int) -> int:
        """Return how many images chip number `draw` classifies correctly. Raises ChipFailure if the chip gives no answer."""
        return int(np.count_nonzero(self.predictions(conditions, seed=seed, draw=draw) == self._labels))

    def predictions(
        self, conditions: Conditions, *, seed: int, draw: int, chosen: NDArray[np.intp] | None = None
    ) -> NDArray[np.int64]:
        """Return the class that chip number `draw` gives each image, or each image whose index is chosen: (n,).

        Raises ChipFailure if the chip gives no answer.
        """
        answers: NDArray[np.int64] = np.argmax(self.logits(conditions, seed=seed, draw=draw, chosen=chosen), axis=1)
        return answers

    def at_once(self, conditions: Conditions, images: int) -> int:
        """Return how many chips are best simulated together if each is shown this number of images; 1 if they cannot be."""
        if not (can_be_side_by_side(self.network) and conditions.is_plain):
            return 1
        return max(1, min(CHIPS, self._block // max(1, images)))

    def predictions_of_some(
        self, conditions: Conditions, chosen: Mapping[int, NDArray[np.intp]], *, seed: int
    ) -> list[NDArray[np.int64]]:
        """Return the predicted classes (n,) of several chips, in the order of `chosen`.

        `chosen` maps a draw to the indices (n,) of the images that its chip is shown, equally many for all chips. The results
        are the same, bit for bit, as those of `predictions` for one chip after another. Raises ChipFailure if a chip gives no
        answer.
        """
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
        """Return the logits (n, classes) of each chip, or None if some are not finite: `logits` then finds out where."""
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
        """Return the logits (n, classes) of all images, or of those whose indices are chosen: the outputs of the last layer.

        A softmax that may follow does not change which class is largest. Noise on chosen images, and noise of reading them, is
        that of a test set that consists of these images alone. Raises ChipFailure if the chip gives no answer.
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
        """Repeat the forward pass of these images, and raise ChipFailure for the layer whose outputs are not finite."""

        def observe(index: int, _inputs: Floats, outputs: Floats) -> None:
            if not np.isfinite(outputs).all():
                raise ChipFailure(
                    self._name(index), draw, "its outputs are no finite numbers; its weights or noise are too large"
                )

        infer(self.network, images, Pass(arrays, self._scratch, reads, observe=observe))
        raise ChipFailure("the last layer", draw, "its outputs are no finite numbers")

    def _seen(self, conditions: Conditions, seed: int, draw: int) -> Floats:
        """Return the test images as chip number `draw` is shown them: (n, height, width, channels)."""
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
        """Return the programmed crossbar of each layer with weights on chip number `draw`, by layer index.

        Raises ChipFailure if the circuit of resistive wires has no solution or is too large, and ValueError if calibration
        images are needed and missing.
        """
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
        """Return one layer with every device simulated. Raises ChipFailure."""
        try:
            return held_by(self._matrices[chip.layer], conditions, chip, bias=bias, ranges=ranges, full_scales=scales)
        except (np.linalg.LinAlgError, ValueError) as error:
            raise ChipFailure(self._name(chip.layer), chip.draw, str(error)) from error

    def _name(self, index: int) -> str:
        return f"layer {index + 1} ({type(self.network.layers[index]).__name__})"

    def _programmed(self, index: int, conditions: Conditions, seed: int, draw: int) -> Floats:
        """Return the programmed weights (m, p) of a layer, with the same unit errors for all values of a sweep."""
        weights, unit = self._matrices[index], None
        if conditions.programming:
            shared = conditions.mapping == "offset"
            unit = error(weights.shape, shared_reference=shared, seed=seed, layer=index, draw=draw)
        return programmed(weights, unit, conditions, seed=seed, layer=index, draw=draw, w_max=self._w_max[index])
