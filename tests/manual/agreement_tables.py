"""Agreement with other simulators as a table: their stored answers beside our recorded ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from backend.schemas.fields import FIELDS
from tests.manual.marks import table
from tests.peers.record import OURS
from tests.peers.stored import TOOLS, Case, answers, cases
from worker.analysis.equivalence.terms.effects import effects


def agreement() -> str:
    """For each tool its versions, and a row for each setting: theirs, ours, and the largest difference that chance explains."""
    ours = json.loads(OURS.read_text(encoding="utf-8"))
    return "\n\n".join("\n\n".join(_tool(tool, title, ours[tool])) for tool, title in TOOLS.items())


def _tool(tool: str, title: str, ours: dict[str, Any]) -> Iterator[str]:
    given = answers(tool)
    versions = sorted({", ".join(f"{name} {version}" for name, version in one["versions"].items()) for one in given.values()})
    yield f"### {title}"
    yield f"Run with {'; '.join(versions)}."
    heads = ["name", "setting", "network", "theirs:", "ours:", "allowed:", ""]
    yield table(heads, [_row(case, given[case.id], ours[case.id]) for case in cases(tool)])


def _row(case: Case, given: dict[str, Any], ours: dict[str, Any]) -> list[object]:
    name = [case.id, _words(case), case.network.removeprefix("digits/").split("-")[0].upper()]
    said = case.differs or ("" if ours["agrees"] else "differs")
    if "logits" in given:
        return [*name, "logits", "the same" if ours["agrees"] else "others", "rounding", said]
    numbers = (given["accuracy"], ours["ours"])
    allowed = f"± {100 * ours['half']:.2f}"
    return [*name, *(f"{100 * value:.2f} %" for value in numbers), allowed, said]


def _words(case: Case) -> str:
    found = effects(case.setting)
    if case.program:
        found.pop("internal_noise.device", None)
    return "; ".join(FIELDS[field].phrase(value) for field, value in found.items()) or "a device with the class's laws"
