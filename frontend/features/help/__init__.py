"""Help: how to begin, words, formulas, keys, sources."""

from frontend.features.help.page import layout, register
from frontend.kit.feature import Feature

FEATURE = Feature("/help", "Help", "help", layout, register)
