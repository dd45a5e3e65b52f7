"""What an uploaded file holds, before anything of it is kept."""

from __future__ import annotations

from pydantic import BaseModel, Field

from backend.schemas.input_values import AUTO
from backend.schemas.network_graph import LayerInGraph


class RefusedLayer(BaseModel):
    """A layer that cannot be read."""

    name: str = Field(description="As in the file.")
    kind: str = Field(description="As in the file.")
    reason: str


class NetworkPreview(BaseModel):
    """The answer of `POST /api/v1/networks/preview`: a network that can be added, or why it cannot."""

    name: str = Field(description="A name that it may be given, made from that of the file.")
    dataset: str
    made_for: str | None = Field(None, description="The data set that the file says it is for; null if it does not say.")
    input_shape: tuple[int, ...] = Field(description="(height, width, channels) of one image.")
    input_values: str = Field(AUTO, description="What its inputs are, as it was asked for or as the file says.")
    layers: list[LayerInGraph] = Field([], description="Empty if it cannot be read.")
    parameters: int = 0
    cells: int = Field(0, description="Devices on crossbars.")
    macs: int = Field(0, description="Multiply-accumulates for one image.")
    notes: tuple[str, ...] = ()
    refused: list[RefusedLayer] = Field([], description="All layers that cannot be read, each with its reason.")
    fits: list[str] = Field([], description="Data sets that are here and that it fits, if it does not fit this one.")
    problem: str | None = Field(None, description="Why it cannot be added, in one sentence; null if it can.")
