"""Images a second, with frozen and with read noise; what of it is matrix products; and next to peers at equal terms."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from worker.bench.agreement import agreement
from worker.bench.contender import ENGINE, Contender, ContenderFailed, arrangements
from worker.bench.networks import DESCRIPTIONS, Contest, write_contest
from worker.bench.plan import Plan
from worker.bench.products import macs
from worker.bench.recorded import CROSSSIM_READ_NOISE, CROSSSIM_SOURCE
from worker.bench.report import Goal, LeftOut, Row
from worker.bench.timing import Spread, ratio, take_turns

SIGMA = 0.05
"""Of max |w|. Speed does not depend on it."""
AGREEMENT_SIGMAS = (0.005, 0.01, 0.02)
OVER_AIHWKIT = {"MLP": 1.0, "CNN": 10.0, "RNN": 1.2}
OF_BEST_PRODUCT = {"MLP": 90.0, "CNN": 40.0, "RNN": 90.0}
OVER_CROSSSIM, READ_OVER_FROZEN = 500.0, 3.0

Section = Iterator[Row | LeftOut]
row = partial(Row, "speed")


def speed(plan: Plan, contests: Mapping[str, Contest], folder: Path, peer: Sequence[str] | None) -> Section:
    """`peer` is the command of aihwkit's side, if it is to be had."""
    ways = arrangements(plan.threads)
    if plan.quick:
        ways = ways[:1]
    with ExitStack() as stack:
        ours = [stack.enter_context(Contender("mhoscope", ENGINE, way)) for way in ways]
        theirs = [stack.enter_context(Contender("aihwkit", peer, way)) for way in ways] if peer else []
        for name, contest in contests.items():
            yield from _network(plan, name, contest, folder, ours, theirs)


def _network(
    plan: Plan, name: str, contest: Contest, folder: Path, ours: Sequence[Contender], theirs: Sequence[Contender]
) -> Section:
    file = folder / f"{name}.npz"
    write_contest(file, contest)
    for contender in ours:
        contender.tell("load", file=str(file))
    withheld, versions = None, ""
    if theirs:
        try:
            versions = _versions([contender.tell("load", file=str(file))[0] for contender in theirs])
            withheld = _disagreement(plan, contest, folder, ours[0], theirs[0], file)
        except ContenderFailed as error:
            withheld, theirs = str(error), []
    images = len(contest.images)
    jobs: dict[str, Callable[[], float]] = {}
    for contender in ours:
        where = contender.arrangement
        jobs[f"frozen {where}"] = _rate(plan, contender, images, programming=SIGMA, read=0.0)
        jobs[f"read {where}"] = _rate(plan, contender, images, programming=0.0, read=SIGMA)
        jobs[f"products {where}"] = _rate(plan, contender, images, call="products")
        jobs[f"best {where}"] = partial(_best_product, contender, plan.seconds / 2)
    for contender in theirs:
        jobs[f"aihwkit {contender.arrangement}"] = _rate(plan, contender, images, programming=SIGMA, read=0.0)
    rates = take_turns(jobs, plan.repeats)

    frozen, way = _fastest(rates, "frozen")
    read, _ = _fastest(rates, "read")
    subject = f"{name} {DESCRIPTIONS[name]}"
    yield row(subject, "frozen noise", Spread.of(frozen), "images/s", note=f"processes x threads: {way}")
    yield row(subject, "read noise", Spread.of(read), "images/s")
    yield row(subject, "time, read over frozen noise", ratio(frozen, read), "x", Goal(READ_OVER_FROZEN, "most"))
    slowest, fastest = CROSSSIM_READ_NOISE[name]
    over = Spread(median(read) / fastest, min(read) / fastest, max(read) / slowest)
    yield row(
        subject,
        "read noise over CrossSim",
        over,
        "x",
        Goal(OVER_CROSSSIM),
        note=f"{slowest:g}-{fastest:g} images/s: {CROSSSIM_SOURCE}",
    )
    yield from _products(subject, name, contest, rates, frozen, way)
    if theirs and withheld is None:
        other, other_way = _fastest(rates, "aihwkit")
        yield row(subject, "aihwkit, frozen noise", Spread.of(other), "images/s", note=f"{versions}; {other_way}")
        yield row(subject, "frozen noise over aihwkit", ratio(frozen, other), "x", Goal(OVER_AIHWKIT[name]))
    elif withheld:
        yield LeftOut(f"{name} over aihwkit", withheld)


def _products(
    subject: str, name: str, contest: Contest, rates: Mapping[str, list[float]], frozen: list[float], way: str
) -> Section:
    best, best_way = _fastest(rates, "best")
    operations = 2 * macs(contest.network)
    yield row(subject, "best product of this machine", Spread.of([one / 1e9 for one in best]), "GFLOP/s", note=best_way)
    share = ratio([100 * operations * one for one in frozen], best)
    yield row(subject, "products at the best rate, of the time", share, "%", Goal(OF_BEST_PRODUCT[name]))
    alone = ratio([100 * one for one in frozen], rates[f"products {way}"])
    yield row(subject, "its own products alone, of the time", alone, "%")


def _rate(plan: Plan, contender: Contender, images: int, *, call: str = "work", **setting: float) -> Callable[[], float]:
    """A job: images a second over as many new chips as make it last long enough. Finding how many warms up."""
    processes = contender.arrangement.processes
    draws = processes
    while True:
        began = time.perf_counter()
        contender.work(contender.new_chips(draws), call=call, **setting)
        took = time.perf_counter() - began
        if took >= plan.seconds:
            break
        draws = processes * max(draws // processes + 1, math.ceil(1.1 * plan.seconds / took * draws / processes))

    def job() -> float:
        began = time.perf_counter()
        contender.work(contender.new_chips(draws), call=call, **setting)
        return images * draws / (time.perf_counter() - began)

    return job


def _best_product(contender: Contender, seconds: float) -> float:
    """Of all the processes at the same time."""
    return float(sum(contender.tell("best_product", seconds=seconds)))


def _fastest(rates: Mapping[str, list[float]], what: str) -> tuple[list[float], str]:
    """Of the arrangements, the one with the greatest median; each contender is taken at its best."""
    ways = {name.partition(" ")[2]: values for name, values in rates.items() if name.partition(" ")[0] == what}
    best = max(ways, key=lambda way: median(ways[way]))
    return ways[best], best


def _disagreement(plan: Plan, contest: Contest, folder: Path, one: Contender, other: Contender, file: Path) -> str | None:
    """Why the two do not measure the same; None if they do."""
    few = folder / "agreement.npz"
    count = plan.agreement_images
    write_contest(few, Contest(contest.network, contest.images[:count], contest.labels[:count]))
    curves: list[list[list[int]]] = []
    for contender in (one, other):
        contender.tell("load", file=str(few))
        draws = range(plan.agreement_draws)
        curves.append([contender.work(draws, programming=sigma, read=0.0) for sigma in AGREEMENT_SIGMAS])
        contender.tell("load", file=str(file))
    return agreement(AGREEMENT_SIGMAS, curves[0], curves[1], count).reason


def _versions(loaded: Sequence[Mapping[str, object]]) -> str:
    first = loaded[0]
    batches = " or ".join(str(one["batch"]) for one in loaded)
    return f"aihwkit {first['aihwkit']}, torch {first['torch']}, batches of {batches}"
