"""Curves that stand beside a run's own: pinned ones, and its twin with or without drift compensation."""

from __future__ import annotations

from backend.schemas.run import Point, Run
from backend.schemas.spec import Spec
from frontend.features.explore.cards.compare.companion_runs import CompanionRun, Companions
from frontend.kit.figures.curves import Curve
from frontend.kit.state import PARAMETERS
from frontend.kit.state.pins import Pin, index_of, title_of_pin, why_not
from frontend.kit.titles import title_of
from frontend.kit.view_run import ViewRun


def points_of(run: Run | CompanionRun, network: str) -> list[Point]:
    return sorted((point for point in run.points if point.network == network), key=lambda point: point.x)


def pinned_curves(view_run: ViewRun, companions: Companions) -> list[Curve]:
    """Pinned curves that share the axis of the figure."""
    spec = view_run.run.spec if view_run.run else None
    found = []
    for position, pin in enumerate(map(Pin.of, view_run.pins)):
        run = companions.pinned.get(pin.run)
        if run is None or why_not(pin, run, spec):
            continue
        network = run.spec.networks[pin.network]
        found.append(
            Curve(
                name=f"pin {position}",
                title=title_of_pin(pin, run, spec),
                points=points_of(run, network),
                index=index_of(position),
                scale=PARAMETERS[view_run.sweep].scale,
                clean=run.clean.get(network),
                confidence=run.spec.sampling.confidence,
                picojoules=run.energy.get(network),
                pinned=True,
            )
        )
    return found


def compensated(spec: Spec) -> str:
    """What a title says of drift."""
    return ", compensated" if spec.internal_noise.drift_compensation else ", drifting"


def twin_curves(twin: CompanionRun) -> list[Curve]:
    """The networks with drift compensated where the figure has it not, and the other way round: behind, in the same colours."""
    networks = twin.spec.networks
    return [
        Curve(
            name=f"{network}{compensated(twin.spec)}",
            title=title_of(network, networks) + compensated(twin.spec),
            points=points_of(twin, network),
            index=index,
            clean=twin.clean.get(network),
            confidence=twin.spec.sampling.confidence,
            picojoules=twin.energy.get(network),
            faint=True,
        )
        for index, network in enumerate(networks)
    ]
