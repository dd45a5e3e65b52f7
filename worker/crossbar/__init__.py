"""The crossbar engine: NumPy and nothing else, to be used from a notebook as well.

Four folders, each of which imports only from those before it:

`tools` are arrays, random streams, matrix products and work memory. `layers` has one file for each kind of layer: its arrays, its
matrix, and how it runs on whatever multiplies with that matrix. `chip` is one layer's crossbar, in the direction of the signal:
`conductances` (weights to devices), `programming` and `devices` (what is frozen on a chip, and how it ages), `array` (a
matrix-vector multiplication with read noise and converters) or, where one random number for each weight does not say it all,
`cells`, `wires` and `core` (the same with every device on its own). `simulate` puts them together: `inference` (a network on its
arrays), `side_by_side` (on those of several chips), `calibration` (full scales of converters), `simulator` (chips by the number).
"""

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.devices import Device, PowerLaw
from worker.crossbar.layers import GRU, LSTM, RNN, Conv2D, Dense, Flatten, Layer, MaxPool2D, Network, SkipRNN
from worker.crossbar.simulate.simulator import Simulator
from worker.crossbar.tools.errors import ChipFailure

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "ChipFailure",
    "Conditions",
    "Conv2D",
    "Dense",
    "Device",
    "Flatten",
    "Layer",
    "MaxPool2D",
    "Network",
    "PowerLaw",
    "Simulator",
    "SkipRNN",
]
