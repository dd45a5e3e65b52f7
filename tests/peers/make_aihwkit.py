"""aihwkit answers questions: `python make_aihwkit.py QUESTIONS ANSWERS`, where aihwkit is installed."""

from __future__ import annotations

import aihwkit
import torch
from aihwkit.simulator.rpu_base import tiles  # noqa: F401 - without its compiled part nothing here is meant
from answering import answer  # beside this file: a script's own folder is where Python looks first

from worker.exports.parts.aihwkit_arrays import seed, wrap

if __name__ == "__main__":
    torch.set_num_threads(1)
    answer("layer", {"aihwkit": aihwkit.__version__, "torch": torch.__version__}, wrap, seed)
