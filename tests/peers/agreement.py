"""Whether our answer and a stored one agree."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any
from zlib import crc32

import numpy as np
from scipy.stats import t

from tests.peers.ours import accuracies, logits
from tests.peers.stored import Case
from worker.translate.conditions import conditions

CONFIDENCE = 0.999
CHIPS = {"mlp": 250, "rnn": 200, "cnn": 80}
"""Our chips, by the family: enough that theirs decide how wide the interval is."""
FEW_CHIPS = 80
"""Chips whose devices are simulated one by one, and take longer."""
ROUNDING = 2e-4
"""Largest difference of logits, relative to the largest, that 32 bits explain."""
FLIPPED = 0.02
"""Share of logits that a value halfway between two levels may move by a step."""


@dataclass(frozen=True)
class Found:
    """Our number beside theirs."""

    agrees: bool
    ours: float
    theirs: float
    half: float
    """Half the width of the combined interval, or the rounding that is allowed."""
    sentence: str


def compare(case: Case, given: dict[str, Any]) -> Found:
    """Compare our answer with a stored one."""
    if "trouble" in given:
        return Found(False, np.nan, np.nan, 0.0, given["trouble"])
    return _logits(case, np.array(given["logits"])) if "logits" in given else _accuracy(case, given)


def _logits(case: Case, theirs: Any) -> Found:
    ours = logits(case.network, conditions(case.setting))
    off = np.abs(ours - theirs) / np.abs(theirs).max()
    flipped = float((off > ROUNDING).mean())
    sentence = f"{100 * flipped:.1f} % of the logits differ, at most by {off.max():.2g} of the largest"
    return Found(flipped <= FLIPPED, float(np.median(off)), 0.0, ROUNDING, sentence)


def _accuracy(case: Case, given: dict[str, Any]) -> Found:
    family = case.network.split("/")[1].split("-")[0]
    chips = FEW_CHIPS if case.setting.internal_noise.device or case.setting.converters.adc_bits else CHIPS[family]
    ours = accuracies(case.network, conditions(case.setting), chips, seed=crc32(case.id.encode()))
    variances = [(float(ours.var(ddof=1)) / chips, chips), (given["deviation"] ** 2 / given["chips"], given["chips"])]
    error = sqrt(sum(variance for variance, _count in variances))
    # Welch and Satterthwaite
    freedom = error**4 / sum(variance**2 / (count - 1) for variance, count in variances) if error else 1.0
    half = float(t.ppf((1 + CONFIDENCE) / 2, freedom)) * error
    mean, theirs = float(ours.mean()), given["accuracy"]
    sentence = f"ours {100 * mean:.2f} %, theirs {100 * theirs:.2f} %, allowed {100 * half:.2f}"
    return Found(abs(mean - theirs) <= half, mean, theirs, half, sentence)
