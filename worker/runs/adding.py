"""Adding a network to the store of this machine, for the command line and for Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.client.given import model_file
from backend.datasets import record_of, require
from backend.schemas.input_values import ANYWHERE, AUTO, Channels, conversion
from backend.schemas.network import NetworkCard
from backend.settings import Settings, get_settings
from worker.runs.local import use_own_data_sets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from backend.store.session import Store


class NotAdded(ValueError):
    """A network cannot be added because of an argument; the text begins with its name, unless it is the file itself."""

    def __init__(self, argument: str, reason: str) -> None:
        super().__init__(argument, reason)
        self.argument, self.reason = argument, reason

    def __str__(self) -> str:
        return f"{self.argument} {self.reason}".lstrip()


def add_network(
    model: Any,
    *,
    dataset: str | None = None,
    name: str | None = None,
    input: str = AUTO,  # noqa: A002 # as in the API
    channels: Channels = ANYWHERE,
    weights: str | Path | None = None,
    replace: bool = False,
) -> NetworkCard:
    """Add a network to the store of this machine, as `mhoscope networks add` does, and return its card.

    The arguments are those of `Client.add_network`; an .npz knows its own `dataset`. From then on, specs and `load_network` know
    its id. Raises ValueError with one sentence for what cannot be added, and LookupError for a data set that is not here.
    """
    settings = use_own_data_sets(get_settings())
    filename, content = model_file(model)
    beside = None if weights is None else model_file(weights)[1]
    card, packed = read_network(
        content, settings, stem=Path(filename).stem, dataset=dataset, name=name, inputs=input, channels=channels, weights=beside
    )
    return keep_network(card, packed, settings, replace=replace)


def read_network(
    content: bytes,
    settings: Settings,
    *,
    stem: str,
    dataset: str | None,
    name: str | None,
    inputs: str,
    channels: Channels,
    weights: bytes | None,
) -> tuple[NetworkCard, bytes]:
    """Return the card and the packed weights of a file, not yet measured, after the checks of an upload.

    Without a `name` it is called as in an .npz, or as `stem`. Raises NotAdded and DataSetMissing.
    """
    from backend.networks.own import LONGEST_NAME, NotAccepted, as_name, from_file, is_name, known_as

    try:
        known_dataset, known_name = known_as(content) or (None, as_name(stem))
        data_name, short = dataset or known_dataset, name or known_name
        if data_name is None:
            raise NotAdded("dataset", "must be given: the file does not say for which data set the network is")
        if not is_name(short):
            said = f"must be at most {LONGEST_NAME} small letters, digits, dots and hyphens, the first a letter or digit"
            raise NotAdded("name", f"{said}; received {short!r}")
        require(data_name, settings.data_path)
        data = record_of(data_name)
        _check_inputs(inputs, data.channels)
        return from_file(content, data=data, name=short, inputs=inputs, channels=channels, weights=weights)
    except NotAccepted as error:
        raise NotAdded("", str(error)) from None


def keep_network(card: NetworkCard, weights: bytes, settings: Settings, *, replace: bool = False) -> NetworkCard:
    """Measure a network that was read, add it to the store, and return its complete card. Raises IdTaken and DataSetMissing."""
    from backend.networks.inputs import completed
    from backend.store.networks import delete_network, save_network
    from backend.store.prepare import prepare
    from backend.store.session import Store
    from worker.simulators import Simulators, measure_upload

    store = Store.of(settings)
    prepare(store)
    if replace:
        with store.write() as session:
            delete_network(session, card.id)
    with _free(store, card.id):
        pass  # said before it is measured, which takes longest
    measured = measure_upload(Simulators(data_path=settings.data_path), card, weights)
    card, weights = completed(card, weights, measured, record_of(card.dataset))
    with _free(store, card.id) as session:
        save_network(session, card, weights)
    return card


@contextmanager
def _free(store: Store, network: str) -> Iterator[Session]:
    """A unit of work in which no network has this id yet."""
    from backend.store.networks import require_free

    with store.write() as session:
        require_free(session, network)
        yield session


def _check_inputs(inputs: str, channels: int) -> None:
    try:
        conversion(inputs, channels)
    except ValueError as error:
        raise NotAdded("input", str(error)) from None
