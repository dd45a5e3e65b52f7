"""How the time grows with draws, images and multiply-accumulates, and how it shrinks with worker processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from worker.bench.contender import ENGINE, Arrangement, Contender
from worker.bench.networks import Contest, Floats, contest, mlp, write_contest
from worker.bench.plan import Plan
from worker.bench.products import macs
from worker.bench.report import Goal, LeftOut, Row
from worker.bench.slope import slope
from worker.bench.timing import Spread, ratio, take_turns

SIGMA = 0.05
PROCESSES = (1, 2, 4)
WIDTHS = ((64, 32), (128, 64), (256, 128), (512, 256))
FACTORS = (1, 2, 4, 8)


def scaling(plan: Plan, contests: Mapping[str, Contest], folder: Path) -> Iterator[Row | LeftOut]:
    """As many new chips by 1, 2 and 4 processes of one thread each."""
    counts = PROCESSES[:2] if plan.quick else PROCESSES
    with ExitStack() as stack:
        contenders = [stack.enter_context(Contender("mhoscope", ENGINE, Arrangement(count, 1))) for count in counts]
        for name, of in islice(contests.items(), 1 if plan.quick else None):
            file = folder / f"{name}.npz"
            write_contest(file, of)
            for contender in contenders:
                contender.tell("load", file=str(file))
                contender.work(contender.new_chips(contender.arrangement.processes), programming=SIGMA, read=0.0)
            draws = max(PROCESSES) * max(1, round(plan.seconds / max(PROCESSES) / _seconds(contenders[0], 1)))
            jobs = {str(one.arrangement.processes): partial(_seconds, one, draws) for one in contenders}
            times = take_turns(jobs, plan.repeats)
            for count in counts[1:]:
                # 2 or 4 processes on 2 cores: never slower than one.
                faster = ratio(times["1"], times[str(count)])
                yield Row("scaling", name, f"speed of {count} processes over 1", faster, "x", Goal(1.0))


def linearity(plan: Plan, images: Floats, folder: Path) -> Iterator[Row | LeftOut]:
    """Exponents of the time in one process; 1 is linear."""
    files = {}
    for widths in WIDTHS:
        files[widths] = folder / f"mlp-{widths[0]}.npz"
        write_contest(files[widths], contest(mlp(widths), images))
    with Contender("mhoscope", ENGINE, Arrangement(1, 1)) as contender:

        def by_images(count: int) -> float:
            contender.tell("first_images", count=count)
            return _seconds(contender, few)

        def by_macs(widths: tuple[int, int]) -> float:
            contender.tell("load", file=str(files[widths]))
            contender.work(contender.new_chips(1), programming=SIGMA, read=0.0)
            return _seconds(contender, few)

        middle = files[WIDTHS[2]]
        contender.tell("load", file=str(middle))
        _seconds(contender, 1)
        few = max(1, round(plan.seconds / 4 / _seconds(contender, 1)))
        # Every family of jobs in turns of its own: what it changes stays as it is until the last of it.
        draws = {factor * few: partial(_seconds, contender, factor * few) for factor in FACTORS}
        yield _slope("draws", draws, plan)
        counts = [len(images) * factor // FACTORS[-1] for factor in FACTORS]
        yield _slope("images", {count: partial(by_images, count) for count in counts}, plan)
        sizes = {macs(mlp(widths)): partial(by_macs, widths) for widths in WIDTHS}
        yield _slope("multiply-accumulates", sizes, plan)


def _slope(what: str, jobs: Mapping[int, Callable[[], float]], plan: Plan) -> Row:
    times = take_turns({str(size): job for size, job in jobs.items()}, plan.repeats)
    found = slope(list(jobs), [median(times[str(size)]) for size in jobs])
    sizes = " to ".join(f"{size:,}" for size in (min(jobs), max(jobs)))
    note = f"95 % interval of a line through {len(jobs)} sizes, {sizes}"
    return Row(
        "linearity", "MLP", f"time ~ {what} to the power of", Spread(found.value, found.low, found.high), "slope", note=note
    )


def _seconds(contender: Contender, draws: int) -> float:
    """Of so many new chips."""
    began = time.perf_counter()
    contender.work(contender.new_chips(draws), programming=SIGMA, read=0.0)
    return time.perf_counter() - began
