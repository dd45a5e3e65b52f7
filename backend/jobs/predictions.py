"""Predictions as jobs: the curves of a spec to first order in the errors, which no chip is simulated for."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.devices.named import contents_of
from backend.exports import of_prediction
from backend.jobs.checks import Unfit, cards_of, check_devices, check_layers
from backend.jobs.kind import Checked, Doc, JobKind, Record, Words, as_one
from backend.networks import content_of
from backend.schemas.canonical import digest
from backend.schemas.network import NetworkCard
from backend.schemas.prediction import PREDICTION_JOBS, PredictedCurve, Prediction
from backend.schemas.spec import Spec, recorded_spec
from backend.schemas.tasks import PREDICTIONS as PREDICTIONS_QUEUE
from backend.schemas.tasks import Task
from backend.schemas.version import ENGINE_VERSION, PREDICTION_METHOD
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.rows import PredictionRow
from backend.store.to_schema import facts_of

MOST_IMAGES = 1000
"""Images whose Jacobians a prediction is from, as an upper bound."""
PASSES = 20
"""Passes back through the network for each image, and for each class that it may be taken for, as an upper bound."""


def answer_key(spec: Spec, weights: Mapping[str, str]) -> str:
    """Two predictions of the same key have the same curves. `weights` maps network to SHA-256."""
    of = {"prediction": spec.spec_hash, "weights": weights, "engine": ENGINE_VERSION, "method": PREDICTION_METHOD}
    return digest({**of, **contents_of(spec)})


def create(session: Session, spec: Spec, key: str) -> str:
    """Record a prediction as queued. Returns its id."""
    return jobs.create_answered(session, PredictionRow, spec, key, curves=[])


def claim(session: Session, prediction_id: str, *, owner: str, now: float, lease_s: float) -> Spec | None:
    """Begin a queued prediction anew. None if it is not to be had."""
    row = jobs.claim(session, PredictionRow, prediction_id, owner=owner, now=now, lease_s=lease_s)
    if row is None:
        return None
    row.curves, row.engine_version = [], ENGINE_VERSION
    return Spec.model_validate(row.request)


def save_curve(session: Session, prediction_id: str, curve: PredictedCurve, *, owner: str, last: bool) -> None:
    """Add one network's curve; the last one ends the prediction."""
    row = jobs.progress(session, PredictionRow, prediction_id, owner=owner)
    if row is None:
        return
    row.curves = [*row.curves, curve.model_dump(mode="json")]
    if last:
        jobs.end(row, "done")


def check_work(cards: Mapping[str, NetworkCard], settings: Settings) -> None:
    """Refuse what would keep a worker busy for days. Raises Unfit, with the limit."""
    macs = sum(MOST_IMAGES * PASSES * card.macs for card in cards.values())
    if macs > settings.max_macs:
        raise Unfit(
            f"the prediction is too large: its networks take about {macs:.1e} multiply-accumulates, at most "
            f"{settings.max_macs:.1e} are allowed; take fewer networks",
            field="networks",
        )


def _check(spec: Spec, session: Session, settings: Settings) -> Checked:
    check_devices((place.setting for place in spec.grid()), session)
    cards = cards_of(spec.networks, session, settings)
    check_layers(spec, cards, [axis.parameter for axis in spec.sweep.axes])
    key = answer_key(spec, {network: content_of(card) for network, card in cards.items()})

    def plan() -> Record:
        check_work(cards, settings)
        return as_one(lambda session: create(session, spec, key))

    return Checked(plan, key)


def _restart(_session: Session, row: PredictionRow) -> list[Key]:
    """Anew: it is quick, and its Jacobians are kept."""
    row.curves = []
    return [(row.id,)]


def _view(_session: Session, row: PredictionRow) -> Prediction:
    curves = [PredictedCurve.model_validate(curve) for curve in row.curves]
    return Prediction(**facts_of(row), request=recorded_spec(row.request), curves=curves)


PREDICTIONS = JobKind(
    contract=PREDICTION_JOBS,
    row=PredictionRow,
    task=Task("mhoscope.predict", PREDICTIONS_QUEUE),
    words=Words(
        submit_name="ask_prediction",
        submit=Doc(
            "Predict the curves of a spec",
            "Queue a prediction to first order in the errors: no chip is simulated. A curve comes in for each network.",
        ),
        known="It was predicted before; that prediction is returned.",
        list=Doc("List predictions, newest first"),
        get=Doc("One prediction and its curves so far"),
        delete=Doc("Forget a prediction"),
        cancel=Doc("Stop a prediction; its curves so far stay"),
        retry=Doc("Predict again", "For a prediction that was cancelled or failed."),
        events="Events `update`, each a whole Prediction; then `end`.",
        wait="Wait so long, at most, for all curves.",
        waiting="predictions",
    ),
    most_unfinished=lambda settings: settings.max_unfinished_runs,
    retry_after_s=5,
    check=_check,
    view=_view,
    restart=_restart,
    rows=of_prediction,
    shows_enough=lambda prediction: prediction.state in PREDICTION_JOBS.ended,
)
