"""What there is to choose from besides networks and devices, what an inference costs, and what noise amounts to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, StoreDep
from backend.api.devices import checked
from backend.api.errors import responses
from backend.api.networks import require_network
from backend.schemas.energy import Comparison, ComparisonRequest, EnergyEstimate, EnergyRequest
from backend.schemas.equivalence import Conversion, ConversionRequest
from backend.schemas.tasks import COMPARISON, CONVERSION, ENERGY
from backend.schemas.technology import TechnologyList
from backend.store.session import Store
from backend.technologies import technologies

router = APIRouter()


@router.get("/technologies", tags=["energy"], summary="Technologies, with every constant and its source")
async def list_technologies() -> TechnologyList:
    items = technologies()
    return TechnologyList(items=items, total=len(items))


@router.post("/energy", tags=["energy"], summary="Estimate the energy of one image", responses=responses(422, 503))
async def estimate_energy(request: EnergyRequest, store: StoreDep, queue: QueueDep) -> EnergyEstimate:
    """Energy of one inference, or of training on one image, by component."""
    await run_in_threadpool(require_network, request.network, store)
    # Patient enough for a worker that is only just starting on a busy machine.
    answer = await queue.ask(ENERGY, request.model_dump(mode="json"), timeout=20)
    return EnergyEstimate.model_validate(answer)


@router.post(
    "/energy/comparison",
    tags=["energy"],
    summary="MLP, CNN, LeNet-5, RNN, LSTM and GRU side by side",
    responses=responses(422, 503),
)
async def compare_energy(request: ComparisonRequest, queue: QueueDep) -> Comparison:
    """Energy and peripherals of the usual networks, recurrent ones at several T; as usual, or with equally many weights."""
    return Comparison.model_validate(await queue.ask(COMPARISON, request.model_dump(mode="json"), timeout=20))


@router.post("/conversion", tags=["noise"], summary="What a setting's noise amounts to", responses=responses(422, 503))
async def convert_noise(request: ConversionRequest, store: StoreDep, queue: QueueDep) -> Conversion:
    """The error of the weights and the training noise that it is like, layer by layer; the same in other tools' terms.

    Norms are taken on training images; what is measured is measured on test images, over simulated chips.
    """
    await run_in_threadpool(_check, request, store)
    return Conversion.model_validate(await queue.ask(CONVERSION, request.model_dump(mode="json"), timeout=30))


def _check(request: ConversionRequest, store: Store) -> None:
    checked([request.setting], store)
    require_network(request.network, store)
