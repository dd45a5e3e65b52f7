"""What a server has, and what can be added to it: networks, devices and data sets."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from backend.client.following import follow
from backend.client.given import dataset_file, device_table, model_file
from backend.client.progress import shown
from backend.client.wire import NamedFile, Wire
from backend.datasets.own.shapes import Kind
from backend.networks.own import as_name
from backend.schemas.dataset import DatasetInfo, DatasetList
from backend.schemas.device import DeviceList, DevicePreset
from backend.schemas.input_values import ANYWHERE, AUTO, Channels
from backend.schemas.network import NetworkCard, NetworkList
from backend.schemas.network_preview import NetworkPreview
from backend.schemas.problem import ApiProblem
from backend.schemas.upload import UPLOAD_JOBS, Upload

ACCEPTED, NOT_FOUND = 202, 404
"""Statuses of an answer to what takes longer, and of one that knows no such thing."""


class Inventory:
    """The part of a client that is about networks, devices and data sets. Every call raises ApiProblem."""

    def __init__(self, wire: Wire) -> None:
        """Ask over this connection."""
        self._wire = wire

    def networks(self, *, dataset: str | None = None, family: str | None = None) -> NetworkList:
        """Return the cards of all networks on the server, or of one data set or family."""
        return self._wire.get("/networks", NetworkList, dataset=dataset, family=family)

    def network(self, network: str) -> NetworkCard:
        """Return the card of a network, by its id such as "digits/mlp-noise0"."""
        return self._wire.get(f"/networks/{network}", NetworkCard)

    def add_network(
        self,
        model: Any,
        *,
        dataset: str,
        name: str | None = None,
        input: str = AUTO,  # noqa: A002 # as in the API
        channels: Channels = ANYWHERE,
        weights: str | Path | None = None,
        replace: bool = False,
        progress: bool = True,
    ) -> NetworkCard:
        """Add a network to the server, which measures its clean accuracy on the full test set, and return its card.

        `model` is a model of Keras, the path of a .keras, .h5, .onnx or .npz file, or its bytes. `dataset` is what it was
        trained for; its id is dataset/name, by default with the name of the model or the file. `input` says which inputs it was
        trained on: unit (0 to 1), bytes (0 to 255), symmetric (-1 to 1), or a mean and a standard deviation such as
        "0.13,0.31"; by default (auto) they are tried on training images, and the card's notes say what each gave. `channels`
        says where the channels of an .onnx file's input are, if its shape fits both; `weights` is a .safetensors file, whose
        arrays take the place of those of the model.

        With `replace`, a network that was added under this name before is removed first. `progress` is shown as that of a run;
        an interrupt (Ctrl-C) cancels the upload.
        """
        files, fields = _form(model, dataset=dataset, input=input, channels=channels, weights=weights)
        fields["name"] = name or as_name(Path(files["file"][0]).stem)
        if replace:
            self._remove_if_there(f"{dataset}/{fields['name']}")
        came = self._wire.upload("/networks?wait=false", files, fields)
        if came.status_code != ACCEPTED:
            return NetworkCard.model_validate_json(came.content)
        return self.network(self._measured(Upload.model_validate_json(came.content), progress).network)

    def _measured(self, upload: Upload, progress: bool) -> Upload:
        """The upload once it is measured."""
        try:
            with shown(progress, "upload") as show, closing(follow(self._wire, UPLOAD_JOBS, upload)) as changes:
                for upload in changes:
                    show(upload)
        except KeyboardInterrupt:
            self._wire.post(f"{UPLOAD_JOBS.path}/{upload.id}/cancel", Upload, None)
            raise
        if upload.error or upload.state != "done":
            raise ApiProblem(upload.error or f"upload {upload.id} was {upload.state}")
        return upload

    def _remove_if_there(self, network: str) -> None:
        try:
            self.remove_network(network)
        except ApiProblem as problem:
            if problem.status != NOT_FOUND:
                raise

    def preview_network(
        self,
        model: Any,
        *,
        dataset: str,
        input: str = AUTO,  # noqa: A002 # as in the API
        channels: Channels = ANYWHERE,
        weights: str | Path | None = None,
    ) -> NetworkPreview:
        """Return the layers of a network as the server understands them, or all that it refuses; nothing is kept.

        The arguments are those of `add_network`.
        """
        files, fields = _form(model, dataset=dataset, input=input, channels=channels, weights=weights)
        return NetworkPreview.model_validate_json(self._wire.upload("/networks/preview", files, fields).content)

    def download_network(self, network: str, path: str | Path) -> Path:
        """Write weights and card of a network as an .npz, and return its path; `simulate(networks=[path])` reads it."""
        target = Path(path)
        target.write_bytes(self._wire.download(f"/networks/{network}/weights.npz"))
        return target

    def remove_network(self, network: str) -> None:
        """Make the server forget a network that was trained or added there. Finished runs keep their numbers."""
        self._wire.delete(f"/networks/{network}")

    def devices(self) -> DeviceList:
        """Return all devices on the server, with their laws and sources."""
        return self._wire.get("/devices", DeviceList)

    def device(self, device: str) -> DevicePreset:
        """Return a device by its id, such as "pcm-joshi"."""
        return self._wire.get(f"/devices/{device}", DevicePreset)

    def add_device(self, table: Any, *, name: str, unit: str | None = None) -> DevicePreset:
        """Add a device from what was measured of it, and return it; `internal_noise.device` takes its id.

        `table` is a mapping of columns such as {"level": [...], "mean": [...], "std": [...]}, a pandas DataFrame, the path of a
        file, or its text, with the columns level, mean, std and, if known, read; or, of single measurements, level, value and,
        if known, time and device. `unit` is that of all columns, if no heading has one, as "level (uS)" does. The remarks of the
        device say how the table was read.
        """
        return self._wire.post("/devices", DevicePreset, {"title": name, "csv": device_table(table), "unit": unit})

    def remove_device(self, device: str) -> None:
        """Make the server forget a device that was added there."""
        self._wire.delete(f"/devices/{device}")

    def datasets(self) -> DatasetList:
        """Return all data sets that the server supports, and whether they are installed."""
        return self._wire.get("/datasets", DatasetList)

    def dataset(self, name: str) -> DatasetInfo:
        """Return a data set by its name, such as digits."""
        return self._wire.get(f"/datasets/{name}", DatasetInfo)

    def add_dataset(
        self,
        name: str,
        x_test: Any,
        y_test: Any = None,
        x_train: Any = None,
        y_train: Any = None,
        *,
        classes: Sequence[str] | None = None,
        kind: Kind | None = None,
        title: str = "",
        licence: str = "",
        citation: str = "",
    ) -> DatasetInfo:
        """Add a data set to the server, and return its record, whose notes say how it was read.

        Images are arrays (n, height, width) or (n, height, width, channels), with `kind` "sequence" sequences (n, time steps,
        features); labels are whole numbers from 0. Instead of arrays, `x_test` may be the path of an .npz that holds them under
        these names. Without training images, networks can be measured on it, but not trained.
        """
        fields = {"name": name, "title": title, "licence": licence, "citation": citation} | ({"kind": kind} if kind else {})
        if isinstance(x_test, str | Path):
            content = Path(x_test).read_bytes()
        else:
            content = dataset_file(x_test=x_test, y_test=y_test, x_train=x_train, y_train=y_train, classes=classes)
        came = self._wire.upload("/datasets", {"file": (f"{name}.npz", content)}, fields)
        return DatasetInfo.model_validate_json(came.content)

    def remove_dataset(self, name: str, *, force: bool = False) -> None:
        """Make the server forget a data set that was added there.

        If networks or runs depend on it, the ApiProblem names them; with `force` the networks go with it, and the runs stay.
        """
        self._wire.delete(f"/datasets/{name}", force=force)


def _form(
    model: Any,
    *,
    dataset: str,
    input: str,  # noqa: A002 # as in the API
    channels: Channels,
    weights: str | Path | None,
) -> tuple[dict[str, NamedFile], dict[str, str]]:
    """Files and fields of the form of an upload."""
    files = {"file": model_file(model)}
    if weights is not None:
        files["weights"] = model_file(weights)
    return files, {"dataset": dataset, "input": input, "channels": channels}
