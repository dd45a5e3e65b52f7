"""Design questions and their answers in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from backend.schemas.design import (
    Answer,
    Attribution,
    Budget,
    Candidate,
    Design,
    DesignRequest,
    DigitalChoice,
    DigitalLayers,
    Sensitivity,
    Threshold,
)
from backend.schemas.job import UNFINISHED
from frontend.kit.attribution_words import how_in_words, listed, off_in_words, shares_in_words
from frontend.kit.figures.caption import setting
from frontend.kit.figures.units import in_joules
from frontend.kit.figures.waterfall import numbers_of
from frontend.kit.titles import title_of

# What is asked, as question and parameter of the API, with the words a reader sees.
QUESTIONS: dict[str, tuple[str, str | None, str]] = {
    "programming": ("largest_noise", "internal_noise.programming", "How much programming error is tolerable?"),
    "read": ("largest_noise", "internal_noise.read", "How much read noise is tolerable?"),
    "adc": ("fewest_bits", "converters.adc_bits", "How few ADC bits are enough?"),
    "weights": ("fewest_bits", "converters.weight_bits", "How few weight bits are enough?"),
    "cheapest": ("cheapest_network", None, "Which is the cheapest network that is accurate enough?"),
    "budget": ("noise_budget", None, "Which noise source costs how much accuracy?"),
    "attribution": ("attribution", None, "Which setting costs how much?"),
    "layers": ("layer_sensitivity", None, "Which layer is the most sensitive?"),
    "digital": ("digital_layers", None, "Which layers should stay digital?"),
}
CAUSES = {"device": "device", "converter": "converters", "input": "test images"}


def in_words(design: Design) -> Any:
    """How far it is, and every answer as a sentence."""
    request = design.request
    lines = [sentence(answer, request) for answer in design.answers]
    if request.question == "cheapest_network" and design.state == "done":
        lines.append(_cheapest([answer for answer in design.answers if isinstance(answer, Candidate)]))
    left = len(request.networks) - len(design.answers)
    parts: list[Any] = [html.Ul([html.Li(line) for line in lines], className="answers")] if lines else []
    if design.state in UNFINISHED:
        parts.append(
            html.P(
                f"{design.settings_measured} settings measured; {left} {'network' if left == 1 else 'networks'} to go.",
                className="meaning",
            )
        )
    elif design.state == "cancelled":
        parts.append(html.P("Stopped. What was measured is kept.", className="meaning"))
    shares = [answer for answer in design.answers if isinstance(answer, Attribution)]
    if shares:
        parts.append(html.P(f"{off_in_words(shares)} {how_in_words(shares)}", className="meaning"))
    # Answers stay while the controls of a page move on.
    return [*parts, html.P(setting_in_words(request), className="meaning")]


def title_of_question(request: DesignRequest) -> str:
    """What is asked, as a person asks it."""
    if request.question == "attribution" and request.split_by == "layers":
        return "Which layer costs how much?"
    return next(
        words
        for question, parameter, words in QUESTIONS.values()
        if question == request.question and parameter in (None, request.parameter)
    )


def design_words(design: Design) -> dict[str, Any]:
    """Title, caption and file name of the picture of a design's answers; and their numbers, where it has a table of them."""
    request = design.request
    confidence = f"{100 * request.sampling.confidence:g} %"
    shares = [answer for answer in design.answers if isinstance(answer, Attribution)]
    parts = (
        *(sentence(answer, request) for answer in design.answers),
        *([off_in_words(shares), how_in_words(shares)] if shares else []),
        setting_in_words(request),
        f"Intervals are of {confidence}, over draws (simulated chips).",
        f"Mhoscope, engine {design.engine_version}, design {design.id[:12]}.",
    )
    return {
        "title": title_of_question(request),
        "caption": " ".join(part for part in parts if part),
        "name": f"mhoscope-{request.question.replace('_', '-')}-{design.id[:12]}",
        "table": numbers_of(shares) if shares else None,
    }


