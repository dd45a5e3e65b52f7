"""Japanese vowels: nine people say the same two vowels; who is it?"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets.files.arrays import ArraysSet
from backend.datasets.files.source import Fetchable, Progress
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

LOW, HIGH = -1.88, 2.18
"""What is 0 and 1 in [0, 1]: the range of the training values, to two digits."""
STEPS, COEFFICIENTS, DIGITS = 25, 12, 6
"""Time steps to which each utterance is stretched, numbers of a step, and decimal places to which they are rounded."""
UTTERANCES = {"train": (30,) * 9, "test": (31, 35, 88, 44, 29, 24, 40, 50, 29)}
"""By each speaker, in the order of the files."""
SOURCES = (
    "https://archive.ics.uci.edu/static/public/128/japanese+vowels.zip",
    "https://cdn.uci-ics-mlr-prod.aws.uci.edu/128/japanese%2Bvowels.zip",
)
MOST_TEXT_BYTES = 2**21


class JapaneseVowels(Fetchable, ArraysSet):
    """The data set of the UCI archive, with all utterances stretched to the same length."""

    def fetch(self, folder: Path, progress: Progress, sources: tuple[str, ...] = SOURCES) -> None:
        """Download the frames and stretch them. Raises FetchFailed."""
        from backend.datasets.files.fetching import download

        if self.missing(folder):
            download(sources, folder / self.file, partial(_packed, self), progress)


def _packed(data: ArraysSet, served: bytes) -> bytes:
    """The file of the data set, from the archive as it is served. Raises ValueError for another archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(served)) as archive:
            texts = {part: _text(archive, f"ae.{part}") for part in UTTERANCES}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"it is not the archive of the data set ({error})") from None
    arrays = {}
    for part, counts in UTTERANCES.items():
        frames = utterances(texts[part])
        if len(frames) != sum(counts):
            raise ValueError(f"ae.{part} must have {sum(counts)} utterances; received {len(frames)}")
        stretched = np.stack([stretch(one, STEPS) for one in frames])
        arrays[f"x_{part}"] = np.round(stretched, DIGITS).astype(np.float32)
        arrays[f"y_{part}"] = np.repeat(np.arange(len(counts)), counts).astype(np.uint8)
    return data.packed(arrays)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > MOST_TEXT_BYTES:
        raise ValueError(f"{name} is too large")
    return archive.read(name).decode("ascii")


def utterances(text: str) -> list[NDArray[np.float64]]:
    """Return the frames (n, 12) of each utterance: a line for each frame, an empty line or one of ones after each utterance."""
    found: list[list[list[float]]] = [[]]
    for line in text.splitlines():
        frame = [float(number) for number in line.split()]
        if not frame or set(frame) == {1.0}:
            found.append([])
        elif len(frame) != COEFFICIENTS:
            raise ValueError(f"each line must have {COEFFICIENTS} numbers; received {len(frame)}")
        else:
            found[-1].append(frame)
    return [np.array(frames) for frames in found if frames]


def stretch(frames: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return frames (n, values) as so many: the same Fourier series read at other times, as `scipy.signal.resample` does."""
    spectrum = np.fft.rfft(frames, axis=0)
    shorter = min(len(frames), steps)
    resampled = np.zeros((steps // 2 + 1, frames.shape[1]), complex)
    resampled[: shorter // 2 + 1] = spectrum[: shorter // 2 + 1]
    if shorter % 2 == 0 and steps != len(frames):
        # The highest frequency stands for both of its signs, of which the longer series has one each.
        resampled[shorter // 2] *= 2 if steps < len(frames) else 0.5
    return np.asarray(np.fft.irfft(resampled, steps, axis=0) * steps / len(frames), np.float64)


DATASET = JapaneseVowels(
    DatasetRecord(
        name="japanese-vowels",
        title="Japanese vowels (25 steps)",
        short_title="Japanese vowels",
        kind="sequence",
        shape=(STEPS, COEFFICIENTS),
        classes=tuple(f"Speaker {number}" for number in range(1, len(UTTERANCES["train"]) + 1)),
        train_images=sum(UTTERANCES["train"]),
        test_images=sum(UTTERANCES["test"]),
        offset=-LOW / (HIGH - LOW),
        scale=1 / (HIGH - LOW),
        licence="CC BY 4.0",
        citation="M. Kudo, J. Toyama and M. Shimbo, Japanese Vowels, UCI Machine Learning Repository, doi 10.24432/C5NS47",
        year=1999,
        source="640 utterances by nine people, each 7 to 29 frames of 12 cepstrum coefficients, stretched to 25 time steps; "
        "downloaded from the UCI archive when asked for.",
        training=TrainingDefaults(size="small", epochs=100, batch_size=16, learning_rate=0.003, inputs="0.458,0.105"),
    ),
    sha256="9fcd1b1d2a490d67dd4e4f3b6a438dd515ca6e66b8f0ed90035478f0937da12f",
)
