"""Users' own data sets in both kinds of stores: kept in parts, found, counted on, deleted."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from backend import datasets
from backend.datasets.own import library
from backend.datasets.own.reading import Asked, read
from backend.schemas.dataset import DatasetRecord
from backend.schemas.spec import Spec
from backend.store import runs
from backend.store.datasets import (
    DatasetInUse,
    DatasetNameTaken,
    StoreLibrary,
    delete_dataset,
    dependents_of,
    file_of,
    save_dataset,
    size_of,
)
from backend.store.jobs import request_cancel
from backend.store.networks import save_network
from backend.store.rows import DatasetPartRow, DatasetRow, RunRow
from backend.store.session import Store
from tests.backend.datasets.own.files import arrays_of, npz
from tests.frontend.examples import a_card

NETWORKS = ("mine/a", "mine-too/a", "in-mine/mine")
"""The first alone is of the data set."""


@pytest.fixture
def kept(tmp_path: Path) -> tuple[DatasetRecord, Path]:
    file = tmp_path / "kept.npz"
    content = npz(**arrays_of(), classes=np.array(["one", "two", "três", "四"]))
    return read(io.BytesIO(content), Asked("mine", "Mine"), file), file


def test_what_is_saved_is_found_whole(
    store: Store, kept: tuple[DatasetRecord, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.datasets.PART_BYTES", 1000)
    record, file = kept
    with store.write() as session:
        save_dataset(session, record, file)
    with store.read() as session:
        assert b"".join(file_of(session, "mine")) == file.read_bytes()
        assert size_of(session, "mine") == file.stat().st_size
        assert session.query(DatasetPartRow).count() == -(-file.stat().st_size // 1000)
    library.use(StoreLibrary(store, [tmp_path / "here"]))
    assert datasets.record_of("mine") == record and [one.name for one in datasets.records()][-1] == "mine"
    assert datasets.load("mine", tmp_path).test_labels.tolist() == [0, 1, 2, 3] * 3
    with pytest.raises(DatasetNameTaken), store.write() as session:
        save_dataset(session, record, file)


def test_who_depends_on_it_is_counted_by_whole_names(store: Store, kept: tuple[DatasetRecord, Path]) -> None:
    record, file = kept
    with store.write() as session:
        save_dataset(session, record, file)
        for network in NETWORKS:
            save_network(session, a_card(network, family="mlp", origin="trained"), b"w")
        ids = [runs.create(session, spec=Spec(networks=[network]), weights={}, points=[]) for network in NETWORKS]
    with store.read() as session:
        found = dependents_of(session, "mine")
    assert (found.networks, found.runs, found.unfinished) == (("mine/a",), 1, 1)
    with pytest.raises(DatasetInUse, match="1 job with the data set mine must end first"), store.write() as session:
        delete_dataset(session, "mine", force=True)
    with store.write() as session:
        request_cancel(session, RunRow, ids[0])
    with pytest.raises(DatasetInUse, match="1 network"), store.write() as session:
        delete_dataset(session, "mine")
    with store.write() as session:
        delete_dataset(session, "mine", force=True)
    with store.read() as session:
        assert session.query(DatasetRow).count() == session.query(DatasetPartRow).count() == 0
        assert session.get(RunRow, ids[0]) is not None
    with pytest.raises(datasets.UnknownDataset), store.write() as session:
        delete_dataset(session, "mine")
