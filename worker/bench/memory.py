"""The most memory that a worker process takes, whatever it is asked."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from worker.bench.contender import ENGINE, Arrangement, Contender
from worker.bench.plan import Plan
from worker.bench.report import Goal, LeftOut, Row
from worker.bench.timing import Spread

LARGEST = 1024.0
NETWORKS = ("mlp-noise0", "cnn-noise0", "lstm-t14-noise0", "rnn-t28-noise0")
SMALL_NETWORKS = ("mlp-noise0", "cnn-noise0", "lstm-t8-noise0")


def memory(plan: Plan, data_path: Path) -> Iterator[Row | LeftOut]:
    """A worker with all of its libraries, on one large network after another, on every kind of noise and converter."""
    from backend.datasets import DataSetMissing, require

    networks = [f"digits/{name}" for name in SMALL_NETWORKS]
    if not plan.quick:
        for dataset in ("mnist", "fashion-mnist"):
            try:
                require(dataset, data_path)
            except DataSetMissing as error:
                yield LeftOut(f"memory with {dataset}", str(error))
            else:
                networks += [f"{dataset}/{name}" for name in NETWORKS]
    with Contender("mhoscope", ENGINE, Arrangement(1, 1)) as contender:
        asked = {"networks": networks, "images": plan.images, "data_path": str(data_path)}
        found = contender.tell("big_sweep", **asked)[0]
    most = max(len(found["networks"]), 1)
    note = f"{most} networks in one process, {plan.images:,} images each, {found['conditions']} kinds of conditions"
    yield Row("memory", "worker process", "most memory", Spread.single(found["mib"]), "MiB", Goal(LARGEST, "most"), note=note)


def big_sweep(networks: Sequence[str], images: int, data_path: str) -> dict[str, Any]:
    """In the worker's own process: points of large runs, and the most memory that this took."""
    import worker.tasks  # noqa: F401 - a worker has all of it loaded
    from backend.networks import load_card
    from backend.schemas.setting import Setting
    from worker.simulators import Simulators
    from worker.translate.conditions import conditions

    settings = [
        Setting.model_validate({"internal_noise": {"programming": 0.05}}),
        Setting.model_validate({"internal_noise": {"programming": 0.02, "read": 0.02}}),
        Setting.model_validate({"internal_noise": {"device": "pcm-joshi", "age_s": 1e6}}),
        Setting.model_validate({"internal_noise": {"stuck_low": 0.01}, "test_noise": {"kind": "gaussian", "level": 0.2}}),
        Setting.model_validate({"converters": {"adc_bits": 6, "dac_bits": 6, "weight_bits": 6}, "crossbar": {"rows": 128}}),
    ]
    simulators = Simulators(data_path=Path(data_path))
    for network in networks:
        tested = simulators.get(load_card(network), images)
        _ = tested.correct_without_noise  # a worker keeps it, too
        for draw, setting in enumerate(settings):
            tested.simulator.correct(conditions(setting), seed=0, draw=draw)
    return {"mib": peak_mib(), "networks": list(networks), "conditions": len(settings)}


def peak_mib() -> float:
    """The most memory that this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Of this program alone; what getrusage tells began with the process that started it.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 1024)
