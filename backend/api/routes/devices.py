"""Devices: the presets, and those that users bring."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from backend.api.deps import QueueDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.devices import presets
from backend.devices.measured import from_csv, preview
from backend.schemas.device import DeviceCurvesList, DeviceList, DevicePreset, DevicePreview, NewDevice
from backend.schemas.tasks import DEVICE_CURVES
from backend.store.devices import DeviceNotFound, delete_device, find_device, own_devices, save_device

router = APIRouter(prefix="/devices", tags=["devices"])


@router.get("", summary="Devices: presets, each with its source, then users' own")
def list_devices(store: StoreDep) -> DeviceList:
    with store.read() as session:
        items = [*presets(), *own_devices(session)]
    return DeviceList(items=items, total=len(items))


@router.get("/curves", summary="Every device's laws as curves", responses=responses(503))
async def all_curves(devices: Annotated[DeviceList, Depends(list_devices)], queue: QueueDep) -> DeviceCurvesList:
    """Spread, shift and reads over the window at some ages, and drift, in each device's own unit."""
    asked = {"devices": [device.model_dump(mode="json") for device in devices.items if device.model is not None]}
    return DeviceCurvesList.model_validate(await queue.ask(DEVICE_CURVES, asked, timeout=20))


@router.get("/{device}", summary="One device", responses=responses(404))
def get_device(device: str, store: StoreDep) -> DevicePreset:
    with store.read() as session:
        found = next((preset for preset in presets() if preset.id == device), None) or find_device(session, device)
    if found is None:
        raise DeviceNotFound(device)
    return found


@router.post("/preview", summary="What a table means, before it is kept", responses=responses(413, 422))
def preview_device(body: NewDevice) -> DevicePreview:
    """The device of a table, how it was read, and of single measurements the fit beside the points. Nothing is kept."""
    return preview(body.csv, title=body.title, unit=body.unit)


@router.post(
    "",
    status_code=201,
    summary="Bring a device of your own",
    responses={
        200: {
            "model": DevicePreset,
            "description": "A device of this content is here already; it keeps its title, as the last remark says.",
        },
        **responses(409, 413, 422),
    },
)
def bring_device(body: NewDevice, request: Request, response: Response, store: StoreDep) -> DevicePreset:
    """From a table of what was measured. `internal_noise.device` takes its id, which is a digest of the table."""
    device = from_csv(body.csv, title=body.title, unit=body.unit)
    with store.write() as session:
        stored, is_new = save_device(session, device)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = str(request.url_for("get_device", device=device.id).path)
    if is_new:
        return stored
    known = f"these measurements are here already, as {stored.title!r}; it keeps this title"
    return stored.model_copy(update={"remarks": (*stored.remarks, known)})


@router.delete("/{device}", status_code=204, summary="Forget a device of your own", responses=responses(404, 409))
def remove_device(device: str, store: StoreDep) -> None:
    """Finished runs and shares that name it keep their numbers, but cannot be computed again without it."""
    if any(preset.id == device for preset in presets()):
        raise ApiError(409, f"{device} ships with the program and stays")
    with store.write() as session:
        delete_device(session, device)
