"""Learning on the chip: weights on devices that move by pulses, rank-one updates, and the algorithms that use them.

NumPy, and of the crossbar engine its layers, passes and random streams. The package has six wings, each on those before it:

    tools  <-  devices  <-  updates  <-  algorithms  <-  network  <-  tasks

`tools` has random numbers in bulk whose place is two integers, so that a training that is resumed goes on with the same bits.

`devices` is an array of devices with a conductance each, as a share of the window of the nominal device (0 to 1):

    laws           what one pulse does to a device: `StraightLaw` (ideal, linear, soft bounds, exponential) or `TableLaw`
    device         `PulsedDevice`: a law, how many states, write noise, spreads between devices, stuck devices
    drawing        the devices of an array, drawn once for a chip
    curves         the change by one pulse, and by n pulses, of each of them
    array          `DeviceArray`: conductances, pulses, weights = scale x (conductance - reference)
    symmetry       where a pulse up and a pulse down cancel, by the law or measured with pulses (zero-shifting)

`updates` makes pulses of an input x (m,) and a gradient delta (p,):

    stochastic     random trains on rows and columns, and exactly where they coincide
    deterministic  the nearest whole number of pulses
    exact          no pulses: the law followed for real numbers of pulses; on ideal devices plain arithmetic

`algorithms` are what a layer learns with. Each is a `Rule` (its settings) and a `Learner` (its state):

    sgd              one array, pulses for every sample
    tiki_taka        gradients on a fast array, whose rows are transferred to a slow one now and then
    mixed_precision  gradients gathered in digital memory, pulses whenever a whole step is there

`network` is a whole network that learns:

    settings          device, rule, rate, batch, window, reads
    reads             columns forward and rows backward, with noise and converters
    noise             the numbers of that noise
    layer             one layer: weights on devices, digital biases
    loss              softmax cross-entropy
    learning_network  forward and backward pass of any network, and the updates of all layers
    chain             the quick way of dense layers one after another, image by image
    initial           weights from which a training from scratch starts
    training          images in their order; stopped and resumed after any batch, with the same bits

`tasks` are what networks learn; they yield plain numbers, chip by chip:

    examples          images with their classes; `changes` makes other tasks of them
    course            reports at the start and on the way: accuracy, losses, pulses, and conductances as a `film`
    gates             a 3 x 3 array that learns gates, or patterns
    scratch           a network with new weights
    fine_tuning       a trained network as a chip was programmed with it: all of its layers learn on, or some
    causes            a map over non-linearity x asymmetry x write noise, and what each of them takes

How a layer of a network uses the algorithms:

    place = Place(seed=0, layer=0, draw=0)
    learner = build(SGD(Stochastic(31)), device, weights, place, Mapping(scale=2.0))
    learner.weights             # (m, p) float32: outputs are weights.T @ x; read-only, current, always the same array
    learner.update(x, delta, rate)   # weights -= rate x delta^T on the devices; x (m,) or (m, n), delta (p,) or (p, n)
    learner.pulses                   # pulses (up, down) that devices have had so far: what the energy of updates is made of
    kept = learner.state()           # arrays by name; learner.restore(kept), on a learner built alike, goes on with the same bits

Samples of a batch (n columns) are updates one after another. Rows with x = 0 and columns with delta = 0 cost nothing.
`worker.translate.update_laws` makes a `PulsedDevice` of a device of the contract.
"""

from worker.learning.algorithms.build import build
from worker.learning.algorithms.learner import Learner, Pulses, Rule
from worker.learning.algorithms.mixed_precision import MixedPrecision
from worker.learning.algorithms.sgd import SGD
from worker.learning.algorithms.tiki_taka import TikiTaka
from worker.learning.devices.array import DeviceArray, Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.devices.laws import StraightLaw, TableLaw
from worker.learning.devices.symmetry import shift_zero
from worker.learning.tools.place import Place
from worker.learning.updates.deterministic import Deterministic
from worker.learning.updates.exact import Exact
from worker.learning.updates.stochastic import Stochastic

__all__ = [
    "SGD",
    "Deterministic",
    "DeviceArray",
    "Exact",
    "Learner",
    "Mapping",
    "MixedPrecision",
    "Place",
    "PulsedDevice",
    "Pulses",
    "Rule",
    "Stochastic",
    "StraightLaw",
    "TableLaw",
    "TikiTaka",
    "build",
    "shift_zero",
]
