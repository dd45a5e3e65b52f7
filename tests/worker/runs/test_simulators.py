"""Which benches a process keeps."""

from __future__ import annotations

from pathlib import Path

from backend.networks import load_card
from worker.crossbar import Conditions
from worker.runs.simulators import KEPT, Laboratory


def test_the_bench_least_recently_used_is_dropped_with_what_it_had_computed() -> None:
    laboratory, card = Laboratory(data_path=Path()), load_card("digits/mlp-noise0")
    first, second = laboratory.bench(card, 20), laboratory.bench(card, 21)
    held = []
    for bench in (first, second):
        bench.simulator.predictions(Conditions(programming=0.1), seed=0, draw=0)
        held.append(laboratory._memo.bytes)
    of_second = held[1] - held[0]
    assert held[0] > 0 and of_second > 0
    assert laboratory.bench(card, 20) is first
    for images in range(22, 22 + KEPT - 1):
        laboratory.bench(card, images)
    assert laboratory.bench(card, 20) is first
    assert laboratory._memo.bytes == held[0]
    assert laboratory.bench(card, 21) is not second
