"""Japanese vowels: nine people say the same two vowels; who is it?"""

from __future__ import annotations

from backend.datasets.files.arrays import ArraysSet
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

LOW, HIGH = -1.88, 2.18
"""What is 0 and 1 in [0, 1]: the range of the training values, to two digits."""
SPEAKERS = 9

DATASET = ArraysSet(
    DatasetRecord(
        name="japanese-vowels",
        title="Japanese vowels (25 steps)",
        short_title="Japanese vowels",
        kind="sequence",
        shape=(25, 12),
        classes=tuple(f"Speaker {number}" for number in range(1, SPEAKERS + 1)),
        train_images=270,
        test_images=370,
        offset=-LOW / (HIGH - LOW),
        scale=1 / (HIGH - LOW),
        licence="CC BY 4.0",
        citation="M. Kudo, J. Toyama and M. Shimbo, Japanese Vowels, UCI Machine Learning Repository, doi 10.24432/C5NS47",
        year=1999,
        source="640 utterances by nine people, each 7 to 29 frames of 12 cepstrum coefficients, stretched to 25 time steps.",
        training=TrainingDefaults(size="small", epochs=100, batch_size=16, learning_rate=0.003),
    ),
    sha256="9fcd1b1d2a490d67dd4e4f3b6a438dd515ca6e66b8f0ed90035478f0937da12f",
)
