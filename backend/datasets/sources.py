"""The data sets Mhoscope knows, where their files come from, and the checksums of those files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IdxFile:
    """One file in IDX format; `md5` is of the raw (unzipped) bytes."""

    name: str
    md5: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class IdxSet:
    """Four files: images and labels to train on and to test on. `mirrors` serve the files as NAME.gz."""

    name: str
    title: str
    licence: str
    mirrors: tuple[str, ...]
    files: tuple[IdxFile, IdxFile, IdxFile, IdxFile]


def _files(*md5: str) -> tuple[IdxFile, IdxFile, IdxFile, IdxFile]:
    train, train_labels, test, test_labels = md5
    return (
        IdxFile("train-images-idx3-ubyte", train, (60_000, 28, 28)),
        IdxFile("train-labels-idx1-ubyte", train_labels, (60_000,)),
        IdxFile("t10k-images-idx3-ubyte", test, (10_000, 28, 28)),
        IdxFile("t10k-labels-idx1-ubyte", test_labels, (10_000,)),
    )


IDX_SETS = {
    "mnist": IdxSet(
        "mnist",
        "MNIST",
        "CC BY-SA 3.0",
        ("https://ossci-datasets.s3.amazonaws.com/mnist", "https://storage.googleapis.com/cvdf-datasets/mnist"),
        _files(
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637",
        ),
    ),
    "fashion-mnist": IdxSet(
        "fashion-mnist",
        "Fashion-MNIST",
        "MIT",
        (
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        ),
        _files(
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "9018921c3c673c538a1fc5bad174d6f9",
            "8181f5470baa50b63fa0f6fddb340f0a",
            "15d484375f8d13e6eb1aabb0c3f46965",
        ),
    ),
}
