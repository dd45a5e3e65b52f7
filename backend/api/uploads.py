"""From uploaded bytes to a network in the store: what is checked before anything is kept."""

from __future__ import annotations

from math import prod

from backend.api.errors import ApiError
from backend.datasets import DataSetMissing, record_of, require
from backend.layers import ImpossibleLayer, RecurrentLayer
from backend.networks.describe import describe
from backend.networks.files import pack, sha256
from backend.networks.keras import NotAKerasFile, NotSupported, read, translate
from backend.schemas.dataset import DatasetRecord
from backend.schemas.network import NetworkCard
from backend.settings import Settings
from backend.store.networks import find_network, save_network
from backend.store.session import Store


def accept(content: bytes, *, dataset: str, name: str, store: Store, settings: Settings) -> NetworkCard:
    """Read a Keras file, check that it fits its data set, and keep it, not yet measured. Raises ApiError."""
    try:
        require(dataset, settings.data_path)
    except DataSetMissing as error:
        raise ApiError(422, f"dataset: {error}", field="dataset") from None
    card, weights = _card(content, name, record_of(dataset))
    with store.write() as session:
        if find_network(session, card.id, unmeasured_too=True) is not None:
            raise ApiError(409, f"there is a network {card.id} already; choose another name", field="name")
        save_network(session, card, weights, measured=False)
    return card


def _card(content: bytes, name: str, data: DatasetRecord) -> tuple[NetworkCard, bytes]:
    shape, classes = data.input_shape, len(data.classes)
    try:
        layers, arrays = translate(read(content), shape)
        facts = describe(layers, shape)
    except (NotAKerasFile, NotSupported, ImpossibleLayer) as error:
        raise ApiError(422, f"file: {error}", field="file") from None
    if prod(facts.output_shape) != classes:
        raise ApiError(
            422,
            f"file: the last layer has {prod(facts.output_shape)} units, but the data set has {classes} classes",
            field="file",
        )
    weights = pack(arrays)
    steps = next((layer.time_steps for layer in layers if isinstance(layer, RecurrentLayer)), None)
    card = NetworkCard(
        id=f"{data.name}/{name}",
        dataset=data.name,
        family="custom",
        time_steps=steps,
        training_noise=None,
        parameters=facts.parameters,
        cells=facts.cells,
        clean_accuracy=0.0,
        origin="uploaded",
        input_shape=shape,
        layers=layers,
        macs=facts.macs,
        weights_sha256=sha256(weights),
    )
    return card, weights
