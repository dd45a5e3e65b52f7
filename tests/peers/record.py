"""Record our numbers for the manual, and which kinds of settings agree for the card: `python -m tests.peers.record`.

Needs no other tool; to be run again, with `make tables`, when numbers of the engine have changed.
"""

from __future__ import annotations

import json
from typing import Any

from tests.peers.agreement import Found, compare
from tests.peers.stored import TOOLS, answers, cases, terms
from worker.analysis.equivalence.terms.compared import FILE
from worker.analysis.equivalence.terms.effects import kind

OURS = FILE.parents[4] / "tests" / "peers" / "ours.json"


def main() -> None:
    found = {tool: {case.id: compare(case, answers(tool)[case.id]) for case in cases(tool)} for tool in TOOLS}
    rows = {tool: {name: _row(one) for name, one in ours.items()} for tool, ours in found.items()}
    OURS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    agrees = {tool: {name: one.agrees for name, one in ours.items()} for tool, ours in found.items()}
    FILE.write_text(json.dumps(compared(agrees), indent=1) + "\n", encoding="utf-8")


def _row(found: Found) -> dict[str, Any]:
    return {"agrees": found.agrees, "ours": round(found.ours, 6), "half": round(found.half, 6)}


def compared(agrees: dict[str, dict[str, bool]]) -> dict[str, list[list[str]]]:
    """The kinds of settings whose program on the card was run, where every one that was asked for agrees."""
    listed = {}
    for tool, name in TOOLS.items():
        own = [case for case in cases(tool) if not case.program and terms(case).match in ("equal", "untried")]
        good = {kind(case.setting) for case in own if agrees[tool][case.id] and not case.differs}
        bad = {kind(case.setting) for case in own if not agrees[tool][case.id] or case.differs}
        listed[name] = sorted(sorted(one) for one in good - bad)
    return listed


if __name__ == "__main__":
    main()
