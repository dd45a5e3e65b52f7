"""The energy of the circuit that a spec describes."""

from __future__ import annotations

from collections.abc import Mapping

from backend.options import BY_FIELD
from backend.options.rules import values_in
from backend.schemas.energy import DEFAULT_TECHNOLOGY, EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard
from backend.schemas.spec import Spec
from worker.energy.activity import Activities
from worker.energy.estimating import estimate


def estimate_spec(
    card: NetworkCard,
    spec: Spec,
    *,
    technology: str = DEFAULT_TECHNOLOGY,
    mode: EnergyMode = "inference",
    constants: Mapping[str, float] | None = None,
    activities: Activities | None = None,
) -> EnergyEstimate:
    """Return the energy of one inference, or training step, of a network in the spec's circuit, as `estimate` does.

    What is swept counts as the spec has it outside of the sweep, and the assumptions say so if the energy depends on it.
    """
    found = estimate(
        card,
        technology=technology,
        mode=mode,
        converters=spec.converters,
        crossbar=spec.crossbar,
        overrides=spec.overrides,
        constants=constants,
        activities=activities,
    )
    swept = [axis.parameter for axis in spec.sweep.axes if BY_FIELD[axis.parameter].priced]
    if not swept:
        return found
    value = values_in(spec)
    said = " and ".join(f"{field} ({'not given' if value(field) is None else value(field)})" for field in swept)
    return found.model_copy(
        update={"assumptions": [*found.assumptions, f"What is swept counts as the spec has it outside of the sweep: {said}"]}
    )
