"""From an .npz of a user to a data set: every check, the linear map to [0, 1], and the file that is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import prod
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from backend.datasets.files.drawn import is_sorted
from backend.datasets.files.npz import Archive, Array, NotReadable, opened
from backend.datasets.own.errors import NotADataset
from backend.datasets.own.labels import MOST_IMAGES, class_names, labels_of
from backend.datasets.own.packing import Packer
from backend.datasets.own.shapes import Kind, as_kind, shape_of_one
from backend.datasets.own.values import Map, given_map, kept, kept_type, map_of, moments_of, range_of
from backend.schemas.dataset import NOT_SAID, DatasetRecord, TrainingDefaults
from backend.schemas.explain import explain

MOST_FILE_BYTES = 256 * 2**20
MOST_VALUES_IN_ALL = 1_000_000_000
MOST_TESTED = 10_000
"""Test images that are kept: as many as a run shows at most, so that accuracies are those of the whole test set."""
SET_ASIDE = 512
"""Most test images that are set aside where there are no training images, as many as converters are calibrated with."""
FEWEST_WITHOUT_TRAINING = 10
SMALLEST_DEVIATION = 0.001
"""Of the values of sequences, of which networks get so many deviations from the mean."""
SMALL = 256
"""Values of an image up to which hidden layers of the small size suit it."""
KNOWN = ("x_train", "y_train", "x_test", "y_test", "classes", "kind", "map", "calibration_only")


class Asked(NamedTuple):
    """What is said of a data set beside its file; `kind` None: as the file says, or else an image."""

    name: str
    title: str = ""
    kind: str | None = None
    licence: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Part:
    """Images or sequences with their labels (n,)."""

    array: Array
    labels: NDArray[np.int64]


def read(file: Path | IO[bytes], asked: Asked, kept_at: Path) -> DatasetRecord:
    """Return the record of a data set in an .npz, and write what is kept of its arrays to another file.

    Values are read in blocks: memory is needed for one of them, not for the file. Raises NotADataset.
    """
    size = file.stat().st_size if isinstance(file, Path) else file.seek(0, io.SEEK_END)
    if size > MOST_FILE_BYTES:
        raise NotADataset(f"the file must have at most {MOST_FILE_BYTES:,} bytes; it has {size:,}")
    try:
        with opened(file) as archive:
            return _read(archive, asked, kept_at)
    except NotReadable as error:
        raise NotADataset(f"the file cannot be read: {error}") from None
    except ValidationError as error:
        raise NotADataset(explain(error)) from None


def _read(archive: Archive, asked: Asked, kept_at: Path) -> DatasetRecord:
    _check_names(archive)
    kind, how = _kind(archive, asked)
    test, train = _part(archive, "test"), _part(archive, "train") if "x_train" in archive.arrays else None
    if train is not None and train.array.shape[1:] != test.array.shape[1:]:
        raise NotADataset(
            f"x_train and x_test must be of one shape; received {train.array.shape[1:]} and {test.array.shape[1:]} for each"
        )
    shape = shape_of_one("x_test", test.array.shape, kind)
    classes = class_names(archive, np.concatenate([part.labels for part in (test, train) if part is not None]))
    aside = np.zeros(len(test.labels), np.bool_) if train is not None else _set_aside(len(test.labels))
    tested = _tested(aside)
    for_training = train is not None and "calibration_only" not in archive.arrays
    counts = {"train_images": len(train.labels) if train else int(aside.sum()), "test_images": int(tested.sum())}
    draft = _draft(asked, kind=kind, shape=shape, classes=classes, for_training=for_training, **counts)
    values, said = _map(archive, train, test)
    training: TrainingDefaults = draft["training"]
    if kind == "sequence" and for_training:
        # Values that fill a small part of their range, or lie far from 0, leave a recurrent network where it began.
        mean, deviation = moments_of(archive, (train or test).array, values)
        inputs = f"{mean:.4g},{max(deviation, SMALLEST_DEVIATION):.4g}"
        training = TrainingDefaults.model_validate({**training.model_dump(), "inputs": inputs})
    notes = (*how, *said, *_remarks(archive, train, test, aside, tested))
    facts = f"{kind} {shape} {len(classes)} {values.offset!r} {values.scale!r}"
    packer = Packer(kept_at, facts)
    _write(archive, packer, train, test, aside, tested)
    packer.say("classes", np.array(classes))
    packer.say("kind", np.array(kind))
    packer.say("map", np.array(values))
    if not for_training:
        packer.say("calibration_only", np.array(True))
    digest = packer.end()
    return DatasetRecord.model_validate(
        {**draft, "training": training, "offset": values.offset, "scale": values.scale, "notes": notes, "sha256": digest}
    )


def _check_names(archive: Archive) -> None:
    """Raise NotADataset unless there are the arrays of a data set, in a size that is read."""
    names = archive.arrays
    for name in ("x_test", "y_test"):
        if name not in names:
            raise NotADataset(f"the file holds no {name}; it must hold x_test and y_test, and to train on x_train and y_train")
    if ("x_train" in names) != ("y_train" in names):
        lacking = "y_train" if "x_train" in names else "x_train"
        raise NotADataset(f"the file holds no {lacking}; x_train and y_train belong together")
    values = sum(array.values for name, array in names.items() if name in KNOWN)
    if values > MOST_VALUES_IN_ALL:
        raise NotADataset(f"the file must hold at most {MOST_VALUES_IN_ALL:,} values; it holds {values:,}")


def _kind(archive: Archive, asked: Asked) -> tuple[Kind, tuple[str, ...]]:
    """What an array's rows are: as is asked, as the file says, or else images; and a remark where that was not said."""
    if asked.kind is not None:
        return as_kind(asked.kind, "kind"), ()
    stored = archive.arrays.get("kind")
    if stored is not None:
        if stored.shape not in ((), (1,)) or stored.dtype.kind not in "US" or stored.dtype.itemsize > 1000:
            raise NotADataset("kind must be the word image or sequence")
        word = archive.whole(stored).reshape(-1)[0]
        return as_kind(word.decode(errors="replace") if isinstance(word, bytes) else str(word), "kind"), ()
    if len(archive.arrays["x_test"].shape) in (2, 3):
        return "image", ("Taken to be images; if they are sequences, add them with the kind sequence.",)
    return "image", ()


