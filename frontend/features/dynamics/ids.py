"""Ids of the components of Dynamics; its scripts use them too."""

from __future__ import annotations

# Stores: what the page knows from when it was made, and its address then.
FACTS = "dynamics-facts"
BASE = "dynamics-base"
# What is asked (callbacks.py), where the address has led (address.js), the job that answers, and what a look at it gave.
NOW = "dynamics-now"
WENT = "dynamics-went"
LIVE = "dynamics-live"
SEEN = "dynamics-seen"

# The head of the page.
EXPLORE = "dynamics-explore"
ASIDES = "dynamics-asides"
SHARE_OPEN = "dynamics-share-open"
COMMANDS = "dynamics-commands"
MODAL = "dynamics-modal"
LINES = "dynamics-lines"

# The request.
NETWORKS = "dynamics-networks"
NOISES = "dynamics-noises"
FAMILIES = "dynamics-families"
PROGRAMMING = "dynamics-programming"
READ = "dynamics-read"
SIGMAS = "dynamics-sigmas"
LEVEL = "dynamics-level"
LEVEL_BOX = "dynamics-level-box"
KIND = "dynamics-kind"
KIND_TITLE = "dynamics-kind-title"
DEVICE = "dynamics-device"
IMAGES = "dynamics-images"
DRAWS = "dynamics-draws"
EXTENDED = "dynamics-extended"
WORDS = "dynamics-words"

# Its job.
GO = "dynamics-go"
STOP = "dynamics-stop"
TICK = "dynamics-tick"
STATE = "dynamics-state"
PROGRESS = "dynamics-progress"
PROGRESS_TEXT = "dynamics-progress-text"
TROUBLE = "dynamics-trouble"
NOTES = "dynamics-notes"
RESULTS = "dynamics-results"

# What is looked at.
NETWORK = "dynamics-network"
LAYER = "dynamics-layer"
LAYER_BOX = "dynamics-layer-box"
CHIP = "dynamics-chip"
MEANS = "dynamics-means"
CAUSE = "dynamics-cause"
LOG = "dynamics-log"
QUANTITY = "dynamics-quantity"
DRIVE = "dynamics-drive"
SPECTRUM_TABLE = "dynamics-spectrum-table"

# Time, played by play.js.
PLAY = "dynamics-play"
STEP = "dynamics-step"
STEP_TEXT = "dynamics-step-text"

# A link to the answer as it is.
SHARE = "dynamics-share"
"""What the ids of the dialog's parts begin with."""


def file(kind: str) -> str:
    """The link to a file of the whole answer."""
    return f"dynamics-file-{kind}"


def found(part: str) -> str:
    """Which answers of a part are there: its figures are drawn anew when this changes."""
    return f"dynamics-found-{part}"


def graph(name: str) -> str:
    """A figure by its name."""
    return f"dynamics-figure-{name}"


def box(name: str) -> str:
    """What is around a figure."""
    return f"dynamics-box-{name}"


def said(name: str) -> str:
    """The sentences above a figure."""
    return f"dynamics-said-{name}"
