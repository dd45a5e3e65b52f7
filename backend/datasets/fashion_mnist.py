"""Fashion-MNIST: 28 x 28 pictures of clothes, with files like MNIST's."""

from __future__ import annotations

from backend.datasets.files.idx import IdxSet, mnist_files
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

_RECORD = DatasetRecord(
    name="fashion-mnist",
    title="Fashion-MNIST",
    short_title="Fashion-MNIST",
    kind="image",
    shape=(28, 28, 1),
    classes=("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    train_images=60_000,
    test_images=10_000,
    scale=1 / 255,
    licence="MIT",
    citation="H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, arXiv:1708.07747",
    year=2017,
    source="IDX files, downloaded from public mirrors when asked for.",
    drawing="mnist",
    training=TrainingDefaults(size="large", epochs=12, batch_size=128, learning_rate=0.002),
)
DATASET = IdxSet(
    _RECORD,
    mirrors=(
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
    files=mnist_files(
        _RECORD,
        train="f4a8712d7a061bf5bd6d2ca38dc4d50a",
        train_labels="9018921c3c673c538a1fc5bad174d6f9",
        test="8181f5470baa50b63fa0f6fddb340f0a",
        test_labels="15d484375f8d13e6eb1aabb0c3f46965",
    ),
)
