"""IBM's aihwkit, its PyTorch inference tile, as a contender at equal terms.

Sigma is the standard deviation of a weight's error over the layer's max |w|. aihwkit gives it to the two devices of
a pair, in microsiemens: sigma (g_max - g_min) / sqrt(2) each; g_min is far enough from 0 that no device is clipped.
Everything else is off: converters, drift, read noise, tile splits; biases are digital, and the recurrent layer is
one array [W_ih | W_hh]. Matrix products are thereby plain ones, and a draw costs its random numbers, nothing more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import aihwkit
import numpy as np
import torch
from aihwkit.inference.converter.conductance import SinglePairConductanceConverter
from aihwkit.inference.noise.pcm import PCMLikeNoiseModel
from aihwkit.nn import AnalogConv2d, AnalogLinear
from aihwkit.simulator.configs import TorchInferenceRPUConfig
from lines import serve  # beside this file: a script's own folder is where Python looks first

Floats = Any
G_MAX_US, G_MIN_US = 25.0, 7.5
BATCHES = (100, 250, 1000)


class ProgrammingErrorOnly(PCMLikeNoiseModel):
    """Constant programming error; drift exponents are not drawn, which nothing would use."""

    def __init__(self, sigma: float) -> None:
        converter = SinglePairConductanceConverter(G_MAX_US, G_MIN_US)
        super().__init__(prog_coeff=[sigma * (G_MAX_US - G_MIN_US) / 2**0.5], g_converter=converter)

    def generate_drift_coefficients(self, g_target: Any) -> None:
        """None: a chip without drift."""


def _config() -> Any:
    config = TorchInferenceRPUConfig()
    config.forward.is_perfect = True
    config.drift_compensation = None
    config.mapping.digital_bias = True
    config.mapping.max_input_size = config.mapping.max_output_size = 0
    return config


class Recurrent(torch.nn.Module):
    """h_t = relu([x_t, h_(t-1)] W + b) on one array."""

    def __init__(self, kernel: Floats, recurrent: Floats, bias: Floats, time_steps: int) -> None:
        super().__init__()
        both = np.concatenate([kernel, recurrent])
        self.array = _linear(both, bias)
        self.time_steps = time_steps
        self.chunk, self.units = kernel.shape

    def forward(self, images: Any) -> Any:
        pixels = images.flatten(1)
        state = pixels.new_zeros(len(pixels), self.units)
        for step in range(self.time_steps):
            chunk = pixels[:, step * self.chunk : (step + 1) * self.chunk]
            state = torch.relu(self.array(torch.cat([chunk, state], dim=1)))
        return state


def _linear(kernel: Floats, bias: Floats) -> Any:
    layer = AnalogLinear(*kernel.shape, bias=True, rpu_config=_config())
    layer.set_weights(torch.from_numpy(kernel.T.copy()), torch.from_numpy(bias))
    return layer


def _convolution(kernel: Floats, bias: Floats, padding: str) -> Any:
    height, width, channels, filters = kernel.shape
    around = ((height - 1) // 2, (width - 1) // 2) if padding == "same" else 0
    layer = AnalogConv2d(channels, filters, (height, width), padding=around, bias=True, rpu_config=_config())
    # Channels come first here: (filters, channels, height, width), flattened behind the filters.
    layer.set_weights(torch.from_numpy(kernel.transpose(3, 2, 0, 1).reshape(filters, -1).copy()), torch.from_numpy(bias))
    return layer


class _Flat(torch.nn.Module):
    """Channels last before flattening, as the weights of the next layer expect."""

    def forward(self, values: Any) -> Any:
        return values.permute(0, 2, 3, 1).flatten(1) if values.ndim == 4 else values


def _modules(layers: Sequence[Mapping[str, Any]], arrays: Mapping[str, Any]) -> Iterator[Any]:
    for index, layer in enumerate(layers):
        own = {name.split(".")[1]: array for name, array in arrays.items() if name.split(".")[0] == str(index)}
        kind = layer["kind"]
        if kind == "dense":
            yield _linear(own["kernel"], own["bias"])
            if layer["activation"] == "relu":
                yield torch.nn.ReLU()
        elif kind == "conv2d":
            yield _convolution(own["kernel"], own["bias"], layer["padding"])
            yield torch.nn.ReLU()
        elif kind == "max_pool2d":
            yield torch.nn.MaxPool2d(layer["size"])
        elif kind == "flatten":
            yield _Flat()
        elif kind == "rnn":
            yield Recurrent(own["kernel"], own["recurrent"], own["bias"], layer["time_steps"])
        else:
            raise ValueError(f"no layer of kind {kind} here")


class Side:
    """One network on its images."""

    def load(self, file: str) -> dict[str, Any]:
        """Returns what is compared with, and in batches of how many images it is fastest."""
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        with np.load(file) as arrays:
            layers = json.loads(str(arrays["layers"]))
            self.images = torch.from_numpy(np.ascontiguousarray(arrays["images"].transpose(0, 3, 1, 2)))
            self.labels = torch.from_numpy(arrays["labels"])
            weights = {name: arrays[name] for name in arrays.files if name[0].isdigit()}
        self.network = torch.nn.Sequential(*_modules(layers, weights)).eval()
        self.batch = min(BATCHES, key=self._time)
        return {"aihwkit": aihwkit.__version__, "torch": torch.__version__, "batch": self.batch}

    def work(self, programming: float, read: float, draws: Sequence[int]) -> list[int]:
        """Images that each chip gets right. A chip is named by its number, which seeds its error."""
        if read:
            raise ValueError("the PyTorch tile has no read noise of the weights")
        correct = []
        for draw in draws:
            if programming:
                # Through a hash: neighbouring seeds do not give this generator independent streams.
                torch.manual_seed(int(np.random.SeedSequence(draw).generate_state(1)[0]))
                for module in self.network.modules():
                    if hasattr(module, "program_analog_weights"):
                        module.program_analog_weights(noise_model=ProgrammingErrorOnly(programming))
            correct.append(self._correct(self.batch))
        return correct

    @torch.no_grad()
    def _correct(self, batch: int) -> int:
        pairs = zip(self.images.split(batch), self.labels.split(batch), strict=True)
        return sum(int((self.network(images).argmax(1) == labels).sum()) for images, labels in pairs)

    def _time(self, batch: int) -> float:
        times = []
        for _ in range(2):
            began = time.perf_counter()
            self._correct(batch)
            times.append(time.perf_counter() - began)
        return min(times)


if __name__ == "__main__":
    side = Side()
    serve({"load": side.load, "work": side.work})
