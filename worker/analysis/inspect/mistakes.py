"""What chips misclassify: confusion matrices and images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dataset import DatasetRecord
from backend.schemas.inspect import Mistake, Mistakes, MistakesRequest
from worker.analysis.inspect.encoding import bytes_text
from worker.crossbar.tools.arrays import Floats

Answers = NDArray[np.int64]
"""Predicted classes of images, (n,) or (D, n) for D chips."""


def mistakes(
    request: MistakesRequest, answers: Answers, clean: Answers, images: Floats, labels: NDArray[np.int64], *, data: DatasetRecord
) -> Mistakes:
    """Return the misclassified images and confusion matrices of the predictions (D, n) of D chips.

    `clean` (n,) are the predictions without noise; images are (n, height, width, channels), labels (n,).
    """
    classes = len(data.classes)
    wrong = answers != labels
    chosen = wrong.any(axis=0)
    if request.label is not None:
        chosen &= labels == request.label
    if request.said is not None:
        chosen &= (wrong & (answers == request.said)).any(axis=0)
    misclassified = np.flatnonzero(chosen)
    counts = wrong[:, misclassified].sum(axis=0)
    ordered = misclassified[np.lexsort((misclassified, -counts))]
    return Mistakes(
        dataset=data.name,
        shape=data.image_shape,
        channels=data.channels,
        images=len(labels),
        draws=len(answers),
        wanted=request.draws,
        confusion=confusion(np.tile(labels, (len(answers), 1)), answers, classes).tolist(),
        clean_confusion=confusion(labels, clean, classes).tolist(),
        items=[
            _mistake(int(index), answers[:, index], clean, images, labels)
            for index in ordered[request.offset : request.offset + request.limit]
        ],
        total=len(misclassified),
    )


def confusion(labels: NDArray[np.int64], answers: Answers, classes: int) -> NDArray[np.int64]:
    """Return how often images of the row's class were classified as the column's: (classes, classes)."""
    pairs = np.bincount((labels * classes + answers).ravel(), minlength=classes * classes)
    return np.asarray(pairs.reshape(classes, classes))


def _mistake(index: int, said: Answers, clean: Answers, images: Floats, labels: NDArray[np.int64]) -> Mistake:
    wrong = said[said != labels[index]]
    classes, counts = np.unique(wrong, return_counts=True)
    order = np.lexsort((classes, -counts))
    return Mistake(
        index=index,
        label=int(labels[index]),
        clean=int(clean[index]),
        wrong=len(wrong),
        said={int(classes[position]): int(counts[position]) for position in order},
        pixels=bytes_text(images[index]),
    )
