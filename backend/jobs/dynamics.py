"""Dynamics as jobs: requests about recurrent networks, answered network after network and part by part."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from backend.devices.named import contents_of
from backend.jobs.checks import Unfit, cards_of, check_devices, check_layers
from backend.jobs.kind import Checked, Doc, JobKind, Record, Words, as_one
from backend.layers import RecurrentLayer
from backend.networks import content_of
from backend.schemas.canonical import digest, meaning
from backend.schemas.dynamics import DYNAMICS_JOBS, Dynamics, DynamicsOfNetwork, DynamicsRequest, Part
from backend.schemas.network import NetworkCard
from backend.schemas.tasks import RUNS as RUNS_QUEUE
from backend.schemas.tasks import Task
from backend.schemas.version import ENGINE_VERSION
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.rows import DynamicsRow
from backend.store.to_schema import facts_of

CAUSES = 4
"""Causes of noise that distances are measured for at most, with all of them together."""
PASSES_OF_A_CHIP = 10
"""Forward passes for the distances on one chip: measured, the errors of its reads, and three predictions in float64."""
CHIPS_OF_BASINS = 8
"""Chips on which basins are tried at most, each with as many steps without noise afterwards."""
OF_A_JACOBIAN = 6
"""Multiplications for the product and the factors of matrices (s, s), as a multiple of s^3."""


class Begun(NamedTuple):
    """Dynamics that a worker has taken: what is asked for, and what is found already."""

    request: DynamicsRequest
    networks: Sequence[DynamicsOfNetwork]
    parts_done: int
    """Parts that are answered, over all networks in their order; the next one is to be answered."""


def answer_key(request: DynamicsRequest, weights: Mapping[str, str]) -> str:
    """Two requests of the same key have the same answers, bit for bit. `weights` maps network to SHA-256."""
    return digest({"dynamics": meaning(request), "weights": weights, "engine": ENGINE_VERSION, **contents_of(request)})


def create(session: Session, request: DynamicsRequest, key: str) -> str:
    """Record a request for dynamics as queued. Returns its id."""
    return jobs.create_answered(session, DynamicsRow, request, key, networks=[])


def claim(session: Session, dynamics_id: str, *, owner: str, now: float, lease_s: float) -> Begun | None:
    """Begin or go on with queued dynamics. None if they are not to be had."""
    row = jobs.claim(session, DynamicsRow, dynamics_id, owner=owner, now=now, lease_s=lease_s)
    if row is None:
        return None
    if row.engine_version != ENGINE_VERSION:  # its parts would not fit together
        row.networks, row.parts_done, row.progress, row.engine_version = [], 0, 0.0, ENGINE_VERSION
    networks = [DynamicsOfNetwork.model_validate_json(json.dumps(network)) for network in row.networks]
    return Begun(DynamicsRequest.model_validate(row.request), networks, row.parts_done)


def save_progress(session: Session, dynamics_id: str, *, owner: str, progress: float) -> None:
    """Record how far the part that is being answered has brought a request, from 0 to 1."""
    row = jobs.progress(session, DynamicsRow, dynamics_id, owner=owner)
    if row is not None:
        row.progress = max(row.progress, progress)


def save_part(
    session: Session, dynamics_id: str, networks: Sequence[DynamicsOfNetwork], *, owner: str, parts_done: int, progress: float
) -> None:
    """Record what was found with one part more; with a progress of 1 the request is done."""
    row = jobs.progress(session, DynamicsRow, dynamics_id, owner=owner)
    if row is None:
        return
    row.networks = [network.model_dump(mode="json") for network in networks]
    row.parts_done, row.progress = parts_done, max(row.progress, progress)
    if progress >= 1:
        jobs.end(row, "done")


def check_recurrent(cards: Mapping[str, NetworkCard]) -> None:
    """Raises Unfit for a network without a recurrent layer, which has no hidden states."""
    for index, (network, card) in enumerate(cards.items()):
        if not any(isinstance(layer, RecurrentLayer) for layer in card.layers):
            raise Unfit(
                f"networks[{index}] must have a recurrent layer (RNN, Skip RNN, LSTM or GRU); {network} has none",
                field=f"networks[{index}]",
            )


def check_work(request: DynamicsRequest, cards: Mapping[str, NetworkCard], settings: Settings) -> None:
    """Refuse what would keep a worker busy for days. Raises Unfit, with the limit."""
    macs = sum(multiplications(request, card) for card in cards.values())
    if macs > settings.max_macs:
        raise Unfit(
            f"the request is too large: its networks, images, draws and steps are about {macs:.1e} multiply-accumulates, at most "
            f"{settings.max_macs:.1e} are allowed; take fewer networks, images, draws or extended_steps",
            field="images",
        )


def multiplications(request: DynamicsRequest, card: NetworkCard) -> float:
    """Multiply-accumulates of all parts for one network, roughly, and rather too many."""
    recurrent = [layer for layer in card.layers if isinstance(layer, RecurrentLayer)]
    steps = max(layer.time_steps for layer in recurrent)
    jacobians = sum(OF_A_JACOBIAN * layer.time_steps * (2 * layer.units) ** 3 for layer in recurrent)
    extended = 2 * request.extended_steps * (1 + len(request.kicks) + 2 * CAUSES * CHIPS_OF_BASINS) / steps
    of_an_image: dict[Part, float] = {
        "trajectories": 3,
        "distances": 1 + CAUSES * request.draws * PASSES_OF_A_CHIP,
        "spectrum": 1 + jacobians / card.macs,
        "gradients": 6,
        "basins": extended,
    }
    return request.images * card.macs * sum(of_an_image[part] for part in request.parts)


def _check(request: DynamicsRequest, session: Session, settings: Settings) -> Checked:
    check_devices([request], session)
    cards = cards_of(request.networks, session, settings)
    check_recurrent(cards)
    check_layers(request, cards)
    key = answer_key(request, {network: content_of(card) for network, card in cards.items()})

    def plan() -> Record:
        check_work(request, cards, settings)
        return as_one(lambda session: create(session, request, key))

    return Checked(plan, key)


def _restart(_session: Session, row: DynamicsRow) -> list[Key]:
    """What was found stays; the next part follows."""
    return [(row.id,)]


def _view(_session: Session, row: DynamicsRow) -> Dynamics:
    found = {"request": row.request, "progress": row.progress, "networks": row.networks}
    return Dynamics.model_validate_json(json.dumps({**facts_of(row), **found}))  # in Python, a list would not do for a pair


DYNAMICS = JobKind(
    contract=DYNAMICS_JOBS,
    row=DynamicsRow,
    task=Task("mhoscope.dynamics", RUNS_QUEUE),
    words=Words(
        submit_name="ask_dynamics",
        submit=Doc(
            "Ask for the dynamics of recurrent networks",
            "Queue a request. What is found comes in part by part, one network after another.",
        ),
        known="It was asked for before; that answer is returned.",
        list=Doc("List requests for dynamics, newest first"),
        get=Doc("The dynamics of a request, as far as they are found"),
        delete=Doc("Forget a request for dynamics"),
        cancel=Doc("Stop a request for dynamics; what was found stays"),
        retry=Doc("Go on with a stopped request for dynamics", "For one that was cancelled or failed; what was found stays."),
        events="Events `update`, each whole Dynamics; then `end`.",
        waiting="requests for dynamics",
    ),
    most_unfinished=lambda _settings: 20,
    retry_after_s=30,
    check=_check,
    view=_view,
    restart=_restart,
    rows=Dynamics.rows,
)
