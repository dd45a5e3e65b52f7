"""Design questions without queue and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backend.schemas.by_layer import has_chance
from backend.schemas.design import DesignRequest
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.design.measurement import Measurement
from worker.runs.point import extend
from worker.sampling import summarise
from worker.simulators import NetworkOnImages, Simulators


class PlainSampler:
    """Draws in this process. `on_measured` hears of every place and its accuracy, `on_counted` of how many settings there were.

    A setting of an attribution is counted once for each draw.
    """

    def __init__(
        self,
        request: DesignRequest,
        cards: Mapping[str, NetworkCard],
        weights: Mapping[str, bytes],
        *,
        data_path: Path,
        on_measured: Callable[[str, Measurement], None],
        on_counted: Callable[[str, int], None] = lambda *_: None,
    ) -> None:
        self._request, self._cards, self._weights = request, cards, weights
        self._on_measured, self._on_counted, self._counted = on_measured, on_counted, 0
        self._simulators = Simulators(data_path=data_path)

    def card(self, network: str) -> NetworkCard:
        return self._cards[network]

    def clean_accuracy(self, network: str) -> float:
        return self.tested(network).clean_accuracy

    def measure(self, network: str, setting: Setting, layers: frozenset[int] | None = None) -> Measurement:
        request, tested = self._request, self.tested(network)
        correct: list[int] = []
        for _settled in extend(tested, setting, seed=request.seed, sampling=request.sampling, correct=correct, layers=layers):
            pass
        differ = has_chance(setting, tested.card) and layers != frozenset()
        found = summarise(correct, tested.images, request.sampling, has_chance=differ)
        measured = Measurement(found.accuracy, found.ci_low, found.ci_high)
        self._on_measured(network, measured)
        return measured

    def tested(self, network: str) -> NetworkOnImages:
        return self._simulators.get(self._cards[network], self._request.images, weights=self._weights.get(network))

    def count(self, network: str) -> None:
        self._counted += 1
        self._on_counted(network, self._counted)
