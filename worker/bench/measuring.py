"""All sections, one after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.datasets import DataSetMissing, load
from worker.bench.circuits import circuits
from worker.bench.contender import ContenderFailed
from worker.bench.curve import curve
from worker.bench.growth import linearity, scaling
from worker.bench.machine import this_machine
from worker.bench.memory import memory
from worker.bench.networks import NETWORKS, Floats, contest, synthetic_images
from worker.bench.plan import Plan
from worker.bench.report import LeftOut, Report, Row
from worker.bench.speed import speed
from worker.bench.wires import wires

SECTIONS = {
    "speed": "images a second, and what of the time is matrix products",
    "circuits": "converters, bit slices, read noise and devices, over frozen noise",
    "wires": "chips with resistive wires: programming one, and its reads",
    "curve": "a whole curve by sequential sampling",
    "memory": "the most memory that a worker takes",
    "scaling": "1, 2 and 4 worker processes",
    "linearity": "how the time grows",
}


def measure(
    plan: Plan,
    *,
    only: Collection[str],
    data_path: Path,
    peer: Sequence[str] | LeftOut,
    on_section: Callable[[str], None] = lambda name: None,
) -> Report:
    """`only` names sections; none is all. `peer` is the command of aihwkit's side, or why there is none."""
    began = time.perf_counter()
    images, said = _images(plan, data_path)
    report = Report(this_machine(), plan.threads, plan.repeats, plan.quick, said)
    with TemporaryDirectory(prefix="mhoscope-bench-") as temporary:
        folder = Path(temporary)
        contests = {}
        if not only or {"speed", "circuits", "wires", "scaling"} & set(only):
            contests = {name: contest(make(), images) for name, make in NETWORKS.items()}
        command = None if isinstance(peer, LeftOut) else peer
        sections: dict[str, Callable[[], Iterator[Row | LeftOut]]] = {
            "speed": partial(speed, plan, contests, folder, command),
            "circuits": partial(circuits, plan, contests, folder),
            "wires": partial(wires, plan, contests, folder),
            "curve": partial(curve, plan, data_path, folder),
            "memory": partial(memory, plan, data_path),
            "scaling": partial(scaling, plan, contests, folder),
            "linearity": partial(linearity, plan, images, folder),
        }
        for name, section in sections.items():
            if only and name not in only:
                continue
            on_section(name)
            try:
                for found in section():
                    report.add(found)
            except ContenderFailed as error:
                report.add(LeftOut(SECTIONS[name], str(error)))
    if isinstance(peer, LeftOut) and (not only or "speed" in only):
        report.add(peer)
    report.seconds = round(time.perf_counter() - began, 1)
    return report


def _images(plan: Plan, data_path: Path) -> tuple[Floats, str]:
    said = f"{plan.images:,} synthetic images with MNIST's statistics"
    if plan.quick:
        return synthetic_images(plan.images), said
    try:
        images = load("mnist", data_path).test_images[: plan.images]
    except DataSetMissing:
        return synthetic_images(plan.images), f"{said}, since MNIST is not here"
    return images.copy(), f"{len(images):,} of MNIST's test images"
