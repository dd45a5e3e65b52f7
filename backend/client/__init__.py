"""A client for the HTTP API of a Mhoscope server, for notebooks and scripts. Its calls wait for the answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from backend.client.following import follow
from backend.client.given import dataset_file, device_table, model_file
from backend.client.progress import shown
from backend.client.wire import NamedFile, Wire
from backend.datasets.own.shapes import Kind
from backend.networks.own import as_name
from backend.schemas.dataset import DatasetInfo, DatasetList
from backend.schemas.device import DeviceList, DevicePreset
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.input_values import ANYWHERE, AUTO, Channels
from backend.schemas.network import NetworkCard, NetworkList
from backend.schemas.network_preview import NetworkPreview
from backend.schemas.problem import ApiProblem
from backend.schemas.run import RUN_JOBS, Run, RunList
from backend.schemas.share import NewShare
from backend.schemas.spec import Spec
from backend.schemas.spec_file import spec_document
from backend.schemas.upload import UPLOAD_JOBS, Upload

LOCAL = "http://127.0.0.1:8765"
"""Default address of `mhoscope serve`."""
GivenSpec = Spec | Mapping[str, Any] | str | Path
"""A Spec, a dictionary with its fields, or the path of a SPEC.json."""


class Client:
    """A connection to a Mhoscope server.

    Use it in a `with` statement, or call `close` at the end. Every call raises ApiProblem, with one sentence, if the server
    refuses the request or cannot be reached.
    """

    def __init__(self, url: str = LOCAL, *, token: str | None = None, transport: httpx2.BaseTransport | None = None) -> None:
        """Connect to the server at this address; `token` is its MHOSCOPE_TOKEN, if it has one."""
        self._wire = Wire(url, token=token, transport=transport)

    def run(self, spec: GivenSpec, *, progress: bool = True, on_progress: Callable[[Run], None] = lambda run: None) -> Run:
        """Submit a spec, wait until its run has ended, and return the run. A spec that the server knows is answered at once.

        `spec` is a Spec, a dictionary with its fields, or the path of a SPEC.json. `progress` shows a bar in a terminal and
        plain lines elsewhere, on standard error. `on_progress` is called with the run after every change; `run.progress` goes
        from 0 to 1. A connection that breaks is taken up again. An interrupt (Ctrl-C) cancels the run on the server, in a
        terminal after a question, and returns its points so far.
        """
        return self.follow(self.submit(spec), progress=progress, on_progress=on_progress)

    def follow(self, run: Run | str, *, progress: bool = True, on_progress: Callable[[Run], None] = lambda run: None) -> Run:
        """Wait until a run has ended that was submitted before, and return it; `run` may be its id. Else as `run`."""
        latest = run if isinstance(run, Run) else self.get_run(run)
        try:
            with shown(progress, "run") as show, closing(follow(self._wire, RUN_JOBS, latest)) as changes:
                for latest in changes:  # the latest is known after an interrupt, too
                    show(latest)
                    on_progress(latest)
        except KeyboardInterrupt:
            if not _may_cancel(latest):
                raise
            latest = self.cancel(latest.id)
            on_progress(latest)
        return latest

    def submit(self, spec: GivenSpec) -> Run:
        """Submit a spec and return its run as it is now, without waiting for its points."""
        return self._wire.post(RUN_JOBS.path, Run, spec_document(spec))

    def get_run(self, run_id: str) -> Run:
        """Return a run with its points so far."""
        return self._wire.get(f"{RUN_JOBS.path}/{run_id}", Run)

    def cancel(self, run_id: str) -> Run:
        """Stop a run and return it with its points so far; a run that has ended is returned as it is."""
        try:
            return self._wire.post(f"{RUN_JOBS.path}/{run_id}/cancel", Run, None)
        except ApiProblem as problem:
            if problem.status != CONFLICT:
                raise
            return self.get_run(run_id)

    def runs(self, **query: Any) -> RunList:
        """Return a page of the server's runs.

        The query has `state`, `q` (a text to search for), `order`, `limit` and `offset`.
        """
        return self._wire.get(RUN_JOBS.path, RunList, **query)

    def remove_run(self, run_id: str) -> None:
        """Make the server forget a run."""
        self._wire.delete(f"{RUN_JOBS.path}/{run_id}")

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
        """Return a data set by its name, such as "digits"."""
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

    def energy(
        self, network: str, *, technology: str = "marinella-2018", mode: EnergyMode = "inference", **request: Any
    ) -> EnergyEstimate:
        """Return the energy of one inference, or of one training step on one image (`mode` "training"), in pJ.

        `request` is the rest of an energy request: `converters` and `crossbar` as in a spec, `constants`, `activations`.
        """
        document = {"network": network, "technology": technology, "mode": mode, **request}
        return self._wire.post("/energy", EnergyEstimate, document)

    def share(self, run_id: str, *, title: str = "") -> NewShare:
        """Create a read-only copy of a run that has ended, at `/s/{id}` of the server; its `revoke_key` deletes it again."""
        return self._wire.post("/shares", NewShare, {"run": run_id, "title": title})

    def close(self) -> None:
        """Close all connections to the server."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


ACCEPTED, NOT_FOUND, CONFLICT = 202, 404, 409
"""Statuses of an answer to what takes longer, of one that knows no such thing, and of one that its state does not allow."""


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


def _may_cancel(run: Run) -> bool:
    """Whether an interrupt cancels the run, too: the user is asked where there is somebody to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    answer = input(f"Cancel run {run.id} on the server? Its points so far stay. [Y/n] ")
    return not answer.strip().lower().startswith("n")
