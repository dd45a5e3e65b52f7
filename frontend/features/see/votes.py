"""What the chips say of one image: a line, a bar for each class, and every chip with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonprefix
from typing import Any

from dash import html

from backend.schemas.inspect import Votes

MOST_NAMED = 9
"""Other answers than the first that are named in the sentence."""


def sentence(votes: Votes, names: Sequence[str]) -> list[Any]:
    """Such as "46 of 50 chips say 7." and, smaller, what the others say, and what the network says without noise."""
    chips, clean, label = len(votes.answers), votes.clean, votes.label
    said = sorted(((count, place) for place, count in enumerate(votes.votes) if count), key=lambda pair: (-pair[0], pair[1]))
    most, first = said[0]
    more = [f"{count} {'says' if count == 1 else 'say'} {names[place]}" for count, place in said[1:]]
    if len(more) > MOST_NAMED:
        left = sum(count for count, _ in said[1 + MOST_NAMED :])
        more = [*more[:MOST_NAMED], f"{left} say others"]
    parts = [f"{', '.join(more)}."] if more else []
    parts.append(f"Without noise the network says {names[clean]}{' too' if clean == first else ''}.")
    if label is not None:
        parts.append(f"True class {names[label]}: {votes.votes[label]} of {chips} are right.")
    head = f"All {chips} chips say {names[first]}" if most == chips else f"{most} of {chips} chips say {names[first]}"
    return [html.Strong(head), html.Span(" ".join(parts))]


MOST_SHOWN = 15
"""Classes with a bar; of more, those that chips say, and those next to them."""
MOST_ROWS = 100


def shown_classes(votes: Votes, most: int = MOST_SHOWN) -> list[int]:
    """Return the classes that are shown: all of a few; of many the clean answer, the true class, then those with most votes."""
    every = range(len(votes.votes))
    if len(every) <= most:
        return list(every)
    first = {votes.clean, votes.label}
    ranked = sorted(every, key=lambda at: (at not in first, -votes.votes[at], -votes.shares[at], at))
    return sorted(ranked[:most], key=lambda at: (-votes.votes[at], -votes.shares[at], at))


def others(votes: Votes, shown: Sequence[int]) -> str:
    """What is not shown, in words; empty if there is nothing."""
    left = len(votes.votes) - len(shown)
    if not left:
        return ""
    said = sum(votes.votes) - sum(votes.votes[place] for place in shown)
    return f"{left:,} other classes: {said} of {len(votes.answers)} chips." if said else f"{left:,} other classes: no chip."


def ballot(votes: Votes, names: Sequence[str]) -> list[Any]:
    """One row a class: votes as a bar, their number, and the mean softmax; the clean answer is marked."""
    chips = len(votes.answers)
    rows = []
    shown = shown_classes(votes)
    for place in shown:
        name, count, share = names[place], votes.votes[place], votes.shares[place]
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
    left = others(votes, shown)
    return [*rows, html.P(left, className="meaning")] if left else rows


def initials(names: Sequence[str]) -> list[str]:
    """Return two letters of each class, after the words that all names begin with: "7" of "Speaker 7"."""
    common = commonprefix(names).rstrip("0123456789")  # noqa: RUF071  names of classes, not paths
    if not all(name.removeprefix(common).isdigit() for name in names):
        common = common[: common.rfind(" ") + 1]
    return [name.removeprefix(common)[:2] for name in names]


def wall(votes: Votes, names: Sequence[str], chip: int) -> list[Any]:
    """Every chip as a button with what it says; those that differ from the clean answer stand out.

    One of them is reached by Tab, the others by arrows from there.
    """
    tiles, short = [], initials(names)
    for place, answer in enumerate(votes.answers):
        differs = answer != votes.clean
        tiles.append(
            html.Button(
                short[answer],
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
                html.Th(names[place], scope="row"),
                html.Td(str(votes.votes[place])),
                html.Td(f"{100 * votes.shares[place]:.1f} %"),
                html.Td(f"{votes.logits[place]:.2f}"),
                html.Td(f"{100 * votes.clean_shares[place]:.1f} %"),
            ]
        )
        for place in shown_classes(votes, MOST_ROWS)
    ]
    return html.Table(
        [html.Thead(html.Tr([html.Th(text, scope="col") for text in head])), html.Tbody(rows)], className="see-table tabular"
    )
