"""Views of Explore that tests open: each with a run that nobody asked for yet."""

from __future__ import annotations

from itertools import count

QUICK = "i=100&h=10&c=3&d=20"
LONG = "i=500&h=0.1&c=6&d=10000"
SEEDS = count(1000)


def fresh(settings: str = QUICK) -> str:
    """The address of a run that nobody asked for yet."""
    return f"?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&{settings}&s={next(SEEDS)}"
