"""The noise of pre-activations that errors of weights amount to, predicted and measured.

With independent errors of standard deviation s_ij on the weights, z_j = sum_i W_ij x_i has the variance Var[z_j | x] = sum_i
s_ij^2 x_i^2 (local reparameterisation, D. P. Kingma et al., NeurIPS 2015; as read noise referred to the output, M. J. Rasch et
al., Nature Communications 14, 5282 (2023), Eq. 14). A training noise that is the same for every input is matched by s_train^2 =
sum_i E[x_i^2] mean_j s_ij^2, which is s^2 E||x||^2 if all s are equal. The x of a recurrent layer is [x_t; h_(t-1)].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.analysis.equivalence.weights import Arrays, WeightErrors, weight_errors
from worker.crossbar import Conditions, Network, Simulator
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.core import Core
from worker.crossbar.chip.groups import whole_of
from worker.crossbar.chip.pulses import Pulse, pulses, weighted_sum
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.inference import ForwardPass, infer, read_noise
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True, eq=False)
class Inputs:
    """Statistics of a crossbar's inputs and outputs without noise: means over images and time steps.

    `squares` is E[x_i^2] of each row (m,), `signal` the standard deviation of the outputs. `read_squares` and `read_sizes` are
    the means of x^2 and |x| of the voltages of one read, including the row of biases; if one product takes several reads
    (bit-serial inputs), they are sums over the reads weighted with the squares of their weights, and `reads` is the sum of
    these squares.
    """

    squares: NDArray[np.float64]
    signal: float
    read_squares: NDArray[np.float64]
    read_sizes: NDArray[np.float64]
    reads: float

    @property
    def norm(self) -> float:
        """Root mean square length of the input vectors, sqrt(E||x||^2)."""
        return float(np.sqrt(self.squares.sum()))


@dataclass(frozen=True, eq=False)
class PreactivationNoise:
    """Errors and equivalent noise of one layer; `predicted` and `measured` are in the unit of its pre-activations."""

    errors: WeightErrors
    inputs: Inputs
    predicted: float
    measured: float


def preactivation_noise(
    network: Network,
    conditions: Conditions,
    *,
    training_images: Floats,
    test_images: Floats,
    draws: int = 16,
    seed: int = 0,
) -> dict[int, PreactivationNoise]:
    """Return the equivalent noise of every layer with weights, by layer index.

    Each layer is treated on its own, with the inputs of the noise-free network, because injected training noise belongs to one
    layer too. Norms are computed on training images (n, height, width, channels); the simulation runs on test images over
    `draws` chips. What all chips have in common (drift, clipping) is not noise and counts in neither.
    """
    simulator = Simulator(network, test_images, np.zeros(len(test_images), np.int64), calibration_images=training_images)
    ideal = simulator.program(Conditions(), seed=seed, draw=0)
    chips = [simulator.program(conditions, seed=seed, draw=draw) for draw in range(draws)]
    errors = weight_errors(ideal, chips)
    inputs = input_statistics(network, ideal, chips[0], training_images)
    measured = _measured(network, ideal, chips, test_images, seed=seed)
    return {
        index: PreactivationNoise(
            errors=errors[index],
            inputs=inputs[index],
            predicted=predicted(inputs[index], errors[index], [chip[index] for chip in chips]),
            measured=measured[index],
        )
        for index in ideal
    }


def predicted(inputs: Inputs, errors: WeightErrors, chips: Sequence[Crossbar]) -> float:
    """Return the standard deviation of a pre-activation over chips and reads, as a root mean square over outputs."""
    rows = len(errors.variance_of_rows)
    biases = np.ones(rows - len(inputs.squares))  # are driven by 1
    programmed = float(np.concatenate([inputs.squares, biases]) @ errors.variance_of_rows)
    return float(np.sqrt(programmed + np.mean([_read_variance(chip, inputs) for chip in chips])))


def _read_variance(chip: Crossbar, inputs: Inputs) -> float:
    """Return the variance that read noise gives one product, as a mean over outputs; linear in the means of x^2 and |x|."""
    chip = whole_of(chip)
    if isinstance(chip, Core):
        squares, sizes = (means.astype(np.float32)[:, None] for means in (inputs.read_squares, inputs.read_sizes))
        if chip.combined.reads.is_noiseless:
            return 0.0
        return float(chip.output_read_variance(squares, sizes, inputs.reads).mean())
    return float((chip.weight_read_variance.mean(axis=1) * inputs.squares).sum())


def input_statistics(network: Network, ideal: Arrays, chip: Arrays, images: Floats) -> dict[int, Inputs]:
    """Return the statistics of every crossbar in the noise-free network; `chip` determines how inputs are applied to the rows."""
    sums: dict[int, list[NDArray[np.float64]]] = {}
    reads = dict.fromkeys(ideal, 1.0)
    totals = {index: np.zeros(3) for index in ideal}  # inputs seen, mean and mean square of the outputs, summed

    def observe(index: int, inputs: Floats, outputs: Floats) -> None:
        drive = _drive(chip[index], inputs)
        reads[index] = sum(pulse.weight**2 for pulse in drive)
        means = [np.square(inputs), weighted_sum(drive, np.square, 2), weighted_sum(drive, np.abs, 2)]
        groups = network.weighted[index].groups
        block_sums = [_of_a_group(values.sum(axis=1, dtype=np.float64), groups) for values in means]
        sums[index] = [a + b for a, b in zip(sums[index], block_sums, strict=True)] if index in sums else block_sums
        sizes = outputs.mean(axis=0, dtype=np.float64).sum(), np.square(outputs, dtype=np.float64).mean(axis=0).sum()
        totals[index] += np.array([inputs.shape[1], *sizes])

    scratch = Scratch()
    for block in _blocks(network, images):
        infer(network, block, ForwardPass(ideal, scratch, observe=observe))
    statistics = {}
    for index, (seen, mean, square) in totals.items():
        per_product = network.weighted[index].reads_per_drive  # that is, all rows driven once
        count = seen / per_product
        reads[index] *= per_product
        squares, read_squares, read_sizes = (row_sums / count for row_sums in sums[index])
        signal = float(np.sqrt(max(square / seen - (mean / seen) ** 2, 0.0) * per_product))
        statistics[index] = Inputs(squares, signal, read_squares, read_sizes, reads[index])
    return statistics


def _of_a_group(rows: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """Return the mean over groups of what there is for each row of each group; a row of biases below all of them stays."""
    size = len(rows) // groups
    return np.concatenate([rows[: size * groups].reshape(groups, size).mean(axis=0), rows[size * groups :]])


def _drive(chip: Crossbar, inputs: Floats) -> list[Pulse]:
    chip = whole_of(chip)
    if not isinstance(chip, Core):
        return [Pulse(inputs, 1.0)]
    scale, signed = (chip.ranges.inputs, chip.ranges.signed) if chip.ranges else (0.0, False)
    return pulses(inputs, chip.conditions, scale, signed=signed, bias=chip.bias is not None)


def _measured(network: Network, ideal: Arrays, chips: Sequence[Arrays], images: Floats, *, seed: int) -> dict[int, float]:
    """Return the standard deviation of pre-activations over chips and reads, a root mean square over inputs and outputs."""
    reads = [read_noise(network, seed=seed, draw=draw) for draw in range(len(chips))]
    totals = {index: np.zeros(2) for index in ideal}  # sum of variances, and how many

    def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
        outputs = np.stack(
            [chip[index].multiply(inputs, chip_reads[index]) for chip, chip_reads in zip(chips, reads, strict=True)]
        )
        variances = outputs.var(axis=0, ddof=1, dtype=np.float64)
        totals[index] += np.array([variances.sum(), variances.size])

    scratch = Scratch()
    for block in _blocks(network, images):
        infer(network, block, ForwardPass(ideal, scratch, observe=observe))
    return {
        index: float(np.sqrt(total / count * network.weighted[index].reads_per_drive)) for index, (total, count) in totals.items()
    }


def _blocks(network: Network, images: Floats) -> list[Floats]:
    return blocks(images, max(1, block_size(network) // 8))  # the outputs of all chips are held at a time
