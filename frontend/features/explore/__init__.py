"""Explore, the home page: choose networks, slide noise, see accuracy and energy."""

from frontend.features.explore.page import layout
from frontend.features.explore.start import register
from frontend.kit.feature import Feature

FEATURE = Feature("/", "Explore", "compare", layout, register)
