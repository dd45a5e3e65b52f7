"""Ids of the components of Explore; its scripts, the style sheet and links (`show=`, `hide=`) use them too."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

# Stores; stores.py says who writes each.
FACTS = "facts"
BEGUN = "begun"
CHANGED = "changed"
LIVE = "live"
FOLLOWED = "followed"
SETTLED = "settled"
WENT = "went"
COMPANIONS = "companions"
PINS = "pins"
CUT = "cut"
CONSTANTS = "constants"
LIST_X = "list-x"
LIST_Y = "list-y"
KEPT = "kept"
OVERRIDES = "overrides"
ENERGIES = "energies"
WANTED = "wanted"

# The page.
ASIDES = "asides"
TOUR = "tour"
HEADLINE = "headline"
SUMMARY = "summary"
STATE = "state"
PROGRESS = "progress"
PROGRESS_TEXT = "progress-text"
TROUBLE = "trouble"
ACCURACY = "accuracy"
BAND = "band"
BAND_BOX = "band-box"
WHOLE = "whole"
PREDICTED = "predicted"
PREDICTED_BOX = "predicted-box"
PREDICTION = "prediction"
PREDICTION_POLL = "prediction-poll"
PREDICTION_NOTE = "prediction-note"
CUTS = "cuts"
NUMBERS = "numbers"
NUMBERS_BOX = "numbers-box"
REPRODUCE = "reproduce"
REPRODUCE_MODAL = "reproduce-modal"
REPRODUCE_OPEN = "reproduce-open"

# Choosing networks.
NETWORKS = "networks"
NETWORKS_OPEN = "networks-open"
NETWORKS_DRAWER = "networks-drawer"
CHOSEN = "chosen"
CATALOGUE = "catalogue"
CATALOGUE_GRID = "catalogue-grid"
CATALOGUE_SEARCH = "catalogue-search"
CATALOGUE_DATASET = "catalogue-dataset"
CATALOGUE_FAMILY = "catalogue-family"
CATALOGUE_STEPS = "catalogue-steps"
CATALOGUE_NOISE = "catalogue-noise"

# Settings. The ids of options' controls follow from their names (kit/controls.py); these are used by name.
PANEL = "panel"
SETTINGS_OPEN = "settings-open"
SHAPE = "shape"
SWEEP = "sweep"
START = "start"
STOP = "stop"
COUNT = "count"
Y = "y"
Y_BOX = "y-box"
Y_START = "y-start"
Y_STOP = "y-stop"
Y_COUNT = "y-count"
DEVICE = "device"
DEVICE_NOTE = "device-note"
AGING = "aging"
AGE = "age"
AGE_SLIDER = "age-slider"
AGE_WORDS = "age-words"
COMPENSATION = "compensation"
SIGMAS = "sigmas"
PROGRAMMING = "programming"
REFERENCE = "reference"
CONVERSION = "conversion"
TEST_KIND = "test-kind"
TEST_LEVEL_BOX = "test-level-box"
LAYER = "layer"
LAYER_FIELD = "layer-field"
LAYER_NUMBER = "layer-number"
LAYER_CHOICE = "layer-choice"
LAYER_SET = "layer-set"
LAYER_ROWS = "layer-rows"

# Compare.
COMPARE_NOTE = "compare-note"
COMPARE_ADD = "compare-add"
COMPARE_GO = "compare-go"
COMPARE_TROUBLE = "compare-trouble"
COMPARE_TABLE = "compare-table"
TRAY = "tray"
AGAINST = "against"
AGAINST_BOX = "against-box"
DIFFERENCE = "difference"
DIFFERENCE_FIGURE = "difference-figure"
COMPANIONS_POLL = "companions-poll"

# What this noise amounts to.
CONVERSION_NETWORK = "conversion-network"
CONVERSION_NOTE = "conversion-note"
CONVERSION_DETAILS = "conversion-details"
CONVERSION_ASKED = "conversion-asked"

# Energy, accuracy against energy, and the families.
ENERGY = "energy"
ENERGY_MODE = "energy-mode"
ENERGY_NOTE = "energy-note"
ENERGY_LEGEND = "energy-legend"
ENERGY_SOURCE = "energy-source"
ENERGY_COMMANDS = "energy-commands"
TECHNOLOGY = "technology"
TECHNOLOGY_CONSTANTS = "technology-constants"
CONSTANTS_BOX = "constants-box"
ACTIVATIONS = "activations"
PARETO = "pareto"
PARETO_NOTE = "pareto-note"
PARETO_COMMANDS = "pareto-commands"
FAMILIES = "families"
FAMILIES_SIZE = "families-size"
FAMILIES_TABLE = "families-table"
FAMILIES_NOTE = "families-note"
FAMILIES_TROUBLE = "families-trouble"
FAMILIES_COMMANDS = "families-commands"

# Design questions.
QUESTION = "question"
TARGET = "target"
TARGET_BOX = "target-box"
TARGET_KIND = "target-kind"
TARGET_KIND_BOX = "target-kind-box"
ASK = "ask"
ASK_STOP = "ask-stop"
DESIGN = "design"
DESIGN_TICK = "design-tick"
DESIGN_TROUBLE = "design-trouble"
DESIGN_TEXT = "design-text"
DESIGN_FIGURE = "design-figure"
DESIGN_FIGURE_BOX = "design-figure-box"
DESIGN_SHARE = "design-share"
DESIGN_COMMANDS = "design-commands"

# Which setting costs how much.
WHY = "why"
ATTRIBUTION = "attribution"
ATTRIBUTION_CARD = "attribution-card"
ATTRIBUTION_SHARE = "attribution-share"
ATTRIBUTION_TICK = "attribution-tick"
ATTRIBUTION_TROUBLE = "attribution-trouble"
ATTRIBUTION_TEXT = "attribution-text"
ATTRIBUTION_FIGURE = "attribution-figure"
ATTRIBUTION_FIGURE_BOX = "attribution-figure-box"
ATTRIBUTION_COMMANDS = "attribution-commands"
SPLIT = "split"
SPLIT_BY = "split-by"
SPLIT_STOP = "split-stop"

# Notes on a run.
NOTES_OPEN = "notes-open"
NOTES_MODAL = "notes-modal"
NOTES_TROUBLE = "notes-trouble"
NOTE_TEXT = "note-text"
NOTE_SAVE = "note-save"
NOTE_SHOWN = "note-shown"
NOTE_LINES = "note-lines"
LINE_AXIS = "line-axis"
LINE_VALUE = "line-value"
LINE_WORDS = "line-words"
LINE_ADD = "line-add"

# Sharing the figure.
SHARE_OPEN = "share-open"
SHARE = "share"
"""What the ids of the dialog's parts begin with."""


def list_said(values: str) -> str:
    """Says which values of its own a sweep has, by the store that holds them."""
    return f"{values}-said"


def line_remove(at: Any) -> Id:
    """The button that takes a line off the figure, by its place in the list."""
    return {"type": "line-remove", "at": at}


def layer_remove(text: Any) -> Id:
    """The button that takes a setting off a layer, by its text in the address."""
    return {"type": "layer-remove", "text": text}


def pin_curve(network: Any) -> Id:
    """The button that pins the curve of one of the chosen networks, by its place among them."""
    return {"type": "pin-curve", "network": network}


def pin_name(pin: Any) -> Id:
    """The name of a pinned curve, by its run and network as in the address."""
    return {"type": "pin-name", "pin": pin}


def pin_remove(pin: Any) -> Id:
    return {"type": "pin-remove", "pin": pin}


def constant(technology: Any, name: Any) -> Id:
    """The number of a technology's constant."""
    return {"type": "constant", "technology": technology, "name": name}
