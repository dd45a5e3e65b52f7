"""Ids of the components of a share."""

from __future__ import annotations

NARROW = "shared-narrow"
RUN = "shared-run"
FIGURE = "shared-figure"
ANSWER = "shared-answer"
"""What is shown of an answer that is no run."""
ANSWER_OF = "shared-answer-of"
OFFLINE = "shared-offline"
OFFLINE_FILE = "shared-offline-file"
FILES = "shared-"
"""Before the kind of a file, the id of its link."""


def graph(name: str) -> str:
    """A figure of an answer, by its name."""
    return f"shared-{name}"
