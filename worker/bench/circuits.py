"""Time of converters, bit slices, read noise and devices, over that of a frozen programming error alone, on one thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.devices.measured import from_csv
from worker.bench.contender import ENGINE, Arrangement, Contender
from worker.bench.networks import DESCRIPTIONS, Contest, write_contest
from worker.bench.plan import Plan
from worker.bench.report import Goal, Row
from worker.bench.timing import ratio, take_turns
from worker.translate import own_devices

SIGMA = 0.05
"""Of max |w|. Speed does not depend on it."""
FROZEN = {"programming": SIGMA, "reference": "max"}
CONVERTERS = {"adc_bits": 8, "dac_bits": 8}
LEVELS = range(1, 26, 2)
TABLE = "level (uS),mean,std\n" + "".join(f"{g},{0.98 * g + 0.1},{0.4 + 0.02 * g}\n" for g in LEVELS)
"""Measurements of a made-up device of a user's own."""
WITH_READS = "level (uS),mean,std,read\n" + "".join(f"{g},{g},{0.4 + 0.02 * g},{0.2 + 0.01 * g}\n" for g in LEVELS)
"""Those of one whose reads are noisy."""
OWN = {table: from_csv(table, title="measured") for table in (TABLE, WITH_READS)}
DAY_S = 86_400
CALIBRATION_IMAGES = 1_000


@dataclass(frozen=True)
class Circuit:
    """A setting, and how much longer a chip may take than one with a programming error alone: MLP, CNN, RNN; None: any time.

    Reads whose noise depends on the conductances need a second product, of variances.
    """

    title: str
    setting: dict[str, Any]
    most: tuple[float, float, float] | None


CIRCUITS = (
    Circuit("ADC 8 + DAC 8", {"internal_noise": FROZEN, "converters": CONVERTERS}, (1.25, 1.6, 1.25)),
    Circuit(
        "ADC 8 + DAC 8, bit-serial",
        {"internal_noise": FROZEN, "converters": {**CONVERTERS, "input_encoding": "bit_serial"}},
        (11, 16, 11),
    ),
    Circuit(
        "2-bit cells, 128 x 128, ADC 8 + DAC 8",
        {
            "internal_noise": FROZEN,
            "converters": {**CONVERTERS, "weight_bits": 8, "cell_bits": 2},
            "crossbar": {"rows": 128, "columns": 128},
        },
        (5, 5, 5),
    ),
    Circuit("read noise", {"internal_noise": {"programming": 0.0, "read": SIGMA, "reference": "max"}}, (0.4, 1.8, 1.4)),
    Circuit("PCM, a day old", {"internal_noise": {"device": "pcm-joshi", "age_s": DAY_S}}, (1.5, 1.5, 1.5)),
    Circuit("a device of one's own", {"internal_noise": {"device": OWN[TABLE].id}}, (1.5, 1.5, 1.5)),
    Circuit("PCM with 1/f reads, a day old", {"internal_noise": {"device": "pcm-nandakumar", "age_s": DAY_S}}, None),
    Circuit("a device of one's own with read noise", {"internal_noise": {"device": OWN[WITH_READS].id}}, None),
)


def know_own_devices() -> None:
    """Make the devices of one's own known to this process."""
    for device in OWN.values():
        own_devices.add(device)


def circuits(plan: Plan, contests: Mapping[str, Contest], folder: Path) -> Iterator[Row]:
    """Yield a row for each network and circuit: processor time over that of a programming error alone."""
    with Contender("mhoscope", ENGINE, Arrangement(1, 1)) as contender:
        for place, (name, contest) in enumerate(contests.items()):
            file = folder / f"{name}.npz"
            write_contest(file, contest)
            contender.tell("load", file=str(file), calibration_images=min(CALIBRATION_IMAGES, len(contest.images)))
            settings = {"frozen": {"internal_noise": FROZEN}, **{circuit.title: circuit.setting for circuit in CIRCUITS}}
            jobs = {title: _job(plan, contender, setting) for title, setting in settings.items()}
            seconds = take_turns(jobs, plan.repeats)
            for circuit in CIRCUITS:
                over = ratio(seconds[circuit.title], seconds["frozen"])
                title = f"time, {circuit.title} over frozen noise"
                goal = Goal(circuit.most[place], "most") if circuit.most else None
                yield Row("circuits", f"{name} {DESCRIPTIONS[name]}", title, over, "x", goal)


def _job(plan: Plan, contender: Contender, setting: Mapping[str, Any]) -> Callable[[], float]:
    """A job: processor seconds that one new chip takes, the mean over as many as last long enough. Finding how many warms up."""

    def seconds(draws: int) -> float:
        return float(contender.tell("seconds", setting=setting, draws=list(contender.new_chips(draws)))[0]) / draws

    seconds(1)
    draws = max(1, math.ceil(plan.seconds / seconds(1)))
    return lambda: seconds(draws)
