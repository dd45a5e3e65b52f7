"""Runs as jobs: what is checked of a spec before anything is computed; each of its points is worked on by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.datasets import record_of
from backend.jobs.checks import Unfit, cards_of, check_devices, check_layers
from backend.jobs.kind import Checked, Doc, JobKind, Queued, Record, Words
from backend.networks import content_of
from backend.schemas.network import NetworkCard
from backend.schemas.run import FINISHED, RUN_JOBS, Run, RunFilters, RunList
from backend.schemas.setting import MOST_SOLVED
from backend.schemas.spec import Spec
from backend.schemas.tasks import RUNS as RUNS_QUEUE
from backend.schemas.tasks import Task
from backend.settings import Settings
from backend.store import listing, runs
from backend.store.rows import PointRow, RunRow


def _check(spec: Spec, session: Session, settings: Settings) -> Checked:
    check_devices((place.setting for place in spec.grid()), session)
    cards = cards_of(spec.networks, session, settings)
    check_layers(spec, cards, [axis.parameter for axis in spec.sweep.axes])
    weights = {network: content_of(card) for network, card in cards.items()}
    return Checked(lambda: _plan(spec, cards, weights, settings), runs.answer_key(spec, weights))


def _plan(spec: Spec, cards: dict[str, NetworkCard], weights: dict[str, str], settings: Settings) -> Record:
    images = {network: min(spec.images, record_of(card.dataset).test_images) for network, card in cards.items()}
    points = runs.plan(spec, weights=weights, images=images)
    _bound(spec, cards, images, settings)
    _check_solved(spec, cards, images)

    def record(session: Session) -> Queued:
        run_id = runs.create(session, spec=spec, weights=weights, points=points)
        return Queued(run_id, [(run_id, position) for position in range(len(points))])

    return record


def _bound(spec: Spec, cards: dict[str, NetworkCard], images: dict[str, int], settings: Settings) -> None:
    """Refuse what would keep the workers busy for days. Raises Unfit."""
    places = len(spec.sweep.x.values) * (len(spec.sweep.y.values) if spec.sweep.y else 1)
    macs = sum(places * spec.sampling.max_draws * images[network] * card.macs for network, card in cards.items())
    if macs > settings.max_macs:
        raise Unfit(
            f"the run is too large: {places} settings x {spec.sampling.max_draws} draws x images x MACs "
            f"of its networks are {macs:.1e}, at most {settings.max_macs:.1e} are allowed; "
            "take fewer values, images or sampling.max_draws",
            field="sampling.max_draws",
        )


def _check_solved(spec: Spec, cards: dict[str, NetworkCard], images: dict[str, int]) -> None:
    """Refuse chips whose circuits take too long to solve for all of their images. Raises Unfit.

    With subsets of images or settings of single layers, who computes the chips knows how much it is.
    """
    settings = [place.setting for place in spec.grid()]
    if spec.sampling.images_per_draw != "all" or not any(one.crossbar.is_solved and not one.overrides for one in settings):
        return
    for network, card in cards.items():
        if images[network] * card.macs > MOST_SOLVED:
            raise Unfit(
                f"{network} takes too long to solve for {images[network]} images; crossbar.iv_solver must be 'equivalent', or "
                f"images at most {MOST_SOLVED // card.macs}",
                field="crossbar.iv_solver",
            )


def _page(session: Session, query: Any) -> RunList:
    return listing.list_runs(session, state=query.state, q=query.q, order=query.order, limit=query.limit, offset=query.offset)


def _shows_all(run: Run) -> bool:
    """Whether there is something to see of every network, or nothing more to wait for."""
    return run.state in FINISHED or {point.network for point in run.points} >= set(run.spec.networks)


RUNS = JobKind(
    contract=RUN_JOBS,
    row=RunRow,
    parts=PointRow,
    task=Task("mhoscope.advance", RUNS_QUEUE),
    words=Words(
        submit_name="submit_run",
        submit=Doc(
            "Submit a spec",
            "Check a spec, queue its points, and answer with the run. The same spec is never computed twice.",
        ),
        known="A run with this answer exists already; it is returned.",
        list=Doc("List runs, a page at a time"),
        get=Doc("One run with its points so far"),
        delete=Doc("Forget a run", "A run under way is stopped first."),
        cancel=Doc("Stop a run; its points so far stay"),
        retry=Doc("Go on with a stopped run", "Compute what a cancelled, failed or partial run has not finished."),
        events="Events `update`, each a RunUpdate with the points that changed since the last one; then `end`.",
        wait="Wait so long, at most, for a point of every network.",
        waiting="runs",
        retriable="a cancelled, failed or partial run",
    ),
    most_unfinished=lambda settings: settings.max_unfinished_runs,
    retry_after_s=10,
    check=_check,
    view=runs.view,
    restart=runs.restart,
    filters=RunFilters,
    page=_page,
    update=runs.update_since,
    shows_enough=_shows_all,
)
