"""What an uploaded file holds, before anything of it is kept."""

from __future__ import annotations

from backend.datasets import record_of, status
from backend.jobs.uploads import data_set_of, network_of
from backend.networks.own import NotAccepted, known_as
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import AUTO
from backend.schemas.network_graph import graph_of
from backend.schemas.network_preview import NetworkPreview, RefusedLayer
from backend.schemas.upload import UploadRequest
from backend.settings import Settings

MOST_TRIED = 6
"""Kinds of images that a file is tried on, if it does not fit those that were asked for."""


def preview(request: UploadRequest, *, settings: Settings) -> NetworkPreview:
    """What a file holds; nothing of it is kept. Raises Unfit for a data set that is not here, or unfit inputs."""
    data = data_set_of(request, settings)
    found = NetworkPreview(name=request.name, dataset=data.name, input_shape=data.input_shape, input_values=request.inputs)
    try:
        made_for, _name = known_as(request.content) or (None, None)
        found.made_for = made_for
        card, _weights = network_of(request, data)
    except NotAccepted as error:
        refused = [RefusedLayer(name=one.name, kind=one.kind, reason=one.reason) for one in error.refused]
        fits = _fits(request, data, settings)
        return found.model_copy(update={"refused": refused, "fits": fits, "problem": str(error)})
    facts = {name: getattr(card, name) for name in ("input_values", "parameters", "cells", "macs", "notes")}
    return found.model_copy(update={**facts, "layers": graph_of(card.layers, card.input_shape)})


def _fits(request: UploadRequest, unfit: DatasetRecord, settings: Settings) -> list[str]:
    """The data sets that are here and that a file fits, which does not fit `unfit`."""
    kinds: dict[tuple[object, ...], list[DatasetRecord]] = {}
    for info in status(settings.data_path):
        if info.present:
            record = record_of(info.name)
            kinds.setdefault(_kind(record), []).append(record)
    kinds.pop(_kind(unfit), None)
    anyhow = request.model_copy(update={"inputs": AUTO})
    return [one.name for alike in [*kinds.values()][:MOST_TRIED] if _can_be(anyhow, alike[0]) for one in alike]


def _kind(record: DatasetRecord) -> tuple[object, ...]:
    return record.input_shape, len(record.classes)


def _can_be(request: UploadRequest, data: DatasetRecord) -> bool:
    try:
        network_of(request, data)
    except NotAccepted:
        return False
    return True
