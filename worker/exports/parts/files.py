"""The files of a run: networks and test images. Scripts contain this file as it is."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from backend.datasets.files.drawn import drawn, is_sorted


def bundled(member: str, folder: Path, bundle: str) -> bytes | None:
    """Return a file of the run's bundle, packed or not; None if it is not there."""
    if (folder / member).is_file():
        return (folder / member).read_bytes()
    if (folder / bundle).is_file():
        with zipfile.ZipFile(folder / bundle) as archive:
            return next((archive.read(name) for name in archive.namelist() if name.endswith(f"/{member}")), None)
    return None


def network_file(name: str, folder: Path, bundle: str) -> bytes:
    """Return the file of a network, from the bundle or as it is downloaded by itself."""
    alone = folder / f"{name.replace('/', '-')}.npz"
    found = alone.read_bytes() if alone.is_file() else bundled(f"networks/{name}.npz", folder, bundle)
    if found is None:
        raise SystemExit(f"{name} is not here: put {bundle}, or the network's file {alone.name}, beside this script")
    return found


def load_network(name: str, digest: str, folder: Path, bundle: str) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return the card of a network, and its arrays by "<layer>.<array>"."""
    content = network_file(name, folder, bundle)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        card = json.loads(archive.read("card.json"))
    if card["weights_sha256"] != digest:
        raise SystemExit(f"{name} is another network than that of the run: its weights have the SHA-256 {card['weights_sha256']}")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return card, {key: arrays[key].astype(np.float32) for key in arrays.files if key != "card.json"}


def stored_images(data: Mapping[str, Any], folder: Path, packed: bytes | None) -> tuple[Any, Any]:
    """Return the test images (n, ...) as stored, and their labels (n,); `packed` is an .npz with x_test and y_test."""
    own = (folder / f"{data['name']}.npz", folder / data["name"] / f"{data['name']}.npz")
    content = next((path.read_bytes() for path in own if path.is_file()), packed)
    if content is not None:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return arrays["x_test"], arrays["y_test"]
    if "split" in data:
        return digits(**data["split"])
    images, labels = (idx(folder / data["name"], name) for name in ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"))
    return images, labels


def digits(test_size: int, random_state: int) -> tuple[Any, Any]:
    """Return the test images of scikit-learn's digits, split as Mhoscope splits them."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    found = load_digits()
    _, images, _, labels = train_test_split(
        found.images, found.target, test_size=test_size, random_state=random_state, stratify=found.target
    )
    return images, labels


def idx(folder: Path, name: str) -> Any:
    """Return the array in a file of MNIST's format, zipped or not."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            shape = [int.from_bytes(raw[4 * axis : 4 * axis + 4], "big") for axis in range(1, raw[3] + 1)]
            return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)
    raise SystemExit(f"{name} is not in {folder}: set MHOSCOPE_DATA_DIR to the folder of the data sets")


def shown_images(data: Mapping[str, Any], folder: Path, packed: bytes | None, count: int) -> tuple[Any, Any]:
    """Return the first test images (n, height, width, channels), float32 from 0 to 1, and their labels (n,).

    Data in the order of their classes are taken in a drawn order, as Mhoscope takes them.
    """
    images, labels = stored_images(data, folder, packed)
    if is_sorted(labels):
        order = drawn(len(labels))
        images, labels = images[order], labels[order]
    values = np.asarray(images[:count], np.float32) * np.float32(data["scale"]) + np.float32(data["offset"])
    return values.reshape(len(values), *data["shape"]), np.asarray(labels[:count], np.int64)


def noisy(images: Any, kind: str, level: float, clip: bool, random: np.random.Generator) -> Any:
    """Return images with test-set noise; the level is a standard deviation, or the share of pixels that are salt or pepper."""
    if kind == "salt_pepper":
        chance = random.random(images.shape, dtype=np.float32)
        return np.where(chance < level / 2, np.float32(0), np.where(chance >= 1 - level / 2, np.float32(1), images))
    noise = np.float32(level) * random.standard_normal(images.shape, dtype=np.float32)
    changed = images * (1 + noise) if kind == "speckle" else images + noise
    return np.clip(changed, 0, 1) if clip else changed
