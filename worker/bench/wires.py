"""Chips with resistive wires: how long programming one takes, next to a general direct solve, and how fast it then reads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from worker.bench.contender import ENGINE, Arrangement, Contender
from worker.bench.direct import equivalent_by_direct_solve
from worker.bench.networks import DESCRIPTIONS, Contest, write_contest
from worker.bench.plan import Plan
from worker.bench.report import Goal, LeftOut, Row
from worker.bench.timing import Spread, ratio
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Array, Crossbar
from worker.crossbar.chip.wires import Resistances, equivalent_conductances
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.images import pixel_major
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.scratch import Scratch

SIDE, OHM, G_MAX_US = 128, 1.0, 100.0
WIRED = Conditions(programming=0.05, reference="max", wire_resistance_ohm=OHM, g_max_us=G_MAX_US, rows=SIDE, columns=SIDE)
OVER_DIRECT, OVER_PLAIN = 0.5, 1.1


def wires(plan: Plan, contests: Mapping[str, Contest], folder: Path) -> Iterator[Row | LeftOut]:
    """Yield rows of one array, and of each network's chip: processor time."""
    with Contender("mhoscope", ENGINE, Arrangement(1, 1)) as contender:
        yield _one_array(plan, contender)
        for name, contest in contests.items():
            file = folder / f"{name}.npz"
            write_contest(file, contest)
            contender.tell("load", file=str(file))
            contender.tell("wired_chip", draw=0)  # warms up
            chips = [contender.tell("wired_chip", draw=draw)[0] for draw in range(1, plan.repeats + 1)]
            programming, wired, plain = ([chip[part] for chip in chips] for part in ("programming", "wired", "plain"))
            subject = f"{name} {DESCRIPTIONS[name]}"
            yield Row("wires", subject, f"programming a chip, arrays of {SIDE} x {SIDE}", Spread.of(programming), "s")
            over = ratio(wired, plain)
            yield Row("wires", subject, "time, reads of a chip with wires over one without", over, "x", Goal(OVER_PLAIN, "most"))


def _one_array(plan: Plan, contender: Contender) -> Row | LeftOut:
    times: list[Sequence[float] | None] = [contender.tell("wired_array")[0] for _ in range(plan.repeats)]
    known = [pair for pair in times if pair is not None]
    what = f"time, one array of {SIDE} x {SIDE} over a sparse direct solve"
    if not known:
        return LeftOut(what, "SciPy is not installed")
    own, direct = zip(*known, strict=True)
    note = f"SciPy's SuperLU: {sorted(direct)[len(direct) // 2]:.2g} s"
    return Row("wires", "array", what, ratio(own, direct), "x", Goal(OVER_DIRECT, "most"), note=note)


def array_seconds() -> tuple[float, float] | None:
    """Return the processor seconds of one array by the engine and by a sparse direct solve; None without SciPy."""
    conductances = np.random.default_rng(0).uniform(0, 1, (SIDE, SIDE))
    resistance = OHM * G_MAX_US * 1e-6
    try:
        equivalent_by_direct_solve(conductances[:2, :2], resistance)
    except ImportError:
        return None
    began = time.process_time()
    equivalent_conductances(conductances, Resistances(resistance))
    between = time.process_time()
    equivalent_by_direct_solve(conductances, resistance)
    return between - began, time.process_time() - between


def chip_seconds(contest: Contest, simulator: Simulator, draw: int) -> dict[str, float]:
    """Return the processor seconds of programming a chip with wires, of its reads, and of those of a plain one of its weights."""
    began = time.process_time()
    chip = simulator.program(WIRED, seed=0, draw=draw)
    programming = time.process_time() - began
    scratch = Scratch()
    plain = {index: Array.of(array.weights, 0.0, Conditions(), None, scratch=scratch) for index, array in chip.items()}
    return {
        "programming": programming,
        "wired": _reads(contest, chip, scratch),
        "plain": _reads(contest, plain, scratch),
    }


def _reads(contest: Contest, arrays: Mapping[int, Crossbar], scratch: Scratch) -> float:
    network, seconds = contest.network, []
    images = blocks(pixel_major(contest.images), block_size(network))
    for _ in range(3):
        began = time.process_time()
        for block in images:
            infer(network, block, ForwardPass(arrays, scratch))
        seconds.append(time.process_time() - began)
    return min(seconds)
