"""The study's claims with their verdicts, and what is behind each."""

from __future__ import annotations

from fastapi import APIRouter

from backend.api.deps import StoreDep
from backend.api.errors import ApiError, responses
from backend.networks import zoo_cards
from backend.reproductions import reproductions
from backend.reproductions.prediction_quality import prediction_quality
from backend.schemas.prediction_quality import PredictionQuality
from backend.schemas.reproduction import CommittedRun, Reproduction, ReproductionList, ReproductionSummary
from backend.store import runs
from backend.store.session import Store

router = APIRouter(prefix="/reproductions", tags=["reproductions"])


@router.get("", summary="The study's claims with their verdicts")
def list_reproductions() -> ReproductionList:
    """Verdicts follow from the measurements that ship with the program, by code."""
    found = reproductions()
    items = [ReproductionSummary(**one.model_dump(include=set(ReproductionSummary.model_fields))) for one in found.values()]
    return ReproductionList(items=items, total=len(items))


@router.get("/predictions", summary="How well predicted accuracies agree with simulated ones", responses=responses(404))
def get_prediction_quality() -> PredictionQuality:
    """As it was measured over the networks that ship."""
    found = prediction_quality()
    if found is None:
        raise ApiError(404, "it was not measured how well accuracies are predicted")
    return found


@router.get("/{claim}", summary="One claim, with figures, numbers and runs", responses=responses(404))
def get_reproduction(claim: str, store: StoreDep) -> Reproduction:
    found = reproductions()
    if claim not in found:
        raise ApiError(404, f"there is no claim {claim!r}; it must be one of {', '.join(found)}")
    return _with_runs(store, found[claim])


def _with_runs(store: Store, one: Reproduction) -> Reproduction:
    """Each run with its id here, so that it can be opened."""
    cards = zoo_cards()

    def here(run: CommittedRun) -> CommittedRun:
        weights = {network: cards[network].weights_sha256 for network in run.spec.networks if network in cards}
        return run.model_copy(update={"run": runs.find_answer(session, runs.answer_key(run.spec, weights))})

    with store.read() as session:
        return one.model_copy(update={"runs": [here(run) for run in one.runs]})
