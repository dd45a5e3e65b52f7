"""Data: every data set, what is in it, and a way to bring one's own."""

from frontend.features.data.callbacks import register
from frontend.features.data.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/data", "Data", "data", layout, register, has_pages_below=True)
