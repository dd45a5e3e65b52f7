"""The estimate of a network's energy on a technology, by component, with the range that its assumptions leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.layers import KINDS
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Converters, Crossbar
from backend.schemas.technology import Level, Technology
from backend.technologies import ModeNotGiven, technologies
from backend.technologies import technology as find_technology
from worker.energy.activity import Activities
from worker.energy.circuit import Circuit, circuit_of, in_words
from worker.energy.components import Placed, crossbar_account, inference_components, training_components
from worker.energy.pricing import LAWS, PRICES, TIMINGS
from worker.energy.unit_costs import Resolution, resolution
from worker.energy.workload import LayerWork, Workload, workload

WEIGHT_BITS_COST = ("bit-serial", "digital")
"""Models whose energies depend on the resolution of weights even if these are not sliced by the spec."""


def estimate(
    card: NetworkCard,
    *,
    technology: str = "marinella-2018",
    mode: EnergyMode,
    converters: Converters,
    crossbar: Crossbar | None = None,
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of one inference, or of one training step on one image, in pJ.

    `crossbar` (the spec's default) and `converters` are the circuit that is counted, as far as the technology's source does not
    fix it. `constants` replace constants of the technology by name. `activities` are statistics of each layer's real inputs, by
    layer index; without them inputs count as half-scale and never zero. Raises UnknownTechnology, ModeNotGiven if the technology
    has no costs for the mode, and ValueError for unknown constants or layers that do not fit together.
    """
    work = workload(card.layers, card.input_shape)
    return estimate_work(
        work,
        network=card.id,
        technology=find_technology(technology),
        mode=mode,
        converters=converters,
        crossbar=crossbar,
        constants=constants,
        activities=activities,
    )


