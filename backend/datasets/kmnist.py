"""Kuzushiji-MNIST: 28 x 28 characters of old Japanese books, with files like MNIST's."""

from __future__ import annotations

from backend.datasets.files.idx import IdxSet, mnist_files
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

_RECORD = DatasetRecord(
    name="kmnist",
    title="Kuzushiji-MNIST",
    short_title="KMNIST",
    kind="image",
    shape=(28, 28, 1),
    classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    train_images=60_000,
    test_images=10_000,
    scale=1 / 255,
    licence="CC BY-SA 4.0",
    citation="T. Clanuwat and others, Deep Learning for Classical Japanese Literature (KMNIST dataset, created by CODH, adapted "
    "from the Kuzushiji dataset of NIJL), arXiv:1812.01718",
    year=2018,
    source="IDX files, downloaded from their makers when asked for.",
    drawing="mnist",
    training=TrainingDefaults(size="large", epochs=12, batch_size=128, learning_rate=0.002),
)
DATASET = IdxSet(
    _RECORD,
    mirrors=("http://codh.rois.ac.jp/kmnist/dataset/kmnist", "https://codh.rois.ac.jp/kmnist/dataset/kmnist"),
    files=mnist_files(
        _RECORD,
        zipped=True,
        train="bdb82020997e1d708af4cf47b453dcf7",
        train_labels="e144d726b3acfaa3e44228e80efcd344",
        test="5c965bf0a639b31b8f53240b1b52f4d7",
        test_labels="7320c461ea6c1c855c0b718fb2a4b134",
    ),
)
