"""A whole curve as `mhoscope run` computes it, against the same number of draws at every point."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from backend.datasets import DataSetMissing, load
from backend.networks import load_arrays, load_card
from backend.schemas.spec import Axis, Sampling, Spec, Sweep
from backend.student_t import t_quantile
from worker.bench.contender import ENGINE, Arrangement, Contender
from worker.bench.networks import Contest, write_contest
from worker.bench.plan import Plan
from worker.bench.report import Goal, LeftOut, Row
from worker.bench.timing import Spread
from worker.process.sharing import ONE_THREAD
from worker.runs.offline import compute
from worker.translate.networks import to_engine

DRAWS = 30
TIMES_FASTER = 8.0


def curve(plan: Plan, data_path: Path, folder: Path) -> Iterator[Row | LeftOut]:
    network, values = "fashion-mnist/cnn-noise0.1", [0.004 * step for step in range(13)]
    if plan.quick:
        network, values = "digits/cnn-noise0.1", [0.0, 0.02]
    card = load_card(network)
    try:
        data = load(card.dataset, data_path)
    except DataSetMissing as error:
        yield LeftOut("a whole curve", str(error))
        return
    images = min(plan.images, len(data.test_labels))
    subject = f"{network}, {len(values)} points"
    row = partial(Row, "curve", subject)
    file = folder / "curve.npz"
    write_contest(file, Contest(to_engine(card, load_arrays(card)), data.test_images[:images], data.test_labels[:images]))
    with Contender("mhoscope", ENGINE, Arrangement(plan.threads, 1)) as contender:
        contender.tell("load", file=str(file))
        contender.work(contender.new_chips(plan.threads), programming=values[-1], read=0.0)
        began = time.perf_counter()
        for value in values:
            # Chips of its own for each point, as whoever loops over points and draws has them. Sigma is of the range in a spec.
            contender.work(contender.new_chips(plan.brute_draws), programming=2 * value, read=0.0)
        a_draw = (time.perf_counter() - began) / plan.brute_draws
    spec = Spec(
        networks=[network],
        images=images,
        sweep=Sweep(x=Axis(values=values)),
        sampling=Sampling(half_width=plan.half_width, max_draws=4000, images_per_draw="auto"),
    )
    os.environ.update(ONE_THREAD)  # for the processes that it starts
    began = time.perf_counter()
    result = compute(spec, {network: card}, data_path=data_path, processes=plan.threads)
    seconds = time.perf_counter() - began
    widest = max((point.ci_high - point.ci_low) / 2 for point in result.points)
    most = max(brute_draws(point.std_draws, plan.half_width) for point in result.points)
    timed = f"{images:,} images; timed on {plan.brute_draws} draws of each point, since all draws cost the same"
    yield row("sequential sampling", Spread.single(seconds), "s", note="as `mhoscope run`, starting its processes included")
    yield row("widest half-width of an interval", Spread.single(100 * widest), "points", Goal(100 * plan.half_width, "most"))
    yield row("draws of a point, least to most", Spread.of([float(point.draws) for point in result.points]), "draws")
    yield row(f"brute force, {DRAWS} draws", Spread.single(a_draw * DRAWS), "s", note=timed)
    reached = brute_half_width(max(point.std_draws for point in result.points), DRAWS)
    yield row(f"half-width of brute force, {DRAWS} draws", Spread.single(100 * reached), "points", note="at its widest point")
    yield row(
        "over brute force to the same half-width",
        Spread.single(a_draw * most / seconds),
        "x",
        Goal(TIMES_FASTER),
        note=f"{most} draws at every point, as many as the widest one needs; {timed}",
    )


def brute_half_width(std: float, draws: int) -> float:
    """Of the 95 % t interval of the mean over so many chips, whose accuracies differ by `std`."""
    return t_quantile(draws - 1, 0.975) * std / math.sqrt(draws)


def brute_draws(std: float, half_width: float) -> int:
    """The fewest draws, at least DRAWS, whose interval is expected to be as narrow."""
    draws = DRAWS
    while brute_half_width(std, draws) > half_width:
        draws += 1
    return draws
