"""What is compared, and the stored answers of other simulators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from backend.schemas.device import DevicePreset
from backend.schemas.setting import Setting
from tests.peers.ours import scales
from worker.analysis.equivalence.terms import in_other_tools
from worker.analysis.equivalence.terms.tools import AIHWKIT, CROSSSIM
from worker.translate import own_devices

HERE = Path(__file__).parent
TOOLS = {"crosssim": CROSSSIM, "aihwkit": AIHWKIT}
"""The tools' names in files, and on the card."""


@dataclass(frozen=True)
class Case:
    """One setting that a tool was asked for."""

    id: str
    tool: str
    network: str
    setting: Setting
    chips: int
    """Simulated chips of the tool; 0: nothing is random, and logits are compared."""
    program: str
    """A program other than the card's; empty: the card's."""
    differs: str
    """Why the answers are known to differ; empty: they agree."""


@cache
def cases(tool: str) -> tuple[Case, ...]:
    """All settings that a tool is asked for, in their order."""
    return tuple(_read(tool))


def _read(tool: str) -> Iterator[Case]:
    document = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
    for device in document["devices"]:
        own_devices.add(DevicePreset.model_validate(device))
    for entry in document[tool]:
        yield Case(
            id=entry["id"],
            tool=tool,
            network=f"digits/{entry.get('network', 'mlp-noise0')}",
            setting=Setting.model_validate(entry["setting"]),
            chips=entry.get("chips", 100),
            program="\n".join(entry.get("program", [])),
            differs=entry.get("differs", ""),
        )


def all_cases() -> list[Case]:
    return [case for tool in TOOLS for case in cases(tool)]


def terms(case: Case) -> Any:
    """What the card says of the case's setting for its tool."""
    found = {one.tool: one for one in in_other_tools(case.setting, 0.0, 0.0)}
    return found[TOOLS[case.tool]]


def asked(case: Case) -> dict[str, Any]:
    """The question: program, full scales of the converters and chips."""
    layers = scales(case.network, case.setting)
    rounded = {
        str(index): {**one, "full_scales": [float(f"{at:.7g}") for at in one["full_scales"]]} for index, one in layers.items()
    }
    return {"program": case.program or terms(case).setting, "scales": rounded, "chips": case.chips}


def is_same_question(one: dict[str, Any] | None, other: dict[str, Any]) -> bool:
    """Whether two questions are the same, but for the rounding of full scales, which machines may do differently."""
    if one is None or {**one, "scales": None} != {**other, "scales": None} or one["scales"].keys() != other["scales"].keys():
        return False
    pairs = [(one["scales"][index], other["scales"][index]) for index in one["scales"]]
    numbers = [[[scales["x_max"], *scales["full_scales"]] for scales in pair] for pair in pairs]
    return all(before["signed"] == now["signed"] for before, now in pairs) and all(
        len(before) == len(now) and np.allclose(before, now, rtol=1e-5) for before, now in numbers
    )


def answers_file(tool: str) -> Path:
    return HERE / "answers" / f"{tool}.json"


@cache
def answers(tool: str) -> dict[str, dict[str, Any]]:
    """The stored answers of a tool by the id of the case."""
    file = answers_file(tool)
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found
