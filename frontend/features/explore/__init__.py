"""Explore, the home page: choose networks, slide noise, see accuracy and energy."""

from frontend.features.explore.callbacks import register
from frontend.features.explore.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/", "Explore", "compare", layout, register)