def _part(archive: Archive, part: str) -> Part:
    array = archive.arrays[f"x_{part}"]
    if array.dtype.kind not in "biuf":
        raise NotADataset(f"x_{part} must hold numbers; received text")
    if len(array.shape) < 2 or not array.values:
        raise NotADataset(f"x_{part} must be an array of images or sequences; received the shape {array.shape}")
    if array.shape[0] > MOST_IMAGES:
        raise NotADataset(f"x_{part} must have at most {MOST_IMAGES:,} images or sequences; received {array.shape[0]:,}")
    return Part(array, labels_of(archive, f"y_{part}", array.shape[0]))


def _set_aside(test: int) -> NDArray[np.bool_]:
    """Which test images are only calibrated with, spread evenly, where there are none to train on. Raises NotADataset."""
    if test < FEWEST_WITHOUT_TRAINING:
        raise NotADataset(f"without x_train there must be at least {FEWEST_WITHOUT_TRAINING} test images; received {test}")
    chosen = np.zeros(test, np.bool_)
    chosen[np.linspace(0, test - 1, min(SET_ASIDE, test // 10)).astype(np.intp)] = True
    return chosen


def _tested(aside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which test images are tested on: all that are not set aside, or as many as runs show, spread evenly."""
    left = np.flatnonzero(~aside)
    if len(left) > MOST_TESTED:
        left = left[np.linspace(0, len(left) - 1, MOST_TESTED).astype(np.intp)]
    chosen = np.zeros(len(aside), np.bool_)
    chosen[left] = True
    return chosen


def _draft(asked: Asked, **found: Any) -> dict[str, Any]:
    """The fields of the record that are known before any value is read, checked. Raises ValidationError."""
    title = asked.title.strip() or asked.name
    fields: dict[str, Any] = {
        "name": asked.name,
        "title": title,
        "short_title": title,
        "scale": 1.0,
        "licence": asked.licence.strip() or NOT_SAID,
        "citation": asked.citation.strip() or NOT_SAID,
        "year": datetime.now(UTC).year,
        "source": "Added from a file.",
        "training": _usual_training(prod(found["shape"]), found["train_images"]),
        **found,
    }
    DatasetRecord.model_validate(fields)
    return fields


def _usual_training(values: int, images: int) -> TrainingDefaults:
    few, many = images < 2000, images > 20_000
    return TrainingDefaults(
        size="small" if values <= SMALL else "large",
        epochs=60 if few else 12 if many else 30,
        batch_size=32 if few else 128,
        learning_rate=0.002,
    )


def _map(archive: Archive, train: Part | None, test: Part) -> tuple[Map, tuple[str, ...]]:
    """The map to [0, 1], from the training values where there are any, and a remark if test values leave this range."""
    tested = range_of(archive, test.array)
    trained = tested if train is None else range_of(archive, train.array)
    of = test if train is None else train
    given = archive.arrays.get("map")
    values = map_of(trained, of.array.dtype, of.array.name) if given is None else given_map(archive, given)
    if train is None:
        return values, ()
    low, high = (values.offset + values.scale * one for one in tested)
    if low >= 0 and high <= 1:
        return values, ()
    return values, (
        f"Test values reach from {low:.3g} to {high:.3g}, where those to train on are from 0 to 1; they are kept so.",
    )


def _remarks(
    archive: Archive, train: Part | None, test: Part, aside: NDArray[np.bool_], tested: NDArray[np.bool_]
) -> tuple[str, ...]:
    found = []
    if any(is_sorted(part.labels) for part in (train, test) if part is not None):
        found.append(
            "They are sorted by class in the file; here they are in a drawn order, so that the first ones are of all classes."
        )
    if train is None:
        found.append(
            f"There are no training images: {aside.sum():,} of {len(aside):,} test images, spread evenly, are set aside to "
            "calibrate converters with and are not tested on; networks cannot be trained on it. Add x_train to test on all."
        )
    if tested.sum() + aside.sum() < len(tested):
        found.append(f"{tested.sum():,} of {len(tested):,} test images, spread evenly, are kept: as many as a run shows at most.")
    if unused := sorted(archive.arrays.keys() - set(KNOWN)):
        found.append(f"Not used: {', '.join(name[:40] for name in unused)}.")
    return tuple(found)


def _write(
    archive: Archive, packer: Packer, train: Part | None, test: Part, aside: NDArray[np.bool_], tested: NDArray[np.bool_]
) -> None:
    """Write what is kept. Test images that are set aside stand where training images would."""
    for name, part, chosen in (
        ("train", train or test, np.ones(len(train.labels), np.bool_) if train else aside),
        ("test", test, tested),
    ):
        count = int(chosen.sum())
        blocks = _chosen(archive.blocks(part.array), chosen)
        packer.add(f"x_{name}", (count, *part.array.shape[1:]), kept_type(part.array.dtype), blocks)
        labels = np.ascontiguousarray(part.labels[chosen], "<u2")
        packer.add(f"y_{name}", labels.shape, labels.dtype, [labels])


def _chosen(blocks: Iterator[NDArray[Any]], chosen: NDArray[np.bool_]) -> Iterator[NDArray[Any]]:
    start = 0
    for block in blocks:
        yield kept(block[chosen[start : start + len(block)]])
        start += len(block)
