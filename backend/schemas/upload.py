"""Uploads of networks: a file that is read, then measured on the test images of its data set."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.input_values import ANYWHERE, AUTO, Channels
from backend.schemas.job import JobContract, JobState

FROM_PYTORCH = 'torch.onnx.export(model.eval(), example, "model.onnx", external_data=False)'
"""The line that makes a file of a module of PyTorch; `example` is one input, with its batch."""


class UploadRequest(BaseModel):
    """The form of `POST /api/v1/networks`."""

    content: bytes
    dataset: str
    name: str
    inputs: str = AUTO
    channels: Channels = ANYWHERE
    weights: bytes | None = None


class Upload(BaseModel):
    """A network that is measured, with its state and progress."""

    model_config = ConfigDict(extra="forbid")

    id: str
    network: str = Field(description="Id of the network, which is listed once the state is done.")
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    images: int = Field(
        description="Images to be classified: all test images, and some training images if inputs are tried; 0 before it begins."
    )
    images_done: int = Field(description="Images that were classified so far.")
    progress: float = Field(ge=0, le=1)
    eta_s: float | None = Field(description="Estimated seconds left, from the pace so far.")
    clean_accuracy: float | None = Field(description="Accuracy on the full test set without noise, once it is measured.")
    error: str | None = Field(description="Why it failed, and what to do.")
    sequence: int = Field(description="Grows with every change; the id of the latest event.")


class UploadList(BaseModel):
    """A page of uploads."""

    items: list[Upload]
    total: int


UPLOAD_JOBS = JobContract("/uploads", UploadRequest, Upload, UploadList)
