"""A share: a frozen run under an address of its own."""

from frontend.features.share.callbacks import register
from frontend.features.share.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/s", "Share", "link", layout, register, has_pages_below=True, in_navigation=False)
