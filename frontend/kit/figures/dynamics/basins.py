"""What becomes of states after the image: accuracy, ends, kicks, and noise; all networks beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from backend.schemas.dynamics import Dynamics, ExtendedTime
from backend.schemas.dynamics.basins import Drive, End
from frontend.kit.figures.dynamics.lines import BAND_HEAD, HEIGHT, band_rows, banded, chart
from frontend.kit.figures.dynamics.shown import Look, Shown, Subject, finished, listed, missing, subjects
from frontend.kit.figures.heat import Document
from frontend.kit.theme import Scheme, colour, inks
from frontend.kit.titles import title_of

TITLES = {
    "after": "Accuracy after the image",
    "ends": "Where states end",
    "returns": "Return after a kick",
    "noise": "What noise does to the ends",
}
DRIVES: dict[Drive, str] = {"silence": "silence", "image": "the image again"}
KINDS: dict[End, str] = {
    "fixed point": "a fixed point",
    "cycle": "a cycle",
    "zero": "zero",
    "wanders": "wander on",
    "grows": "grow without end",
}
PERCENT = 100.0
ROW_PX, REST_PX = 40, 110
Found = list[tuple[Subject, ExtendedTime]]


def _found(answer: Dynamics, look: Look) -> Found:
    """Of each network; blocks of a stacked one have theirs together, at the last of them."""
    found = []
    for subject in subjects(answer, look):
        basins = next((layer.basins for layer in subject.network.layers if layer.basins is not None), None)
        drives = basins.drives if basins else []
        whole = replace(subject, title=title_of(subject.network.network, [one.network for one in answer.networks]))
        found += [(whole, drive) for drive in drives if drive.drive == look.drive]
    return found


def after(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """Accuracy if the network is read so many steps after the image."""
    found = _found(answer, look)
    if not found:
        return missing("after", TITLES["after"], "basins", answer)
    figure = chart(scheme, f"time steps after the image, with {DRIVES[look.drive]}", "accuracy (%)")
    rows, said = [], []
    for subject, one in found:
        banded(figure, one.accuracy, scheme, subject.index, name=subject.title, scale=PERCENT, unit=" %")
        rows += band_rows(subject.network.network, one.accuracy)
        band = one.accuracy
        said.append(
            f"{subject.title}: {PERCENT * band.mean[0]:.1f} % to begin with, {PERCENT * band.mean[-1]:.1f} % "
            f"[{PERCENT * band.low[-1]:.1f}, {PERCENT * band.high[-1]:.1f}] after {band.x[-1]:g} steps (n = {band.n} images)."
        )
    figure["layout"]["yaxis"]["rangemode"] = "tozero"
    head = ["network", "steps_after", *BAND_HEAD]
    return finished(figure, answer, name="after", title=TITLES["after"], sentences=said, rows=(head, rows))


def ends(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """The kinds of ends, stacked, and how much an end says about the class."""
    found = _found(answer, look)
    if not found:
        return missing("ends", TITLES["ends"], "basins", answer)
    names = [subject.title for subject, _ in found]
    figure = chart(scheme, "share of the images (%)", "", barmode="stack", bargap=0.35, hovermode="closest")
    for place, (kind, words) in enumerate(KINDS.items()):
        shares = [PERCENT * one.kinds.get(kind, 0.0) for _, one in found]
        if any(shares):
            figure["data"].append(_bar(names, shares, words, colour(scheme, place)))
    figure["layout"]["xaxis"]["range"] = [0, 101]
    _rowed(figure, len(found))
    rows = [
        [
            subject.network.network,
            kind,
            f"{one.kinds.get(kind, 0.0):.6g}",
            str(one.all_ends),
            f"{one.information:.4g}",
            f"{one.entropy:.4g}",
        ]
        for subject, one in found
        for kind in KINDS
    ]
    head = ["network", "kind", "share", "ends", "information_bits", "entropy_bits"]
    said = [_ends_in_words(subject, one) for subject, one in found]
    return finished(figure, answer, name="ends", title=TITLES["ends"], sentences=said, rows=(head, rows))


def _ends_in_words(subject: Subject, one: ExtendedTime) -> str:
    kinds = sorted(((share, kind) for kind, share in one.kinds.items() if share), reverse=True)
    most = (
        f"{PERCENT * kinds[0][0]:.0f} % end in {KINDS[kinds[0][1]]}"
        if kinds and kinds[0][1] in ("fixed point", "cycle", "zero")
        else ""
    )
    most = most or (f"{PERCENT * kinds[0][0]:.0f} % {KINDS[kinds[0][1]]}" if kinds else "")
    places = "1 different end" if one.all_ends == 1 else f"{one.all_ends} different ends"
    told = f"the end tells {one.information:.2f} of the {one.entropy:.2f} bits that say which class it was"
    return f"{subject.title}: {most}; {places}; {told}."


def returns(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """How often a kicked state comes back to its own end, over the size of the kick."""
    found = _found(answer, look)
    if not found:
        return missing("returns", TITLES["returns"], "basins", answer)
    figure = chart(scheme, "size of the kick, of the states' RMS norm", "returns (%)")
    rows, said = [], []
    for subject, one in found:
        band = one.returns.probability
        banded(figure, band, scheme, subject.index, name=subject.title, scale=PERCENT, unit=" %")
        rows += [[*row, "end"] for row in band_rows(subject.network.network, band)]
        rows += [[*row, "class"] for row in band_rows(subject.network.network, one.returns.same_class)]
        said.append(_returns_in_words(subject, one))
    figure["layout"]["xaxis"]["type"] = "log"
    figure["layout"]["xaxis"] |= _ticks(found[0][1].returns.probability.x)
    figure["layout"]["yaxis"]["range"] = [0, 103]
    head = ["network", "kick", *BAND_HEAD, "same"]
    return finished(figure, answer, name="returns", title=TITLES["returns"], sentences=said, rows=(head, rows))


def _returns_in_words(subject: Subject, one: ExtendedTime) -> str:
    """The largest kick after which half of the states still come back."""
    band = one.returns.probability
    kept = [at for at, share in enumerate(band.mean) if share >= 0.5]
    at = kept[-1] if kept else 0
    share = f"{PERCENT * band.mean[at]:.0f} % [{PERCENT * band.low[at]:.0f}, {PERCENT * band.high[at]:.0f}]"
    if not kept:
        return f"{subject.title}: even after a kick of {band.x[at]:g} times their size only {share} of the states come back."
    return f"{subject.title}: after a kick of {band.x[at]:g} times their size {share} of the states come back (n = {band.n})."


def noise(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """Share of images whose states end where they end without noise, for each cause."""
    found = _found(answer, look)
    if not found:
        return missing("noise", TITLES["noise"], "basins", answer)
    causes = list(dict.fromkeys(effect.title for _, one in found for effect in one.noise))
    if not causes:
        return Shown("noise", TITLES["noise"], ("Nothing makes noise at this setting: every state ends where it did.",), None)
    figure = chart(scheme, "same end as without noise (%)", "", barmode="group", bargap=0.35, hovermode="closest")
    for subject, one in found:
        by_title = {effect.title: effect.same_end for effect in one.noise}
        here = [title for title in causes if title in by_title]
        bar = _bar(here, [PERCENT * by_title[title].mean for title in here], subject.title, colour(scheme, subject.index))
        bar["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [PERCENT * (by_title[title].high - by_title[title].mean) for title in here],
            "arrayminus": [PERCENT * (by_title[title].mean - by_title[title].low) for title in here],
            "color": inks(scheme).ink,
            "thickness": 1.2,
        }
        figure["data"].append(bar)
    figure["layout"]["xaxis"]["range"] = [0, 103]
    _rowed(figure, max(len(causes) * (1 + len(found)) // 2, 2))
    rows = [
        [subject.network.network, effect.title, same, f"{value.mean:.6g}", f"{value.low:.6g}", f"{value.high:.6g}", str(value.n)]
        for subject, one in found
        for effect in one.noise
        for same, value in (("end", effect.same_end), ("class", effect.same_class))
    ]
    said = [_noise_in_words(subject, one) for subject, one in found if one.noise]
    head = ["network", "cause", "same", *BAND_HEAD]
    return finished(figure, answer, name="noise", title=TITLES["noise"], sentences=said, rows=(head, rows))


def _noise_in_words(subject: Subject, one: ExtendedTime) -> str:
    parts = [
        f"{PERCENT * effect.same_end.mean:.0f} % [{PERCENT * effect.same_end.low:.0f}, {PERCENT * effect.same_end.high:.0f}] "
        f"under {effect.title.lower()} (same class: {PERCENT * effect.same_class.mean:.0f} %)"
        for effect in one.noise
    ]
    return f"{subject.title}: of the states end where they did without noise {listed(parts)}, n = {one.noise[0].same_end.n}."


def _bar(names: Sequence[str], shares: Sequence[float], name: str, hue: str) -> Document:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(names),
        "x": list(shares),
        "name": name,
        "marker": {"color": hue},
        "hovertemplate": "%{x:.1f} %<extra>%{fullData.name}, %{y}</extra>",
    }


def _rowed(figure: Document, rows: int) -> None:
    """A row for each bar; a figure is higher than the others only where they need it."""
    figure["layout"]["yaxis"] = {"autorange": "reversed", "ticks": "", "showgrid": False, "automargin": True}
    if (height := REST_PX + ROW_PX * rows) > HEIGHT:
        figure["layout"]["height"] = height


def _ticks(values: Sequence[float]) -> dict[str, Any]:
    return {"tickvals": list(values), "ticktext": [f"{value:g}" for value in values]}
