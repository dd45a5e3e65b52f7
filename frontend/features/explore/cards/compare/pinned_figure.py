"""Curves that stand beside a run's own: pinned ones, and its twin with or without drift compensation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontend.kit.figures.curves import Curve, Point
from frontend.kit.state import PARAMETERS
from frontend.kit.state.pins import Pin, index_of, title_of_pin, why_not
from frontend.kit.titles import title_of

Run = Mapping[str, Any]


def points_of(run: Run, network: str) -> list[Point]:
    return sorted((point for point in run["points"] if point["network"] == network), key=lambda point: float(point["x"]))


def pinned_curves(live: Mapping[str, Any], others: Mapping[str, Any]) -> list[Curve]:
    """Pinned curves that share the axis of the figure."""
    spec = live["run"]["spec"] if live.get("run") else None
    found = []
    for position, pin in enumerate(map(Pin.of, live.get("pins") or ())):
        run = (others.get("pinned") or {}).get(pin.run)
        if run is None or why_not(pin, run, spec):
            continue
        network = run["spec"]["networks"][pin.network]
        found.append(
            Curve(
                name=f"pin {position}",
                title=title_of_pin(pin, run, spec),
                points=points_of(run, network),
                index=index_of(position),
                scale=PARAMETERS[live["sweep"]].scale,
                clean=run["clean"].get(network),
                confidence=run["spec"]["sampling"]["confidence"],
                picojoules=run["energy"].get(network),
                pinned=True,
            )
        )
    return found


def compensated(spec: Mapping[str, Any]) -> str:
    """What a title says of drift."""
    return ", compensated" if spec["internal_noise"]["drift_compensation"] else ", drifting"


def twin_curves(twin: Mapping[str, Any]) -> list[Curve]:
    """The networks with drift compensated where the figure has it not, and the other way round: behind, in the same colours."""
    networks = twin["spec"]["networks"]
    return [
        Curve(
            name=f"{network}{compensated(twin['spec'])}",
            title=title_of(network, networks) + compensated(twin["spec"]),
            points=points_of(twin, network),
            index=index,
            clean=twin["clean"].get(network),
            confidence=twin["spec"]["sampling"]["confidence"],
            picojoules=twin["energy"].get(network),
            faint=True,
        )
        for index, network in enumerate(networks)
    ]
