"""CrossSim answers questions: `python make_crosssim.py QUESTIONS ANSWERS`, where CrossSim is importable.

Its version is not in its code; PEER_VERSION says it.
"""

from __future__ import annotations

import os

import numpy as np
from answering import answer  # beside this file: a script's own folder is where Python looks first

from worker.exports.parts.crosssim_arrays import seed, wrap

if __name__ == "__main__":
    versions = {"CrossSim": os.environ["PEER_VERSION"], "NumPy": np.__version__}
    answer("core", versions, wrap, seed)
