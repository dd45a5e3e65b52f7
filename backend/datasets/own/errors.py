"""What is said of a file that cannot be a data set."""

from __future__ import annotations


class NotADataset(ValueError):
    """A file cannot be a data set; the text says why, in one sentence that names the array."""
