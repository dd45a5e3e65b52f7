"""Runs: what was computed here, to find, open, compare and delete."""

from frontend.features.runs.callbacks import register
from frontend.features.runs.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/runs", "Runs", "list", layout, register)
