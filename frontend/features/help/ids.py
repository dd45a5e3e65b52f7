"""Ids of Help."""

SEARCH = "manual-search"
RESULTS = "manual-results"
PAGES = "manual-pages"
TEXT = "manual-text"
KEYBOARD = "keyboard"
