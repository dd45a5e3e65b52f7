"""The estimate of a network's energy on a technology, by component, with the range that its assumptions leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.layers import KINDS
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard
from backend.schemas.override import Override
from backend.schemas.setting import Converters, Crossbar
from backend.schemas.technology import Level, Technology
from backend.technologies import ModeNotGiven, technologies
from backend.technologies import technology as find_technology
from worker.energy.activity import Activities
from worker.energy.components import crossbar_account, inference_components, training_components
from worker.energy.sites import OwnCircuit, Site, Wiring, layers_of_their_own, sites_of
from worker.energy.wording import in_words
from worker.energy.workload import Workload, workload


def estimate(
    card: NetworkCard,
    *,
    technology: str = "marinella-2018",
    mode: EnergyMode,
    converters: Converters,
    crossbar: Crossbar | None = None,
    overrides: Mapping[str, Override] | None = None,
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of one inference, or of one training step on one image, in pJ.

    `crossbar` (the spec's default) and `converters` are the circuit that is counted, as far as the technology's source does not
    fix it; `overrides` are of layers with a circuit of their own, or none. `constants` replace constants of the technology by
    name. `activities` are statistics of each layer's real inputs, by layer index; without them inputs count as half-scale and
    never zero. Raises UnknownTechnology, ModeNotGiven if the technology has no costs for the mode, and ValueError for unknown
    constants, layers that do not fit together, or two overrides for one layer.
    """
    work = workload(card.layers, card.input_shape)
    return estimate_work(
        work,
        network=card.id,
        technology=find_technology(technology),
        mode=mode,
        converters=converters,
        crossbar=crossbar,
        own=layers_of_their_own(card, converters, crossbar or Crossbar(), overrides or {}),
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
    own: Mapping[int, OwnCircuit] | None = None,
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of work that is counted already, in pJ; otherwise the same as `estimate`.

    `own` are layers with a circuit of their own, by index.
    """
    if mode not in technology.modes:
        able = ", ".join(candidate.id for candidate in technologies() if mode in candidate.modes)
        raise ModeNotGiven(f"technology must be one of {able} for mode {mode!r}; {technology.id} gives no costs for it")
    technology.numbers("value", constants)  # whose names it checks
    whole = Wiring(technology, converters, crossbar or Crossbar())
    sites = sites_of(work, whole, own or {})

    def parts(level: Level, inputs: Activities) -> dict[str, float]:
        return _components(sites, work, mode, level, constants or {}, inputs)

    components = parts("value", activities or {})
    total = sum(components.values())
    low, high = (sum(parts(level, activities or {}).values()) for level in ("low", "high"))
    macs = work.macs if mode == "inference" else work.training_macs
    account = crossbar_account([site.placed("value", constants or {}) for site in sites if site.on_arrays(technology)])
    assumptions = [*in_words(whole, sites), *_of_constants(sites, work, mode), *_of_training(work, mode)]
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


def _components(
    sites: Sequence[Site], work: Workload, mode: EnergyMode, level: Level, constants: Mapping[str, float], activities: Activities
) -> dict[str, float]:
    of_mode = inference_components if mode == "inference" else training_components
    parts = of_mode([site.placed(level, constants) for site in sites], work.classes, activities)
    return {name: energy_pj for name, energy_pj in parts.items() if energy_pj}


def _latency_s(sites: Sequence[Site], mode: EnergyMode, constants: Mapping[str, float]) -> float | None:
    """Return the time for one image in seconds, or None if the source gives no times.

    Layers and positions follow one after another, and so do pulses; the arrays of a layer work in parallel.
    """
    total = 0.0
    for site in sites:
        times = site.times(constants)
        if times.read_s is None:
            return None
        layer, pulses = site.layer, site.circuit.of(site.layer).pulses
        total += layer.mvms * pulses * times.read_s
        if mode == "training":
            if times.update_s is None:
                return None
            total += layer.back_mvms * site.circuit.signed_pulses * times.read_s + layer.mvms * times.update_s
    return total


def _of_constants(sites: Sequence[Site], work: Workload, mode: EnergyMode) -> dict[str, None]:
    """Return a sentence for each assumed constant that this estimate depends on."""
    found: dict[str, None] = {}
    for technology in {site.wiring.technology.id: site.wiring.technology for site in sites}.values():
        for name, constant in technology.constants.items():
            low, high = constant.at("low"), constant.at("high")
            if constant.assumed and _total_pj(sites, work, mode, {name: low}) != _total_pj(sites, work, mode, {name: high}):
                found[f"{name} = {constant.value:g} {constant.unit} (range {low:g} to {high:g}): {constant.source}"] = None
    return found


def _of_training(work: Workload, mode: EnergyMode) -> list[str]:
    if mode != "training":
        return []
    back_through = [KINDS[layer.kind] for layer in work.layers if layer.back_rows]
    return [
        "Training is online, one image at a time: every input and error pair is written as an outer product when it occurs",
        *dict.fromkeys(kind.training_assumption for kind in back_through if kind.training_assumption),
    ]


def _total_pj(sites: Sequence[Site], work: Workload, mode: EnergyMode, constants: Mapping[str, float]) -> float:
    return sum(_components(sites, work, mode, "value", constants, {}).values())


def _moved_by_values(real: Mapping[str, float], counted: Mapping[str, float]) -> str:
    before, after = sum(counted.values()), sum(real.values())
    return (
        f"Array and row drivers follow the real activations: {after:.4g} pJ instead of {before:.4g} pJ "
        f"by counts alone ({100 * (after / before - 1):+.1f} %)"
    )
