"""Writes the files of this folder: `python make.py FOLDER DIGITS`, the latter being `backend/datasets/digits.npz`.

With torch 2.13, onnx, onnxscript and safetensors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

IMAGE, COLOUR, DIGIT, SERIES = (1, 28, 28), (3, 32, 32), (1, 8, 8), (32, 32)


class LeNet5(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(
            *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
            *(nn.Flatten(), nn.Linear(400, 84), nn.Tanh(), nn.Linear(84, 60), nn.Tanh(), nn.Linear(60, 10)),
        )


def unit(before: int, after: int, stride: int = 1, groups: int = 1, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(after), nn.ReLU6()
    )


class VGG8(nn.Sequential):
    def __init__(self) -> None:
        stages = [(3, 8), (8, 8), (8, 16), (16, 16), (16, 32), (32, 32)]
        units = [layer for place, pair in enumerate(stages) for layer in (unit(*pair), *([nn.MaxPool2d(2)] if place % 2 else []))]
        super().__init__(*units, nn.Flatten(), nn.Linear(512, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 10))


class Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norm_one, self.norm_two = nn.BatchNorm2d(after), nn.BatchNorm2d(after)
        same = stride == 1 and before == after
        self.short = (
            nn.Identity() if same else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.norm_one(self.one(x)))
        return torch.relu(self.norm_two(self.two(y)) + self.short(x))


class ResNet(nn.Module):
    """Of 6 n + 2 layers."""

    def __init__(self, n: int, widths: tuple[int, int, int]) -> None:
        super().__init__()
        self.first, before, blocks = unit(3, widths[0]), widths[0], []
        for stage, width in enumerate(widths):
            for place in range(n):
                blocks.append(Block(before, width, 2 if stage and not place else 1))
                before = width
        self.blocks, self.last = nn.Sequential(*blocks), nn.Linear(before, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.blocks(self.first(x)).mean((2, 3)))


class MobileNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        pairs = [(8, 16, 1), (16, 24, 2), (24, 24, 1), (24, 32, 2), (32, 48, 1)]
        layers = [layer for a, b, stride in pairs for layer in (unit(a, a, stride, groups=a), unit(a, b, kernel=1))]
        self.body, self.last = nn.Sequential(unit(3, 8, 1), *layers, nn.AdaptiveAvgPool2d(1)), nn.Linear(48, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log_softmax(self.last(torch.flatten(self.body(x), 1)), 1)


class NormMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(
            *(nn.Flatten(), nn.Linear(64, 40), nn.BatchNorm1d(40), nn.LeakyReLU(0.1)),
            *(nn.Linear(40, 30), nn.ReLU(), nn.BatchNorm1d(30), nn.Linear(30, 10), nn.Softmax(1)),
        )


class GeluMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(
            *(nn.Flatten(), nn.Linear(64, 30), nn.GELU(), nn.Linear(30, 30), nn.GELU(approximate="tanh")),
            *(nn.Linear(30, 30), nn.SiLU(), nn.Linear(30, 30), nn.Hardswish(), nn.Linear(30, 30), nn.Mish()),
            *(nn.Linear(30, 30), nn.Hardtanh(), nn.Linear(30, 10)),
        )


class Sequence(nn.Module):
    """A recurrent layer, and a dense layer on what it gives last."""

    def __init__(self, cell: nn.RNNBase, *, state: bool = False) -> None:
        super().__init__()
        self.cell, self.state = cell, state
        self.last = nn.Linear(cell.hidden_size * (2 if cell.bidirectional else 1), 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        every, states = self.cell(x)
        if not self.state:
            return self.last(every[:, -1])
        last = states[0] if isinstance(states, tuple) else states
        return self.last(torch.cat((last[-2], last[-1]), 1) if self.cell.bidirectional else last[-1])


class Irnn(nn.Module):
    """Rows of an image, pixel by pixel in pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.last = nn.RNN(14, 20, nonlinearity="relu", batch_first=True), nn.Linear(20, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.cell(x.reshape(x.shape[0], 56, 14))[0][:, -1])


