"""Ids of the components of Reproduce; a claim's section has the claim's id."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

REPRODUCTIONS = "reproductions"
MODAL = "claim-modal"
LINES = "claim-lines"


def _of(part: str, claim: Any) -> Id:
    return {"type": f"claim-{part}", "claim": claim}


def chart(claim: Any) -> Id:
    """Which of a claim's figures is chosen."""
    return _of("chart", claim)


def seen(claim: Any) -> Id:
    """Whether the place of a claim's figure has come near to what is seen; written by claims.js."""
    return _of("seen", claim)


def figure(claim: Any) -> Id:
    return _of("figure", claim)


def caption(claim: Any) -> Id:
    return _of("caption", claim)


def more(claim: Any) -> Id:
    """Which of a claim's folded parts are open."""
    return _of("more", claim)


def comparisons(claim: Any) -> Id:
    return _of("comparisons", claim)


def numbers(claim: Any) -> Id:
    return _of("numbers", claim)


def runs(claim: Any) -> Id:
    return _of("runs", claim)


def commands(claim: Any) -> Id:
    return _of("commands", claim)


def rerun(claim: Any, run: Any) -> Id:
    """The button that asks for a run behind a claim on other chips."""
    return {**_of("rerun", claim), "run": run}


def rerun_note(claim: Any) -> Id:
    return {"type": "rerun-note", "claim": claim}
