"""What an attribution says, as sentences: whose loss it is, what takes how much of it, and what is off."""

from __future__ import annotations

from collections.abc import Sequence

from backend.schemas.design import Attribution
from frontend.kit.figures.units import signed
from frontend.kit.figures.waterfall import in_points, steps_of


def shares_in_words(answer: Attribution) -> str:
    """Such as "of 12.3 points lost (97.6 to 85.3 %), ADC resolution takes 7.1 (6.8 to 7.4) and ..."."""
    steps = steps_of(answer)
    if not steps:
        return "nothing that is switched on costs accuracy."
    clean, noisy = 100 * answer.clean, 100 * answer.noisy.accuracy
    first, *others = [f"{_named(answer, step.share.title)} {{}}{in_points(step.share)}" for step in steps]
    parts = [first.format("takes "), *(other.format("") for other in others)]
    summed = "; the shares sum to the loss" if others else ""
    return f"of {signed(clean - noisy)} points lost ({clean:.1f} to {noisy:.1f} %), {listed(parts)}{summed}."


def off_in_words(answers: Sequence[Attribution]) -> str:
    """What is switched off in all of them, and therefore costs exactly 0; empty if there is nothing."""
    on = {share.cause for answer in answers for share in answer.parts if share.on}
    off = dict.fromkeys(_named(answer, share.title) for answer in answers for share in answer.parts if share.cause not in on)
    return f"Off, and therefore exactly 0: {listed(list(off))}." if off else ""


def how_in_words(answers: Sequence[Attribution]) -> str:
    """How the shares were found: over every choice of what is on, or over some orders."""
    if not answers:
        return ""
    what = "layers" if answers[0].split_by == "layers" else "causes"
    most = max(answer.coalitions for answer in answers)
    draws = max(answer.draws for answer in answers)
    if all(answer.exact for answer in answers):
        how = f"Each share is a mean over all orders of switching the {what} on (Shapley value), exact over {most} combinations"
    else:
        how = f"Each share is a mean over sampled orders of switching the {what} on (Shapley value), {most} combinations"
    return f"{how}, each with up to {draws} chips, the same for all."


def listed(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def _named(answer: Attribution, title: str) -> str:
    """A layer by its name; a cause without its capital letter, unless it is an abbreviation."""
    return title if answer.split_by == "layers" or not title[1:2].islower() else title[0].lower() + title[1:]
