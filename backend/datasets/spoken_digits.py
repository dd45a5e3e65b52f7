"""Spoken digits: recordings of six people as spectrograms of 32 frames."""

from __future__ import annotations

from backend.datasets.files.arrays import ArraysSet
from backend.schemas.dataset import DatasetRecord, TrainingDefaults

DATASET = ArraysSet(
    DatasetRecord(
        name="spoken-digits",
        title="Spoken digits (32 frames)",
        short_title="Spoken digits",
        kind="sequence",
        shape=(32, 32),
        classes=tuple("0123456789"),
        train_images=2700,
        test_images=300,
        scale=1 / 255,
        licence="CC BY-SA 4.0",
        citation="Z. Jackson and others, Free Spoken Digit Dataset, doi 10.5281/zenodo.1342401",
        year=2018,
        source="3,000 recordings at 8 kHz by six people, each as 32 time steps of the energy in 32 mel bands (logarithmic, from "
        "0 to 255); recordings 0 to 4 of each person and digit are the test set.",
        training=TrainingDefaults(size="large", epochs=40, batch_size=32, learning_rate=0.002, inputs="0.305,0.33"),
    ),
    sha256="e9be3a1ea4ddac02fe4f7a9670320c8d4fbd0a8632056faa620206c3a39b96fd",
)
