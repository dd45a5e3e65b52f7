"""Hidden states in the plane of their principal components, with and without noise, coloured by class."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import Any

from backend.schemas.dynamics import Dynamics, Trajectories
from backend.schemas.network import dataset_of
from frontend.kit.figures.dynamics.classes import class_colour, class_title, drawn_classes, places
from frontend.kit.figures.dynamics.lines import chart
from frontend.kit.figures.dynamics.shown import Look, Shown, Subject, finished, focus, missing
from frontend.kit.figures.heat import Document
from frontend.kit.theme import Scheme, faded, inks

NAME, TITLE = "trajectories", "Trajectories"
Points = Sequence[tuple[float, float]]
GAP = (None, None)


def trajectories(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """Paths of the network looked at, whole; a script plays them over time (dynamics/play.js)."""
    subject = focus(answer, look)
    found = subject.layer.trajectories if subject else None
    if subject is None or found is None:
        return missing(NAME, TITLE, "trajectories", answer)
    title = f"{TITLE}: {subject.title}"
    figure = _figure(subject, found, look, scheme)
    return finished(
        figure, answer, name=NAME, title=title, sentences=[sentence(subject, found, look)], rows=_rows(subject, found)
    )


def chips(found: Trajectories) -> int:
    """How many chips have noisy paths."""
    return min((len(path.noisy) for path in found.paths), default=0)


def sentence(subject: Subject, found: Trajectories, look: Look) -> str:
    """How much of the states the plane shows, when the network has decided, and how far noise has led astray."""
    share = 100 * sum(found.variance[:2])
    parts = [f"The plane holds {share:.0f} % of the variance of {subject.layer.units} units over {found.images:,} images."]
    paths = found.paths
    steps = subject.layer.time_steps
    decided = [_decided_at(path.decided) for path in paths if path.decided]
    if decided:
        mean = sum(decided) / len(decided)
        parts.append(f"The {len(decided)} images drawn have their final class from step {mean:.1f} of {steps} on, on average.")
    chip = min(look.chip, chips(found))
    ends = (
        [
            hypot(path.noisy[chip - 1][-1][0] - path.clean[-1][0], path.noisy[chip - 1][-1][1] - path.clean[-1][1])
            for path in paths
        ]
        if chip
        else []
    )
    size = [hypot(*path.clean[-1]) for path in paths]
    if ends and sum(size):
        moved = 100 * sum(ends) / sum(size)
        parts.append(f"On chip {chip} noise moves their ends by {moved:.0f} % of their distance from the middle of the plane.")
    return " ".join(parts)


def _decided_at(decided: Sequence[int]) -> int:
    """The step from which on the class stays what it is at the end, counted from 1."""
    at = len(decided)
    while at > 1 and decided[at - 2] == decided[-1]:
        at -= 1
    return at


def _figure(subject: Subject, found: Trajectories, look: Look, scheme: Scheme) -> Document:
    figure = chart(
        scheme,
        f"first component ({100 * found.variance[0]:.0f} % of the variance)",
        f"second component ({100 * found.variance[1]:.0f} %)" if len(found.variance) > 1 else "second component",
        hovermode="closest",
        dragmode="pan",
        uirevision=f"{subject.network.network}-{subject.layer.layer}",
    )
    dataset = dataset_of(subject.network.network)
    chip = min(look.chip, chips(found))
    for label, place in places(drawn_classes(found)).items():
        paths = [path for path in found.paths if path.label == label]
        name, hue = class_title(dataset, label), class_colour(scheme, place)
        if look.means:
            mean = found.class_means.get(label, [])
            figure["data"] += _moving([mean] if mean else [], name, hue, width=3.0, head=13)
            continue
        if chip:
            figure["data"] += _moving([path.noisy[chip - 1] for path in paths], name, hue, noisy=True, width=1.2, head=8)
        figure["data"] += _moving([path.clean for path in paths], name, hue, width=1.8, head=9)
    for axis, values in zip(("xaxis", "yaxis"), _reach(found), strict=True):
        figure["layout"][axis] |= {"range": values, "zeroline": True, "zerolinecolor": inks(scheme).grid}
    return figure


def _moving(paths: Sequence[Points], name: str, hue: str, *, width: float, head: int, noisy: bool = False) -> list[Document]:
    """All paths of a class as one line with gaps, and the states at the last step as marks. Scripts know both by `meta`."""
    if not paths:
        return []
    x, y = _joined(paths)
    common: dict[str, Any] = {"type": "scatter", "legendgroup": name, "hoverinfo": "skip"}
    line = common | {
        "x": x,
        "y": y,
        "mode": "lines",
        "name": f"{name}, noisy" if noisy else name,
        "showlegend": False,
        "line": {"color": faded(hue, 0.55 if noisy else 0.75), "width": width, "dash": "dot" if noisy else "solid"},
        "meta": {"moves": "path"},
    }
    said = f"{name}{', noisy' if noisy else ''}<extra></extra>"
    heads = common | {
        "x": [path[-1][0] for path in paths],
        "y": [path[-1][1] for path in paths],
        "mode": "markers",
        "name": name,
        "showlegend": not noisy,
        "marker": {"color": hue, "size": head, "symbol": "circle-open" if noisy else "circle"},
        "hovertemplate": said,
        "hoverinfo": "all",
        "meta": {"moves": "head"},
    }
    return [line, heads]


def _joined(paths: Sequence[Points]) -> tuple[list[float | None], list[float | None]]:
    points = [point for path in paths for point in (*path, GAP)]
    return [point[0] for point in points], [point[1] for point in points]


def _reach(found: Trajectories) -> tuple[list[float], list[float]]:
    """Both axes as far as any path on any chip goes, so that they stay while chips and steps change."""
    points = [point for path in found.paths for way in (path.clean, *path.noisy) for point in way]
    points += [point for way in found.class_means.values() for point in way]
    spans = []
    for side in (0, 1):
        values = [point[side] for point in points] or [0.0]
        margin = 0.06 * (max(values) - min(values)) or 1.0
        spans.append([min(values) - margin, max(values) + margin])
    return spans[0], spans[1]


def _rows(subject: Subject, found: Trajectories) -> tuple[list[str], list[list[str]]]:
    head = ["network", "image", "label", "chip", "t", "first", "second"]
    ways = [(path, chip, way) for path in found.paths for chip, way in enumerate((path.clean, *path.noisy))]
    body = [
        [subject.network.network, str(path.image), str(path.label), str(chip) if chip else "none", str(t), f"{x:.6g}", f"{y:.6g}"]
        for path, chip, way in ways
        for t, (x, y) in enumerate(way, 1)
    ]
    return head, body
