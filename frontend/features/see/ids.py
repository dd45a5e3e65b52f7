"""Ids of the components of See it; its scripts use them too."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

# Stores: what the page knows from when it was made, and its address then.
FACTS = "see-facts"
BASE = "see-base"
# What it shows now (callbacks.py), and where the address has led (address.js).
NOW = "see-now"
WENT = "see-went"
# The drawing (paper.js), how its answer came, and that more chips are to be asked for (asking.js).
INK = "see-ink"
ANSWERED = "see-answered"
MORE = "see-more"
# How many chips have looked for mistakes, and that more are to (pictures.js).
PROGRESS = "see-progress"
AGAIN = "see-again"
# What a recurrent network reads at each time step.
STEPS = "see-steps"

# The head of the page.
EXPLORE = "see-explore"
ASIDES = "see-asides"
NETWORK = "see-network"
TAB = "see-tab"
TROUBLE = "see-trouble"
MODAL = "see-modal"
LINES = "see-lines"

# Noise and chips.
PROGRAMMING = "see-programming"
READ = "see-read"
LEVEL = "see-level"
SIGMAS = "see-sigmas"
KIND = "see-kind"
KIND_TITLE = "see-kind-title"
LEVEL_BOX = "see-level-box"
CHIPS = "see-chips"
CHIP = "see-chip"
WORDS = "see-words"

# Draw.
CANVAS = "see-canvas"
PICKED = "see-picked"
HINT = "see-hint"
PENS = "see-pens"
PEN = "see-pen"
CLEAR = "see-clear"
UNDO = "see-undo"
IMAGE = "see-image"
ANOTHER = "see-another"
SENTENCE = "see-sentence"
BALLOT = "see-ballot"
WALL = "see-wall"
TIME = "see-time"
VOTES_FIGURE = "see-votes-figure"
VOTES_TABLE = "see-votes-table"
PIXELS = "see-pixels"
SEEN = "see-seen"
HIDDEN_CARD = "see-hidden-card"
HIDDEN_NOTE = "see-hidden-note"
READING = "see-reading"
READING_IMAGE = "see-reading-image"
STEP = "see-step"
STEP_TEXT = "see-step-text"

# A sequence that is changed by hand (series.js).
CHANGES = "see-changes"
SERIES_TOOLS = "see-series-tools"
AS_IT_WAS = "see-as-it-was"
UNDO_CHANGE = "see-undo-change"
CHANGED_STEP = "see-changed-step"
FEATURE = "see-feature"
CHANGED_VALUE = "see-changed-value"
SET_VALUE = "see-set-value"

# Images.
IMAGES_NOTE = "see-images-note"
IMAGES_LABEL = "see-images-label"
IMAGES_PAGE = "see-images-page"
GALLERY = "see-gallery"

# Mistakes.
MATRIX = "see-matrix"
IMAGES = "see-images"
CONFUSION = "see-confusion"
CONFUSION_NOTE = "see-confusion-note"
CONFUSION_TABLE = "see-confusion-table"
LABEL = "see-label"
SAID = "see-said"
PAGE = "see-page"
MISTAKES = "see-mistakes"
MISTAKES_NOTE = "see-mistakes-note"

# Crossbar.
CROSSBAR_NOTE = "see-crossbar-note"
LAYER = "see-layer"
PART = "see-part"
ZOOM = "see-zoom"
WINDOW = "see-window"
TOP = "see-top"
LEFT = "see-left"


def tab(name: str) -> str:
    """The content of a tab."""
    return f"see-tab-{name}"


def hidden(name: str) -> str:
    """A picture of hidden states: clean, chip or spread."""
    return f"see-hidden-{name}"


def hidden_title(name: str) -> str:
    return f"{hidden(name)}-title"


def crossbar(name: str) -> str:
    """A picture of a crossbar: target, programmed, error or carried."""
    return f"see-crossbar-{name}"


def crossbar_title(name: str) -> str:
    return f"{crossbar(name)}-title"


def crossbar_box(name: str) -> str:
    return f"{crossbar(name)}-box"


def label_of(control: str) -> str:
    """The words beside a control that has none of its own."""
    return f"{control}-label"


def commands(of: Any) -> Id:
    """The button that shows the command lines of a figure."""
    return {"type": "see-commands", "of": of}
