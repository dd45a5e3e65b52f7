"""From a valid spec to a queued run: what is checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sqlalchemy.orm import Session

from backend.api.devices import checked
from backend.api.errors import ApiError
from backend.datasets import DataSetMissing, require, test_images
from backend.queue import Queue
from backend.schemas.network import NetworkCard
from backend.schemas.run import Run
from backend.schemas.spec import Spec
from backend.settings import Settings
from backend.store import runs
from backend.store.networks import all_cards
from backend.store.session import Store

RETRY_AFTER_S = 10


def submit(spec: Spec, *, store: Store, queue: Queue, settings: Settings) -> tuple[Run, bool]:
    """The run that answers a spec, and whether it is new. Raises ApiError."""
    checked((place.setting for place in spec.grid()), store)
    with store.read() as session:
        cards = cards_of(spec.networks, session, settings)
        weights = {network: card.weights_sha256 for network, card in cards.items()}
        known = runs.find_answer(session, runs.answer_key(spec, weights))
        if known is not None:
            return runs.get(session, known), False
        if runs.unfinished_count(session) >= settings.max_unfinished_runs:
            raise ApiError(
                429,
                f"{settings.max_unfinished_runs} runs are waiting already; cancel some, or try again later",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )
    images = {network: min(spec.images, test_images(card.dataset)) for network, card in cards.items()}
    points = runs.plan(spec, weights=weights, images=images)
    _bound(spec, cards, images, settings)
    with store.write() as session:
        run_id = runs.create(session, spec=spec, weights=weights, points=points)
    queue.send_points((run_id, position) for position in range(len(points)))
    with store.read() as session:
        return runs.get(session, run_id), True


def cards_of(networks: Sequence[str], session: Session, settings: Settings) -> dict[str, NetworkCard]:
    """The cards of networks that are here with their data sets. Raises ApiError."""
    known = all_cards(session)
    cards = {}
    for index, network in enumerate(networks):
        if network not in known:
            near = get_close_matches(network, known, n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else "; GET /api/v1/networks lists them"
            raise ApiError(422, f"networks[{index}]: there is no network {network!r}{hint}", field=f"networks[{index}]")
        cards[network] = known[network]
        try:
            require(known[network].dataset, settings.data_path)
        except DataSetMissing as error:
            raise ApiError(422, f"networks[{index}]: {error}", field=f"networks[{index}]") from None
    return cards


def _bound(spec: Spec, cards: dict[str, NetworkCard], images: dict[str, int], settings: Settings) -> None:
    """Refuse what would keep the workers busy for days."""
    places = len(spec.sweep.x.values) * (len(spec.sweep.y.values) if spec.sweep.y else 1)
    macs = sum(places * spec.sampling.max_draws * images[network] * card.macs for network, card in cards.items())
    if macs > settings.max_macs:
        raise ApiError(
            422,
            f"the run is too large: {places} settings x {spec.sampling.max_draws} draws x images x MACs "
            f"of its networks are {macs:.1e}, at most {settings.max_macs:.1e} are allowed; "
            "take fewer values, images or sampling.max_draws",
            field="sampling.max_draws",
        )
