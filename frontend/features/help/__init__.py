"""Help: the manual, with a search over all of it."""

from frontend.features.help.contents import HELP
from frontend.features.help.page import layout, register
from frontend.kit.feature import Feature

FEATURE = Feature(HELP, "Help", "help", layout, register, has_pages_below=True)
