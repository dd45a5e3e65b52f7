"""Data sets in words: their shape, what is in their files, where they are."""

from __future__ import annotations

from typing import Any

from dash import html

from backend.schemas.dataset import DatasetInfo, DatasetRecord, Origin

ORIGINS: dict[Origin, str] = {"shipped": "ships with Mhoscope", "found": "read from files", "own": "added here"}


def shape_of(data: DatasetRecord) -> str:
    """Such as "28 × 28", "32 × 32, 3 channels" or "25 steps of 12"."""
    if data.kind == "sequence":
        steps, features = data.shape
        return f"{steps:,} steps of {features:,}" if features > 1 else f"{steps:,} steps"
    sides = f"{data.shape[0]:,} × {data.shape[1]:,}"
    return sides if data.channels == 1 else f"{sides}, {data.channels} channels"


def items_of(data: DatasetRecord) -> str:
    """What one of it is, in the plural."""
    return f"{data.kind}s"


def training_images(data: DatasetRecord) -> str:
    """How many there are to train on."""
    return f"{data.train_images:,}" if data.for_training else "none"


def raw_range(data: DatasetRecord) -> str:
    """Which values of its files are 0 and 1 here."""
    low, high = ((one - data.offset) / data.scale for one in (0.0, 1.0))
    return f"{low:.4g} in its files is 0 here, {high:.4g} is 1"


def whereabouts(data: DatasetInfo) -> list[Any]:
    """Whether it is here, and else what to do, with commands as code."""
    if data.present:
        return ["yes"]
    advice = data.detail.rpartition("; ")[2].split("`")
    return ["no: ", *(html.Code(part) if place % 2 else part for place, part in enumerate(advice))]


def words_of_parts(data: DatasetRecord) -> dict[str, str]:
    """What its test and training images are called."""
    return {"test": "test", "train": "training" if data.for_training else "set aside"}