def setting_in_words(request: DesignRequest) -> str:
    return setting(request.setting, request.seed, swept=request.searched)


def sentence(answer: Answer, request: DesignRequest) -> str:
    """One network's answer."""
    name = title_of(answer.network, request.networks)
    match answer:
        case Threshold():
            return f"{name}: {_threshold(answer, request)}"
        case Candidate():
            accuracy = f"{100 * answer.accuracy:.1f} % ({100 * answer.ci_low:.1f} to {100 * answer.ci_high:.1f} %)"
            return (
                f"{name}: {in_joules(answer.energy_pj)}, {accuracy}; {100 * answer.target:.1f} % is asked for: {answer.verdict}."
            )
        case Budget():
            lost = 100 * (answer.clean.accuracy - answer.noisy.accuracy)
            parts = ", ".join(f"{CAUSES[share.cause]} {100 * share.part:.1f}" for share in answer.shares)
            return f"{name} loses {lost:.1f} points: {parts}."
        case Attribution():
            return f"{name}: {shares_in_words(answer)}"
        case Sensitivity():
            return f"{name}: {_most_sensitive(answer)}"
        case DigitalLayers():
            return f"{name}: {_digital(answer)}"


def _most_sensitive(answer: Sensitivity) -> str:
    worst = next(row for row in answer.layers if row.layer is not None)
    where = f"layer {(worst.layer or 0) + 1} ({worst.kind})"
    if worst.ci_low <= 0:
        return f"noise in one layer alone costs too little to tell; at most {100 * worst.ci_high:.1f} points in {where}."
    return f"noise in {where} alone costs {100 * worst.drop:.1f} points, the most."


def _digital(answer: DigitalLayers) -> str:
    kept, first = f"{100 * answer.target:.1f} % accuracy", answer.choices[0]
    already = f"with {listed(first.layers)} digital" if first.layers else "with every layer on crossbars"
    if answer.chosen is None:
        return f"{kept} is out of reach, whichever layers are digital."
    if answer.chosen == 0:
        return f"{kept} is kept {already}: {_reached(first)}."
    found = answer.choices[answer.chosen]
    how = "" if answer.exact else " Layers became digital one after another, the most sensitive first."
    return f"{kept} is kept with {listed(found.layers)} digital: {_reached(found)}, against {_reached(first)} {already}.{how}"


def _reached(choice: DigitalChoice) -> str:
    span = f"{100 * choice.ci_low:.1f} to {100 * choice.ci_high:.1f} %"
    return f"{100 * choice.accuracy:.1f} % ({span}) at {in_joules(choice.energy_pj)} an image"


def _threshold(answer: Threshold, request: DesignRequest) -> str:
    bits = request.question == "fewest_bits"
    kept = f"{100 * answer.target:.1f} % accuracy"
    if answer.outcome == "nowhere":
        return f"{kept} is out of reach here, {'with any bits' if bits else 'even without this noise'}."
    if answer.outcome == "everywhere" or answer.value is None:
        beyond = f"up to {_shown(request.largest, bits)} and perhaps beyond"
        return f"{kept} is kept {'even with 1 bit' if bits else beyond}."
    low, high = _shown(answer.ci_low, bits), _shown(answer.ci_high, bits)
    doubt = "" if answer.monotone else " Accuracy does not go one way here: take it with care."
    span = "" if low == high else f" (interval {low} to {high})"
    return f"{kept} is kept {'from' if bits else 'up to'} {_shown(answer.value, bits)}{span}.{doubt}"


def _shown(value: float, bits: bool) -> str:
    return f"{value:.0f} bit" if bits else f"{100 * value:.2g} %"


def _cheapest(candidates: Sequence[Candidate]) -> str:
    enough = [candidate for candidate in candidates if candidate.verdict in ("enough", "likely")]
    if not enough:
        return "None of them is accurate enough."
    best = min(enough, key=lambda candidate: (candidate.energy_pj, -candidate.accuracy))
    return f"The cheapest that is enough: {title_of(best.network, [candidate.network for candidate in candidates])}."
