"""Where each layer is computed: its technology and circuit, which may be its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from backend.schemas.by_layer import overrides_of
from backend.schemas.network import NetworkCard
from backend.schemas.override import Override
from backend.schemas.setting import Converters, Crossbar, Setting
from backend.schemas.technology import Level, Technology
from backend.technologies import technology as find_technology
from worker.energy.circuit import Circuit, circuit_of
from worker.energy.components import Placed
from worker.energy.pricing import PRICES, TIMINGS
from worker.energy.unit_costs import Resolution, Timing, resolution
from worker.energy.workload import LayerWork, Workload

DIGITAL = "digital-2018"
"""Technology of the layers that stay digital."""


@dataclass(frozen=True)
class Wiring:
    """A technology, and the circuit that a spec asks of it."""

    technology: Technology
    converters: Converters
    crossbar: Crossbar

    @cached_property
    def bits(self) -> Resolution:
        """The resolution; what the spec leaves open is that of the source."""
        return resolution(self.technology, self.converters)

    @cached_property
    def circuit(self) -> Circuit:
        """The circuit that is counted."""
        return circuit_of(self.technology, self.bits, self.converters, self.crossbar)


@dataclass(frozen=True)
class OwnCircuit:
    """The circuit of a layer that an override gives: None for a layer that stays digital."""

    name: str
    circuit: tuple[Converters, Crossbar] | None


@dataclass(frozen=True)
class Site:
    """One layer, and what it is computed with; `name` is empty without an override."""

    layer: LayerWork
    wiring: Wiring
    name: str = ""

    @property
    def circuit(self) -> Circuit:
        """The circuit that is counted."""
        return self.wiring.circuit

    def on_arrays(self, technology: Technology) -> bool:
        """Whether the layer is computed by the technology of the whole network, on its arrays."""
        return self.wiring.technology is technology

    def placed(self, level: Level, constants: Mapping[str, float]) -> Placed:
        """Return the layer with what its events cost, at one end of the ranges of constants or between."""
        price = PRICES[self.wiring.technology.model]
        costs = price(self._numbers(level, constants), self.wiring.bits, serial=self.circuit.bit_serial)
        return Placed(self.layer, self.circuit, costs)

    def times(self, constants: Mapping[str, float]) -> Timing:
        """Return how long its operations take."""
        times = TIMINGS[self.wiring.technology.model]
        return times(self._numbers("value", constants), self.wiring.bits, serial=self.circuit.bit_serial)

    def _numbers(self, level: Level, constants: Mapping[str, float]) -> dict[str, float]:
        """Return the constants of the technology, with those among the changed ones that it has."""
        technology = self.wiring.technology
        return technology.numbers(level, {name: value for name, value in constants.items() if name in technology.constants})


def layers_of_their_own(
    card: NetworkCard, converters: Converters, crossbar: Crossbar, overrides: Mapping[str, Override]
) -> dict[int, OwnCircuit]:
    """Return the circuits of layers with an override, by index. Raises ValueError if two are for one layer."""
    # Of no interest here, and checked with the rest of the setting.
    circuits = {name: override.model_copy(update={"internal_noise": {}}) for name, override in overrides.items()}
    setting = Setting(converters=converters, crossbar=crossbar, overrides=circuits)
    found = {}
    for index, override in overrides_of(setting, card).items():
        layer = None if override.digital else setting.overridden(override)
        found[index] = OwnCircuit(card.layer_names[index], (layer.converters, layer.crossbar) if layer else None)
    return found


def sites_of(work: Workload, whole: Wiring, own: Mapping[int, OwnCircuit]) -> list[Site]:
    """Return the layers of a network, each with what it is computed with."""
    digital = Wiring(find_technology(DIGITAL), Converters(), Crossbar())
    sites = []
    for layer in work.layers:
        if layer.index not in own:
            sites.append(Site(layer, whole))
            continue
        name, circuit = own[layer.index].name, own[layer.index].circuit
        sites.append(Site(layer, digital if circuit is None else Wiring(whole.technology, *circuit), name))
    return sites