def estimate_work(
    work: Workload,
    *,
    network: str,
    technology: Technology,
    mode: EnergyMode,
    converters: Converters,
    crossbar: Crossbar | None = None,
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of work that is counted already, in pJ; otherwise the same as `estimate`."""
    if mode not in technology.modes:
        able = ", ".join(candidate.id for candidate in technologies() if mode in candidate.modes)
        raise ModeNotGiven(f"technology must be one of {able} for mode {mode!r}; {technology.id} gives no costs for it")
    sites = _sites(work, technology, converters, crossbar or Crossbar())

    def parts(level: Level, inputs: Activities) -> dict[str, float]:
        return _components(sites, work, mode, level, constants or {}, inputs)

    components = parts("value", activities or {})
    total = sum(components.values())
    low, high = (sum(parts(level, activities or {}).values()) for level in ("low", "high"))
    macs = work.macs if mode == "inference" else work.training_macs
    account = crossbar_account(_placed(sites, "value", constants or {}))
    assumptions = _assumptions(sites, work, mode, converters, crossbar or Crossbar())
    if activities:
        assumptions.append(_moved_by_values(components, parts("value", {})))
    return EnergyEstimate(
        network=network,
        technology=technology.id,
        mode=mode,
        total_pj=total,
        # A share may fall while the total rises, so the ends are sorted with the total.
        total_low_pj=min(low, total, high),
        total_high_pj=max(low, total, high),
        pj_per_mac=total / macs,
        macs=macs,
        components=components,
        latency_s=_latency_s(sites, mode, constants or {}),
        area_mm2=None if technology.array_area_mm2 is None else account.arrays * technology.array_area_mm2,
        crossbars=account,
        source=technology.source,
        assumptions=assumptions,
    )


@dataclass(frozen=True)
class _Site:
    """One layer, and the technology, resolution and circuit that it is computed with."""

    layer: LayerWork
    technology: Technology
    bits: Resolution
    circuit: Circuit

    @property
    def serial(self) -> bool:
        """Whether each read is a pulse of one bit."""
        return self.circuit.bit_serial


def _sites(work: Workload, technology: Technology, converters: Converters, crossbar: Crossbar) -> list[_Site]:
    bits = resolution(technology, converters)
    circuit = circuit_of(technology, bits, converters, crossbar)
    return [_Site(layer, technology, bits, circuit) for layer in work.layers]


def _placed(sites: Sequence[_Site], level: Level, constants: Mapping[str, float]) -> list[Placed]:
    """Return the layers with what their events cost, each technology at one end of its ranges or between."""
    return [
        Placed(
            site.layer,
            site.circuit,
            PRICES[site.technology.model](site.technology.numbers(level, constants), site.bits, serial=site.serial),
        )
        for site in sites
    ]


def _components(
    sites: Sequence[_Site], work: Workload, mode: EnergyMode, level: Level, constants: Mapping[str, float], activities: Activities
) -> dict[str, float]:
    of_mode = inference_components if mode == "inference" else training_components
    parts = of_mode(_placed(sites, level, constants), work.classes, activities)
    return {name: energy_pj for name, energy_pj in parts.items() if energy_pj}


def _latency_s(sites: Sequence[_Site], mode: EnergyMode, constants: Mapping[str, float]) -> float | None:
    """Return the time for one image in seconds, or None if the source gives no times.

    Layers and positions follow one after another, and so do pulses; the arrays of a layer work in parallel.
    """
    total = 0.0
    for site in sites:
        times = TIMINGS[site.technology.model](site.technology.numbers("value", constants), site.bits, serial=site.serial)
        if times.read_s is None:
            return None
        layer, pulses = site.layer, site.circuit.of(site.layer).pulses
        total += layer.mvms * pulses * times.read_s
        if mode == "training":
            if times.update_s is None:
                return None
            total += layer.back_mvms * site.circuit.signed_pulses * times.read_s + layer.mvms * times.update_s
    return total


def _assumptions(
    sites: Sequence[_Site], work: Workload, mode: EnergyMode, converters: Converters, crossbar: Crossbar
) -> list[str]:
    """Return what the source does not give, what is counted instead, and the assumed constants that this estimate depends on."""
    technology, bits, circuit = sites[0].technology, sites[0].bits, sites[0].circuit
    assumptions = [
        f"{title} not given: {number} bit, as in the source"
        for requested, title, number in (
            (converters.dac_bits, "Input (DAC) resolution", bits.dac_bits),
            (converters.adc_bits, "Output (ADC) resolution", bits.adc_bits),
            (converters.weight_bits, "Weight resolution", bits.weight_bits),
        )
        if requested is None and (title != "Weight resolution" or technology.model in WEIGHT_BITS_COST)
    ]
    assumptions += technology.assumptions
    assumptions += in_words(circuit, technology, converters, crossbar)
    assumptions.append(LAWS[technology.model])
    for name, constant in technology.constants.items():
        low, high = constant.at("low"), constant.at("high")
        if constant.assumed and _total_pj(sites, work, mode, {name: low}) != _total_pj(sites, work, mode, {name: high}):
            assumptions.append(f"{name} = {constant.value:g} {constant.unit} (range {low:g} to {high:g}): {constant.source}")
    if mode == "training":
        assumptions.append(
            "Training is online, one image at a time: every input and error pair is written as an outer product when it occurs"
        )
        back_through = [KINDS[layer.kind] for layer in work.layers if layer.back_rows]
        assumptions += dict.fromkeys(kind.training_assumption for kind in back_through if kind.training_assumption)
    return assumptions


def _total_pj(sites: Sequence[_Site], work: Workload, mode: EnergyMode, constants: Mapping[str, float]) -> float:
    return sum(_components(sites, work, mode, "value", constants, {}).values())


def _moved_by_values(real: Mapping[str, float], counted: Mapping[str, float]) -> str:
    before, after = sum(counted.values()), sum(real.values())
    return (
        f"Array and row drivers follow the real activations: {after:.4g} pJ instead of {before:.4g} pJ "
        f"by counts alone ({100 * (after / before - 1):+.1f} %)"
    )
