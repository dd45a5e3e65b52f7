"""Which networks on images a process keeps."""

from __future__ import annotations

from pathlib import Path

from backend.networks import load_card
from worker.crossbar import Conditions
from worker.simulators.cache import KEPT, Simulators


def test_the_network_least_recently_used_is_dropped_with_what_it_had_computed() -> None:
    simulators, card = Simulators(data_path=Path()), load_card("digits/mlp-noise0")
    first, second = simulators.get(card, 20), simulators.get(card, 21)
    held = []
    for tested in (first, second):
        tested.simulator.predictions(Conditions(programming=0.1), seed=0, draw=0)
        held.append(simulators._memo.bytes)
    of_second = held[1] - held[0]
    assert held[0] > 0 and of_second > 0
    assert simulators.get(card, 20) is first
    for images in range(22, 22 + KEPT - 1):
        simulators.get(card, images)
    assert simulators.get(card, 20) is first
    assert simulators._memo.bytes == held[0]
    assert simulators.get(card, 21) is not second
