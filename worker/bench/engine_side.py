"""This program's engine as a contender: `python -m worker.bench.engine_side`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

from backend.schemas.setting import Setting
from worker.bench.circuits import know_own_devices
from worker.bench.memory import big_sweep
from worker.bench.networks import Contest, read_contest
from worker.bench.peers.lines import serve
from worker.bench.products import best_rate, multiply_all, shapes
from worker.bench.wires import array_seconds, chip_seconds
from worker.crossbar import Conditions, Simulator
from worker.process.die_with_parent import die_with_parent
from worker.translate.conditions import conditions

REFERENCE: Literal["max"] = "max"  # of sigma: max |w|, which the peers refer to as well


class Side:
    """One network on its images."""

    contest: Contest
    simulator: Simulator

    def load(self, file: str, calibration_images: int = 0) -> dict[str, Any]:
        self.contest = read_contest(file)
        images = self.contest.images
        self.simulator = Simulator(
            self.contest.network, images, self.contest.labels, calibration_images=images[:calibration_images]
        )
        return {}

    def work(self, programming: float, read: float, draws: Sequence[int]) -> list[int]:
        """Images that each chip gets right."""
        conditions = Conditions(programming=programming, read=read, reference=REFERENCE)
        return [self.simulator.correct(conditions, seed=0, draw=draw) for draw in draws]

    def seconds(self, setting: dict[str, Any], draws: Sequence[int]) -> float:
        """Processor seconds that these chips take in a setting as of a spec."""
        know_own_devices()
        asked = conditions(Setting.model_validate(setting))
        began = time.process_time()
        for draw in draws:
            self.simulator.correct(asked, seed=0, draw=draw)
        return time.process_time() - began

    def wired_array(self) -> tuple[float, float] | None:
        """Processor seconds of one array with wires, by the engine and by a sparse direct solve; None without SciPy."""
        return array_seconds()

    def wired_chip(self, draw: int) -> dict[str, float]:
        """Processor seconds of a chip with wires: programming, reads, and reads of a plain chip."""
        return chip_seconds(self.contest, self.simulator, draw)

    def first_images(self, count: int) -> None:
        """Work on fewer images from now on."""
        contest = self.contest
        self.simulator = Simulator(contest.network, contest.images[:count], contest.labels[:count])

    def products(self, draws: Sequence[int]) -> None:
        """The matrix products of as many draws, and nothing else."""
        for _ in draws:
            multiply_all(shapes(self.contest.network), len(self.contest.images))

    def best_product(self, seconds: float) -> float:
        """Floating-point operations a second of the best single-precision product found in a time."""
        return best_rate(seconds, time.perf_counter)


if __name__ == "__main__":
    die_with_parent()
    side = Side()
    own = ("load", "work", "seconds", "wired_array", "wired_chip", "first_images", "products", "best_product")
    serve({**{name: getattr(side, name) for name in own}, "big_sweep": big_sweep})
