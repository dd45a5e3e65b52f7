"""What was measured, as it is committed: one file for each run, and one for each measurement that is no run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backend.networks import zoo_cards
from backend.reproductions.predicted import PREDICTION
from backend.reproductions.recurrent import NetworkNumbers, RecurrentFile
from backend.reproductions.runs import seeds
from backend.reproductions.statistics import Mean, over_seeds, paired
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.network import NetworkCard, dataset_of
from backend.schemas.run import INTERVAL_KIND, Point, Result
from backend.schemas.spec import RecordedSpec

File = TypeVar("File", bound=BaseModel)

COLUMNS = tuple(name for name in Point.model_fields if name != "complete")


class NotMeasured(LookupError):
    """Something a claim needs was not measured; the text names it."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunFile(_File):
    """A finished run: `columns` name what stands in each of `points`."""

    date: str
    engine_version: str
    interval: str = INTERVAL_KIND
    spec: RecordedSpec
    clean: dict[str, float]
    columns: tuple[str, ...] = COLUMNS
    points: list[list[str | float | None]]

    @classmethod
    def of(cls, result: Result, *, date: str) -> Self:
        """A result as a file. Raises ValueError if points are missing."""
        if result.state != "done":
            raise ValueError(f"the run is {result.state}: {result.error}")
        rows = [[getattr(point, name) for name in COLUMNS] for point in result.points]
        return cls(date=date, engine_version=result.engine_version, spec=result.spec, clean=result.clean, points=rows)

    def result(self, energy: dict[str, EnergyEstimate]) -> Result:
        """As `mhoscope run` would have written it."""
        return Result(
            spec=self.spec,
            spec_hash=self.spec.spec_hash,
            engine_version=self.engine_version,
            state="done",
            interval=self.interval,
            points=self.all_points(),
            clean=self.clean,
            energy=energy,
        )

    def all_points(self) -> list[Point]:
        return [Point.model_validate(dict(zip(self.columns, row, strict=True))) for row in self.points]

    def text(self) -> str:
        """JSON with a line for each point: small, and two versions of it can be compared."""
        head = self.model_dump_json(exclude={"points"})
        rows = ",\n".join(_row(row) for row in self.points)
        return f'{head[:-1]},"points":[\n{rows}\n]}}\n'


def _row(row: list[str | float | None]) -> str:
    return json.dumps(row, separators=(",", ":"))


class Growth(_File):
    """Error of an RNN's hidden state at one sigma: RMS of h_t - clean h_t for t = 1 ... T, a list for each draw.

    `alone` is the error that step t makes when the state before it is clean, `state` the RMS of clean h_t.
    """

    network: str
    kind: str
    sigma: float
    images: int
    errors: list[list[float]]
    alone: list[list[float]]
    state: list[float]


class Preactivation(_File):
    """Noise at a layer's pre-activations: what norms predict and what a simulated chip shows, both as standard deviations."""

    network: str
    layer: int
    kind: str
    sigma: float
    predicted: float
    measured: float


class GrowthFile(_File):
    date: str
    engine_version: str
    items: list[Growth]


class PreactivationFile(_File):
    date: str
    engine_version: str
    items: list[Preactivation]


class EnergyFile(_File):
    """Estimates by network of the zoo or of the comparison, on each technology."""

    date: str
    engine_version: str
    items: list[EnergyEstimate]
    of_runs: dict[str, list[EnergyEstimate]] = Field(
        default_factory=dict, description="One inference of each network of the runs whose circuit is not the default one."
    )


