"""The families side by side: energy, accounting and peripherals of MLP, CNN, LeNet-5, RNN over T, LSTM and GRU."""

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
from backend.schemas.setting import Converters
from backend.schemas.titles import architecture
from backend.technologies import technology as find_technology
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, Cell, cnn, gated, lenet5, mlp, rnn
from worker.energy.workload import Workload, workload

TIME_STEPS = (2, 4, 7, 14, 28, 49, 56)
LARGEST = 4096  # units
GATED: tuple[Cell, ...] = ("lstm", "gru")


@dataclass(frozen=True)
class Row:
    """One network of the comparison. `weights` excludes biases; `over_first` is its energy over the first row's."""

    family: str
    time_steps: int | None
    weights: int
    activations: int  # ReLUs per image
    look_ups: int  # sigmoids and tanhs per image
    estimate: EnergyEstimate
    over_first: float

    @property
    def name(self) -> str:
        return architecture(self.family, self.time_steps)


def as_usual(time_steps: Sequence[int] = TIME_STEPS, units: int = 128) -> Iterator[tuple[str, int | None, Workload]]:
    """The networks in their usual sizes, the CNN first."""
    yield "cnn", None, workload(cnn(), IMAGE)
    yield "lenet5", None, workload(lenet5(), IMAGE)
    yield "mlp", None, workload(mlp(), IMAGE)
    for steps in time_steps:
        yield "rnn", steps, workload(rnn(steps, units), IMAGE)
        for cell in GATED:
            yield cell, steps, workload(gated(cell, steps, units), IMAGE)


def at_equal_weights(weights: int, time_steps: Sequence[int] = TIME_STEPS) -> Iterator[tuple[str, int | None, Workload]]:
    """Fully connected and recurrent networks with hidden layers sized to have about this many weights."""
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
) -> list[Row]:
    """A row per network. Raises UnknownTechnology and ModeNotGiven."""
    preset, bits = find_technology(technology), converters or Converters()
    rows: list[Row] = []
    for family, steps, work in networks:
        one = estimate_work(work, network=architecture(family, steps), technology=preset, mode=mode, converters=bits)
        rows.append(
            Row(
                family=family,
                time_steps=steps,
                weights=work.weights,
                activations=sum(layer.activations for layer in work.layers),
                look_ups=sum(layer.gates for layer in work.layers),
                estimate=one,
                over_first=one.total_pj / rows[0].estimate.total_pj if rows else 1.0,
            )
        )
    return rows


def comparison(request: ComparisonRequest) -> Comparison:
    """The answer to a request. Raises UnknownTechnology and ModeNotGiven."""
    networks = as_usual() if request.equal_weights is None else at_equal_weights(request.equal_weights)
    rows = compare(networks, technology=request.technology, mode=request.mode, converters=request.converters)
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
    """The network whose weights are nearest to `weights`; they grow with the number of units."""
    low, high = 1, LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if build(middle).weights <= weights else (low, middle)
    return min((build(low), build(high)), key=lambda work: abs(work.weights - weights))
