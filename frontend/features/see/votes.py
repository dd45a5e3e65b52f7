"""What the chips say of one image: a line, a bar for each class, and every chip with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from backend.schemas.inspect import Votes


def sentence(votes: Votes, names: Sequence[str]) -> list[Any]:
    """Such as "46 of 50 chips say 7." and, smaller, what the others say, and what the network says without noise."""
    chips, clean, label = len(votes.answers), votes.clean, votes.label
    said = sorted(((count, place) for place, count in enumerate(votes.votes) if count), key=lambda pair: (-pair[0], pair[1]))
    most, first = said[0]
    more = [f"{count} {'says' if count == 1 else 'say'} {names[place]}" for count, place in said[1:]]
    parts = [f"{', '.join(more)}."] if more else []
    parts.append(f"Without noise the network says {names[clean]}{' too' if clean == first else ''}.")
    if label is not None:
        parts.append(f"True class {names[label]}: {votes.votes[label]} of {chips} are right.")
    head = f"All {chips} chips say {names[first]}" if most == chips else f"{most} of {chips} chips say {names[first]}"
    return [html.Strong(head), html.Span(" ".join(parts))]


def ballot(votes: Votes, names: Sequence[str]) -> list[Any]:
    """One row a class: votes as a bar, their number, and the mean softmax; the clean answer is marked."""
    chips = len(votes.answers)
    rows = []
    for place, name in enumerate(names):
        count, share = votes.votes[place], votes.shares[place]
        clean = place == votes.clean
        shows = place == votes.label
        marks = [mark for mark, there in (("no noise", clean), ("true", shows)) if there]
        rows.append(
            html.Div(
                [
                    html.Span(name, className="ballot-name"),
                    html.Div(
                        [
                            html.Div(className="ballot-bar", style={"width": f"{100 * count / chips:.4g}%"}),
                            html.Div(className="ballot-share", style={"left": f"{100 * share:.4g}%"}),
                        ],
                        className="ballot-track",
                    ),
                    html.Span(str(count), className="ballot-count"),
                    html.Span([html.Span(mark, className="tag") for mark in marks], className="ballot-marks"),
                ],
                className="ballot-row" + (" ballot-clean" if clean else ""),
                title=f"{name}: {count} of {chips} chips; mean softmax {100 * share:.1f} %, "
                f"mean logit {votes.logits[place]:.2f}; without noise {100 * votes.clean_shares[place]:.1f} %",
            )
        )
    return rows


def wall(votes: Votes, names: Sequence[str], chip: int) -> list[Any]:
    """Every chip as a button with what it says; those that differ from the clean answer stand out.

    One of them is reached by Tab, the others by arrows from there.
    """
    tiles = []
    for place, answer in enumerate(votes.answers):
        differs = answer != votes.clean
        tiles.append(
            html.Button(
                names[answer][:2],
                type="button",
                className="tile" + (" tile-differs" if differs else "") + (" tile-chosen" if place == chip else ""),
                title=f"chip {place} says {names[answer]}",
                tabIndex=0 if place == chip else -1,
                **{
                    "data-chip": str(place),
                    "aria-label": f"chip {place} says {names[answer]}",
                    "aria-pressed": "true" if place == chip else "false",
                },
            )
        )
    return tiles


def table(votes: Votes, names: Sequence[str]) -> Any:
    """The same for who reads rather than looks."""
    head = ("Class", "Chips", "Mean softmax", "Mean logit", "Softmax without noise")
    rows = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                html.Td(str(votes.votes[place])),
                html.Td(f"{100 * votes.shares[place]:.1f} %"),
                html.Td(f"{votes.logits[place]:.2f}"),
                html.Td(f"{100 * votes.clean_shares[place]:.1f} %"),
            ]
        )
        for place, name in enumerate(names)
    ]
    return html.Table(
        [html.Thead(html.Tr([html.Th(text, scope="col") for text in head])), html.Tbody(rows)], className="see-table tabular"
    )
