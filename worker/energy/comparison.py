"""Comparison of the families: energy and use of crossbars of MLP, CNN, LeNet-5, RNN for several T, LSTM and GRU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backend.schemas.energy import (
    DEFAULT_TECHNOLOGY,
    ComparedNetwork,
    Comparison,
    ComparisonRequest,
    EnergyEstimate,
    EnergyMode,
)
from backend.schemas.setting import Converters, Crossbar
from backend.schemas.titles import architecture
from backend.technologies import technology as find_technology
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, Cell, cnn, gated, lenet5, mlp, rnn
from worker.energy.workload import Workload, workload

TIME_STEPS = (2, 4, 7, 14, 28, 49, 56)
"""Numbers of time steps T that are compared."""
LARGEST = 4096
"""Largest number of hidden units in a search for equal weights."""
GATED: tuple[Cell, ...] = ("lstm", "gru")


@dataclass(frozen=True)
class Row:
    """One network of the comparison."""

    family: str
    time_steps: int | None
    weights: int
    """Number of weights, without biases."""
    activations: int
    """ReLUs for one image."""
    look_ups: int
    """Sigmoids and tanhs for one image."""
    estimate: EnergyEstimate
    over_first: float
    """Energy relative to that of the first row."""

    @property
    def name(self) -> str:
        """Architecture of the network in words."""
        return architecture(self.family, self.time_steps)


def as_usual(time_steps: Sequence[int] = TIME_STEPS, units: int = 128) -> Iterator[tuple[str, int | None, Workload]]:
    """Yield family, time steps and work of each network in its usual size, the CNN first."""
    yield "cnn", None, workload(cnn(), IMAGE)
    yield "lenet5", None, workload(lenet5(), IMAGE)
    yield "mlp", None, workload(mlp(), IMAGE)
    for steps in time_steps:
        yield "rnn", steps, workload(rnn(steps, units), IMAGE)
        for cell in GATED:
            yield cell, steps, workload(gated(cell, steps, units), IMAGE)


def at_equal_weights(weights: int, time_steps: Sequence[int] = TIME_STEPS) -> Iterator[tuple[str, int | None, Workload]]:
    """Yield family, time steps and work of fully connected and recurrent networks with about this number of weights."""
    yield "mlp", None, _sized(weights, lambda units: workload(mlp(units), IMAGE))
    for steps in time_steps:
        yield "rnn", steps, _sized(weights, lambda units, t=steps: workload(rnn(t, units), IMAGE))  # type: ignore[misc]
        for cell in GATED:
            work = _sized(weights, lambda units, t=steps, c=cell: workload(gated(c, t, units), IMAGE))  # type: ignore[misc]
            yield cell, steps, work


def compare(
    networks: Iterator[tuple[str, int | None, Workload]],
    *,
    technology: str = DEFAULT_TECHNOLOGY,
    mode: EnergyMode = "inference",
    converters: Converters | None = None,
    crossbar: Crossbar | None = None,
) -> list[Row]:
    """Return one row for each network. Raises UnknownTechnology and ModeNotGiven."""
    preset, bits = find_technology(technology), converters or Converters()
    rows: list[Row] = []
    for family, steps, work in networks:
        estimate = estimate_work(
            work, network=architecture(family, steps), technology=preset, mode=mode, converters=bits, crossbar=crossbar
        )
        rows.append(
            Row(
                family=family,
                time_steps=steps,
                weights=work.weights,
                activations=sum(layer.activations for layer in work.layers),
                look_ups=sum(layer.gates for layer in work.layers),
                estimate=estimate,
                over_first=estimate.total_pj / rows[0].estimate.total_pj if rows else 1.0,
            )
        )
    return rows


def comparison(request: ComparisonRequest) -> Comparison:
    """Return the answer to a request. Raises UnknownTechnology and ModeNotGiven."""
    networks = as_usual() if request.equal_weights is None else at_equal_weights(request.equal_weights)
    rows = compare(
        networks,
        technology=request.technology,
        mode=request.mode,
        converters=request.converters,
        crossbar=request.crossbar,
    )
    items = [
        ComparedNetwork(
            name=row.name,
            family=row.family,
            time_steps=row.time_steps,
            weights=row.weights,
            activations=row.activations,
            look_ups=row.look_ups,
            total_pj=row.estimate.total_pj,
            over_first=row.over_first,
            crossbars=row.estimate.crossbars,
        )
        for row in rows
        if row.estimate.crossbars is not None
    ]
    return Comparison(items=items, total=len(items))


def _sized(weights: int, build: Callable[[int], Workload]) -> Workload:
    """Return the work of the network whose number of weights, which grows with its units, is nearest to `weights`."""
    low, high = 1, LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if build(middle).weights <= weights else (low, middle)
    return min((build(low), build(high)), key=lambda work: abs(work.weights - weights))
