"""A run: a submitted spec with its state and points."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.schemas.device import DevicePreset
from backend.schemas.energy import EnergyEstimate
from backend.schemas.explain import explain
from backend.schemas.job import JobContract
from backend.schemas.notebook import as_figure, as_frame, save
from backend.schemas.spec import RecordedSpec, Spec

RunState = Literal["queued", "running", "done", "partial", "cancelled", "failed"]
RunOrder = Literal["newest", "oldest", "finished", "state"]
STATES: dict[RunState, str] = {
    "queued": "Waiting for a worker. If this lasts for seconds, all workers are busy or none is running.",
    "running": "Points come in and sharpen; pale marks have not reached the target half-width yet.",
    "done": "Every point has reached the target half-width, or as many draws as were allowed.",
    "partial": "Some points are done, others could not be computed. Retry computes those.",
    "cancelled": "Stopped by someone; the points so far stay. Retry continues from there.",
    "failed": "Nothing could be computed; the message says why. Retry once that is put right.",
}
"""What each state means for those who look at the run."""
INTERVAL_KIND = "t interval of the mean over draws, for this test set"


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Point(_Wire):
    """One network at one setting, over many draws (simulated chips). Accuracies are fractions of the run's images."""

    network: str
    x: float
    y: float | None = None
    accuracy: float = Field(description="Mean over draws.")
    ci_low: float
    ci_high: float
    std_draws: float = Field(
        description="Standard deviation of the accuracy over draws: how much chips differ. If draws are shown a subset of "
        "the images, the variance of their estimates is subtracted; 0 then means that draws vary no more than "
        "these estimates, not that chips are equal. The same holds for the percentiles."
    )
    p10: float = Field(description="10th percentile of the accuracy over draws.")
    p90: float = Field(description="90th percentile of the accuracy over draws.")
    draws: int
    images: int = Field(description="Number of images that each draw was shown; accuracies refer to all images of the run.")
    complete: bool = Field(True, description="False while draws are still being added.")


class Result(_Wire):
    """RESULT.json."""

    spec: RecordedSpec
    spec_hash: str
    engine_version: str
    state: RunState
    interval: str = INTERVAL_KIND
    points: list[Point]
    clean: dict[str, float] = Field(description="Accuracy per network without any noise, on the same images.")
    energy: dict[str, EnergyEstimate] = Field(description="Energy of one inference per network.")
    error: str | None = Field(None, description="Why it failed and what to do, if it failed.")
    device: DevicePreset | None = Field(
        None, description="The user's own device that the spec names, with its laws, if it is in the store."
    )

    def frame(self) -> Any:
        """Return a pandas DataFrame with a row for each point. Raises ImportError without pandas.

        Columns are the fields of Point, `clean` (the accuracy of the network without noise) and `energy_pj` (the energy of one
        inference); accuracies are fractions, x and y in the unit of the spec. `attrs` names the swept parameters.
        """
        energies = {network: estimate.total_pj for network, estimate in self.energy.items()}
        known = {"clean": self.clean, "energy_pj": energies}
        rows = ({**point.model_dump(), **{name: of.get(point.network) for name, of in known.items()}} for point in self.points)
        swept = {name: axis.parameter for name, axis in zip("xy", self.spec.sweep.axes, strict=False)}
        return as_frame(rows, {"spec_hash": self.spec_hash, "engine_version": self.engine_version, **swept})

    def curve(self) -> Any:
        """Return a Plotly figure: accuracy in percent over the first swept parameter, a line with intervals for each network.

        With a second swept parameter there is a line for each of its values.
        """
        return as_figure(self.points, self.spec.sweep)

    def save(self, path: str | Path) -> Path:
        """Write RESULT.json, as `mhoscope run -o` does, and return its path; `Result.load` reads it again."""
        return save(self.model_dump_json(indent=2, include=set(Result.model_fields)) + "\n", Path(path))

    @staticmethod
    def load(path: str | Path) -> Result:
        """Return the result of a RESULT.json. Raises ValueError, with one sentence, for another file."""
        try:
            return Result.model_validate_json(Path(path).read_bytes())
        except ValidationError as error:
            raise ValueError(f"{path} is not a RESULT.json: {explain(error)}") from None


class Annotation(_Wire):
    """A line across the figure with a few words: a threshold in accuracy, or a mark at a swept value."""

    axis: Literal["x", "y"] = Field(description="`x`: at a swept value; `y`: at an accuracy.")
    value: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] = Field(
        description="In the unit of the spec and of points: a fraction."
    )
    text: Annotated[str, Field(max_length=120)] = ""


class RunNotes(_Wire):
    """The body of `PATCH /api/v1/runs/{id}`; fields that are left out stay as they are."""

    note: Annotated[str, Field(max_length=5000)] | None = None
    annotations: Annotated[list[Annotation], Field(max_length=20)] | None = None


class Run(Result):
    """A run with its state, progress and results."""

    id: str
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None = None
    progress: float = Field(ge=0, le=1, description="Share of points that are finished.")
    draws_done: int = Field(0, description="Draws over all points so far.")
    eta_s: float | None = Field(None, description="Seconds left, estimated from the pace so far.")
    note: str = Field("", description="Note by the users.")
    annotations: list[Annotation] = Field(default_factory=list, description="Lines that users drew across the figure.")
    sequence: int = Field(description="Grows with every change; the id of the latest event.")


class RunSummary(_Wire):
    """A run without its points, for lists."""

    id: str
    created_at: str
    finished_at: str | None = None
    state: RunState
    progress: float
    networks: list[str]
    sweep: str = Field(description="The swept parameters and their ranges, in words.")
    points: int
    headline: str = Field(description="The main result, in words.")
    note: str = ""
    spec_hash: str
    error: str | None = None


class RunList(_Wire):
    """A page of runs."""

    items: list[RunSummary]
    total: int


class RunFilters(BaseModel):
    """Filters and order of `GET /api/v1/runs`, besides state and page."""

    q: Annotated[str | None, Field(max_length=200, description="Text to search for in id, spec and note.")] = None
    order: RunOrder = "newest"


class PointDraws(_Wire):
    """The single draws of one point."""

    network: str
    x: float
    y: float | None = None
    images: int
    correct: list[int] = Field(
        description="Images classified correctly in draw 0, 1, 2, ...: one number for each simulated chip; an estimate if "
        "draws are shown a subset."
    )


class RunDraws(_Wire):
    """The single draws of a run's points. Results that ship with the program have none."""

    items: list[PointDraws]


class RunUpdate(_Wire):
    """What changed in a run since an event: the data of one server-sent event."""

    sequence: int
    state: RunState
    progress: float
    draws_done: int
    eta_s: float | None = None
    clean: dict[str, float]
    points: list[Point] = Field(description="The points that changed.")
    error: str | None = None


RUN_JOBS = JobContract("/runs", Spec, Run, RunList)
FINISHED = RUN_JOBS.ended