class Mean(nn.Module):
    """All states of an LSTM, a dense layer on each, and the mean of what these give."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.each, self.last = nn.LSTM(32, 12, batch_first=True), nn.Linear(12, 16), nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(torch.relu(self.each(self.cell(x)[0])).mean(1))


class Convolutions(nn.Module):
    """Over a series, whose features are its channels."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv1d(32, 16, 5, padding=4, dilation=2), nn.ELU(), nn.MaxPool1d(3, 2, 1)),
            *(nn.Conv1d(16, 16, 3, 2, groups=4), nn.Hardsigmoid(), nn.AvgPool1d(2)),
        )
        self.last = nn.Linear(48, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.body(x.transpose(1, 2)).flatten(1))


class Squeeze(nn.Module):
    """Two branches side by side, and channels weighted by what is in them."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 6, 3, 2, 1), nn.Conv2d(3, 10, (1, 5), 2, (0, 2))
        self.less, self.more, self.last = nn.Conv2d(16, 4, 1), nn.Conv2d(4, 16, 1), nn.Linear(256, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(torch.cat((self.one(x), self.two(x)), 1))
        gate = torch.sigmoid(self.more(torch.relu(self.less(nn.functional.adaptive_avg_pool2d(x, 1)))))
        x = nn.functional.max_pool2d(nn.functional.pad(x * gate, (1, 0, 1, 0)), 4, 4)
        return self.last(x.view(x.shape[0], -1))


class Padded(nn.Module):
    """A shortcut of every second pixel, with channels of zeros added: ResNet's option A."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 12, 3, 2, 1), nn.Linear(12, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.first(x))
        short = nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 3, 3))
        return self.last(torch.relu(self.second(x) + short).mean((2, 3)))


