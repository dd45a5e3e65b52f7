"""MNIST: 28 x 28 handwritten digits."""

from __future__ import annotations

from backend.datasets.files.idx import IdxSet, mnist_files
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

_RECORD = DatasetRecord(
    name="mnist",
    title="MNIST",
    short_title="MNIST",
    kind="image",
    shape=(28, 28, 1),
    classes=tuple("0123456789"),
    train_images=60_000,
    test_images=10_000,
    scale=1 / 255,
    licence="CC BY-SA 3.0",
    citation="Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits",
    year=1998,
    source="IDX files, downloaded from public mirrors when asked for.",
    drawn_by_hand=True,
    drawing="mnist",
    training=TrainingDefaults(size="large", epochs=12, batch_size=128, learning_rate=0.002),
)
DATASET = IdxSet(
    _RECORD,
    mirrors=("https://ossci-datasets.s3.amazonaws.com/mnist", "https://storage.googleapis.com/cvdf-datasets/mnist"),
    files=mnist_files(
        _RECORD,
        train="6bbc9ace898e44ae57da46a324031adb",
        train_labels="a25bea736e30d166cdddb491f175f624",
        test="2646ac647ad5339dbf082846283269ea",
        test_labels="27ae3e4e09519cfbb04c329615203637",
    ),
)
