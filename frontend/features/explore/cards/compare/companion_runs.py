"""Runs that stand beside the one of Explore: its twin with or without drift compensation, and those of pinned curves."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.job import UNFINISHED
from backend.schemas.run import Point, Run, RunState
from backend.schemas.spec import Spec
from frontend.features.explore import ids
from frontend.kit.abandoned_runs import cancel
from frontend.kit.client import Api, ApiProblem
from frontend.kit.stored import Stored
from frontend.kit.view_run import ViewRun


class CompanionRun(BaseModel):
    """What a figure needs of a run."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: RunState
    spec: Spec
    points: list[Point]
    clean: dict[str, float]
    energy: dict[str, float]
    """pJ of one inference per network."""

    @classmethod
    def of(cls, run: Run) -> CompanionRun:
        energy = {network: estimate.total_pj for network, estimate in run.energy.items()}
        return cls(id=run.id, state=run.state, spec=run.spec, points=run.points, clean=run.clean, energy=energy)


class Companions(Stored):
    """All of them, as they were last asked for."""

    twin: CompanionRun | None = None
    twin_mine: bool = False
    """This page made the twin."""
    pinned: dict[str, CompanionRun] = Field(default_factory=dict)
    """By id."""
    gone: tuple[str, ...] = ()
    """Ids of pinned runs that are not here any more."""
    problem: str | None = None

    @property
    def runs(self) -> list[CompanionRun]:
        return [*self.pinned.values(), *([self.twin] if self.twin else [])]


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.COMPANIONS, "data"),
        Output(ids.COMPANIONS_POLL, "disabled"),
        Input(ids.FOLLOWED, "data"),
        Input(ids.COMPANIONS_POLL, "n_intervals"),
        State(ids.COMPANIONS, "data"),
        prevent_initial_call=True,
    )
    async def look(followed: Any, _ticks: int | None, stored: Any) -> tuple[Any, bool]:
        before = Companions.read(stored)
        now = await beside(api, ViewRun.read(followed) or ViewRun(), before or Companions())
        # A figure and two tables are drawn anew for what has changed.
        return no_update if now == before else now.stored(), not any(run.state in UNFINISHED for run in now.runs)


async def beside(api: Api, view_run: ViewRun, before: Companions) -> Companions:
    """Runs as they are now. One that has ended is not asked for again; one that is gone is named."""
    twin, mine, problem = await _twin(api, view_run.twin, before)
    pinned: dict[str, CompanionRun] = {}
    gone: list[str] = []
    for run_id in dict.fromkeys(pin.split(".")[0] for pin in view_run.pins):
        known = before.pinned.get(run_id)
        try:
            has_ended = known is not None and known.state not in UNFINISHED
            pinned[run_id] = known if known and has_ended else CompanionRun.of(await api.runs.get(run_id))
        except ApiProblem as found:
            gone.append(run_id)
            problem = None if found.status == 404 else str(found)
    return Companions(twin=twin, twin_mine=mine, pinned=pinned, gone=tuple(gone), problem=problem)


async def _twin(api: Api, spec: dict[str, Any] | None, before: Companions) -> tuple[CompanionRun | None, bool, str | None]:
    """The twin, whether this page made it, and what went wrong."""
    known, mine = before.twin, before.twin_mine
    try:
        if spec is not None:
            run, is_new = await api.runs.submit(spec)
            is_same = known is not None and known.id == run.id
            problem = None if is_same else await _cancel_left(api, known, mine)
            return CompanionRun.of(run), is_new or (is_same and mine), problem
    except ApiProblem as problem:
        return None, False, str(problem)
    return None, False, await _cancel_left(api, known, mine)


async def _cancel_left(api: Api, run: CompanionRun | None, mine: bool) -> str | None:
    """Nobody waits any more for what this page had under way."""
    if run is None or not mine or run.state not in UNFINISHED:
        return None
    return await cancel(api.runs, run.id)
