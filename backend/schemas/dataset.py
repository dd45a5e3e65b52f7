"""Data sets: which are here."""

from __future__ import annotations

from pydantic import BaseModel, Field


class DatasetInfo(BaseModel):
    """One data set and whether it can be used now."""

    name: str
    title: str
    image_shape: tuple[int, int]
    train_images: int
    test_images: int
    present: bool
    detail: str = Field(description="Where it is, or what to do to get it, in one sentence.")


class DatasetList(BaseModel):
    items: list[DatasetInfo]
    total: int
