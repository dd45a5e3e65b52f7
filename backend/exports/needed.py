"""What a run needs besides its spec, as files of its bundle: networks that ship with the program, and data."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from backend.datasets import SOURCES, UnknownDataset, load, record_of
from backend.networks import zoo_cards, zoo_weights
from backend.networks.portable import with_card
from backend.schemas.dataset import ALWAYS_HERE
from backend.schemas.network import dataset_of
from backend.schemas.run import Run

MOST_VALUES = 1 << 24
"""Of the test set of a data set that goes along."""


def shipped_networks(run: Run) -> dict[str, bytes]:
    """Return the files of the run's networks that ship with the program, by id."""
    known = zoo_cards()
    return {name: with_card(known[name], zoo_weights(known[name])) for name in run.spec.networks if name in known}


def needed_data(run: Run) -> dict[str, bytes]:
    """Return test images or sequences that nobody finds elsewhere, and their labels, each data set as an .npz by its name.

    These are the digits and users' own data sets, unless they are very large; values are as stored, before scale and offset.
    """
    names = dict.fromkeys(dataset_of(name) for name in run.spec.networks)
    return {name: _packed(name) for name in names if _is_needed(name)}


def _is_needed(name: str) -> bool:
    try:
        record = record_of(name)
    except UnknownDataset:  # it was removed, or is only spoken of
        return False
    return name == ALWAYS_HERE or (name not in SOURCES and record.test_images * record.values <= MOST_VALUES)


def _packed(name: str) -> bytes:
    record, data = record_of(name), load(name, Path())
    stored = (data.test_images - np.float32(record.offset)) / np.float32(record.scale)
    whole = np.rint(stored)
    if np.allclose(stored, whole, atol=1e-3) and whole.min() >= 0 and whole.max() <= 255:
        stored = whole.astype(np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x_test=stored, y_test=data.test_labels)
    return buffer.getvalue()
