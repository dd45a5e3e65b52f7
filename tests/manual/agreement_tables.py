"""Agreement with other simulators as a table: their stored answers beside our recorded ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.manual.marks import table
from tests.peers.record import OURS
from tests.peers.stored import TOOLS, Case, answers, cases


def agreement() -> str:
    """For each tool its versions, and a row for each setting: theirs, ours, and the largest difference that chance explains."""
    ours = json.loads(OURS.read_text(encoding="utf-8"))
    return "\n\n".join("\n\n".join(_tool(tool, title, ours[tool])) for tool, title in TOOLS.items())


def _tool(tool: str, title: str, ours: dict[str, Any]) -> Iterator[str]:
    given = answers(tool)
    versions = sorted({", ".join(f"{name} {version}" for name, version in one["versions"].items()) for one in given.values()})
    yield f"### {title}"
    yield f"Run with {'; '.join(versions)}."
    heads = ["setting", "network", "theirs:", "ours:", "allowed:", ""]
    yield table(heads, [_row(case, given[case.id], ours[case.id]) for case in cases(tool)])


def _row(case: Case, given: dict[str, Any], ours: dict[str, Any]) -> list[object]:
    network = case.network.removeprefix("digits/")
    said = case.differs or ("" if ours["agrees"] else "differs")
    if "logits" in given:
        return [case.id, network, "logits", "the same" if ours["agrees"] else "others", "rounding", said]
    numbers = (given["accuracy"], ours["ours"])
    allowed = f"± {100 * ours['half']:.2f}"
    return [case.id, network, *(f"{100 * value:.2f} %" for value in numbers), allowed, said]
