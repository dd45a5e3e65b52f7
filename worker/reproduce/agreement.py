"""Whether two sets of measurements say the same of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from backend.reproductions.measurements import RunFile
from backend.schemas.reproduction import Reproduction, Verdict

Agreement = Literal["agrees", "cannot tell", "differs"]


class Compared(NamedTuple):
    """Of one claim: its verdicts, and the comparisons that both decide, by whether they decide alike."""

    committed: Verdict
    anew: Verdict
    agreement: Agreement
    alike: int
    unlike: int
    undecided: int


def compared(committed: Reproduction, anew: Reproduction) -> Compared:
    """Of the same claim. Comparisons that either leaves open say nothing; a claim without any that says something is open too.

    A few chips and images decide less than many: another verdict of the whole is no contradiction as long as every
    comparison that is decided both times is decided alike.
    """
    pairs = [
        (one.verdict, other.verdict)
        for part, again in zip(committed.parts, anew.parts, strict=False)
        for one, other in zip(part.findings, again.findings, strict=False)
    ]
    decided = [pair for pair in pairs if "open" not in pair]
    alike = sum(one == other for one, other in decided)
    agreement: Agreement = "agrees" if committed.verdict == anew.verdict else "cannot tell"
    if alike < len(decided):
        agreement = "differs"
    return Compared(committed.verdict, anew.verdict, agreement, alike, len(decided) - alike, len(pairs) - len(decided))


def same_numbers(committed: Mapping[str, RunFile], anew: Mapping[str, RunFile]) -> dict[str, bool]:
    """Of the runs that both hold by the same spec and engine: whether all their numbers are the same, bit for bit."""
    return {
        name: run.points == committed[name].points and run.clean == committed[name].clean
        for name, run in anew.items()
        if name in committed
        and committed[name].spec.spec_hash == run.spec.spec_hash
        and committed[name].engine_version == run.engine_version
    }
