"""aihwkit answers questions: `python make_aihwkit.py QUESTIONS ANSWERS`, where aihwkit is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aihwkit
import torch
from aihwkit.simulator.rpu_base import tiles  # noqa: F401 - without its compiled part nothing here is meant
from answering import answer


def wrap(array: Any) -> Callable[[Any], Any]:
    """Return the product with an analog layer."""

    def multiply(inputs: Any) -> Any:
        with torch.no_grad():
            return array(torch.from_numpy(inputs)).numpy()

    return multiply


if __name__ == "__main__":
    torch.set_num_threads(1)
    answer("layer", {"aihwkit": aihwkit.__version__, "torch": torch.__version__}, wrap, torch.manual_seed)