class Measurements:
    """All that verdicts are drawn from."""

    def __init__(
        self,
        runs: Mapping[str, RunFile] | None = None,
        *,
        growth: GrowthFile | None = None,
        preactivations: PreactivationFile | None = None,
        energy: EnergyFile | None = None,
        recurrent: RecurrentFile | None = None,
        cards: Mapping[str, NetworkCard] | None = None,
    ) -> None:
        self.runs = dict(runs or {})
        self._points = {name: {_key(point): point for point in run.all_points()} for name, run in self.runs.items()}
        self._growth, self._preactivations, self._recurrent = growth, preactivations, recurrent
        self.energies_of_runs = energy.of_runs if energy else {}
        self.energies = {(one.network, one.technology, one.mode): one for one in energy.items} if energy else {}
        self._cards = zoo_cards() if cards is None else cards

    def point(self, run: str, network: str, x: float) -> Point:
        """Raises NotMeasured."""
        try:
            return self._points[run][network, x]
        except KeyError:
            raise NotMeasured(f"{network} in {run}") from None

    def mean(self, run: str, name: str, x: float) -> Mean:
        """Of an architecture and training level, such as "rnn-t4-noise0", over its training seeds. Raises NotMeasured."""
        return over_seeds(self._of_seeds(run, name, x))

    def _of_seeds(self, run: str, name: str, x: float) -> list[Point]:
        networks = self.run(run).spec.networks
        asked = [network for network in seeds(self.dataset(run), name) if network in networks]
        if not asked:
            raise NotMeasured(f"{name} in {run}")
        return [self.point(run, network, x) for network in asked]

    def change(self, name: str, to: tuple[str, float], of: tuple[str, float]) -> Mean:
        """Of an architecture and training level, the accuracy at a place (run, x) less that at another. Raises NotMeasured."""
        there, here = (self._of_seeds(run, name, x) for run, x in (to, of))
        return paired(there, here)

    def run(self, name: str) -> RunFile:
        """Raises NotMeasured."""
        if name not in self.runs:
            raise NotMeasured(f"the run {name}")
        return self.runs[name]

    def dataset(self, run: str) -> str:
        """The data set of a run's networks, which all have the same."""
        return dataset_of(self.run(run).spec.networks[0])

    def values(self, run: str) -> list[float]:
        return list(self.run(run).spec.sweep.x.values)

    def card(self, network: str) -> NetworkCard:
        """Raises NotMeasured."""
        if network not in self._cards:
            raise NotMeasured(f"the network {network}")
        return self._cards[network]

    @property
    def growth(self) -> Sequence[Growth]:
        """Raises NotMeasured."""
        return _there(self._growth, "the growth of errors over time steps").items

    @property
    def preactivations(self) -> Sequence[Preactivation]:
        """Raises NotMeasured."""
        return _there(self._preactivations, "the noise at the pre-activations").items

    @property
    def recurrent(self) -> Mapping[str, NetworkNumbers]:
        """The dynamics of recurrent networks, by network. Raises NotMeasured."""
        return {one.network: one for one in _there(self._recurrent, "the dynamics of recurrent networks").items}

    def energy(self, network: str, technology: str, mode: EnergyMode) -> EnergyEstimate:
        """Raises NotMeasured."""
        try:
            return self.energies[network, technology, mode]
        except KeyError:
            raise NotMeasured(f"the energy of {network} on {technology}, {mode}") from None


def _key(point: Point) -> tuple[str, float]:
    return point.network, point.x


def _there(found: File | None, what: str) -> File:
    if found is None:
        raise NotMeasured(what)
    return found


GROWTH, PREACTIVATIONS, ENERGY, RECURRENT = "hidden-state-error", "preactivations", "energy", "recurrent"
OTHERS = (GROWTH, PREACTIVATIONS, ENERGY, RECURRENT)
"""Measurements that are no runs, by the names of their files."""


def read(folder: Path | Traversable) -> Measurements:
    """All measurement files of a folder; what is not there is not measured."""
    texts = {entry.name[:-5]: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".json")}
    texts.pop(PREDICTION, None)  # no claim is drawn from it
    growth, noise, energy, recurrent = (texts.pop(name, None) for name in OTHERS)
    return Measurements(
        {name: RunFile.model_validate_json(text) for name, text in sorted(texts.items())},
        growth=GrowthFile.model_validate_json(growth) if growth else None,
        preactivations=PreactivationFile.model_validate_json(noise) if noise else None,
        energy=EnergyFile.model_validate_json(energy) if energy else None,
        recurrent=RecurrentFile.model_validate_json(recurrent) if recurrent else None,
    )


@lru_cache(maxsize=1)
def committed() -> Measurements:
    """What ships with the program."""
    return read(files("backend.reproductions") / "results")
