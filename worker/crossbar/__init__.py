"""Simulation of neural networks whose weights are stored on memory crossbars; needs NumPy only, and so works in a notebook.

The package has four wings. Each imports only from the wings to its left:

    tools  <-  layers  <-  chip  <-  simulate

`tools` does not know what is simulated: array type, reproducible random streams, matrix products, work memory, cache.

`layers` has one file for each kind of layer: its arrays, the matrix that is stored on a crossbar, and its forward pass on
anything that multiplies with that matrix (`layer` defines the interface, `network` a whole network).

`chip` is the crossbar of one layer, in the direction of the signal:

    conductances   weights (m, p) to pairs of conductances, and back
    programming    what is fixed when the chip is programmed: weight levels, programming error, stuck devices
    devices        the same for devices with published laws, which also drift
    pulses         inputs (m, n) to voltages on the rows, at once or bit by bit, through the DAC of `converters`
    array          the product with the programmed weights, read noise and the ADC of `converters`: outputs (p, n)
    conversion     the tiles of rows, and slices, whose outputs are converted on their own
    positions      the same at all positions of a kernel, with inputs that are converted once for a layer

An `array` draws one error for each weight. Where that is not exact (error laws, bit slicing, resistive wires, thermal noise),
`core` takes its place, with `cells` (every device on its own), `slices` (the bits of a weight on several devices), `wires` (IR
drop, with `terminals` and `ladders`) and `reading` (noise of one read). Devices that are not linear follow the law of `iv`; where
anything resists around them `solved` and `newton` can compute their currents exactly. `conditions` holds all settings.

`simulate` runs a network on a chip, again in the direction of the signal:

    images         test-set noise
    blocks         how many images are processed at a time
    calibration    full scales of the converters, from training images
    programmer     the programmed crossbars of a chip, by its number
    solving        whether circuits of non-linear devices can be solved for so many images
    first_layer    the part of the first layer's work that all chips share
    inference      from images to logits through all layers
    side_by_side   the same for several chips at once
    simulator      chip after chip by number: logits, predictions, correct images
    backward       one pass that is recorded, and gradients back through all layers

Symbols in all docstrings: n images, m inputs (rows of a crossbar), p outputs (columns), T time steps, k chips side by side.
Arrays are float32 unless stated otherwise. Vectors are columns: inputs have the shape (m, n), outputs (p, n).
"""

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.devices import Device, PowerLaw
from worker.crossbar.layers import (
    GRU,
    LSTM,
    RNN,
    AveragePool2D,
    Conv2D,
    Dense,
    Flatten,
    GlobalPool2D,
    Layer,
    MaxPool2D,
    Network,
    SkipRNN,
    ZeroPadding2D,
)
from worker.crossbar.simulate.simulator import Simulator
from worker.crossbar.tools.errors import ChipFailure

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "AveragePool2D",
    "ChipFailure",
    "Conditions",
    "Conv2D",
    "Dense",
    "Device",
    "Flatten",
    "GlobalPool2D",
    "Layer",
    "MaxPool2D",
    "Network",
    "PowerLaw",
    "Simulator",
    "SkipRNN",
    "ZeroPadding2D",
]
