"""A network and its test images, measured on one simulated chip after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Array, Crossbar
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.layers import Network
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.calibration import Calibration
from worker.crossbar.simulate.first_layer import FirstLayer
from worker.crossbar.simulate.images import noisy_images, pixel_major
from worker.crossbar.simulate.inference import ForwardPass, infer, read_noise
from worker.crossbar.simulate.programmer import Programmer
from worker.crossbar.simulate.side_by_side import MOST_CHIPS, ProgrammedChip, can_be_side_by_side, infer_side_by_side
from worker.crossbar.simulate.solving import check_affordable
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.errors import ChipFailure
from worker.crossbar.tools.memo import Memo
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

TOO_LARGE = "its outputs are no finite numbers; its weights or noise are too large"
NO_SOLUTION = (
    "no solution was found for the circuit of its devices; take smaller resistances or crossbar.iv_nonlinearity, smaller arrays, "
    "or crossbar.iv_solver 'equivalent'"
)


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
        for conditions with `adc_bits`, `dac_bits` or thermal noise. `pixels` are the same images as stored by `pixel_major`, if
        several simulators share them. `memo` caches results of chips; without one the simulator has a memo of its own.
        """
        self.network = network
        """The network that is simulated."""
        self._images = images
        self._pixels = pixel_major(images) if pixels is None else pixels
        self._labels = labels
        self._matrices = {index: layer.matrix() for index, layer in network.weighted.items()}
        self._block = block_size(network)
        self._memo = memo or Memo()
        self._scratch = Scratch()
        self.calibration = Calibration(network, self._matrices, calibration_images, self._scratch)
        """Full scales of the converters."""
        self._programmer = Programmer(network, self._matrices, self.calibration, self._scratch)
        first = network.first_product
        self._first = None if first is None else self._first_layer(first)

    def _first_layer(self, index: int) -> FirstLayer:
        return FirstLayer(index, self._matrices[index], self._pixels, size=self._block, memo=self._memo, scratch=self._scratch)

    @property
    def images(self) -> Floats:
        """The test images, without noise: (n, height, width, channels)."""
        return self._images

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
        self,
        conditions: Conditions,
        *,
        seed: int,
        draw: int,
        chosen: NDArray[np.intp] | None = None,
        on_images: Callable[[int], None] | None = None,
    ) -> NDArray[np.int64]:
        """Return the class that chip number `draw` gives each image, or each image whose index is chosen: (n,).

        `on_images` is called as by `logits`. Raises ChipFailure if the chip gives no answer.
        """
        logits = self.logits(conditions, seed=seed, draw=draw, chosen=chosen, on_images=on_images)
        answers: NDArray[np.int64] = np.argmax(logits, axis=1)
        return answers

    def chips_at_once(self, conditions: Conditions, images: int) -> int:
        """Return how many chips are best simulated together if each is shown this number of images; 1 if they cannot be."""
        if not (can_be_side_by_side(self.network) and conditions.is_plain):
            return 1
        return max(1, min(MOST_CHIPS, self._block // max(1, images)))

    def predictions_of_chips(
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
            batch = draws[: self.chips_at_once(conditions, len(chosen[draws[0]]))]
            del draws[: len(batch)]
            chosen_now = {draw: chosen[draw] for draw in batch}
            logits = self._logits_side_by_side(conditions, chosen_now, seed) if len(batch) > 1 else None
            if logits is None:
                answers += [self.predictions(conditions, seed=seed, draw=draw, chosen=chosen[draw]) for draw in batch]
            else:
                answers += [np.argmax(chip_logits, axis=1) for chip_logits in logits]
        return answers

    def _logits_side_by_side(
        self, conditions: Conditions, chosen: Mapping[int, NDArray[np.intp]], seed: int
    ) -> list[Floats] | None:
        """Return the logits (n, classes) of each chip, or None if some are not finite: `logits` then finds out where."""
        images = self._images[np.stack(list(chosen.values()))]
        chips = []
        for slot, (draw, indices) in enumerate(chosen.items()):
            chip_images = images[slot]
            noisy = noisy_images(chip_images, conditions, seed=seed, draw=draw)
            if noisy is not chip_images:
                chip_images[...] = noisy
            crossbars = self.program(conditions, seed=seed, draw=draw)
            arrays = {index: array for index, array in crossbars.items() if isinstance(array, Array)}
            product = None
            if self._first is not None:
                product = self._first.product_of_chosen(conditions, indices, chip_images, seed=seed, draw=draw)
            chips.append(ProgrammedChip(arrays, self._reads(conditions, seed, draw, block=0, slot=slot), product))
        logits = infer_side_by_side(self.network, images, chips, self._scratch)
        return logits if all(np.isfinite(chip_logits).all() for chip_logits in logits) else None

    def logits(
        self,
        conditions: Conditions,
        *,
        seed: int,
        draw: int,
        chosen: NDArray[np.intp] | None = None,
        on_images: Callable[[int], None] | None = None,
    ) -> Floats:
        """Return the logits (n, classes) of all images, or of those whose indices are chosen: the outputs of the last layer.

        A softmax that may follow does not change which class is largest. Noise on chosen images, and noise of reading them, is
        that of a test set that consists of these images alone. `on_images` is called with the number of images of each block
        that is done. Raises ChipFailure if the chip gives no answer.
        """
        count = len(self._images if chosen is None else chosen)
        check_affordable(self.network, self._matrices, conditions, images=count, draw=draw)
        arrays = self.program(conditions, seed=seed, draw=draw)
        if chosen is None:
            images = self._noisy_images(conditions, seed, draw)
            product = self._first.product_of_all(conditions, seed=seed, draw=draw) if self._first else None
        else:
            images = noisy_images(self._images[chosen], conditions, seed=seed, draw=draw)
            product = self._first.product_of_chosen(conditions, chosen, images, seed=seed, draw=draw) if self._first else None
        result = []
        for block, block_images in enumerate(blocks(images, self._block)):
            block_product = None
            if product is not None:
                block_product = self._scratch.floats("product", product.outputs, len(block_images))
                product.write(block, block_product)
            reads = self._reads(conditions, seed, draw, block)
            forward_pass = ForwardPass(arrays, self._scratch, reads, product=block_product)
            result.append(infer(self.network, block_images, forward_pass).T.copy())
            if not np.isfinite(result[-1]).all():
                self._find_failure(arrays, block_images, conditions, self._reads(conditions, seed, draw, block), draw)
            if on_images is not None:
                on_images(len(result[-1]))
        return np.concatenate(result)

    def _reads(self, conditions: Conditions, seed: int, draw: int, block: int, slot: int = 0) -> dict[int, Normals]:
        if not conditions.has_read_noise:
            return {}
        return read_noise(self.network, seed=seed, draw=draw, block=block, scratch=self._scratch, slot=slot)

    def _find_failure(
        self, arrays: Mapping[int, Crossbar], images: Floats, conditions: Conditions, reads: Mapping[int, Normals], draw: int
    ) -> None:
        """Repeat the forward pass of these images, and raise ChipFailure for the layer whose outputs are not finite."""

        def observe(index: int, _inputs: Floats, outputs: Floats) -> None:
            if not np.isfinite(outputs).all():
                unsolved = conditions.in_layer(index).is_solved and np.isnan(outputs).any()
                raise ChipFailure(self.network.title_of(index), draw, NO_SOLUTION if unsolved else TOO_LARGE)

        infer(self.network, images, ForwardPass(arrays, self._scratch, reads, observe=observe))
        raise ChipFailure("the last layer", draw, "its outputs are no finite numbers")

    def _noisy_images(self, conditions: Conditions, seed: int, draw: int) -> Floats:
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
        return self._programmer.program(conditions, seed=seed, draw=draw)
