"""What a run needs besides its spec, as files of its bundle: networks and data that ship with the program."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from backend.datasets import load, record_of
from backend.networks import zoo_cards, zoo_weights
from backend.networks.portable import with_card
from backend.schemas.dataset import ALWAYS_HERE
from backend.schemas.network import dataset_of
from backend.schemas.run import Run


def shipped_networks(run: Run) -> dict[str, bytes]:
    """Return the files of the run's networks that ship with the program, by id."""
    known = zoo_cards()
    return {name: with_card(known[name], zoo_weights(known[name])) for name in run.spec.networks if name in known}


def shipped_data(run: Run) -> dict[str, bytes]:
    """Return the test images of the data set that ships with the program as an .npz, by name; nothing if the run has others."""
    if ALWAYS_HERE not in {dataset_of(name) for name in run.spec.networks}:
        return {}
    record, data = record_of(ALWAYS_HERE), load(ALWAYS_HERE, Path())
    stored = np.rint((data.test_images - record.offset) / record.scale).astype(np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x_test=stored, y_test=data.test_labels)
    return {ALWAYS_HERE: buffer.getvalue()}
