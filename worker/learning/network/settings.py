"""Settings of a training on devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from worker.learning.algorithms.learner import Rule
from worker.learning.algorithms.sgd import SGD
from worker.learning.devices.device import PulsedDevice
from worker.learning.network.reads import Reads


@dataclass(frozen=True)
class Settings:
    """What a network learns on, and how fast."""

    device: PulsedDevice
    rule: Rule = field(default_factory=SGD)
    rate: float = 0.01
    """Learning rate of one image: its gradients are not averaged over a batch."""
    rate_of_epoch: float = 1.0
    """What the rate is multiplied by after every epoch."""
    batch: int = 1
    """Images that are shown to the same weights; their updates follow one after another."""
    window: float | Mapping[int, float] = 1.2
    """Width of the devices' window in weights, of all layers or by layer index."""
    reads: Reads = field(default_factory=Reads)
    zero_shifting: int = 0
    """Pairs of pulses with which references are measured before the training; 0: they are known."""
    reference_error: float = 0.0
    """Deviation of the reference devices from the symmetry points, as a share of the window."""

    def window_of(self, layer: int) -> float:
        """Return the width of the window of a layer in weights."""
        return self.window[layer] if isinstance(self.window, Mapping) else self.window
