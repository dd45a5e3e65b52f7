"""The estimate of a network's energy on a technology, by component, with the range that its assumptions leave."""

from __future__ import annotations

from collections.abc import Mapping

from backend.layers import KINDS
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Converters
from backend.schemas.technology import Level, Technology
from backend.technologies import ModeNotGiven, technologies
from backend.technologies import technology as find_technology
from worker.energy.activity import Activities
from worker.energy.components import crossbar_account, inference_components, training_components
from worker.energy.pricing import PRICES, TIMINGS
from worker.energy.unit_costs import Resolution, layout, resolution
from worker.energy.workload import Workload, workload


def estimate(
    card: NetworkCard,
    *,
    technology: str = "marinella-2018",
    mode: EnergyMode,
    converters: Converters,
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of one inference, or of one training step on one image, in pJ.

    `constants` replace constants of the technology by name. `activities` are statistics of each layer's real inputs, by layer
    index; without them inputs count as half-scale and never zero. Raises UnknownTechnology, ModeNotGiven if the technology has
    no costs for the mode, and ValueError for unknown constants or layers that do not fit together.
    """
    work = workload(card.layers, card.input_shape)
    return estimate_work(
        work,
        network=card.id,
        technology=find_technology(technology),
        mode=mode,
        converters=converters,
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
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of work that is counted already, in pJ; otherwise the same as `estimate`."""
    if mode not in technology.modes:
        able = ", ".join(candidate.id for candidate in technologies() if mode in candidate.modes)
        raise ModeNotGiven(f"technology must be one of {able} for mode {mode!r}; {technology.id} gives no costs for it")
    bits = resolution(technology, converters)

    def parts(level: Level, inputs: Activities) -> dict[str, float]:
        return _components(work, technology, mode, bits, level, constants or {}, inputs)

    components = parts("value", activities or {})
    total = sum(components.values())
    low, high = (sum(parts(level, activities or {}).values()) for level in ("low", "high"))
    macs = work.macs if mode == "inference" else work.training_macs
    account = crossbar_account(work, technology, bits)
    assumptions = _assumptions(work, technology, mode, converters, bits)
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
        latency_s=_latency_s(work, technology, mode, bits, constants or {}),
        area_mm2=None if technology.array_area_mm2 is None else account.arrays * technology.array_area_mm2,
        crossbars=account,
        source=technology.source,
        assumptions=assumptions,
    )


def _components(
    work: Workload,
    technology: Technology,
    mode: EnergyMode,
    bits: Resolution,
    level: Level,
    constants: Mapping[str, float],
    activities: Activities,
) -> dict[str, float]:
    costs = PRICES[technology.model](technology.numbers(level, constants), bits)
    of_mode = inference_components if mode == "inference" else training_components
    parts = of_mode(work, costs, layout(technology, bits), activities)
    return {name: energy_pj for name, energy_pj in parts.items() if energy_pj}


def _latency_s(
    work: Workload, technology: Technology, mode: EnergyMode, bits: Resolution, constants: Mapping[str, float]
) -> float | None:
    """Return the time for one image in seconds, or None if the source gives no times.

    Layers and positions follow one after another; the tiles of a layer work in parallel.
    """
    times = TIMINGS[technology.model](technology.numbers("value", constants), bits)
    if times.mvm_s is None:
        return None
    forward = sum(layer.mvms for layer in work.layers)
    if mode == "inference":
        return forward * times.mvm_s
    if times.update_s is None:
        return None
    backward = sum(layer.back_mvms for layer in work.layers)
    return (forward + backward) * times.mvm_s + forward * times.update_s


def _assumptions(work: Workload, technology: Technology, mode: EnergyMode, converters: Converters, bits: Resolution) -> list[str]:
    """Return what the source does not give, and those assumed constants that this estimate depends on."""
    assumptions = [
        f"{title} not given: {number} bit, as in the source"
        for requested, title, number in (
            (converters.dac_bits, "Input (DAC) resolution", bits.dac_bits),
            (converters.adc_bits, "Output (ADC) resolution", bits.adc_bits),
        )
        if requested is None
    ]
    assumptions += technology.assumptions
    for name, constant in technology.constants.items():
        low, high = constant.at("low"), constant.at("high")
        if constant.assumed and _total_pj(work, technology, mode, bits, {name: low}) != _total_pj(
            work, technology, mode, bits, {name: high}
        ):
            assumptions.append(f"{name} = {constant.value:g} {constant.unit} (range {low:g} to {high:g}): {constant.source}")
    if mode == "training":
        assumptions.append(
            "Training is online, one image at a time: every input and error pair is written as an outer product when it occurs"
        )
        back_through = [KINDS[layer.kind] for layer in work.layers if layer.back_rows]
        assumptions += dict.fromkeys(kind.training_assumption for kind in back_through if kind.training_assumption)
    return assumptions


def _total_pj(
    work: Workload, technology: Technology, mode: EnergyMode, bits: Resolution, constants: Mapping[str, float]
) -> float:
    return sum(_components(work, technology, mode, bits, "value", constants, {}).values())


def _moved_by_values(real: Mapping[str, float], counted: Mapping[str, float]) -> str:
    before, after = sum(counted.values()), sum(real.values())
    return (
        f"Array and row drivers follow the real activations: {after:.4g} pJ instead of {before:.4g} pJ "
        f"by counts alone ({100 * (after / before - 1):+.1f} %)"
    )
