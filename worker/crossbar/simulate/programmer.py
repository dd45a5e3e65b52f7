"""Chips by number: the programmed crossbars of all layers of a network."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from worker.crossbar.chip.array import Array, Crossbar, Ranges
from worker.crossbar.chip.cells import SliceId
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.chip.core import Core, analog_biases, program_core
from worker.crossbar.chip.groups import Grouped, of_groups
from worker.crossbar.chip.programming import program_on_device, programmed_weights, unit_weight_errors
from worker.crossbar.chip.reading import ReadNoise, SharedReads
from worker.crossbar.layers import Network
from worker.crossbar.simulate.calibration import Calibration
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.errors import ChipFailure
from worker.crossbar.tools.scratch import Scratch


class Programmer:
    """Programs the weights of one network on simulated chips."""

    def __init__(self, network: Network, matrices: Mapping[int, Floats], calibration: Calibration, scratch: Scratch) -> None:
        """Program `matrices` (m, p), those of the network's layers with weights by layer index."""
        self._network = network
        self._matrices = matrices
        self._w_max = {index: max_magnitude(weights) for index, weights in matrices.items()}
        self._calibration = calibration
        self._scratch = scratch

    def program(self, conditions: Conditions, *, seed: int, draw: int) -> dict[int, Crossbar]:
        """Return the programmed crossbar of each layer with weights on chip number `draw`, by layer index.

        Raises ChipFailure if the circuit of resistive wires has no solution or is too large, and ValueError if calibration
        images are needed and missing.
        """
        ranges = self._calibration.ranges(conditions)
        scales = self._calibration.full_scales(conditions)
        biases = analog_biases(self._network, conditions)
        crossbars: dict[int, Crossbar] = {}
        for index in self._matrices:
            slice_id, layer_conditions = SliceId(seed, draw, index), self._conditions(conditions, index, draw)
            if layer_conditions.one_error_per_weight:
                programmed: Array | Core = self._array(slice_id, layer_conditions, ranges.get(index))
            else:
                programmed = self._core(slice_id, layer_conditions, biases.get(index), ranges.get(index), scales.get(index, ()))
            groups = self._network.weighted[index].groups
            crossbars[index] = Grouped(programmed, groups) if groups > 1 else programmed
        return crossbars

    def _conditions(self, conditions: Conditions, index: int, draw: int) -> Conditions:
        """Return the conditions of a layer, as they are for its groups. Raises ChipFailure."""
        groups, outputs = self._network.weighted[index].groups, self._matrices[index].shape[1]
        try:
            return of_groups(conditions.in_layer(index), groups, outputs)
        except ValueError as fault:
            raise ChipFailure(self._network.title_of(index), draw, str(fault)) from fault

    def _array(self, slice_id: SliceId, conditions: Conditions, ranges: Ranges | None) -> Array:
        """Return one layer with one error for each weight, or on a device with laws of its own."""
        seed, draw, layer = slice_id.seed, slice_id.draw, slice_id.layer
        if conditions.device is not None:
            devices = program_on_device(self._matrices[layer], conditions, conditions.device, seed=seed, layer=layer, draw=draw)
            return Array.of(
                devices.weights,
                0.0,
                conditions,
                ranges,
                read_variance=devices.read_variance,
                scratch=self._scratch,
                reference=_shared(ReadNoise(of_squares=devices.reference_variance), conditions),
            )
        sigma = conditions.weight_sigma(conditions.read, self._w_max[layer])
        own_sigma = sigma if conditions.shared is None else sigma / math.sqrt(2)
        return Array(
            partial(self._programmed, slice_id, conditions),
            own_sigma,
            conditions,
            ranges,
            scratch=self._scratch,
            reference=_shared(ReadNoise(own_sigma), conditions),
        )

    def _programmed(self, slice_id: SliceId, conditions: Conditions) -> Floats:
        """Return the programmed weights (m, p) of a layer, with the same unit errors for all values of a sweep."""
        seed, draw, layer = slice_id.seed, slice_id.draw, slice_id.layer
        weights, unit = self._matrices[layer], None
        if conditions.programming:
            unit = unit_weight_errors(weights.shape, shared=conditions.shared, seed=seed, layer=layer, draw=draw)
        return programmed_weights(weights, unit, conditions, seed=seed, layer=layer, draw=draw, w_max=self._w_max[layer])

    def _core(
        self, slice_id: SliceId, conditions: Conditions, bias: Floats | None, ranges: Ranges | None, scales: Sequence[float]
    ) -> Core:
        """Return one layer with every device simulated. Raises ChipFailure."""
        weights = self._matrices[slice_id.layer]
        try:
            return program_core(
                weights, conditions, slice_id, bias=bias, ranges=ranges, full_scales=scales, scratch=self._scratch
            )
        except (np.linalg.LinAlgError, ValueError) as fault:
            raise ChipFailure(self._network.title_of(slice_id.layer), slice_id.draw, str(fault)) from fault


def _shared(noise: ReadNoise, conditions: Conditions) -> SharedReads | None:
    """Return the read noise of reference columns; None where there are none, or none that has noise."""
    return None if conditions.shared is None or noise.is_noiseless else SharedReads(noise, conditions.shared)
