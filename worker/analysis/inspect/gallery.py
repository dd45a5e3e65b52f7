"""Test images before and after the test-set noise of one draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.schemas.inspect import ImagesRequest, Picture, Pictures
from worker.analysis.inspect.encoding import bytes_text
from worker.crossbar import Conditions
from worker.crossbar.simulate.images import BLOCK, noisy_block
from worker.crossbar.tools.arrays import Floats


def gallery(
    request: ImagesRequest, conditions: Conditions, images: Floats, labels: NDArray[np.int64], *, dataset: str
) -> Pictures:
    """Return a page of the test set, images (n, height, width, channels) with labels (n,), without and with noise.

    Raises ValueError for an index beyond the test set.
    """
    candidates = np.flatnonzero(labels == request.label) if request.label is not None else np.arange(len(labels))
    chosen = candidates[request.offset : request.offset + request.limit].tolist()
    if request.indices is not None:
        chosen = request.indices
        if max(chosen) >= len(labels):
            raise ValueError(f"indices must be less than {len(labels)}; received {max(chosen)}")
    blocks = {
        block: noisy_block(images, conditions, seed=request.seed, draw=request.draw, block=block)
        for block in sorted({index // BLOCK for index in chosen})
    }
    items = [
        Picture(
            index=index,
            label=int(labels[index]),
            before=bytes_text(images[index]),
            after=bytes_text(blocks[index // BLOCK][index % BLOCK]),
        )
        for index in chosen
    ]
    total = len(chosen) if request.indices is not None else len(candidates)
    return Pictures(dataset=dataset, shape=(images.shape[1], images.shape[2]), channels=images.shape[3], items=items, total=total)
