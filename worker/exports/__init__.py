"""Runs as scripts for other simulators: the same networks, data and noise in the terms of CrossSim and aihwkit.

`parts` (Python that scripts contain as it is), `translated` (the program that makes the array of a layer, and comments on what
has none), `programs` (programs that differ in numbers alone, as one), `points` (what each point of a run needs), `script` (the
whole text).
"""
