"""From a request for dynamics to its answer, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from backend.layers import RecurrentLayer
from backend.schemas.dynamics import PARTS, DynamicsOfLayer, DynamicsOfNetwork, DynamicsRequest, Part
from backend.schemas.network import NetworkCard
from worker.analysis.dynamics.parts import ANSWERS
from worker.analysis.dynamics.subject import NotAnswered, Subject, Tick
from worker.crossbar import ChipFailure
from worker.simulators import NetworkOnImages
from worker.translate.conditions import conditions

BEYOND = "its numbers grow beyond what can be computed with"


class Found(NamedTuple):
    """What was found so far: each network in the order of the request, the last one with its parts so far."""

    networks: list[DynamicsOfNetwork]
    parts_done: int
    """Parts that are answered, over all networks; who goes on begins after them."""
    progress: float
    """From 0 to 1, by parts."""


def answer(
    request: DynamicsRequest,
    tested: Callable[[str], NetworkOnImages],
    *,
    found: Sequence[DynamicsOfNetwork] = (),
    parts_done: int = 0,
    tick: Tick = lambda progress: None,
) -> Iterator[Found]:
    """Yield what was found after each part of each network; the last one is the whole answer.

    `tested` gives a network on the images of the request. `found` and `parts_done` are those of an answer that is gone on with.
    `tick` is called now and then within a part, with the progress from 0 to 1; what it raises ends the answer. A part that a
    network cannot be asked leaves a note. Raises DeviceError and DataSetMissing.
    """
    asked = [(network, part) for network in request.networks for part in parts_of(request)]
    networks = list(found)
    for number, (network, part) in enumerate(asked[parts_done:], start=parts_done):
        known = tested(network)
        if len(networks) <= number // len(parts_of(request)):
            networks.append(_begun(known))
        subject = Subject(
            request=request,
            card=known.card,
            simulator=known.simulator,
            conditions=conditions(request.setting, known.card),
            tick=_forward(number, len(asked), tick),
        )
        subject.tick(0.0)
        networks[-1] = with_part(networks[-1], part, subject)
        yield Found(list(networks), number + 1, (number + 1) / len(asked))


def parts_of(request: DynamicsRequest) -> list[Part]:
    """Return what is asked for, in the order in which it is answered."""
    return [part for part in PARTS if part in request.parts]


def _forward(number: int, parts: int, tick: Tick) -> Tick:
    """Return what a part calls with the share of it that is done: the progress of the whole never goes back."""
    furthest = 0.0

    def within(share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        tick((number + furthest) / parts)

    return within


def with_part(network: DynamicsOfNetwork, part: Part, subject: Subject) -> DynamicsOfNetwork:
    """Return what was found of a network with one part more, or with a note on why there is none."""
    try:
        found = ANSWERS[part](subject)
        if not all(_is_finite(of_layer) for of_layer in found.values()):
            raise NotAnswered(BEYOND)
    except (NotAnswered, ChipFailure) as error:
        return network.model_copy(update={"notes": [*network.notes, f"{part}: {error}"]})
    layers = [layer.model_copy(update={part: found.get(layer.layer)}) for layer in network.layers]
    return network.model_copy(update={"layers": layers})


def _is_finite(found: BaseModel) -> bool:
    """Return whether all numbers of a model are finite: others are no JSON."""
    try:
        json.dumps(found.model_dump(mode="json"), allow_nan=False)
    except ValueError:
        return False
    return True


def _begun(tested: NetworkOnImages) -> DynamicsOfNetwork:
    """A network of which nothing more is known than its recurrent layers and its clean accuracy."""
    return DynamicsOfNetwork(network=tested.card.id, clean=tested.clean_accuracy, layers=recurrent_layers(tested.card))


def recurrent_layers(card: NetworkCard) -> list[DynamicsOfLayer]:
    """Return the recurrent layers of a network, in its order, with nothing found yet."""
    names = card.layer_names
    return [
        DynamicsOfLayer(layer=index, title=names[index], units=layer.units, time_steps=layer.time_steps)
        for index, layer in enumerate(card.layers)
        if isinstance(layer, RecurrentLayer)
    ]
