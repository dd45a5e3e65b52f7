"""Ids of the components of a share."""

from __future__ import annotations

NARROW = "shared-narrow"
RUN = "shared-run"
FIGURE = "shared-figure"
FILES = "shared-"
"""Before the kind of a file, the id of its link."""