class Shuffle(nn.Module):
    """Channels in two groups, exchanged, then each on its own."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 1, groups=2)
        self.three, self.last = nn.Conv2d(8, 8, 3, 1, 1, groups=8), nn.Linear(8, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.two(torch.relu(self.one(x)))
        n, channels, high, wide = x.shape
        x = x.view(n, 2, channels // 2, high, wide).transpose(1, 2).reshape(n, channels, high, wide)
        return self.last(nn.functional.adaptive_max_pool2d(torch.relu(self.three(x)), 1).flatten(1))


class Growing(nn.Module):
    """Every convolution reads what all before it gave: DenseNet."""

    def __init__(self) -> None:
        super().__init__()
        self.each = nn.ModuleList([nn.Conv2d(3 + 4 * place, 4, 3, padding=1) for place in range(4)])
        self.norms = nn.ModuleList([nn.BatchNorm2d(3 + 4 * place) for place in range(4)])
        self.last = nn.Linear(19, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer, norm in zip(self.each, self.norms, strict=True):
            x = torch.cat([x, layer(torch.relu(norm(x)))], 1)
        return self.last(x.mean([-1, -2]))


class Causal(nn.Module):
    """Convolutions over a series that see the past alone, with shortcuts; the last step decides."""

    def __init__(self) -> None:
        super().__init__()
        self.each = nn.ModuleList([nn.Conv1d(8 if place else 32, 8, 3, dilation=2**place) for place in range(3)])
        self.short, self.last = nn.Conv1d(32, 8, 1), nn.Linear(8, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.transpose(1, 2)
        short = self.short(x)
        for place, layer in enumerate(self.each):
            x = short = torch.relu(layer(nn.functional.pad(x, (2 * 2**place, 0)))) + short
        return self.last(x[:, :, -1])


def lstm(layers: int = 1, *, both: bool = False) -> nn.LSTM:
    return nn.LSTM(32, 12, layers, batch_first=True, bidirectional=both)


MODELS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "lenet5": (LeNet5, IMAGE),
    "vgg8": (VGG8, COLOUR),
    "resnet8": (lambda: ResNet(1, (8, 16, 24)), COLOUR),
    "resnet20": (lambda: ResNet(3, (4, 6, 8)), COLOUR),
    "mobilenet": (MobileNet, COLOUR),
    "mlp-bn": (NormMLP, DIGIT),
    "mlp-gelu": (GeluMLP, DIGIT),
    "squeeze": (Squeeze, COLOUR),
    "padded": (Padded, COLOUR),
    "conv1d": (Convolutions, SERIES),
    "shuffle": (Shuffle, COLOUR),
    "growing": (Growing, COLOUR),
    "causal": (Causal, SERIES),
    "lstm2": (lambda: Sequence(lstm(2)), SERIES),
    "lstm-mean": (Mean, SERIES),
    "bilstm": (lambda: Sequence(lstm(both=True), state=True), SERIES),
    "bilstm2": (lambda: Sequence(lstm(2, both=True)), SERIES),
    "gru": (lambda: Sequence(nn.GRU(32, 16, batch_first=True), state=True), SERIES),
    "rnn2": (lambda: Sequence(nn.RNN(32, 16, 2, batch_first=True)), SERIES),
    "irnn": (Irnn, IMAGE),
}


UNROLLED = ("irnn", "rnn2")
"""Of which one of the two exporters makes a node for every step, with the same weights, which is refused."""


def make(name: str, folder: Path, *, dynamo: bool) -> None:
    """Write one network with weights as a new one has them, and batch normalizations as after a training."""
    torch.manual_seed(len(name))
    build, shape = MODELS[name]
    model = build().eval()
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            for array, low, high in ((layer.running_mean, -0.5, 0.5), (layer.running_var, 0.5, 2), (layer.weight, 0.5, 1.5)):
                nn.init.uniform_(array, low, high)
            nn.init.uniform_(layer.bias, -0.2, 0.2)
    images = torch.rand(2, *shape)
    if name == "irnn":
        images = images[:, 0]
    path = folder / f"{name}{'' if dynamo else '-torchscript'}.onnx"
    if dynamo:
        torch.onnx.export(
            model,
            (images,),
            path,
            dynamo=True,
            external_data=False,
            dynamic_shapes=({0: torch.export.Dim("images")},),
            optimize=True,
        )
    else:
        names = {"input_names": ["images"], "output_names": ["logits"], "dynamic_axes": {"images": {0: "n"}}}
        torch.onnx.export(model, (images,), path, dynamo=False, opset_version=13, **names)


def train_digits(folder: Path, data: Path) -> None:
    """Write a network for the digits after one epoch of a training and at its end, and what it learned as a file of its own."""
    torch.manual_seed(0)
    with np.load(data) as arrays:
        images = torch.tensor(arrays["train_images"] / 16, dtype=torch.float32).reshape(-1, 1, 8, 8)
        labels = torch.tensor(arrays["train_labels"], dtype=torch.int64)
    model = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(64, 10)),
    )
    example, given = torch.zeros(1, 1, 8, 8), {"dynamo": False, "opset_version": 17, "do_constant_folding": False}
    given |= {"training": torch.onnx.TrainingMode.PRESERVE}  # batch normalizations stay nodes of their own
    optimiser = torch.optim.Adam(model.train().parameters(), 0.004)
    for epoch in range(12):
        if epoch == 1:
            torch.onnx.export(model.eval(), (example,), folder / "digits-begun.onnx", **given)
            model.train()
        for part in torch.randperm(len(images)).split(64):
            loss = nn.functional.cross_entropy(model(images[part]), labels[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    torch.onnx.export(model.eval(), (example,), folder / "digits-trained.onnx", **given)
    save_file(model.state_dict(), folder / "digits-trained.safetensors")


if __name__ == "__main__":
    train_digits(Path(sys.argv[1]), Path(sys.argv[2]))
    for each in sys.argv[3:] or MODELS:
        for way in (True, False):
            if not (way and each in UNROLLED):
                make(each, Path(sys.argv[1]), dynamo=way)
