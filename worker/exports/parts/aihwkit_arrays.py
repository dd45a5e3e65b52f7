"""Arrays of aihwkit as reads. Scripts contain this file as it is."""

from __future__ import annotations

from typing import Any

import aihwkit
import torch

from worker.exports.parts.network import Read


def wrap(array: Any) -> Read:
    """Return the read of an AnalogLinear."""

    def read(inputs: Any) -> Any:
        with torch.no_grad():
            return array(torch.from_numpy(inputs)).numpy()

    return read


def seed(number: int) -> None:
    """Begin the random numbers of aihwkit anew."""
    torch.manual_seed(number)


def version() -> str:
    """Return its version, and that of PyTorch."""
    return f"aihwkit {aihwkit.__version__} (written for 1.2), PyTorch {torch.__version__}"
