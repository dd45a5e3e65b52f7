"""Answers to the questions of the page "See it", with what the next question needs kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from backend.datasets import DataSetMissing, load, record_of
from backend.networks import content_of, load_arrays
from backend.schemas.by_layer import has_chance
from backend.schemas.inspect import (
    CrossbarPicture,
    CrossbarRequest,
    ImagesRequest,
    Look,
    Mistakes,
    MistakesRequest,
    Pictures,
    Votes,
    VotesRequest,
)
from backend.schemas.network import NetworkCard
from worker.analysis.inspect.arrays import picture
from worker.analysis.inspect.chips import Chips
from worker.analysis.inspect.drawing import as_training_image
from worker.analysis.inspect.encoding import square_of
from worker.analysis.inspect.gallery import gallery
from worker.analysis.inspect.mistakes import mistakes
from worker.analysis.inspect.votes import vote
from worker.crossbar import Conditions, Simulator
from worker.crossbar.tools.arrays import Floats
from worker.simulators import Simulators
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

KEPT_SETTINGS = 2
"""Settings whose chips stay programmed: the current one and the one before."""
PROGRAMMING_S = 2.0
"""Seconds after which an answer uses the chips that are programmed so far; the page asks again for more."""
KEPT_ANSWERS = 8
"""Networks and settings whose predictions are kept."""
MACS_A_CALL = 3_000_000_000
"""Multiply-accumulates of one answer about misclassified images, about half a second; the page asks again for more."""
MOST_MACS_A_DRAW = 60_000_000_000
"""Largest number of multiply-accumulates for one chip."""

T = TypeVar("T")


class Inspector:
    """Answers questions about single chips of networks; `clock` returns seconds, and no result depends on it.

    In all methods, `card` is the network's, and `weights` are its packed arrays if it does not ship with the program.
    """

    def __init__(self, simulators: Simulators, *, data_path: Path, clock: Callable[[], float]) -> None:
        self._simulators, self._data_path, self._clock = simulators, data_path, clock
        self._chips: LRUCache[Hashable, Chips] = LRUCache(KEPT_SETTINGS)
        self._answers: LRUCache[Hashable, list[NDArray[np.int64]]] = LRUCache(KEPT_ANSWERS)
        self._clean: LRUCache[Hashable, NDArray[np.int64]] = LRUCache(KEPT_ANSWERS)

    def images(self, request: ImagesRequest, card: NetworkCard, _weights: bytes | None) -> Pictures:
        """Return test images without and with noise. Raises DataSetMissing and ValueError."""
        images, labels = self._test_set(card, request)
        return gallery(request, conditions(request.setting, card), images, labels, dataset=card.dataset)

    def votes(self, request: VotesRequest, card: NetworkCard, weights: bytes | None) -> Votes:
        """Return how chips classify one test image or drawing, with as many chips as are programmed in time.

        Raises DataSetMissing and ValueError.
        """
        began = self._clock()
        simulator = self._simulator(request, card, weights)
        setting = request.setting.model_dump_json()
        chips = _kept(
            self._chips,
            (content_of(card), card.dataset, setting, request.seed),
            lambda: Chips(simulator, conditions(request.setting, card), seed=request.seed),
        )
        programmed = chips.program(request.draws, enough=lambda: self._clock() - began > PROGRAMMING_S)
        request = request.model_copy(update={"draws": programmed, "chip": min(request.chip, programmed - 1)})
        if request.drawing is not None:
            ink = square_of(request.drawing.ink, request.drawing.side)
            style = record_of(card.dataset).drawing
            if style is None:
                raise ValueError(f"drawing must be for a data set that one can draw for; received one for {card.dataset}")
            images, index, label = as_training_image(ink, style)[None], 0, None
        else:
            (images, labels), index = self._test_set(card, request), request.image or 0
            if index >= len(images):
                raise ValueError(f"image must be less than {len(images)}; received {index}")
            label = int(labels[index])
            if request.changes and record_of(card.dataset).kind != "sequence":
                raise ValueError(f"changes must be of a sequence; {card.dataset} has images")
        answer = vote(card, simulator.network, chips, request, images=images, index=index, label=label)
        return answer.model_copy(update={"worked_ms": round(1000 * (self._clock() - began), 3)})

    def mistakes(self, request: MistakesRequest, card: NetworkCard, weights: bytes | None) -> Mistakes:
        """Return which images are misclassified; each call adds as many chips as MACS_A_CALL allows, at least one.

        Raises DataSetMissing and ValueError.
        """
        tested = self._simulators.get(card, request.images, weights=weights)
        work = tested.images * card.macs
        if work > MOST_MACS_A_DRAW:
            raise ValueError(
                f"images must be at most {MOST_MACS_A_DRAW // card.macs:,} for a network of {card.macs:,} "
                f"multiply-accumulates an image; received {request.images:,}"
            )
        simulator, now = tested.simulator, conditions(request.setting, card)
        key = (content_of(card), card.dataset, tested.images)
        clean = _kept(self._clean, key, lambda: simulator.predictions(Conditions(), seed=0, draw=0))
        answers = _kept(self._answers, (*key, request.setting.model_dump_json(), request.seed), list[NDArray[np.int64]])
        # Without chance all chips are the same one.
        wanted = request.draws if has_chance(request.setting, card) else 1
        for draw in range(len(answers), min(wanted, len(answers) + max(1, MACS_A_CALL // work))):
            answers.append(simulator.predictions(now, seed=request.seed, draw=draw))
        images, labels = self._test_set(card, request)
        capped = request.model_copy(update={"draws": wanted})
        return mistakes(capped, np.stack(answers[:wanted]), clean, images, labels, data=record_of(card.dataset))

    def crossbar(self, request: CrossbarRequest, card: NetworkCard, weights: bytes | None) -> CrossbarPicture:
        """Return the picture of one crossbar. Raises DataSetMissing and ValueError."""
        return picture(card, self._simulator(request, card, weights), request, conditions(request.setting, card))

    def _simulator(self, request: Look, card: NetworkCard, weights: bytes | None) -> Simulator:
        """Return the network's simulator, without images if its data set is missing and converters do not need it."""
        try:
            return self._simulators.get(card, request.images, weights=weights).simulator
        except DataSetMissing:
            converters = request.converters
            if converters.adc_bits is not None or converters.dac_bits is not None:
                raise
        height, width, channels = card.input_shape
        nothing: Floats = np.zeros((0, height, width, channels), np.float32)
        return Simulator(to_engine(card, load_arrays(card, weights)), nothing, np.zeros(0, np.int64))

    def _test_set(self, card: NetworkCard, request: Look) -> tuple[Floats, NDArray[np.int64]]:
        data = load(card.dataset, self._data_path)
        return data.test_images[: request.images], data.test_labels[: request.images]


def _kept(among: LRUCache[Hashable, T], key: Hashable, make: Callable[[], T]) -> T:
    """Return the value stored under a key, made if it is missing; the least recently used is dropped."""
    if key not in among:
        if len(among) >= among.maxsize:  # before the new one is made: two lots of chips are large
            among.popitem()
        among[key] = make()
    return among[key]
