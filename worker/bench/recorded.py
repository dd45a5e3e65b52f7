"""Rates of peers that are not run here. They were measured once, on another machine, and are labelled so wherever they stand."""

from __future__ import annotations

CROSSSIM_SOURCE = "CrossSim 3.2.0 with NumPy, recorded on another 2-core machine with 2 threads, not measured here"
CROSSSIM_READ_NOISE = {"MLP": (52.0, 92.0), "CNN": (20.0, 34.0), "RNN": (39.0, 44.0)}
"""Images a second with read noise redrawn for each device at each multiplication: slowest and fastest seen."""
