"""A layer on arrays with a reference column each, device by device in NumPy, for many chips at once (axis 0, K of them).

Written from the manual, without the engine: every device is programmed, stuck, aged and read on its own, and every current is a
sum over devices. Settings are named as in the spec; a device is any object with the laws of `mhoscope.Device`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

BOLTZMANN, CHARGE = 1.380649e-23, 1.602176634e-19
G_MAX = 1e-4
"""G_max in siemens."""
DEFAULTS: dict[str, Any] = {
    "programming": 0.0,
    "read": 0.0,
    "stuck_low": 0.0,
    "stuck_high": 0.0,
    "stuck_random": 0.0,
    "rtn_share": 0.0,
    "rtn_amplitude": 0.0,
    "law": "independent",
    "distribution": "gaussian",
    "clip": False,
    "device": None,
    "age_s": 0.0,
    "drift_compensation": False,
    "on_off_ratio": None,
    "weight_bits": None,
    "cell_bits": None,
    "adc_bits": None,
    "dac_bits": None,
    "input_encoding": "parallel",
    "rows": 1024,
    "columns": 1024,
    "wire_resistance_ohm": 0.0,
    "weight_percentile": 100.0,
    "bias": "digital",
    "floor": False,
    "bandwidth_hz": 5e6,
    "temperature_k": 300.0,
    "read_voltage_v": 0.1,
    "scaling": "array",
}
"""Every setting that touches the mapping, with its default."""


@dataclass
class Side:
    """Devices (K, m, columns) as fractions g of G_max."""

    g: np.ndarray
    programmed: np.ndarray
    """The same before they aged."""
    trapped: np.ndarray
    """Which have telegraph noise."""


class Layer:
    """One layer, programmed on K chips. Weights (m, p), biases (p,), calibration inputs (n, m)."""

    def __init__(
        self, kernel: np.ndarray, biases: np.ndarray, calibration: np.ndarray, chips: int, seed: int, **settings: Any
    ) -> None:
        self.s = DEFAULTS | settings
        assert DEFAULTS.keys() == self.s.keys()
        self.random = np.random.default_rng(seed)
        self.chips, self.biases, self.calibration = chips, biases, calibration
        device = self.s["device"]
        self.low = device.low / device.high if device else 1 / (self.s["on_off_ratio"] or np.inf)
        stored = np.vstack([kernel, biases]) if self.s["bias"] == "analog" else kernel
        self.stored, self.factors = self._ranges(stored.astype(np.float64))
        self.w_max = np.abs(self.stored).max()
        self.slices = self._slices(self._levels(self.stored))
        self.x_max = calibration.max()
        self.carried: dict[tuple[int, ...], np.ndarray] = {}
        self.arrays = [self._program(weights) for weights, _share in self.slices]

    def _ranges(self, stored: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weights as they lie on the arrays, and the digital factor of each output."""

        def clipped(part: np.ndarray) -> np.ndarray:
            limit = np.percentile(np.abs(part[part != 0]), self.s["weight_percentile"])
            return np.clip(part, -limit, limit)

        if self.s["scaling"] == "array":
            return clipped(stored), np.ones(stored.shape[1])
        columns = np.stack([clipped(column) for column in stored.T], axis=1)
        own = np.abs(columns).max(axis=0)
        return columns / own * own.max(), own / own.max()

    def _levels(self, weights: np.ndarray) -> np.ndarray:
        bits = self.s["weight_bits"]
        if bits is None:
            return weights
        top = 2 ** (bits - 1) - 1
        return np.rint(weights / self.w_max * top) / top * self.w_max

    def _slices(self, weights: np.ndarray) -> list[tuple[np.ndarray, float]]:
        """Weights of each slice, over the whole range, and the slice's share."""
        bits, cell = self.s["weight_bits"], self.s["cell_bits"]
        if bits is None or cell is None or bits - 1 <= cell:
            return [(weights, 1.0)]
        top = 2 ** (bits - 1) - 1
        codes = np.rint(weights / self.w_max * top).astype(int)
        found = []
        for start in range(0, bits - 1, cell):
            most = 2 ** min(cell, bits - 1 - start) - 1
            digit = np.sign(codes) * (np.abs(codes) // 2**start % (most + 1))
            found.append((digit / most * self.w_max, 2**start * most / top))
        return found

    def _program(self, weights: np.ndarray) -> tuple[Side, Side, np.ndarray]:
        """The devices of the weights (K, m, p) and of the reference columns (K, m, c), and the factor of drift compensation."""
        rows, outputs = weights.shape
        arrays = -(-outputs // self.s["columns"])
        own = self._devices(np.broadcast_to(0.5 + weights / (2 * self.w_max), (self.chips, rows, outputs)))
        reference = self._devices(np.full((self.chips, rows, arrays), 0.5))
        if not self.s["drift_compensation"]:
            return own, reference, np.ones((self.chips, 1))
        before, after = (own.programmed, reference.programmed), (own.g, reference.g)
        gain = sum(side.sum(axis=(1, 2)) for side in before) / sum(side.sum(axis=(1, 2)) for side in after)
        return own, reference, np.reshape(gain, (-1, 1))

    def _devices(self, u: np.ndarray) -> Side:
        """Programmed, stuck and aged devices, for targets u as fractions of the window."""
        s, random = self.s, self.random
        if s["device"] is None:
            g = self._window(u)
            error = random.uniform(-np.sqrt(3), np.sqrt(3), u.shape) if s["distribution"] == "uniform" else self._normal(u)
            u = u + s["programming"] / np.sqrt(2) * self._growth(g) * error
            if s["clip"]:
                u = np.clip(u, 0, 1)
            fresh = aged = u
        else:
            fresh, aged = self._aged(s["device"], u)
        chance = random.random(u.shape)
        thresholds = np.cumsum([s["stuck_low"], s["stuck_high"], s["stuck_random"]])
        where = [random.random(u.shape) if kind == 2 else np.full(u.shape, float(kind)) for kind in range(3)]
        for kind in (2, 1, 0):
            stuck = chance < thresholds[kind]
            fresh, aged = (np.where(stuck, where[kind], side) for side in (fresh, aged))
        trapped = random.random(u.shape) < s["rtn_share"] if s["rtn_amplitude"] else np.zeros(u.shape, bool)
        return Side(self._window(aged), self._window(fresh), trapped)

    def _aged(self, device: Any, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fractions of a device's window when programmed and at its age."""
        width, age = device.high - device.low, self.s["age_s"]
        target = device.low + width * u
        programmed = np.clip(
            target + device.shift(target, 0) + device.spread(target, 0) * self._normal(u), device.low, device.high
        )
        nu = np.abs(device.drift.mean(target) + device.drift.spread(target) * self._normal(u))
        aged = programmed * (1 + age / device.drift.t0_s) ** -nu
        return (programmed - device.low) / width, (aged - device.low) / width

    def _window(self, u: np.ndarray) -> np.ndarray:
        return self.low + (1 - self.low) * u

    def _growth(self, g: np.ndarray) -> Any:
        law = self.s["law"]
        return 1.0 if law == "independent" else g if law == "proportional" else 1 / g

    def _normal(self, like: np.ndarray) -> np.ndarray:
        return self.random.standard_normal(like.shape)

    def outputs(self, inputs: np.ndarray) -> np.ndarray:
        """Outputs (K, n, p) for inputs (n, m), each converted, added up and read anew."""
        return np.stack([self._one(x) for x in inputs], axis=1)

    def _one(self, x: np.ndarray) -> np.ndarray:
        total = np.zeros((self.chips, self.stored.shape[1]))
        for index, (_weights, share) in enumerate(self.slices):
            for rows in self._row_tiles():
                for pulse, weight in self._pulses(x):
                    total += share * weight * self._converted(self._read(index, rows, pulse[rows]), index)
        digital = self.biases if self.s["bias"] == "digital" else 0.0
        return total * self.factors + digital

    def _row_tiles(self) -> list[slice]:
        size = self.s["rows"]
        return [slice(start, min(start + size, len(self.stored))) for start in range(0, len(self.stored), size)]

    def _pulses(self, x: np.ndarray) -> list[tuple[np.ndarray, float]]:
        """Voltages on the rows of each read, in the unit of the inputs, and the read's weight."""
        bits = self.s["dac_bits"]
        bias = [1.0] if self.s["bias"] == "analog" else []
        if bits is None:
            return [(np.append(x, bias), 1.0)]
        top = 2**bits - 1
        codes = np.rint(np.clip(x / self.x_max, 0, 1) * top).astype(int)
        if self.s["input_encoding"] == "parallel":
            return [(np.append(codes / top * self.x_max, bias), 1.0)]
        return [(np.append((codes // 2**bit % 2) * self.x_max, bias), 2**bit / top) for bit in range(bits)]

    def _read(self, index: int, rows: slice, x: np.ndarray) -> np.ndarray:
        """Difference of the currents (K, p) of one tile of rows of a slice, in the unit of the outputs."""
        own, reference, gain = self.arrays[index]
        result = []
        for number, start in enumerate(range(0, own.g.shape[2], self.s["columns"])):
            columns = slice(start, start + self.s["columns"])
            sides = (own.g[:, rows, columns], own.trapped[:, rows, columns])
            ends = (reference.g[:, rows, number : number + 1], reference.trapped[:, rows, number : number + 1])
            g, trapped = (np.concatenate(pair, axis=2) for pair in zip(sides, ends, strict=True))
            carried = self._carried(g, (index, rows.start, number))
            current = (
                np.einsum("kij,i->kj", carried, x) + np.einsum("kij,i->kj", self._redrawn(g, trapped), x) + self._floor(g, x)
            )
            result.append(current[:, :-1] - current[:, -1:])
        return np.concatenate(result, axis=1) / (1 - self.low) * 2 * self.w_max * gain

    def _carried(self, g: np.ndarray, place: tuple[int, ...]) -> np.ndarray:
        """What wires leave of the conductances of one array, which is found once."""
        if not self.s["wire_resistance_ohm"]:
            return g
        if place not in self.carried:
            self.carried[place] = between_wires(g, self.s["wire_resistance_ohm"] * G_MAX)
        return self.carried[place]

    def _redrawn(self, g: np.ndarray, trapped: np.ndarray) -> np.ndarray:
        """What one read adds to each conductance."""
        s, device = self.s, self.s["device"]
        if device is None:
            sigma = s["read"] / np.sqrt(2) * (1 - self.low) * self._growth(np.clip(g, self.low, 1))
        else:
            sigma = device.read(g * device.high, s["age_s"]) / device.high
        up = np.where(self.random.random(g.shape) < 0.5, 0.5, -0.5)
        return sigma * self._normal(g) + trapped * up * s["rtn_amplitude"] * g

    def _floor(self, g: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Thermal and shot noise of the currents (K, columns), over G_max and in the unit of the inputs."""
        if not self.s["floor"]:
            return np.zeros((g.shape[0], g.shape[2]))
        volts = self.s["read_voltage_v"] / self.x_max
        siemens = np.maximum(g, 0) * G_MAX
        thermal = 4 * BOLTZMANN * self.s["temperature_k"] * self.s["bandwidth_hz"] * siemens
        shot = 2 * CHARGE * self.s["bandwidth_hz"] * siemens * np.abs(x)[:, None] * volts
        amperes = (np.sqrt(thermal + shot) * self._normal(g)).sum(axis=1)
        return np.asarray(amperes / (G_MAX * volts))

    def _converted(self, outputs: np.ndarray, index: int) -> np.ndarray:
        bits = self.s["adc_bits"]
        if bits is None:
            return outputs
        top = 2 ** (bits - 1) - 1
        step = self.full_scale(index) / top
        return np.clip(np.rint(outputs / step), -top, top) * step

    def full_scale(self, index: int) -> float:
        """Of the ADC of a slice: the 99.9 % point of |outputs| of any tile and pulse on the calibration inputs."""
        serial, split = self.s["input_encoding"] == "bit_serial", len(self.slices) > 1
        weights = self.slices[index][0] if split else self.stored
        if not serial:
            bias = np.ones((len(self.calibration), 1)) if self.s["bias"] == "analog" else np.zeros((len(self.calibration), 0))
            pulses = [np.hstack([self.calibration, bias])]
        else:
            pulses = [np.array(one) for one in zip(*[[v for v, _w in self._pulses(x)] for x in self.calibration], strict=True)]
        return max(
            float(np.percentile(np.abs(pulse[:, rows] @ weights[rows]), 99.9)) for rows in self._row_tiles() for pulse in pulses
        )


def between_wires(g: np.ndarray, ohm: float) -> np.ndarray:
    """What is left of conductances (K, m, p) between wires of this resistance for each segment, in the same unit.

    Nodal analysis: rows are driven at the left, columns grounded below, a segment for each device.
    """
    chips, rows, columns = g.shape
    count = rows * columns
    matrix = np.zeros((chips, 2 * count, 2 * count))

    def join(one: int, other: int | None, size: Any) -> None:
        matrix[:, one, one] += size
        if other is not None:
            matrix[:, other, other] += size
            matrix[:, one, other] -= size
            matrix[:, other, one] -= size

    driven = np.zeros((2 * count, rows))
    for i, j in np.ndindex(rows, columns):
        row, column = i * columns + j, count + i * columns + j
        join(row, column, g[:, i, j])
        join(row, row - 1 if j else None, 1 / ohm)
        join(column, column + columns if i < rows - 1 else None, 1 / ohm)
        if j == 0:
            driven[row, i] = 1 / ohm
    potentials = np.linalg.solve(matrix, np.broadcast_to(driven, (chips, *driven.shape)))
    lowest = potentials[:, count + (rows - 1) * columns :, :]
    return np.swapaxes(lowest, 1, 2) / ohm
