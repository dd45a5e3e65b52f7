"""From a design request to its answers, one network after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from backend.networks.describe import describe
from backend.schemas import design as wire
from backend.schemas.by_layer import overrides_of, with_digital
from backend.schemas.design import Answer, DesignRequest
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.analysis.attribution import attribute, split_by_causes, split_by_layers
from worker.design.budget import noise_budget
from worker.design.digital_layers import MOST_EXACT, cheapest_digital
from worker.design.measurement import Measurement, Target
from worker.design.sensitivity import layer_sensitivity
from worker.design.threshold import fewest, largest
from worker.energy import estimate
from worker.sampling import Interval
from worker.simulators import NetworkOnImages

STEPS_OF_A_SEARCH = 100
"""A search for noise stops when it knows the value to a hundredth of its range."""
MOST_BITS = 12


class Sampler(Protocol):
    """Where accuracies come from. All places of a request see the same chips."""

    def card(self, network: str) -> NetworkCard: ...
    def clean_accuracy(self, network: str) -> float: ...
    def measure(self, network: str, setting: Setting, layers: frozenset[int] | None = None) -> Measurement:
        """`layers` are those with internal noise; None is all."""
        ...

    def tested(self, network: str) -> NetworkOnImages: ...
    def count(self, network: str) -> None:
        """One more setting is measured on one chip. May raise to stop."""
        ...


def answers(request: DesignRequest, sampler: Sampler) -> Iterator[Answer]:
    """An answer for each network, in the order of the request."""
    ask = {
        "largest_noise": _threshold,
        "fewest_bits": _threshold,
        "cheapest_network": _candidate,
        "noise_budget": _budget,
        "layer_sensitivity": _sensitivity,
        "digital_layers": _digital_layers,
        "attribution": _attribution,
    }[request.question]
    for network in request.networks:
        yield ask(request, sampler, network)


def _target(request: DesignRequest, clean: float) -> float:
    return Target(request.target.value, request.target.kind).accuracy(clean)


def _threshold(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    clean = sampler.clean_accuracy(network)
    target = _target(request, clean)

    def at(value: float) -> Measurement:
        return sampler.measure(network, request.setting.with_value(request.parameter, value))

    if request.question == "largest_noise":
        found = largest(at, target=target, low=0.0, high=request.largest, tolerance=request.largest / STEPS_OF_A_SEARCH)
    else:
        # One bit cannot be sent as a train of pulses.
        serial = request.parameter == "converters.dac_bits" and request.converters.input_encoding == "bit_serial"
        found = fewest(at, target=target, low=2 if serial else 1, high=MOST_BITS)
    return wire.Threshold(
        network=network,
        outcome=found.outcome,
        value=found.value,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        target=target,
        clean=clean,
        monotone=found.monotone,
        measured=[
            wire.Tried(value=value, accuracy=one.accuracy, ci_low=one.ci_low, ci_high=one.ci_high)
            for value, one in found.measured
        ],
    )


def _candidate(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    clean = sampler.clean_accuracy(network)
    target = _target(request, clean)
    found = sampler.measure(network, request.setting)
    return wire.Candidate(
        network=network,
        accuracy=found.accuracy,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
        energy_pj=_energy(request, sampler.card(network), request.setting),
        target=target,
        clean=clean,
        verdict=verdict(found, target),
    )


def verdict(found: Measurement, target: float) -> wire.Verdict:
    """By the whole interval where that decides, else by the mean."""
    if found.ci_low >= target:
        return "enough"
    if found.ci_high < target:
        return "not enough"
    return "likely" if found.accuracy >= target else "unlikely"


def _budget(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    found = noise_budget(lambda setting: sampler.measure(network, setting), request.setting)
    return wire.Budget(
        network=network,
        clean=_measured(found.clean),
        noisy=_measured(found.noisy),
        shares=[
            wire.Share.model_validate({"cause": cause, "part": part, "alone": found.alone[cause]})
            for cause, part in found.parts.items()
        ],
    )


def _sensitivity(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    card = sampler.card(network)
    kinds = {layer.index: layer.kind for layer in describe(card.layers, card.input_shape).layers}
    rows = layer_sensitivity(lambda layers: sampler.measure(network, request.setting, layers), list(kinds))
    drops = [
        wire.LayerDrop(
            layer=next(iter(row.layers)) if len(row.layers) == 1 else None,
            kind=kinds[next(iter(row.layers))] if len(row.layers) == 1 else "all",
            drop=row.drop,
            ci_low=row.ci_low,
            ci_high=row.ci_high,
        )
        for row in rows
    ]
    return wire.Sensitivity(network=network, clean=sampler.measure(network, request.setting, frozenset()).accuracy, layers=drops)


def _digital_layers(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    card, clean = sampler.card(network), sampler.clean_accuracy(network)
    target, setting = _target(request, clean), request.setting
    own = overrides_of(setting, card)
    already = {index for index, override in own.items() if override.digital}
    layers = [index for index in card.layer_names if index not in already]
    choices = cheapest_digital(
        lambda digital: sampler.measure(network, with_digital(setting, card, digital)),
        lambda digital: _energy(request, card, with_digital(setting, card, digital)),
        layers,
        target=target,
        alone=lambda noisy: sampler.measure(network, setting, noisy),
    )
    found = [
        wire.DigitalChoice(
            layers=[name for index, name in card.layer_names.items() if index in choice.layers | already],
            energy_pj=choice.energy_pj,
            verdict=verdict(choice.measured, target),
            accuracy=choice.measured.accuracy,
            ci_low=choice.measured.ci_low,
            ci_high=choice.measured.ci_high,
        )
        for choice in choices
    ]
    kept = found[-1].verdict in ("enough", "likely")
    return wire.DigitalLayers(
        network=network,
        clean=clean,
        target=target,
        exact=len(layers) <= MOST_EXACT,
        chosen=len(found) - 1 if kept else None,
        choices=found,
    )


def _attribution(request: DesignRequest, sampler: Sampler, network: str) -> Answer:
    card = sampler.card(network)
    split = (split_by_causes if request.split_by == "causes" else split_by_layers)(request.setting, card)
    found = attribute(
        sampler.tested(network), split, seed=request.seed, sampling=request.sampling, step=lambda: sampler.count(network)
    )
    of_player = {player.id: (part, alone) for player, part, alone in zip(split.on, found.parts, found.alone, strict=True)}
    nothing = (Interval(0.0, 0.0, 0.0, 0.0), 0.0)
    parts = []
    for player in split.players:
        part, alone = of_player.get(player.id, nothing)
        parts.append(
            wire.CauseShare(
                cause=player.id,
                title=player.title,
                on=player.on,
                part=part.mean,
                ci_low=part.low,
                ci_high=part.high,
                alone=alone,
            )
        )
    return wire.Attribution(
        network=network,
        split_by=request.split_by,
        clean=sampler.clean_accuracy(network),
        noisy=wire.Measured(accuracy=found.noisy.mean, ci_low=found.noisy.low, ci_high=found.noisy.high),
        parts=parts,
        exact=found.exact,
        coalitions=found.coalitions,
        draws=found.draws,
        images=found.images,
    )


def _energy(request: DesignRequest, card: NetworkCard, setting: Setting) -> float:
    """Return the energy of one inference of a network at a setting, in pJ."""
    return estimate(
        card,
        technology=request.technology,
        mode="inference",
        converters=setting.converters,
        crossbar=setting.crossbar,
        overrides=setting.overrides,
    ).total_pj


def _measured(one: Measurement) -> wire.Measured:
    return wire.Measured(accuracy=one.accuracy, ci_low=one.ci_low, ci_high=one.ci_high)
